package io.paraflow.testing.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.core.batch.Batch;
import io.paraflow.indexer.json.BulkAction;
import io.paraflow.indexer.json.BulkBody;
import io.paraflow.indexer.json.JsonWriter;
import io.paraflow.indexer.json.OutputBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Arrow to NDJSON and to bodies of bulk requests, against Jackson. */
final class NdjsonWriteBench {
  private static final long BUFFER_BYTES = 1 << 20;
  private static final String INDEX = "logs-web-2026.11";
  private static final byte[] FILE_ID = "any file's hash.".getBytes(UTF_8);
  private static final String FILE =
      Base64.getUrlEncoder().withoutPadding().encodeToString(FILE_ID);
  private static final DictionaryProvider NO_DICTIONARIES =
      new DictionaryProvider.MapDictionaryProvider();

  private final BenchOptions options;
  private final Comparison comparison;

  NdjsonWriteBench(BenchOptions options, Comparison comparison) {
    this.options = options;
    this.comparison = comparison;
  }

  /**
   * Times writing lines.
   *
   * @param name the case
   * @param batches stay the caller's
   */
  void runWrite(String name, List<Batch> batches, BufferAllocator allocator) throws Exception {
    long rows = rows(batches);
    try (OutputBuffer buffer = new OutputBuffer(allocator, BUFFER_BYTES)) {
      long bytes = check(name, batches, buffer);
      JacksonRows jackson = new JacksonRows();
      JsonWriter ours = new JsonWriter(buffer, false);
      comparison.run(
          name,
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
    }
  }

  /**
   * Times writing bodies of bulk requests.
   *
   * @param name the case
   * @param batches stay the caller's
   */
  void runBulk(String name, List<Batch> batches, BufferAllocator allocator) throws Exception {
    long rows = rows(batches);
    try (BulkBody ours = new BulkBody(INDEX, BulkAction.INDEX, false, BUFFER_BYTES, allocator)) {
      JacksonRows jackson = new JacksonRows();
      ObjectMapper mapper = new ObjectMapper();
      long bytes = 0;
      for (Batch batch : batches) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        jackson.writeBulk(batch.root(), batch.ordinals(), INDEX, FILE + "-", expected);
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        writeBulk(ours, batch, body -> actual.writeBytes(bytes(body)));
        requireEqual(mapper, name, actual.toString(UTF_8), expected.toString(UTF_8));
        bytes += expected.size();
      }
      printChecked(name, batches);
      comparison.run(
          name,
          bytes,
          rows,
          new Contender(
              "ours",
              () -> {
                for (Batch batch : batches) {
                  writeBulk(ours, batch, _ -> {});
                }
                return rows;
              }),
          List.of(
              new Contender(
                  "jackson",
                  () -> {
                    for (Batch batch : batches) {
                      jackson.writeBulk(
                          batch.root(),
                          batch.ordinals(),
                          INDEX,
                          FILE + "-",
                          OutputStream.nullOutputStream());
                    }
                    return rows;
                  })));
    }
  }

  private static void writeBulk(BulkBody body, Batch batch, Consumer<BulkBody> send) {
    body.bind(batch.root(), NO_DICTIONARIES, FILE_ID, batch.ordinals());
    for (int row = 0; row < batch.rowCount(); row++) {
      if (!body.append(row)) {
        send.accept(body);
        body.clear();
        row--;
      }
    }
    send.accept(body);
    body.clear();
  }

  private static byte[] bytes(BulkBody body) {
    byte[] bytes = new byte[body.content().remaining()];
    body.content().get(bytes);
    return bytes;
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

  private static long rows(List<Batch> batches) {
    return batches.stream().mapToLong(Batch::rowCount).sum();
  }

  private void printChecked(String name, List<Batch> batches) {
    options.out().printf("check ndjson %s %d rows equal to Jackson's%n", name, rows(batches));
  }

  /** Compares every line with Jackson's as values, and returns how many bytes Jackson writes. */
  private long check(String name, List<Batch> batches, OutputBuffer buffer) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonWriter ours = new JsonWriter(buffer, false);
    long bytes = 0;
    for (Batch batch : batches) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      new JacksonRows().write(batch.root(), expected);
      ByteArrayOutputStream actual = new ByteArrayOutputStream();
      ours.bind(batch.root(), NO_DICTIONARIES);
      for (int row = 0; row < batch.rowCount(); row++) {
        buffer.clear();
        ours.writeRow(row);
        buffer.append((byte) '\n');
        byte[] line = new byte[buffer.content().remaining()];
        buffer.content().get(line);
        actual.writeBytes(line);
      }
      requireEqual(mapper, name, actual.toString(UTF_8), expected.toString(UTF_8));
      bytes += expected.size();
    }
    printChecked(name, batches);
    return bytes;
  }

  /** Compares texts line by line: as they are, or else as values. */
  private static void requireEqual(ObjectMapper mapper, String what, String actual, String expected)
      throws IOException {
    String[] actualLines = actual.split("\n", -1);
    String[] expectedLines = expected.split("\n", -1);
    for (int i = 0; i < Math.max(actualLines.length, expectedLines.length); i++) {
      String ours = i < actualLines.length ? actualLines[i] : "";
      String jackson = i < expectedLines.length ? expectedLines[i] : "";
      if (!ours.equals(jackson) && !mapper.readTree(ours).equals(mapper.readTree(jackson))) {
        throw new IllegalStateException(
            "%s: line %d differs%nours    %s%njackson %s".formatted(what, i, ours, jackson));
      }
    }
  }
}
