package io.paraflow.reader.parquet;

import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.plugin.FileFormatProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Announces Parquet. */
public final class ParquetFormatProvider implements FileFormatProvider<ParquetOptions> {
  /** Called by the service loader. */
  public ParquetFormatProvider() {}

  @Override
  public String name() {
    return "parquet";
  }

  @Override
  public Class<ParquetOptions> options() {
    return ParquetOptions.class;
  }

  @Override
  public List<String> suffixes() {
    return List.of(".parquet", ".pq", ".parq");
  }

  @Override
  public List<String> splittableSuffixes() {
    return suffixes();
  }

  @Override
  public FileEnd firstEnd() {
    return FileEnd.TAIL;
  }

  @Override
  public boolean recognises(FileEnd end, byte[] bytes) {
    int length = Footer.MAGIC.length();
    if (bytes.length < length) {
      return false;
    }
    int at = end == FileEnd.HEAD ? 0 : bytes.length - length;
    String magic = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    // Encrypted files are recognised to be refused by name.
    return magic.equals(Footer.MAGIC) || magic.equals(Footer.ENCRYPTED_MAGIC);
  }

  @Override
  public FileFormat create(ParquetOptions options) {
    return new ParquetFormat(options);
  }
}
