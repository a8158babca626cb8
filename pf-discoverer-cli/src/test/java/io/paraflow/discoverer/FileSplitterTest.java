package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.file.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSplitterTest {
  private static final long SEED = 20261121;
  private static final List<String> SUFFIXES = List.of(".parquet", ".ndjson");

  @Test
  void theRangesOfAFileMeetAndCoverIt() {
    Random random = new Random(SEED);
    for (int run = 0; run < 1000; run++) {
      long most = random.nextLong(1, 1000);
      long size = random.nextLong(0, 100_000);
      String message = "seed " + SEED + ", " + size + " bytes, at most " + most;
      List<FilePart> parts = split(new FileSplitter(most, SUFFIXES), "a.parquet", size);
      if (size <= most) {
        assertEquals(List.of(ByteRange.ALL), parts.stream().map(FilePart::range).toList(), message);
        continue;
      }
      assertEquals(Math.ceilDiv(size, most), parts.size(), message);
      long end = 0;
      for (FilePart part : parts) {
        assertEquals(end, part.range().start(), message);
        end = part.range().end();
        assertTrue(part.range().length() <= most, message);
        assertTrue(part.range().length() >= size / parts.size(), message);
      }
      assertEquals(size, end, message);
    }
  }

  @Test
  void theLargestFileThereCanBeIsCut() {
    FileSplitter splitter = new FileSplitter(Long.MAX_VALUE / 4, SUFFIXES);
    List<FilePart> parts = split(splitter, "a.parquet", Long.MAX_VALUE);
    assertEquals(5, parts.size());
    assertEquals(Long.MAX_VALUE, parts.getLast().range().end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.ndjson.gz", "a.parquet.bak", "parquet", "a"})
  void filesThatAreNotKnownToBeSplittableStayWhole(String name) {
    assertEquals(1, split(new FileSplitter(10, SUFFIXES), name, 100).size());
  }

  @Test
  void theNamesCaseDoesNotCount() {
    assertEquals(10, split(new FileSplitter(10, SUFFIXES), "A.PARQUET", 100).size());
  }

  private static List<FilePart> split(FileSplitter splitter, String name, long size) {
    List<FilePart> parts = new ArrayList<>();
    splitter.split(new FileEntry(new Location("s3", "bucket", name), size, null), parts::add);
    return parts;
  }
}
