package io.paraflow.testing.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.core.batch.Batch;
import io.paraflow.indexer.json.JsonWriter;
import io.paraflow.indexer.json.OutputBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Arrow to NDJSON, against Jackson. */
final class NdjsonWriteBench {
  private static final long BUFFER_BYTES = 1 << 20;
  private static final DictionaryProvider NO_DICTIONARIES =
      new DictionaryProvider.MapDictionaryProvider();

  private final BenchOptions options;
  private final Comparison comparison;

  NdjsonWriteBench(BenchOptions options, Comparison comparison) {
    this.options = options;
    this.comparison = comparison;
  }

  /** Writes batches, which it closes. */
  void run(List<Batch> batches, BufferAllocator allocator) throws Exception {
    try (OutputBuffer buffer = new OutputBuffer(allocator, BUFFER_BYTES)) {
      long rows = batches.stream().mapToLong(Batch::rowCount).sum();
      long bytes = check(batches, buffer);
      JacksonRows jackson = new JacksonRows();
      JsonWriter ours = new JsonWriter(buffer, false);
      comparison.run(
          "write",
          bytes,
          rows,
          new Contender(
              "ours",
              () -> {
                for (Batch batch : batches) {
                  write(ours, batch, buffer);
                }
                return rows;
              }),
          List.of(
              new Contender(
                  "jackson",
                  () -> {
                    for (Batch batch : batches) {
                      jackson.write(batch.root(), OutputStream.nullOutputStream());
                    }
                    return rows;
                  })));
    } finally {
      batches.forEach(Batch::close);
    }
  }

  private static void write(JsonWriter writer, Batch batch, OutputBuffer buffer) {
    buffer.clear();
    writer.bind(batch.root(), NO_DICTIONARIES);
    for (int row = 0; row < batch.rowCount(); row++) {
      writer.writeRow(row);
      buffer.append((byte) '\n');
      if (buffer.length() > BUFFER_BYTES / 2) {
        buffer.clear();
      }
    }
  }

  /** Compares every line with Jackson's as values, and returns how many bytes Jackson writes. */
  private long check(List<Batch> batches, OutputBuffer buffer) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonWriter ours = new JsonWriter(buffer, false);
    long bytes = 0;
    long rows = 0;
    for (Batch batch : batches) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new JacksonRows().write(batch.root(), out);
      String[] expected = out.toString(StandardCharsets.UTF_8).split("\n", -1);
      ours.bind(batch.root(), NO_DICTIONARIES);
      for (int row = 0; row < batch.rowCount(); row++) {
        buffer.clear();
        ours.writeRow(row);
        String actual = StandardCharsets.UTF_8.decode(buffer.content()).toString();
        if (!actual.equals(expected[row])
            && !mapper.readTree(actual).equals(mapper.readTree(expected[row]))) {
          throw new IllegalStateException(
              "write: row %d differs%nours    %s%njackson %s"
                  .formatted(rows + row, actual, expected[row]));
        }
      }
      bytes += out.size();
      rows += batch.rowCount();
    }
    options.out().printf("check ndjson write %d rows equal to Jackson's%n", rows);
    return bytes;
  }
}
