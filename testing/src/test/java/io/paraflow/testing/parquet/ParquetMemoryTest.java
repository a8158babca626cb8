package io.paraflow.testing.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import com.sun.management.ThreadMXBean;
import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Fingerprint;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.MemorySweep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wide tables, large pages and bombs stay within a thread's memory, or say how much they need. */
class ParquetMemoryTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 48L << 20;
  private static final long PAGES_MEMORY_BYTES = 6 << 20;
  private static final long WINDOWS_MEMORY_BYTES = 20 << 20;
  private static final int PAGES_ROWS = 20_000;

  @TempDir private Path folder;

  @Test
  void aTableOfAThousandColumns() throws IOException {
    int rows = 5000;
    String columns =
        IntStream.range(0, 1000)
            .mapToObj(
                c ->
                    c % 2 == 0
                        ? "(i * %d %% 10007)::int as c%d".formatted(c + 1, c)
                        : "'text ' || (i * %d %% 1009) as c%d".formatted(c, c))
            .collect(Collectors.joining(", "));
    Path path = folder.resolve("wide.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, row_group_size 4096)"
              .formatted(columns, rows, DuckDb.quoted(path)));
    }
    int row = 0;
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader =
            ParquetUnderTest.open(
                new MemoryFile(Files.readAllBytes(path)), ReadSpec.all(1000, 2 << 20), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          for (int c = 0; c < 1000; c += 37) {
            for (int i = 0; i < each.rowCount(); i++) {
              if (c % 2 == 0) {
                IntVector vector = (IntVector) each.root().getVector(c);
                assertEquals((row + i) * (c + 1) % 10007, vector.get(i));
              } else {
                VarCharVector vector = (VarCharVector) each.root().getVector(c);
                assertEquals("text " + (row + i) * c % 1009, String.valueOf(vector.getObject(i)));
              }
            }
          }
          row += each.rowCount();
        }
      }
    }
    assertEquals(rows, row);
  }

  /** What a heap of 64 MB has no room for. */
  @Test
  void columnsThatShareALargeIndex() throws IOException {
    int columns = 200;
    int pages = 60_000;
    CraftedFile file = new CraftedFile(columns);
    int start = file.size();
    file.bytes(new byte[pages]);
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    List<PageLocation> locations =
        IntStream.range(0, pages).mapToObj(i -> new PageLocation(start + i, 1, i)).toList();
    Util.writeOffsetIndex(new OffsetIndex(locations), index);
    for (int i = 0; i < columns; i++) {
      file.leaf("c" + i, FieldRepetitionType.REQUIRED);
      ColumnChunk chunk = file.chunk(pages, start, pages);
      chunk.setOffset_index_offset(start + pages);
      chunk.setOffset_index_length(index.size());
    }
    file.bytes(index.toByteArray());
    InputFile input = new MemoryFile(file.end(pages));
    ReadSpec spec = new ReadSpec(100, 1 << 20, List.of(), RowFilter.parse(List.of("c0 = 1")));
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    IngestException e =
        assertThrows(
            IngestException.class,
            () -> ParquetUnderTest.rows(ParquetUnderTest.FORMAT, input, spec, MEMORY_BYTES));
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertEquals(ErrorCode.CORRUPT, e.code());
    assertTrue(allocated < 64 << 20, allocated + " bytes of the heap");
  }

  /** A page of each column takes more than a column's part of the memory. */
  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd", "lz4_raw"})
  void pagesOfManyColumnsThatDoNotFitTogether(String codec) throws IOException {
    Path path = folder.resolve("pages.parquet");
    Fingerprint expected = new Fingerprint();
    writePages(path, codec, expected);
    for (boolean dictionaries : new boolean[] {false, true}) {
      ReadSpec spec = ReadSpec.all(8192, 512 << 10).withDictionaries(dictionaries);
      Fingerprint actual = new Fingerprint();
      try (BufferAllocator allocator = new RootAllocator(PAGES_MEMORY_BYTES);
          BatchReader reader =
              ParquetUnderTest.open(new MemoryFile(Files.readAllBytes(path)), spec, allocator)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          try (Batch each = batch) {
            actual.add(each);
          }
        }
      }
      assertEquals(expected, actual);
    }
  }

  /** Of a remote file, too, where stored bytes are read once only. */
  @Test
  void pagesOfManyColumnsOfARemoteFile() throws IOException {
    Path path = folder.resolve("pages.parquet");
    Fingerprint expected = new Fingerprint();
    writePages(path, "snappy", expected);
    RecordedFile file = new RecordedFile(new MemoryFile(Files.readAllBytes(path), Latency.REMOTE));
    try (BufferAllocator allocator = new RootAllocator(PAGES_MEMORY_BYTES)) {
      assertEquals(expected, fingerprint(ParquetUnderTest.FORMAT, file, allocator));
    }
    file.requireNoByteReadTwice();
  }

  /** Every column's pages and levels stream, through windows that do not fit together. */
  @ParameterizedTest
  @EnumSource(Latency.class)
  void windowsOfManyColumnsThatDoNotFitTogether(Latency latency) throws IOException {
    int rows = 150_000;
    Path path = folder.resolve("windows.parquet");
    Fingerprint expected = new Fingerprint();
    writeWindows(path, 24, rows, expected);
    MemoryFile file = new MemoryFile(Files.readAllBytes(path), latency);
    try (BufferAllocator allocator = new RootAllocator(WINDOWS_MEMORY_BYTES)) {
      assertEquals(expected, fingerprint(ParquetUnderTest.FORMAT, file, allocator));
    }
    for (int spillMb : new int[] {0, 4}) {
      String message =
          failure(ParquetUnderTest.spilling(spillMb, null), file, ErrorCode.LIMIT_EXCEEDED);
      assertTrue(message.contains("--memory-mb"), message);
      assertTrue(message.contains("--parquet-spill-mb"), message);
    }
    Path missing = Files.createDirectory(folder.resolve("missing"));
    FileFormat nowhere = ParquetUnderTest.spilling(100, missing);
    Files.delete(missing);
    String message = failure(nowhere, file, ErrorCode.UNAVAILABLE);
    assertTrue(message.contains(missing.toString()), message);
  }

  /** What reading fails with; nothing stays allocated. */
  private static String failure(FileFormat format, InputFile file, ErrorCode code) {
    try (BufferAllocator allocator = new RootAllocator(WINDOWS_MEMORY_BYTES)) {
      IngestException e =
          assertThrows(IngestException.class, () -> fingerprint(format, file, allocator));
      assertEquals(code, e.code());
      return String.valueOf(e.getMessage());
    }
  }

  /** Numbers with nulls and unlike texts, of each column more than a decompressor's window. */
  private static void writeWindows(Path path, int columns, int rows, Fingerprint expected) {
    String select =
        IntStream.range(0, columns)
            .mapToObj(
                c ->
                    (c % 2 == 0
                            ? "case when hash(i - %1$d) %% 3 > 0 then (hash(i + %1$d) >> 1)::bigint"
                                + " end as c%2$d"
                            : "md5((i + %1$d)::varchar) as c%2$d")
                        .formatted(c * rows, c))
            .collect(Collectors.joining(", "));
    try (DuckDb duckDb = new DuckDb();
        BufferAllocator allocator = new RootAllocator()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, codec zstd, row_group_size %d)"
              .formatted(select, rows, DuckDb.quoted(path), rows));
      duckDb.export("from " + DuckDb.quoted(path), allocator, expected::add);
    }
    assertEquals(rows, expected.rows());
  }

  private static Fingerprint fingerprint(
      FileFormat format, InputFile file, BufferAllocator allocator) {
    Fingerprint rows = new Fingerprint();
    try (BatchReader reader =
        ParquetUnderTest.open(format, file, ReadSpec.all(8192, 512 << 10), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          rows.add(each);
        }
      }
    }
    return rows;
  }

  /** Columns of every kind, in batches that are cut within what was decoded. */
  @Test
  void memoryThatRunsOutAnywhere() throws IOException {
    Path path = folder.resolve("kinds.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select i as number, i %% 3 = 0 as flag, 'word ' || i %% 5 as word,
            repeat('text ', (i %% 7)::int) as text, i::decimal(38, 2) as decimal,
            [['a' || i %% 4, null], null, []] as lists, map {'key ' || i %% 3: i} as map,
            {'part': 'p' || i %% 4, 'flags': [i %% 2 = 0]} as struct, null::int as nothing
            from range(400) t(i)) to %s (format parquet, codec zstd, row_group_size 200)
          """
              .formatted(DuckDb.quoted(path)));
    }
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    RowFilter filter = RowFilter.parse(List.of("text >= text", "flag = true"));
    for (ReadSpec spec :
        List.of(
            ReadSpec.all(256, 4 << 10),
            new ReadSpec(256, 4 << 10, List.of(), filter).withDictionaries(true))) {
      MemorySweep.check(ParquetUnderTest.FORMAT, file, spec);
    }
  }

  /** Every encoding and nesting, in memory that columns have to give up at every turn. */
  @ParameterizedTest
  @CsvSource({
    "v1, zstd, LOCAL",
    "v2, zstd, LOCAL",
    "v2, snappy, REMOTE",
    "v1, gzip, REMOTE",
    "v2, uncompressed, LOCAL",
    "v2, uncompressed, REMOTE"
  })
  void valuesAreTheSameInLessAndLessMemory(String version, String codec, Latency latency)
      throws IOException {
    Path path = folder.resolve("kinds.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select i as number, hash(i) %% 3 = 0 as flag, 'word ' || hash(i) %% 900 as word,
            case when hash(i) %% 7 > 0 then md5(i::varchar) end as text, (hash(i) %% 97 / 3.0)::double as real,
            hash(i)::double as wide, (hash(i) %% 1000003)::decimal(38, 2) as decimal,
            [['a' || hash(i) %% 800, null], null, []] as lists,
            map {'key ' || hash(i) %% 3: i} as map,
            {'part': 'p' || hash(i) %% 700, 'flags': [hash(i) %% 2 = 0]} as struct, null::int as nothing,
            case when hash(i) %% 5 > 0 then hash(i + 1)::double end as gaps
            from range(12000) t(i)) to %s (format parquet, parquet_version %s, codec %s)
          """
              .formatted(DuckDb.quoted(path), version, codec));
    }
    MemoryFile file = new MemoryFile(Files.readAllBytes(path), latency);
    for (boolean filtered : new boolean[] {false, true}) {
      RowFilter filter = filtered ? RowFilter.parse(List.of("word < \"word 5\"")) : null;
      ReadSpec spec = new ReadSpec(500, 64 << 10, List.of(), filter);
      List<String> expected =
          ParquetUnderTest.rows(ParquetUnderTest.FORMAT, file, spec, MEMORY_BYTES);
      int succeeded = 0;
      for (long memory = 4 << 20; memory > 128 << 10; memory = memory * 3 / 4) {
        try {
          assertEquals(
              expected, ParquetUnderTest.rows(ParquetUnderTest.FORMAT, file, spec, memory));
          succeeded++;
        } catch (IngestException e) {
          assertEquals(ErrorCode.LIMIT_EXCEEDED, e.code(), e.getMessage());
        }
      }
      assertTrue(succeeded > 3, succeeded + " limits");
    }
  }

  /** All columns stop within their mini-batches, and go on in their next turns. */
  @Test
  void batchesThatAreFullBeforeMiniBatchesOfSeveralDictionariesEnd() throws IOException {
    Path path = folder.resolve("long.parquet");
    Fingerprint expected = new Fingerprint();
    try (DuckDb duckDb = new DuckDb();
        BufferAllocator allocator = new RootAllocator()) {
      duckDb.run(
          """
          copy (select repeat(chr(97 + (hash(i) %% 26)::int), 900) as short,
            repeat(chr(97 + (hash(i + 7) %% 26)::int), 1700) as long,
            [repeat(chr(97 + (hash(i + 9) %% 26)::int), 1100), 'end'] as list
            from range(6000) t(i)) to %s (format parquet)
          """
              .formatted(DuckDb.quoted(path)));
      duckDb.export("from " + DuckDb.quoted(path), allocator, expected::add);
    }
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    Fingerprint actual = new Fingerprint();
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader =
            ParquetUnderTest.open(file, ReadSpec.all(8192, 512 << 10), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          actual.add(each.root());
        }
      }
    }
    assertEquals(expected, actual);
  }

  @Test
  void aPageOfAGigabyte() throws IOException {
    int values = 1 << 27;
    byte[] part = new byte[1 << 20];
    new Random(SEED).nextBytes(part);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(stored)) {
      for (long at = 0; at < 8L * values; at += part.length) {
        zstd.write(part);
      }
    }
    byte[] file =
        new OneColumnFile(Type.INT64, CompressionCodec.ZSTD)
            .page(Encoding.PLAIN, values, 8 * values, stored.toByteArray());
    ByteBuffer expected = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    long row = 0;
    try (BufferAllocator allocator = new RootAllocator(16 << 20);
        BatchReader reader =
            ParquetUnderTest.open(
                new MemoryFile(file), ReadSpec.all(1 << 19, 4 << 20), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          BigIntVector vector = (BigIntVector) each.root().getVector(0);
          for (int i = 0; i < each.rowCount(); i += 1000) {
            assertEquals(expected.getLong((int) ((row + i) * 8 % part.length)), vector.get(i));
          }
          row += each.rowCount();
        }
      }
    }
    assertEquals(values, row);
  }

  @Test
  void entriesOfTenMegabytesThatAreUsedAMillionTimes() throws IOException {
    int entryBytes = 10 << 20;
    int rows = 1_000_000;
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (char letter : new char[] {'x', 'y'}) {
      entries.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(entryBytes).array());
      entries.writeBytes(String.valueOf(letter).repeat(entryBytes).getBytes(US_ASCII));
    }
    byte[] dictionary = Zstd.compress(entries.toByteArray());
    // Indices of one bit: a run of x and one of y, each of half the rows.
    byte[] indices =
        ByteBuffer.allocate(9).put((byte) 1).put(run(rows / 2, 0)).put(run(rows / 2, 1)).array();
    byte[] file =
        new OneColumnFile(Type.BYTE_ARRAY, CompressionCodec.ZSTD)
            .dictionary(2, entries.size(), dictionary)
            .page(Encoding.RLE_DICTIONARY, rows, indices.length, Zstd.compress(indices));
    assertTrue(file.length < 1 << 20, file.length + " bytes");
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader =
            ParquetUnderTest.open(
                new MemoryFile(file), ReadSpec.all(100_000, 4 << 20), allocator)) {
      for (int i = 0; i < 100; i++) {
        try (Batch batch = requireNonNull(reader.next())) {
          assertEquals(1, batch.rowCount());
          VarBinaryVector vector = (VarBinaryVector) batch.root().getVector(0);
          assertEquals(entryBytes, vector.getValueLength(0));
          assertEquals('x', vector.getDataBuffer().getByte(entryBytes - 1));
        }
      }
    }
  }

  /** A list ends where the next page begins another one, whose values are not read with its own. */
  @Test
  void listsOfALargeValueInPagesOfTheirOwn() throws IOException {
    int rows = 4;
    byte[] value = new byte[7 << 20];
    Path path = folder.resolve("lists.parquet");
    MessageType schema =
        MessageTypeParser.parseMessageType("message rows { repeated binary value; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withDictionaryEncoding(false)
            .withMinRowCountForPageSizeCheck(1)
            .build()) {
      for (int row = 0; row < rows; row++) {
        writer.write(new SimpleGroup(schema).append("value", Binary.fromConstantByteArray(value)));
      }
    }
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    assertEquals(rows, rows(file, MEMORY_BYTES));
    long peak = peakBytes(file, MEMORY_BYTES);
    assertTrue(peak < 2L * value.length, peak + " bytes");
  }

  /** Four bytes: a run of a value of one bit. */
  private static byte[] run(int values, int value) {
    int header = values << 1;
    return new byte[] {
      (byte) (header | 0x80), (byte) (header >>> 7 | 0x80), (byte) (header >>> 14), (byte) value
    };
  }

  /** Split streams are everywhere in their page, which need not fit the memory nevertheless. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodec.class,
      names = {"ZSTD", "UNCOMPRESSED"})
  void splitStreamsOfALargePage(CompressionCodec codec) throws IOException {
    int values = 3 << 20;
    byte[] page = new byte[Long.BYTES * values];
    new Random(SEED).nextBytes(page);
    byte[] stored = codec == CompressionCodec.ZSTD ? Zstd.compress(page) : page;
    MemoryFile file =
        new MemoryFile(
            new OneColumnFile(Type.INT64, codec)
                .page(Encoding.BYTE_STREAM_SPLIT, values, page.length, stored));
    long row = 0;
    try (BufferAllocator allocator = new RootAllocator(8 << 20);
        BatchReader reader =
            ParquetUnderTest.open(file, ReadSpec.all(100_000, 1 << 20), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          BigIntVector vector = (BigIntVector) each.root().getVector(0);
          for (int i = 0; i < each.rowCount(); i += 7) {
            long expected = 0;
            for (int b = 7; b >= 0; b--) {
              expected = expected << 8 | (page[(int) (b * (long) values + row + i)] & 0xff);
            }
            assertEquals(expected, vector.get(i));
          }
          row += each.rowCount();
        }
      }
    }
    assertEquals(values, row);
    assertReadsWithTheMemoryAskedFor(ParquetUnderTest.spilling(0, null), file, 8 << 20, values);
  }

  /**
   * What decompressors take of pages that stream is as much a thread's memory as what they give.
   */
  @Test
  void windowsOfManyColumns() throws IOException {
    long windowBytes = 2 << 20;
    int columns = 4;
    int rows = 1_200_000;
    String select =
        IntStream.range(0, columns)
            .mapToObj(c -> "hash(i + %d) >> 1 as c%d".formatted(c * rows, c))
            .collect(Collectors.joining(", "));
    Path path = folder.resolve("windows.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, codec zstd, row_group_size %d)"
              .formatted(select, rows, DuckDb.quoted(path), rows));
    }
    MemoryFile file = new MemoryFile(Files.readAllBytes(path));
    assertReadsWithTheMemoryAskedFor(
        ParquetUnderTest.spilling(0, null), file, columns * windowBytes, rows);
    long peak = peakBytes(file, MEMORY_BYTES);
    assertTrue(peak > columns * windowBytes && peak <= MEMORY_BYTES, peak + " bytes");
  }

  @Test
  void aWindowLargerThanItsPageIsNotTaken() throws IOException {
    byte[] page = new byte[1 << 20];
    new Random(SEED).nextBytes(page);
    assertEquals(page.length / Long.BYTES, rows(new MemoryFile(zstdFile(page, 24)), 8 << 20));
  }

  @Test
  void aWindowForWhichThereIsNoMemory() throws IOException {
    byte[] page = new byte[64 << 20];
    MemoryFile file = new MemoryFile(zstdFile(page, 24));
    assertReadsWithTheMemoryAskedFor(file, 12 << 20, page.length / Long.BYTES);
    long peak = peakBytes(file, 32 << 20);
    assertTrue(peak > 16 << 20, peak + " bytes");
  }

  @Test
  void theRingBufferOfBrotliIsCountedToo() throws IOException {
    byte[] page = new byte[16 << 20];
    MemoryFile file =
        new MemoryFile(
            new OneColumnFile(Type.INT64, CompressionCodec.BROTLI)
                .page(Encoding.PLAIN, page.length / Long.BYTES, page.length, brotli(page)));
    assertReadsWithTheMemoryAskedFor(file, 4 << 20, page.length / Long.BYTES);
    long peak = peakBytes(file, MEMORY_BYTES);
    assertTrue(peak > 4 << 20 && peak < page.length, peak + " bytes");
  }

  /** A stream with a window of 4 MB, whose meta-blocks are as they are (RFC 7932, section 9.2). */
  private static byte[] brotli(byte[] page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int blockBytes = 1 << 16;
    int windowBits = 22;
    int header = 1 | (windowBits - 17) << 1;
    int headerBits = 4;
    for (int at = 0; at < page.length; at += blockBytes) {
      header |= (blockBytes - 1) << (headerBits + 3) | 1 << (headerBits + 19);
      for (int shift = 0; shift < 24; shift += 8) {
        out.write(header >>> shift);
      }
      out.write(page, at, blockBytes);
      header = 0;
      headerBits = 0;
    }
    out.write(3);
    return out.toByteArray();
  }

  /** A page of 64-bit numbers in a frame that does not say its size. */
  private static byte[] zstdFile(byte[] page, int windowLog) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(stored)) {
      zstd.setLong(windowLog);
      zstd.write(page);
    }
    return new OneColumnFile(Type.INT64, CompressionCodec.ZSTD)
        .page(Encoding.PLAIN, page.length / Long.BYTES, page.length, stored.toByteArray());
  }

  private static void assertReadsWithTheMemoryAskedFor(
      MemoryFile file, long memoryBytes, long expectedRows) {
    assertReadsWithTheMemoryAskedFor(ParquetUnderTest.FORMAT, file, memoryBytes, expectedRows);
  }

  private static void assertReadsWithTheMemoryAskedFor(
      FileFormat format, MemoryFile file, long memoryBytes, long expectedRows) {
    IngestException e = assertThrows(IngestException.class, () -> rows(format, file, memoryBytes));
    long neededBytes = ParquetUnderTest.memoryAskedFor(e);
    assertEquals(expectedRows, rows(format, file, neededBytes), e.getMessage());
  }

  private static long rows(MemoryFile file, long memoryBytes) {
    return rows(ParquetUnderTest.FORMAT, file, memoryBytes);
  }

  private static long rows(FileFormat format, MemoryFile file, long memoryBytes) {
    try (BufferAllocator allocator = new RootAllocator(memoryBytes)) {
      return rows(format, file, allocator);
    }
  }

  private static long peakBytes(MemoryFile file, long memoryBytes) {
    try (BufferAllocator allocator = new RootAllocator(memoryBytes)) {
      assertTrue(rows(ParquetUnderTest.FORMAT, file, allocator) > 0);
      return allocator.getPeakMemoryAllocation();
    }
  }

  private static long rows(FileFormat format, MemoryFile file, BufferAllocator allocator) {
    long rows = 0;
    try (BatchReader reader =
        ParquetUnderTest.open(format, file, ReadSpec.all(8192, 512 << 10), allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        rows += batch.rowCount();
        batch.close();
      }
    }
    return rows;
  }

  private static void writePages(Path path, String codec, Fingerprint expected) {
    String columns =
        IntStream.range(0, 60)
            .mapToObj(
                c ->
                    switch (c % 3) {
                      case 0 -> "(hash(i * %d) >> 1)::bigint as c%d".formatted(c + 1, c);
                      case 1 -> "'text ' || i * %d %% 1009 as c%d".formatted(c, c);
                      default -> "'value ' || hash(i * %d) as c%d".formatted(c, c);
                    })
            .collect(Collectors.joining(", "));
    try (DuckDb duckDb = new DuckDb();
        BufferAllocator allocator = new RootAllocator()) {
      duckDb.run(
          "copy (select %s from range(%d) t(i)) to %s (format parquet, codec %s)"
              .formatted(columns, PAGES_ROWS, DuckDb.quoted(path), codec));
      duckDb.export("from " + DuckDb.quoted(path), allocator, expected::add);
    }
    assertEquals(PAGES_ROWS, expected.rows());
  }
}
