package io.paraflow.testing.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.paraflow.core.file.FileFormat;
import io.paraflow.testing.fixtures.Plugins;
import java.util.List;
import java.util.Map;

/** Bytes of a fuzzer's choice as lines, and as gzip and zstd around lines. */
class NdjsonFuzzTest {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final FileFormat format = Plugins.format("ndjson", Map.of());

  private final FileFormat typed =
      Plugins.format(
          "ndjson",
          Map.of(
              "--ndjson-schema",
              List.of(
                  "a:int8,b:uint32,c:float,d:decimal(9,2),e:decimal(60,30),f:date,g:time(us),"
                      + "h:timestamp(ms),i:timestamp(ns,local),j:json,k:map<date>,"
                      + "l:list<struct<m:int16,n:list<uint8>>>,o:struct<p:string,q:bool>"),
              "--ndjson-mismatches",
              List.of("rest"),
              "--ndjson-invalid-utf8",
              List.of("replace")));

  private final FileFormat inferred =
      Plugins.format(
          "ndjson",
          Map.of(
              "--ndjson-inexact-numbers",
              List.of("decimal"),
              "--ndjson-infer-timestamps",
              List.of("true")));

  @FuzzTest
  void records(byte[] lines) {
    FuzzedFile.read(format, lines);
  }

  @FuzzTest
  void recordsOfASchema(byte[] lines) {
    FuzzedFile.read(typed, lines);
  }

  @FuzzTest
  void recordsOfMoreTypes(byte[] lines) {
    FuzzedFile.read(inferred, lines);
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
