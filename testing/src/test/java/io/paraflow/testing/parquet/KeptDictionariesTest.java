package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ExactFilter;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.ArrowValues;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which columns come as indices into a dictionary, and how long the dictionary lives. */
class KeptDictionariesTest {
  private static final ReadSpec SPEC = ReadSpec.all(1000, 1 << 20).withDictionaries(true);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private MemoryFile file;

  /** Two row groups with dictionaries of their own. */
  @BeforeEach
  void writeFile() throws IOException {
    Path path = folder.resolve("words.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select i as row, 'word ' || (i // 2048) || ' ' || (i %% 5) as word,
            md5(i::varchar) as every, repeat(chr(97 + (i %% 3)::int), 300) as long,
            ['a' || (i %% 7), null, 'b'] as list, {'part': 'p' || (i %% 4)} as struct
            from range(4096) t(i)) to %s (format parquet, row_group_size 2048)
          """
              .formatted(DuckDb.quoted(path)));
    }
    file = new MemoryFile(Files.readAllBytes(path));
  }

  @Test
  void shortRepeatedTextsComeAsIndicesAndOthersAsTheyAre() {
    try (BufferAllocator allocator = new RootAllocator();
        BatchReader reader = ParquetUnderTest.open(file, SPEC, allocator)) {
      int row = 0;
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          assertEncoded(true, field(each, "word"));
          assertEncoded(true, field(each, "list").getChildren().getFirst());
          assertEncoded(true, field(each, "struct").getChildren().getFirst());
          assertEncoded(false, field(each, "every"));
          assertEncoded(false, field(each, "long"));
          for (int i = 0; i < each.rowCount(); i++, row++) {
            assertEquals(word(row), text(each, "word", i));
          }
        }
      }
      assertEquals(4096, row);
    }
  }

  @Test
  void schemasFollowAColumnThatIsEncodedInSomeRowGroups() throws IOException {
    Path path = folder.resolve("some.parquet");
    try (DuckDb duckDb = new DuckDb()) {
      duckDb.run(
          """
          copy (select {'some': case when i // 2048 = 1 then md5(i::varchar) else 'w' || i %% 5 end}
            as struct from range(6144) t(i)) to %s (format parquet, row_group_size 2048)
          """
              .formatted(DuckDb.quoted(path)));
    }
    try (BufferAllocator allocator = new RootAllocator();
        BatchReader reader =
            ParquetUnderTest.open(
                new MemoryFile(Files.readAllBytes(path)),
                ReadSpec.all(1024, 1 << 20).withDictionaries(true),
                allocator)) {
      for (int at = 0; at < 6; at++) {
        try (Batch batch = reader.next()) {
          assertNotNull(batch);
          Field struct = batch.root().getSchema().findField("struct");
          assertEncoded(at / 2 != 1, struct.getChildren().getFirst());
          assertEquals(struct, field(batch, "struct"));
        }
      }
      assertNull(reader.next());
    }
  }

  /**
   * Texts that must be there, in structs that need not; behind the structs that are null, the chunk
   * goes on without indices, and those that there are get looked up: be it in memory that was used
   * before, of which anything could be taken for an index.
   */
  @Test
  void nullStructsHaveNoIndicesToBeLookedUp() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { optional group struct { required binary word (STRING); } }");
    List<Group> rows = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      Group row = new SimpleGroup(schema);
      if (i < 1000 || i >= 2000) {
        row.addGroup("struct").add("word", i < 1000 ? "word " + i % 5 : "a longer word " + i);
      }
      rows.add(row);
    }
    MemoryFile turning = turningToPlainPages(schema, rows);
    fillFreeMemory();
    ReadSpec spec = ReadSpec.all(10_000, 1 << 20);
    assertEquals(
        ParquetRows.read(turning, spec, 48 << 20),
        ParquetRows.read(turning, spec.withDictionaries(true), 48 << 20));
  }

  /** Indices that have to be replaced by what they refer to count as much. */
  @Test
  void keptDictionariesNeedNoMoreMemoryWhereTheyCannotBeKept() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message rows { required binary word (STRING); }");
    List<Group> rows = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      String word = i < 55_000 ? "x".repeat(250) : String.format("%0250d", i);
      rows.add(new SimpleGroup(schema).append("word", word));
    }
    MemoryFile turning = turningToPlainPages(schema, rows);
    ReadSpec spec = ReadSpec.all(200_000, 2 << 20);
    assertEquals(
        ParquetRows.read(turning, spec, 16 << 20),
        ParquetRows.read(turning, spec.withDictionaries(true), 16 << 20));
  }

  /** A file whose first pages have indices, and whose last ones have none. */
  private MemoryFile turningToPlainPages(MessageType schema, List<Group> rows) throws IOException {
    Path path = folder.resolve("turning.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withDictionaryPageSize(2000)
            .withPageRowCountLimit(1000)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return new MemoryFile(Files.readAllBytes(path));
  }

  private static void fillFreeMemory() {
    try (BufferAllocator allocator = new RootAllocator()) {
      List<ArrowBuf> used = new ArrayList<>();
      for (int bytes = 1 << 10; bytes <= 1 << 16; bytes <<= 1) {
        for (int i = 0; i < 200; i++) {
          ArrowBuf buffer = allocator.buffer(bytes);
          RawMemory.fill(buffer.memoryAddress(), bytes, (byte) 0x3f);
          used.add(buffer);
        }
      }
      used.forEach(ArrowBuf::close);
    }
  }

  @Test
  void noColumnIsEncodedUnlessThatWasAskedFor() {
    try (BufferAllocator allocator = new RootAllocator();
        BatchReader reader = ParquetUnderTest.open(file, SPEC.withDictionaries(false), allocator);
        Batch batch = reader.next()) {
      assertNotNull(batch);
      assertEncoded(false, field(batch, "word"));
      assertEncoded(false, field(batch, "list").getChildren().getFirst());
    }
  }

  @Test
  void columnsThatTheFilterLooksAtAreNotEncoded() {
    RowFilter filter = RowFilter.parse(List.of("word = word 1 3"));
    ReadSpec spec =
        new ReadSpec(1000, 1 << 20, List.of("word", "struct"), filter).withDictionaries(true);
    try (BufferAllocator allocator = new RootAllocator();
        BatchReader reader = ParquetUnderTest.open(file, spec, allocator)) {
      ExactFilter exact = new ExactFilter(filter);
      int rows = 0;
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = exact.apply(batch)) {
          assertEncoded(false, field(each, "word"));
          assertEncoded(true, field(each, "struct").getChildren().getFirst());
          for (int i = 0; i < each.rowCount(); i++) {
            int row = Math.toIntExact(each.ordinals().of(i));
            assertEquals(word(row), text(each, "word", i));
            assertEquals("{" + hex("p" + row % 4) + "}", text(each, "struct", i));
          }
          rows += each.rowCount();
        }
      }
      assertEquals(410, rows);
    }
  }

  @Test
  void dictionariesLiveAsLongAsTheRows() {
    try (BufferAllocator allocator = new RootAllocator()) {
      Batch first;
      try (BatchReader reader = ParquetUnderTest.open(file, SPEC, allocator)) {
        first = reader.next();
      }
      assertNotNull(first);
      try (Batch some = first.keep(new int[] {3, 500, 999}, 3).firstColumns(2)) {
        assertEquals(
            List.of("row", "word"),
            some.root().getSchema().getFields().stream().map(Field::getName).toList());
        assertEquals(word(3), text(some, "word", 0));
        assertEquals(word(500), text(some, "word", 1));
        assertEquals(word(999), text(some, "word", 2));
      }
    }
  }

  private static String word(int row) {
    return hex("word " + row / 2048 + " " + row % 5);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Batch batch, String column, int row) {
    FieldVector vector = batch.root().getVector(column);
    return ArrowValues.text(vector, row, batch.dictionaries());
  }

  private static Field field(Batch batch, String column) {
    return batch.root().getVector(column).getField();
  }

  private static void assertEncoded(boolean encoded, Field field) {
    assertEquals(encoded, field.getDictionary() != null, field.toString());
  }
}
