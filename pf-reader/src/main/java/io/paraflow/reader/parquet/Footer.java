package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;

/** Reads a file's footer and checks what all else relies on. */
final class Footer {
  static final String MAGIC = "PAR1";
  static final String ENCRYPTED_MAGIC = "PARE";
  private static final Pattern OLD_PARQUET_MR =
      Pattern.compile("^parquet-mr( version (0\\.|1\\.[01]\\.|1\\.2\\.[0-8]\\b)|$)");
  private static final int TAIL_BYTES = 8;
  private static final int FIRST_READ_BYTES = (64 << 10) - RawMemory.SLACK_BYTES;
  private static final long ELEMENTS_PER_MEGABYTE = 1 << 17;

  private Footer() {}

  /**
   * Reads the footer.
   *
   * @param maxMegabytes the largest footer that is accepted
   * @throws IngestException TRUNCATED, CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED
   */
  static FileMetaData read(InputFile file, BufferAllocator allocator, int maxMegabytes) {
    long length = file.length();
    if (length < 4 + TAIL_BYTES) {
      throw error(
          ErrorCode.TRUNCATED, file, "%d bytes are too few for a Parquet file".formatted(length));
    }
    byte[] tail = read(file, allocator, Math.max(0, length - FIRST_READ_BYTES), length);
    String magic = new String(tail, tail.length - 4, 4, StandardCharsets.ISO_8859_1);
    if (magic.equals(ENCRYPTED_MAGIC)) {
      throw error(ErrorCode.UNSUPPORTED, file, "the footer is encrypted, which is not read");
    }
    if (!magic.equals(MAGIC)) {
      throw error(ErrorCode.TRUNCATED, file, "the file does not end with a Parquet footer");
    }
    long footer = Integer.toUnsignedLong(MemoryUtil.getInt(tail, tail.length - TAIL_BYTES));
    if (footer > length - TAIL_BYTES - 4) {
      throw error(
          ErrorCode.CORRUPT,
          file,
          "a footer of %d bytes in a file of %d".formatted(footer, length));
    }
    if (footer > (long) maxMegabytes << 20) {
      throw error(
          ErrorCode.LIMIT_EXCEEDED,
          file,
          "the footer has %d bytes and the limit is %d MB: raise reader.parquet.max_footer_mb"
              .formatted(footer, maxMegabytes));
    }
    int bytes = (int) footer;
    byte[] content = tail;
    int from = tail.length - TAIL_BYTES - bytes;
    if (from < 0) {
      content = read(file, allocator, length - TAIL_BYTES - bytes, length - TAIL_BYTES);
      from = 0;
    }
    FileMetaData metadata = parse(file, content, from, bytes, maxMegabytes);
    check(file, metadata);
    return metadata;
  }

  /** Some bytes of a file, in heap memory. */
  static byte[] read(InputFile file, BufferAllocator allocator, long from, long to) {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    try (ArrowBuf buffer = allocator.buffer(Math.max(1, bytes.length))) {
      file.readFully(from, RawMemory.segment(buffer.memoryAddress(), bytes.length));
      RawMemory.copy(buffer.memoryAddress(), bytes, 0, bytes.length);
    }
    return bytes;
  }

  private static FileMetaData parse(
      InputFile file, byte[] content, int from, int bytes, int maxMegabytes) {
    try {
      return ThriftReader.read(
          new FileMetaData(),
          new ByteArrayInputStream(content, from, bytes),
          bytes,
          maxMegabytes * ELEMENTS_PER_MEGABYTE);
    } catch (IOException e) {
      throw new IngestException(
          ErrorCode.CORRUPT, "%s: footer: %s".formatted(file.location(), e.getMessage()), e);
    }
  }

  private static void check(InputFile file, FileMetaData metadata) {
    if (metadata.isSetEncryption_algorithm()) {
      throw error(
          ErrorCode.UNSUPPORTED, file, "the file has encrypted columns, which are not read");
    }
    long rows = 0;
    List<RowGroup> groups = present(metadata.getRow_groups());
    for (int i = 0; i < groups.size(); i++) {
      RowGroup group = groups.get(i);
      if (group.getNum_rows() < 0 || rows + group.getNum_rows() < rows) {
        throw error(
            ErrorCode.CORRUPT, file, "row group %d of %d rows".formatted(i, group.getNum_rows()));
      }
      rows += group.getNum_rows();
      for (ColumnChunk chunk : present(group.getColumns())) {
        if (!chunk.isSetMeta_data() || chunk.isSetCrypto_metadata()) {
          throw error(
              ErrorCode.UNSUPPORTED, file, "the file has encrypted columns, which are not read");
        }
        if (chunk.isSetFile_path()) {
          throw error(
              ErrorCode.UNSUPPORTED,
              file,
              "a column chunk lies in another file, %s, which is not read"
                  .formatted(chunk.getFile_path()));
        }
      }
    }
    // Some writers leave the total at 0.
    if (rows != metadata.getNum_rows() && metadata.getNum_rows() != 0) {
      throw error(
          ErrorCode.CORRUPT,
          file,
          "row groups of %d rows in a file of %d".formatted(rows, metadata.getNum_rows()));
    }
  }

  /** Whether the writer is parquet-mr before 1.2.9, which did not count that header. */
  static boolean omitsDictionaryHeader(FileMetaData metadata) {
    String writer = metadata.getCreated_by();
    return writer != null && OLD_PARQUET_MR.matcher(writer).find();
  }

  private static IngestException error(ErrorCode code, InputFile file, String problem) {
    return new IngestException(code, file.location() + ": " + problem);
  }
}
