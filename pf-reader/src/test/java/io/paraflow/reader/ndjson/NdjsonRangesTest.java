package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.ReadSpec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ranges of a file give each of its records once, wherever they meet. */
class NdjsonRangesTest {
  private static final long SEED = 20261121;

  private static final NdjsonOptions OPTIONS = Options.limits(200_000, 512, 1000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3}",
        "{\"a\":1}\r\n{\"a\":2}\r\n\r\n{\"a\":3}\r\n",
        "\n\n \n{\"a\":1}\n\n\t\n{\"a\":2}\n\n",
        "\ufeff{\"a\":1}\n{\"a\":2}\n",
        "\ufeff\n{\"a\":1}\n\ufeff{\"a\":2}\n",
        "{\"é😀\":\"日本 é😀\"}\n{\"é😀\":\"😀\"}\n",
        "{\"a\":1}\n{bad\n{\"a\":2}\n[1,\n{\"a\":3}",
        "{\"a\":1}\n  {\"a\":2}  \n",
        "\n",
        "{\"a\":1}",
        ""
      })
  void everyCutOfASmallFileGivesEachRecordOnce(String text) {
    byte[] content = text.getBytes(UTF_8);
    Reading whole = read(content, ByteRange.ALL);
    for (int first = 0; first <= content.length; first++) {
      for (int second = first; second <= content.length; second++) {
        assertEqual(whole, content, List.of((long) first, (long) second), first + " and " + second);
      }
    }
  }

  @Test
  void randomCutsOfRandomFilesGiveEachRecordOnce() {
    for (int run = 0; run < 150; run++) {
      Random random = new Random(SEED + run);
      byte[] content = randomFile(random);
      List<Long> cuts = new ArrayList<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        cuts.add(random.nextLong(content.length + 1));
      }
      assertEqual(read(content, ByteRange.ALL), content, cuts, "seed " + (SEED + run));
    }
  }

  @Test
  void aLineThatIsLongerThanItsRangesBelongsToTheFirst() {
    String text = "{\"a\":\"" + "x".repeat(100_000) + "\"}\n{\"a\":\"y\"}\n";
    byte[] content = text.getBytes(UTF_8);
    List<Long> cuts = new ArrayList<>();
    for (long cut = 7; cut < content.length; cut += 5000) {
      cuts.add(cut);
    }
    assertEqual(read(content, ByteRange.ALL), content, cuts, "every 5000 bytes");
    assertEquals(List.of(0L), read(content, new ByteRange(0, 7)).ordinals);
  }

  @Test
  void allRangesHaveTheColumnsOfTheFilesBeginning() {
    String text = "{\"early\":1}\n" + "{}\n".repeat(5000) + "{\"late\":2}\n";
    byte[] content = text.getBytes(UTF_8);
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of("early"), null);
    for (long start = 0; start < content.length; start += 3000) {
      Reading reading = Reading.of(content, OPTIONS, spec.of(new ByteRange(start, start + 3000)));
      assertNull(reading.failure, "range at " + start);
      assertTrue(
          reading.batches.stream().allMatch(batch -> batch.startsWith("early:bigint")),
          reading.batches::toString);
    }
  }

  @Test
  void aCompressedFileBelongsToTheRangeThatHasItsFirstByte() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write("{\"a\":1}\n{\"a\":2}\n".getBytes(UTF_8));
    }
    byte[] content = bytes.toByteArray();
    Reading whole = read(content, ByteRange.ALL);
    assertEquals(2, whole.rows.size());
    for (long cut = 1; cut <= content.length; cut++) {
      assertEqual(whole, content, List.of(cut), "cut at " + cut);
      assertEquals(whole.rows, read(content, new ByteRange(0, cut)).rows, "cut at " + cut);
    }
  }

  @Test
  void aRangeBehindTheEndHasNothing() {
    byte[] content = "{\"a\":1}\n".getBytes(UTF_8);
    assertEquals(List.of(), read(content, new ByteRange(100, 200)).rows);
    assertEquals(List.of(), read(content, new ByteRange(content.length, 200)).rows);
  }

  /** Lines of all sizes, some blank, some bad, with both line ends, and perhaps no last one. */
  private static byte[] randomFile(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
    int lines = random.nextInt(60);
    for (int i = 0; i < lines; i++) {
      switch (random.nextInt(10)) {
        case 0 -> text.append(" ".repeat(random.nextInt(3)));
        case 1 -> text.append("{\"broken\":");
        case 2 ->
            text.append("{\"n\":" + i + ",\"s\":\"" + "é😀".repeat(random.nextInt(20_000)) + "\"}");
        default ->
            text.append("{\"n\":" + i + ",\"s\":\"" + "日".repeat(random.nextInt(50)) + "\"}");
      }
      text.append(
          random.nextInt(3) == 0 ? "\r\n" : i == lines - 1 && random.nextBoolean() ? "" : "\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static void assertEqual(Reading whole, byte[] content, List<Long> cuts, String message) {
    TreeSet<Long> points = new TreeSet<>(cuts);
    points.add(0L);
    points.add((long) content.length);
    List<Object> rows = new ArrayList<>();
    List<Long> ordinals = new ArrayList<>();
    List<Long> errors = new ArrayList<>();
    Long start = null;
    for (Long point : points) {
      if (start != null) {
        Reading part = read(content, new ByteRange(start, point));
        assertNull(part.failure, message);
        rows.addAll(part.rows);
        ordinals.addAll(part.ordinals);
        part.errors.forEach(error -> errors.add(error.ordinal()));
      }
      start = point;
    }
    assertEquals(whole.ordinals, ordinals, message);
    assertEquals(whole.rows, rows, message);
    assertEquals(whole.errors.stream().map(error -> error.ordinal()).toList(), errors, message);
  }

  private static Reading read(byte[] content, ByteRange range) {
    return Reading.of(content, OPTIONS, ReadSpec.all(7, 1 << 20).of(range));
  }
}
