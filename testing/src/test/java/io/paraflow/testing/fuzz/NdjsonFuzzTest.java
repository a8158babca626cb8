package io.paraflow.testing.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.paraflow.core.file.FileFormat;
import io.paraflow.testing.fixtures.Plugins;
import java.util.Map;

/** Bytes of a fuzzer's choice as lines, and as gzip and zstd around lines. */
class NdjsonFuzzTest {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final FileFormat format = Plugins.format("ndjson", Map.of());

  @FuzzTest
  void records(byte[] lines) {
    FuzzedFile.read(format, lines);
  }

  @FuzzTest
  void gzipMembers(byte[] afterMagic) {
    FuzzedFile.read(format, FuzzedFile.join(GZIP, afterMagic));
  }

  @FuzzTest
  void zstdFrames(byte[] afterMagic) {
    FuzzedFile.read(format, FuzzedFile.join(ZSTD, afterMagic));
  }
}
