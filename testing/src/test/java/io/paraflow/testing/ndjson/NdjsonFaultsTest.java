package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class NdjsonFaultsTest {
  private static final long SEED = 314159;

  @Test
  void exactlyTheBadLinesAmongManyAreRefused() {
    int lines = 100_000;
    Random random = new Random(SEED);
    // The first, the last, both sides of a batch's edge, and whatever chance picks.
    TreeSet<Integer> bad = new TreeSet<>(List.of(0, 999, 1000, lines - 1));
    while (bad.size() < 1000) {
      bad.add(random.nextInt(lines));
    }
    String[] broken = {"{\"id\":1,", "}", "\"id\":1}", "{\"id\":1}}", "{\"id\":\"\u0007\"}", "x"};
    StringBuilder text = new StringBuilder();
    List<Long> badOffsets = new ArrayList<>();
    List<Integer> good = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      if (bad.contains(i)) {
        badOffsets.add((long) text.length());
        text.append(broken[i % broken.length]);
      } else {
        good.add(i);
        text.append("{\"id\":").append(i).append(",\"text\":\"");
        text.repeat("y", random.nextInt(40)).append("\"}");
      }
      text.append('\n');
    }
    byte[] content = text.toString().getBytes(UTF_8);
    for (int sampleBytes : new int[] {4096, 5003, 1 << 18}) {
      NdjsonReading reading =
          NdjsonReading.of(
              new MemoryFile(content, InputFile.Latency.LOCAL),
              NdjsonReading.options(sampleBytes),
              1000);
      assertNull(reading.failure());
      assertEquals(
          badOffsets, reading.errors.stream().map(RecordError::ordinal).toList(), "seed " + SEED);
      assertEquals(
          good, reading.rows.stream().map(row -> row.path("id").asInt()).toList(), "seed " + SEED);
    }
  }

  @Test
  void aHugeLineIsSkippedInConstantMemory() {
    NdjsonReading reading =
        NdjsonReading.of(new HugeLineFile(64L << 20), NdjsonReading.options(1 << 18), 1000);
    assertNull(reading.failure());
    assertEquals("[{\"a\":1}, {\"a\":2}]", reading.rows.toString());
    assertEquals(List.of(0L, 8 + (64L << 20)), reading.ordinals);
    RecordError error = reading.errors.getFirst();
    assertEquals(1, reading.errors.size());
    assertEquals(ErrorCode.RECORD_TOO_LARGE, error.code());
    assertEquals(8, error.ordinal());
    assertTrue(error.message().contains(String.valueOf((64L << 20) - 1)), error.message());
    byte[] head = error.raw();
    assertTrue(head != null && head.length == 4096);
    assertTrue(reading.peakBytes() <= 34 << 20, "peak " + reading.peakBytes());
  }

  @Test
  void allMembersOfAGzipFileAreRead() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      // A record may begin in one member and end in the next.
      file.write(gzip("{\"id\":"));
      file.write(gzip(i + "}\n"));
    }
    for (InputFile.Latency latency : InputFile.Latency.values()) {
      NdjsonReading reading =
          NdjsonReading.of(
              new MemoryFile(file.toByteArray(), latency), NdjsonReading.options(4096), 1000);
      assertNull(reading.failure());
      assertEquals(10_000, reading.rows.size());
      assertEquals(9_999, reading.rows.getLast().path("id").asInt());
    }
  }

  @Test
  void aDamagedStreamGivesTheRecordsBeforeTheDamageAndFails() throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      text.append("{\"id\":").append(i).append(",\"noise\":\"").append(random.nextLong());
      text.append("\"}\n");
    }
    byte[] gzip = gzip(text.toString());
    byte[] zstd = Zstd.compress(text.toString().getBytes(UTF_8));
    for (byte[] file : List.of(gzip, zstd)) {
      for (double part : new double[] {0.3, 0.5, 0.99}) {
        byte[] cut = Arrays.copyOf(file, (int) (file.length * part));
        NdjsonReading reading = NdjsonReading.of(cut);
        assertEquals(ErrorCode.TRUNCATED, reading.failure());
        assertEquals(List.of(), reading.errors, "the cut record is not a bad one");
        assertTrue(
            reading.rows.size() > 20_000 * (part - 0.4), reading.rows.size() + " of " + part);
        int last = reading.rows.size() - 1;
        if (last >= 0) {
          assertEquals(last, reading.rows.get(last).path("id").asInt());
        }
      }
    }
    gzip[gzip.length - 6] ^= 1;
    NdjsonReading wrongChecksum = NdjsonReading.of(gzip);
    assertEquals(ErrorCode.CHECKSUM_MISMATCH, wrongChecksum.failure());
    assertEquals(20_000, wrongChecksum.rows.size());
  }

  @Test
  void bytesThatAreNoJsonAreOneErrorForEachLine() {
    byte[] noise = new byte[100_000];
    new Random(SEED).nextBytes(noise);
    noise[0] = '{';
    NdjsonReading reading = NdjsonReading.of(noise);
    assertNull(reading.failure());
    assertEquals(0, reading.rows.size());
    int lines = 0;
    for (byte b : noise) {
      lines += b == '\n' ? 1 : 0;
    }
    assertTrue(reading.errors.size() <= lines + 1 && reading.errors.size() > lines - 20);
    assertArrayEquals(
        reading.errors.stream().mapToLong(RecordError::ordinal).sorted().toArray(),
        reading.errors.stream().mapToLong(RecordError::ordinal).toArray());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** A short record, a line of the given length with its line feed, and a short record. */
  private record HugeLineFile(long lineBytes) implements InputFile {
    @Override
    public Location location() {
      return Location.parse("memory://test/huge.ndjson");
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Latency latency() {
      return Latency.LOCAL;
    }

    @Override
    public long length() {
      return lineBytes + 16;
    }

    @Override
    public void readFully(long position, MemorySegment target) {
      byte[] first = "{\"a\":1}\n".getBytes(UTF_8);
      byte[] last = "\n{\"a\":2}\n".getBytes(UTF_8);
      target.fill((byte) 'z');
      for (int i = 0; i < first.length; i++) {
        put(target, i - position, first[i]);
      }
      for (int i = 0; i < last.length; i++) {
        put(target, length() - last.length + i - position, last[i]);
      }
    }

    private static void put(MemorySegment target, long at, byte value) {
      if (at >= 0 && at < target.byteSize()) {
        target.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, value);
      }
    }

    @Override
    public ReadCounts readCounts() {
      return ReadCounts.NONE;
    }

    @Override
    public void close() {}
  }
}
