package io.paraflow.testing.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.testing.contract.FileFormatContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;

class NdjsonFormatContractTest {
  @Nested
  class Plain extends Contract {
    @Override
    byte[] pack(byte[] plain) {
      return plain;
    }
  }

  @Nested
  class Gzip extends Contract {
    @Override
    byte[] pack(byte[] plain) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return packed.toByteArray();
    }
  }

  @Nested
  class Zstandard extends Contract {
    @Override
    byte[] pack(byte[] plain) {
      return Zstd.compress(plain);
    }
  }

  abstract static class Contract extends FileFormatContract {
    abstract byte[] pack(byte[] plain);

    @Override
    protected FileFormat format() {
      return new NdjsonFormatProvider().create(NdjsonReading.options(1 << 18));
    }

    @Override
    protected FileFormatProvider<?> provider() {
      return new NdjsonFormatProvider();
    }

    @Override
    protected byte[] write(int rows) {
      StringBuilder lines = new StringBuilder();
      for (int row = 0; row < rows; row++) {
        String name = row % 5 == 4 ? "null" : "\"name-" + row + "\"";
        lines.append("{\"id\":%d,\"name\":%s,\"score\":%s}\n".formatted(row, name, row / 2.0));
      }
      return pack(lines.toString().getBytes(UTF_8));
    }
  }
}
