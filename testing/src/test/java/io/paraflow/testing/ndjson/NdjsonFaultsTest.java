package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.paraflow.aws.AwsOptions;
import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.store.s3.S3FileStore;
import io.paraflow.reader.store.s3.S3Options;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.servers.StubS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;

class NdjsonFaultsTest {
  private static final long HUGE_LINE_BYTES = 150L << 20;
  private static final long SEED = 314159;
  private static final byte[] TEXT = "y".repeat(20).getBytes(UTF_8);

  @Test
  void exactlyTheBadLinesAmongAMillionAreRefused() throws IOException {
    int lines = 1_000_000;
    Random random = new Random(SEED);
    // The first, the last, both sides of a batch's edge, and whatever chance picks.
    BitSet bad = new BitSet(lines);
    List.of(0, 999, 1000, lines - 1).forEach(bad::set);
    while (bad.cardinality() < 10_000) {
      bad.set(random.nextInt(lines));
    }
    byte[][] broken =
        Stream.of("{\"id\":1,", "}", "\"id\":1}", "{\"id\":1}}", "{\"id\":\"\u0007\"}", "x")
            .map(line -> line.getBytes(UTF_8))
            .toArray(byte[][]::new);
    ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 25);
    List<Long> badOffsets = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      if (bad.get(i)) {
        badOffsets.add((long) content.size());
        content.write(broken[i % broken.length]);
      } else {
        content.write(("{\"id\":" + i + ",\"text\":\"").getBytes(UTF_8));
        content.write(TEXT, 0, random.nextInt(TEXT.length));
        content.write('"');
        content.write('}');
      }
      content.write('\n');
    }
    for (int sampleBytes : new int[] {5003, 1 << 18}) {
      List<Long> refused = new ArrayList<>();
      int next = bad.nextClearBit(0);
      try (RootAllocator allocator = new RootAllocator(48 << 20);
          BatchReader reader =
              new NdjsonFormatProvider()
                  .create(NdjsonReading.options(sampleBytes))
                  .open(
                      new MemoryFile(content.toByteArray(), InputFile.Latency.LOCAL),
                      ReadSpec.all(1000, 1 << 20),
                      allocator,
                      error -> refused.add(error.ordinal()))) {
        while (next < lines) {
          try (Batch batch = reader.next()) {
            assertNotNull(batch, "seed " + SEED + ", before record " + next);
            BigIntVector ids = (BigIntVector) batch.root().getVector("id");
            for (int row = 0; row < batch.rowCount(); row++) {
              assertEquals(next, ids.get(row), "seed " + SEED);
              next = bad.nextClearBit(next + 1);
            }
          }
        }
        assertNull(reader.next());
      }
      assertEquals(lines, next, "seed " + SEED);
      assertEquals(badOffsets, refused, "seed " + SEED);
    }
  }

  @Test
  void blankLinesWithoutEndDoNotKeepTheCallerWaiting() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(content)) {
      byte[] blank = new byte[1 << 20];
      Arrays.fill(blank, (byte) '\n');
      for (int i = 0; i < 150; i++) {
        out.write(blank);
      }
      out.write("{\"id\":7}".getBytes(UTF_8));
    }
    List<Integer> batches = new ArrayList<>();
    try (RootAllocator allocator = new RootAllocator(48 << 20);
        BatchReader reader =
            new NdjsonFormatProvider()
                .create(NdjsonReading.options(4096))
                .open(
                    new MemoryFile(content.toByteArray()),
                    ReadSpec.all(1000, 1 << 20),
                    allocator,
                    _ -> {})) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          batches.add(each.rowCount());
        }
      }
    }
    assertEquals(List.of(0, 0, 1), batches);
  }

  @Test
  void aHugeLineIsSkippedInConstantMemoryAndInSeveralCalls() {
    NdjsonReading reading =
        NdjsonReading.of(new HugeLineFile(HUGE_LINE_BYTES), NdjsonReading.options(1 << 18), 1000);
    assertNull(reading.failure());
    assertEquals("[{\"a\":1}, {\"a\":2}]", reading.rows.toString());
    assertEquals(List.of(0L, 8 + HUGE_LINE_BYTES), reading.ordinals);
    assertEquals(List.of(1, 0, 1), reading.batchRows);
    RecordError error = reading.errors.getFirst();
    assertEquals(1, reading.errors.size());
    assertEquals(ErrorCode.RECORD_TOO_LARGE, error.code());
    assertEquals(8, error.ordinal());
    assertTrue(error.message().contains(String.valueOf(HUGE_LINE_BYTES - 1)), error.message());
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
  void allMembersOfAGzipObjectAreReadFromASocketThatGivesOneByteAtATime() throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    for (int i = 0; i < 5_000; i++) {
      object.write(gzip("{\"id\":"));
      object.write(gzip(i + "}\n"));
    }
    try (StubS3 s3 = new StubS3(1);
        S3FileStore store =
            new S3FileStore(
                new S3Options(
                    s3.endpoint().toString(), AwsOptions.defaults().withKeys("test", "test")))) {
      s3.put("logs.ndjson.gz", object.toByteArray());
      try (InputFile file = store.open(new Location("s3", StubS3.BUCKET, "logs.ndjson.gz"))) {
        NdjsonReading reading = NdjsonReading.of(file, NdjsonReading.options(4096), 1000);
        assertNull(reading.failure());
        assertEquals(List.of(), reading.errors);
        assertEquals(
            IntStream.range(0, 5_000).boxed().toList(),
            reading.rows.stream().map(row -> row.path("id").asInt()).toList());
      }
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
