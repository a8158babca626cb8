package io.paraflow.testing.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.ColumnEncryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not read is refused before the first row, by the name of what it is and where. */
class ParquetRefusedTest {
  private static final ReadSpec ALL = ReadSpec.all(1000, 1 << 20);
  private static final long MEMORY_BYTES = 48L << 20;
  private static final byte[] KEY = "sixteen bytes of".getBytes(US_ASCII);

  @TempDir private Path folder;

  @Test
  void anEncryptedFooter() throws IOException {
    MemoryFile file = encrypted(FileEncryptionProperties.builder(KEY).build());
    assertEquals("PARE", new String(file.content(), 0, 4, US_ASCII));
    assertRefused(file, "the footer is encrypted, which is not read");
  }

  @Test
  void columnsEncryptedByTheKeyOfAPlainFooter() throws IOException {
    MemoryFile file =
        encrypted(FileEncryptionProperties.builder(KEY).withPlaintextFooter().build());
    assertEquals("PAR1", new String(file.content(), 0, 4, US_ASCII));
    assertRefused(file, "the file has encrypted columns, which are not read");
  }

  @Test
  void oneEncryptedColumn() throws IOException {
    ColumnPath column = ColumnPath.get("name");
    MemoryFile file =
        encrypted(
            FileEncryptionProperties.builder(KEY)
                .withPlaintextFooter()
                .withEncryptedColumns(
                    Map.of(column, ColumnEncryptionProperties.builder(column).withKey(KEY).build()))
                .build());
    assertRefused(file, "the file has encrypted columns, which are not read");
  }

  @Test
  void aVariant() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message rows {
              required int32 id;
              optional group event (VARIANT(1)) {
                required binary metadata;
                required binary value;
              }
            }
            """);
    Group row = new SimpleGroup(schema).append("id", 1);
    row.addGroup("event")
        .append("metadata", Binary.fromConstantByteArray(new byte[] {1, 0, 0}))
        .append("value", Binary.fromConstantByteArray(new byte[] {0}));
    MemoryFile file = write(schema, row);

    assertRefused(file, "column event: type VARIANT is not read");
    ReadSpec others = new ReadSpec(1000, 1 << 20, List.of("id"), null);
    assertEquals(List.of("id=1 "), ParquetRows.read(file, others, MEMORY_BYTES));
  }

  @Test
  void codecLzo() throws IOException {
    byte[] page = new byte[Long.BYTES];
    assertRefused(
        new MemoryFile(
            new OneColumnFile(Type.INT64, CompressionCodec.LZO)
                .page(Encoding.PLAIN, 1, page.length, page)),
        "column c: codec LZO is not read");
  }

  @ParameterizedTest
  @CsvSource({"binary, 77", "binary, 90", "fixed_len_byte_array(33), 77"})
  void decimalsOfMoreThan76Digits(String type, int digits) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { required %s amount (DECIMAL(%d,2)); }".formatted(type, digits));
    Group row =
        new SimpleGroup(schema).append("amount", Binary.fromConstantByteArray(new byte[33]));
    assertRefused(
        write(schema, row),
        "column amount: a decimal of %d digits; at most 76 are read".formatted(digits));
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 1000})
  void fieldsNestedDeeperThan100Levels(int levels) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { "
                + "optional group g { ".repeat(levels - 1)
                + "optional int32 g; "
                + "}".repeat(levels));
    assertRefused(write(schema, new SimpleGroup(schema)), ".g: nested deeper than 100 levels");
  }

  private static void assertRefused(MemoryFile file, String problem) {
    IngestException refused = assertThrows(IngestException.class, () -> firstBatch(file));
    assertEquals(ErrorCode.UNSUPPORTED, refused.code());
    assertTrue(refused.getMessage().contains(file.location().toString()), refused.getMessage());
    assertTrue(refused.getMessage().endsWith(problem), refused.getMessage());
  }

  private static void firstBatch(MemoryFile file) {
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
        BatchReader reader = ParquetUnderTest.open(file, ALL, allocator);
        Batch batch = reader.next()) {
      assertNull(batch);
    }
  }

  private MemoryFile encrypted(FileEncryptionProperties encryption) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { required int32 id; optional binary name (STRING); }");
    Path file = folder.resolve("encrypted.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withEncryption(encryption)
            .build()) {
      writer.write(new SimpleGroup(schema).append("id", 1).append("name", "one"));
    }
    return new MemoryFile(Files.readAllBytes(file));
  }

  private MemoryFile write(MessageType schema, Group row) throws IOException {
    Path file = folder.resolve("rows.parquet");
    ParquetJavaFiles.write(ParquetJavaFiles.SIMPLE, schema, List.of(row), file);
    return new MemoryFile(Files.readAllBytes(file));
  }
}
