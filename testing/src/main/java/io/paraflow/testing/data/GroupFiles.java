package io.paraflow.testing.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Parquet files through parquet-java's row objects. */
public final class GroupFiles {
  private static final int PAGE_BYTES = 1 << 20;
  private static final long ROW_GROUP_BYTES = 128L << 20;

  private GroupFiles() {}

  /** Takes a row. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes the next row. */
    void accept(Group row) throws IOException;
  }

  /** The schema of a file. */
  public static MessageType schema(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getFileMetaData().getSchema();
    }
  }

  /** Hands out all rows of a file. */
  public static void read(Path file, Visitor visitor) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> rows =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long row = 0; row < pages.getRowCount(); row++) {
          visitor.accept(rows.read());
        }
      }
    }
  }

  /** Writes all rows of a file to another one, in pages of at most 1 MB. */
  static void rewrite(Path source, Path target, String codec) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(target))
            .withConf(new PlainParquetConfiguration())
            .withType(schema(source))
            .withCompressionCodec(CompressionCodecName.valueOf(codec.toUpperCase(Locale.ROOT)))
            .withPageSize(PAGE_BYTES)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build()) {
      read(source, writer::write);
    }
  }

  private static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(file),
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
  }
}
