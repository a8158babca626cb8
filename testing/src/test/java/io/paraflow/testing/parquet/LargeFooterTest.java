package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Footers that would take more of the heap than there is. */
class LargeFooterTest {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final long MEMORY_BYTES = 48L << 20;
  private static final int HEAP_MB = 64;
  private static final int ROWS = 3;

  @TempDir private Path folder;

  @Test
  void rowGroupsTakeHeapOneAtATime() throws Exception {
    int columns = 1500;
    int groups = 40;
    byte[] file = file(names(columns), groups, 150);
    assertTrue(file.length > 16 << 20, file.length + " bytes");
    Path path = Files.write(folder.resolve("groups.parquet"), file);
    assertEquals(Integer.toString(groups * ROWS), readInChild(path));
  }

  @Test
  void columnsThatAreNotReadTakeLittleHeap() throws IOException {
    byte[] file = file(names(10_000), 1, 0);
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES)) {
      ReadSpec spec = ReadSpec.all(1000, 1 << 20).withColumns(List.of("c7", "c9999"));
      assertEquals(ROWS, rows(file, spec, allocator));
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }

  @Test
  void moreColumnsThanAreReadAtOnceAreRefused() throws IOException {
    assertEquals(
        "memory:///file has 2001 columns to read, each that others consist of counted, and the"
            + " limit is 2000: read fewer (--columns), or raise reader.parquet.max_columns"
            + " (--parquet-max-columns)",
        refused(file(names(2001), 1, 0), ErrorCode.LIMIT_EXCEEDED));
  }

  @Test
  void moreColumnsThanAFooterMayHaveAreRefused() throws IOException {
    assertTrue(
        refused(file(names(16_000), 1, 0), ErrorCode.LIMIT_EXCEEDED)
            .contains("its schema has 16001 elements and the limit is 16000"));
  }

  @Test
  void namesWithTooMuchTextAreRefused() throws IOException {
    List<String> names = new ArrayList<>(names(10));
    names.add("n".repeat(20 << 20));
    assertTrue(refused(file(names, 1, 0), ErrorCode.CORRUPT).contains("too much text"));
  }

  @Test
  void pathsWithTooMuchTextAreRefused() throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("root").setNum_children(1));
    schema.add(group("g".repeat(100_000), 100));
    names(100).forEach(name -> schema.add(leaf(name)));
    FileMetaData metadata = new FileMetaData(1, schema, 0, List.of());
    assertTrue(
        refused(join(MAGIC, footer(metadata)), ErrorCode.LIMIT_EXCEEDED)
            .contains("the paths of all columns have more than 4194304 characters"));
  }

  @Test
  void tooManyRowGroupsAreRefused() throws IOException {
    RowGroup none = new RowGroup(List.of(), 0, 0);
    FileMetaData metadata =
        new FileMetaData(
            1,
            List.of(new SchemaElement("root").setNum_children(0)),
            0,
            Collections.nCopies(1_000_000, none));
    assertTrue(
        refused(join(MAGIC, footer(metadata)), ErrorCode.LIMIT_EXCEEDED)
            .contains("1000000 row groups, and the limit is 131072"));
  }

  @Test
  void aFooterWithoutAFieldThatItMustHaveIsRefused() throws IOException {
    FileMetaData metadata = new FileMetaData(1, List.of(leaf("c")), 0, List.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, out);
    byte[] bytes = out.toByteArray();
    // Of the list of row groups, the number of its field: it becomes a field that nobody knows.
    int field = bytes.length - 3;
    assertEquals(0x19, bytes[field]);
    bytes[field] = (byte) 0x99;
    assertTrue(
        refused(join(MAGIC, end(bytes)), ErrorCode.CORRUPT).contains("it has no row_groups"));
  }

  private static List<String> names(int columns) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      names.add("c" + i);
    }
    return names;
  }

  /** A file whose chunks all are the same page of integers. */
  private static byte[] file(List<String> names, int groups, int statisticsBytes)
      throws IOException {
    byte[] values = new byte[ROWS * Integer.BYTES];
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    Util.writePageHeader(
        new PageHeader(PageType.DATA_PAGE, values.length, values.length)
            .setData_page_header(
                new DataPageHeader(ROWS, Encoding.PLAIN, Encoding.RLE, Encoding.RLE)),
        page);
    page.write(values);
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("root").setNum_children(names.size()));
    List<ColumnChunk> chunks = new ArrayList<>();
    for (String name : names) {
      schema.add(leaf(name));
      ColumnMetaData metadata =
          new ColumnMetaData(
              Type.INT32,
              List.of(Encoding.PLAIN),
              List.of(name),
              CompressionCodec.UNCOMPRESSED,
              ROWS,
              page.size(),
              page.size(),
              MAGIC.length);
      if (statisticsBytes > 0) {
        metadata.setStatistics(
            new Statistics()
                .setMin_value(new byte[statisticsBytes])
                .setMax_value(new byte[statisticsBytes]));
      }
      chunks.add(new ColumnChunk(0).setMeta_data(metadata));
    }
    RowGroup group = new RowGroup(chunks, page.size(), ROWS);
    FileMetaData metadata =
        new FileMetaData(1, schema, (long) groups * ROWS, Collections.nCopies(groups, group));
    return join(MAGIC, page.toByteArray(), footer(metadata));
  }

  private static SchemaElement leaf(String name) {
    return new SchemaElement(name)
        .setType(Type.INT32)
        .setRepetition_type(FieldRepetitionType.REQUIRED);
  }

  private static SchemaElement group(String name, int children) {
    return new SchemaElement(name)
        .setNum_children(children)
        .setRepetition_type(FieldRepetitionType.REQUIRED);
  }

  private static byte[] footer(FileMetaData metadata) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, out);
    return end(out.toByteArray());
  }

  private static byte[] end(byte[] footer) {
    byte[] length =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footer.length)
            .array();
    return join(footer, length, MAGIC);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String refused(byte[] file, ErrorCode code) {
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES)) {
      IngestException e =
          assertThrows(
              IngestException.class, () -> rows(file, ReadSpec.all(1000, 1 << 20), allocator));
      assertEquals(code, e.code(), e.getMessage());
      assertEquals(0, allocator.getAllocatedMemory());
      return e.getMessage();
    }
  }

  private static long rows(byte[] file, ReadSpec spec, BufferAllocator allocator) {
    return rows(new MemoryFile(file), spec, allocator);
  }

  private static long rows(InputFile file, ReadSpec spec, BufferAllocator allocator) {
    long rows = 0;
    try (BatchReader reader = ParquetUnderTest.open(file, spec, allocator)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        rows += batch.rowCount();
        batch.close();
      }
    }
    return rows;
  }

  /** Reads a file with as much heap as the launcher gives one thread, and prints how many rows. */
  private static String readInChild(Path path) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("pf.jvm.flags").split(" ", -1)));
    command.addAll(
        List.of(
            "-Xmx" + HEAP_MB + "m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            path.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().reduce("", (_, last) -> last);
  }

  /** The process. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES);
          InputFile file = Plugins.store("file").open(Location.parse(args[0]))) {
        System.out.println(rows(file, ReadSpec.all(1000, 1 << 20), allocator));
      }
    }
  }
}
