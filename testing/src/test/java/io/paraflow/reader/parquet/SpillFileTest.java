package io.paraflow.reader.parquet;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is spilled comes back, in a file that stays within its limit and leaves nothing behind. */
class SpillFileTest {
  private static final long SEED = 20_261_129;

  @TempDir private Path folder;

  /** Bytes that were spilled, and what they should be. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Kept(SpillFile.Spilled spilled, byte[] content) {}

  @Test
  void bytesComeBackWhateverIsTakenAndGivenBack() {
    Random random = new Random(SEED);
    long limit = 1 << 16;
    List<Kept> kept = new ArrayList<>();
    int refused = 0;
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(limit);
        SpillFile file = new SpillFile(folder, limit)) {
      for (int round = 0; round < 20_000; round++) {
        if (random.nextInt(5) < 3) {
          byte[] content = new byte[1 + random.nextInt(1 << random.nextInt(1, 14))];
          random.nextBytes(content);
          SpillFile.Spilled spilled = file.take(content.length);
          if (spilled == null) {
            refused++;
            assertTrue(file.isFull());
          } else {
            buffer.setBytes(0, content);
            int half = random.nextInt(content.length + 1);
            spilled.write(half, buffer.memoryAddress() + half, content.length - half);
            spilled.write(0, buffer.memoryAddress(), half);
            kept.add(new Kept(spilled, content));
          }
        } else if (!kept.isEmpty()) {
          Kept each = kept.remove(random.nextInt(kept.size()));
          assertComesBack(each, buffer, random.nextInt(each.content.length));
          each.spilled.close();
        }
      }
      assertTrue(refused > 100, refused + " refused");
      for (Kept each : kept) {
        assertComesBack(each, buffer, 0);
        each.spilled.close();
      }
      assertNotNull(file.take(limit), "the gaps are one again");
      assertNull(file.take(1));
    }
  }

  private static void assertComesBack(Kept kept, ArrowBuf buffer, int from) {
    byte[] actual = kept.content.clone();
    kept.spilled.read(from, buffer.memoryAddress(), actual.length - from);
    buffer.getBytes(0, actual, from, actual.length - from);
    assertArrayEquals(kept.content, actual, "seed " + SEED);
  }

  @Test
  void theFileIsMadeWhenItIsNeededAndNothingIsLeft() throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(8);
        SpillFile file = new SpillFile(folder, 100)) {
      SpillFile.Spilled spilled = requireNonNull(file.take(8));
      assertTrue(isEmpty());
      spilled.write(0, buffer.memoryAddress(), 8);
      assertThrows(
          IllegalArgumentException.class, () -> spilled.read(1, buffer.memoryAddress(), 8));
      spilled.close();
      assertFalse(file.isFull());
    }
    assertTrue(isEmpty());
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamedWithTheOption() {
    Path missing = folder.resolve("missing");
    try (BufferAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(8);
        SpillFile file = new SpillFile(missing, 100);
        SpillFile.Spilled spilled = requireNonNull(file.take(8))) {
      IngestException e =
          assertThrows(IngestException.class, () -> spilled.write(0, buffer.memoryAddress(), 8));
      assertEquals(ErrorCode.UNAVAILABLE, e.code());
      assertTrue(e.getMessage().contains(missing.toString()), e.getMessage());
      assertTrue(e.getMessage().contains("--parquet-spill-directory"), e.getMessage());
    }
  }
}
