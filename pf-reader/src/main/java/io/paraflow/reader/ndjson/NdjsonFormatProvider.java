package io.paraflow.reader.ndjson;

import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.reader.compression.Compression;
import java.util.List;
import java.util.stream.Stream;

/** Announces NDJSON, plain and compressed. */
public final class NdjsonFormatProvider implements FileFormatProvider<NdjsonOptions> {
  private static final List<String> PLAIN_SUFFIXES = List.of(".ndjson", ".jsonl", ".json");
  private static final List<String> SUFFIXES =
      PLAIN_SUFFIXES.stream()
          .flatMap(
              suffix ->
                  Stream.of("", ".gz", ".gzip", ".zst", ".zstd").map(packed -> suffix + packed))
          .toList();

  @Override
  public String name() {
    return "ndjson";
  }

  @Override
  public Class<NdjsonOptions> options() {
    return NdjsonOptions.class;
  }

  @Override
  public List<String> suffixes() {
    return SUFFIXES;
  }

  @Override
  public List<String> splittableSuffixes() {
    return PLAIN_SUFFIXES;
  }

  @Override
  public FileEnd firstEnd() {
    return FileEnd.HEAD;
  }

  /**
   * Whether the file is compressed by gzip or zstd, as no other format is, or its first byte that
   * is not space, after a byte order mark, begins an object or an array.
   */
  @Override
  public boolean recognises(FileEnd end, byte[] head) {
    if (end != FileEnd.HEAD) {
      return false;
    }
    if (Compression.of(head) != Compression.NONE) {
      return true;
    }
    boolean mark =
        head.length >= 3
            && head[0] == (byte) 0xef
            && head[1] == (byte) 0xbb
            && head[2] == (byte) 0xbf;
    for (int i = mark ? 3 : 0; i < head.length; i++) {
      switch (head[i]) {
        case ' ', '\t', '\r', '\n' -> {}
        case '{', '[' -> {
          return true;
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  @Override
  public FileFormat create(NdjsonOptions options) {
    return new NdjsonFormat(options);
  }
}
