package io.paraflow.testing.sinks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.indexer.stdout.OutputFormat;
import io.paraflow.indexer.stdout.StdoutOptions;
import io.paraflow.indexer.stdout.StdoutSinkFactory;
import io.paraflow.testing.contract.SinkContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

class StdoutSinkTest extends SinkContract {
  private final Pipe pipe = new Pipe();

  @Override
  protected SinkFactory destination() {
    return new StdoutSinkFactory(new StdoutOptions(format(), false), pipe, "the pipe");
  }

  /** How rows are written. */
  OutputFormat format() {
    return OutputFormat.JSONL;
  }

  @Override
  protected @Nullable List<Long> arrived() {
    return ids(pipe.text());
  }

  private static List<Long> ids(String text) {
    List<Long> ids = new ArrayList<>();
    try (MappingIterator<JsonNode> rows =
        new ObjectMapper().readerFor(JsonNode.class).readValues(text)) {
      while (rows.hasNextValue()) {
        ids.add(rows.nextValue().get("id").longValue());
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected boolean breakDown() {
    pipe.broken = true;
    return true;
  }

  /** Takes some bytes at a time, as pipes do. */
  private static final class Pipe implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    volatile boolean broken;

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
      if (broken) {
        throw new IOException("Broken pipe");
      }
      byte[] some = new byte[Math.min(source.remaining(), 65_536)];
      source.get(some);
      written.write(some);
      return some.length;
    }

    synchronized String text() {
      return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isOpen() {
      return !broken;
    }

    @Override
    public void close() {
      broken = true;
    }
  }
}
