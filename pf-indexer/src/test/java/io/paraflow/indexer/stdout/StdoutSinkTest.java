package io.paraflow.indexer.stdout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.SinkProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StdoutSinkTest {
  private static final long THREAD_MEMORY = 8 << 20;

  private final BufferAllocator allocator = new RootAllocator();
  private final BufferAllocator threadMemory =
      allocator.newChildAllocator("thread", 0, THREAD_MEMORY);
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final List<Outcome> outcomes = new ArrayList<>();

  @AfterEach
  void everythingIsReleased() {
    threadMemory.close();
    allocator.close();
  }

  @Test
  void linesAreCompact() throws Exception {
    try (Sink sink = open(OutputFormat.JSONL, false)) {
      sink.write(delivery("x", null));
      sink.drain(Duration.ZERO);
    }
    assertEquals("{\"a\":\"x\"}\n{\"a\":null}\n", text.toString(StandardCharsets.UTF_8));
  }

  @Test
  void documentsAreSpreadOverLines() throws Exception {
    try (Sink sink = open(OutputFormat.JSON, false)) {
      sink.write(delivery("x", null));
      sink.drain(Duration.ZERO);
    }
    assertEquals(
        "{\n  \"a\": \"x\"\n}\n{\n  \"a\": null\n}\n", text.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nullsAreLeftOutWhenAskedFor() throws Exception {
    try (Sink sink = open(OutputFormat.JSONL, true)) {
      sink.write(delivery("x", null));
      sink.drain(Duration.ZERO);
    }
    assertEquals("{\"a\":\"x\"}\n{}\n", text.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aRowThatDoesNotFitRejectsItsFileByOrdinalAndLeavesTheOthers() throws Exception {
    try (Sink sink = open(OutputFormat.JSONL, false)) {
      sink.write(delivery("x", "y".repeat((int) THREAD_MEMORY), "z"));
      sink.drain(Duration.ZERO);
    }
    assertEquals("{\"a\":\"x\"}\n{\"a\":\"z\"}\n", text.toString(StandardCharsets.UTF_8));
    Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, outcomes.getFirst());
    assertEquals(ErrorCode.RECORD_TOO_LARGE, reject.cause().code());
    assertTrue(
        reject.cause().getMessage().startsWith("s3://b/k, record 101: "),
        reject.cause().getMessage());
  }

  @Test
  void columnsWithoutAFormRejectTheirFile() throws Exception {
    try (Sink sink = open(OutputFormat.JSONL, false)) {
      VectorSchemaRoot twice = VectorSchemaRoot.of(column("x"), column("y"));
      sink.write(delivery(twice));
      sink.write(delivery("z"));
      sink.drain(Duration.ZERO);
    }
    assertEquals("{\"a\":\"z\"}\n", text.toString(StandardCharsets.UTF_8));
    Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, outcomes.getFirst());
    assertEquals(ErrorCode.UNSUPPORTED, reject.cause().code());
    assertTrue(reject.cause().getMessage().startsWith("s3://b/k: column a"));
    assertEquals(Outcome.done(), outcomes.getLast());
  }

  @Test
  void aReaderThatWentAwayIsToldFromAFailure() {
    assertEquals(ErrorCode.OUTPUT_CLOSED, codeOf(new IOException("Broken pipe")));
    assertEquals(ErrorCode.OUTPUT_CLOSED, codeOf(new ClosedChannelException()));
    assertEquals(ErrorCode.OUTPUT_FAILED, codeOf(new IOException("No space left on device")));
  }

  @Test
  void aFullDiskIsAFailure() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "needs /dev/full");
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertEquals(ErrorCode.OUTPUT_FAILED, codeOf(channel));
    }
  }

  @Test
  void aThreadWithItsInterruptPendingStillWrites(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("out.jsonl");
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Sink sink = open(channel)) {
      sink.write(delivery("x"));
      Thread.currentThread().interrupt();
      sink.drain(Duration.ZERO);
      assertTrue(Thread.interrupted());
      sink.write(delivery("y"));
      sink.drain(Duration.ZERO);
    }
    assertEquals("{\"a\":\"x\"}\n{\"a\":\"y\"}\n", Files.readString(file));
  }

  @Test
  @SuppressWarnings("rawtypes") // a service is looked up by its class
  void bothDestinationsAnnounceThemselves() {
    List<String> names =
        ServiceLoader.load(SinkProvider.class).stream()
            .map(provider -> provider.get().name())
            .collect(Collectors.toList());
    assertEquals(List.of("stats", "stdout"), names);
  }

  private ErrorCode codeOf(IOException failure) {
    return codeOf(
        new WritableByteChannel() {
          @Override
          public int write(ByteBuffer source) throws IOException {
            throw failure;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        });
  }

  private ErrorCode codeOf(WritableByteChannel target) {
    try (Sink sink = open(target)) {
      sink.write(delivery("x"));
      return assertThrows(IngestException.class, () -> sink.drain(Duration.ZERO)).code();
    }
  }

  private Sink open(OutputFormat format, boolean omitNulls) {
    StdoutOptions options = new StdoutOptions(format, omitNulls);
    return new StdoutSinkFactory(options, Channels.newChannel(text), "the text").open(threadMemory);
  }

  private Sink open(WritableByteChannel target) {
    StdoutOptions options = new StdoutOptions(OutputFormat.JSONL, false);
    return new StdoutSinkFactory(options, target, "the target").open(threadMemory);
  }

  private Delivery delivery(@Nullable String... values) {
    return delivery(VectorSchemaRoot.of(column(values)));
  }

  private Delivery delivery(VectorSchemaRoot root) {
    return new Delivery(
        new Batch(root, new Origin("s3://b/k", "v"), Ordinals.from(100)), outcomes::add);
  }

  private VarCharVector column(@Nullable String... values) {
    VarCharVector column = new VarCharVector("a", allocator);
    column.allocateNew();
    for (int row = 0; row < values.length; row++) {
      String value = values[row];
      if (value != null) {
        column.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
      }
    }
    column.setValueCount(values.length);
    return column;
  }
}
