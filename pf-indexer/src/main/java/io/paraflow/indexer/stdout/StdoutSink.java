package io.paraflow.indexer.stdout;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.flow.Ack;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.indexer.json.JsonIndenter;
import io.paraflow.indexer.json.JsonWriter;
import io.paraflow.indexer.json.OutputBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Writes rows into a buffer of its own, and the buffer to the shared output when it is full and
 * when there is nothing else to do. A batch is closed as soon as its rows are in the buffer; its
 * ack is settled after they are written out.
 */
final class StdoutSink implements Sink {
  /** A buffer is written out from this length on. */
  private static final int WRITE_BYTES = 512 << 10;

  /** Rows up to the difference fit without growing the buffer. */
  private static final int BUFFER_BYTES = (1 << 20) - 64;

  private static final int INDENT_BUFFER_BYTES = (64 << 10) - 64;

  private final SharedOutput output;
  private final OutputBuffer buffer;
  private final OutputBuffer row;
  private final JsonWriter writer;
  private final boolean indented;
  private final Queue<Unsettled> unsettled = new ArrayDeque<>();
  private int writtenOut;

  /** A delivery whose rows are in the buffer, or written out already. */
  private record Unsettled(Ack ack, Outcome outcome) {}

  StdoutSink(StdoutOptions options, SharedOutput output, BufferAllocator allocator) {
    this.output = output;
    this.indented = options.outputFormat() == OutputFormat.JSON;
    this.buffer = new OutputBuffer(allocator, BUFFER_BYTES);
    this.row = indented ? new OutputBuffer(allocator, INDENT_BUFFER_BYTES) : buffer;
    this.writer = new JsonWriter(row, options.omitNulls());
  }

  @Override
  public void write(Delivery delivery) {
    Outcome outcome;
    try (Batch batch = delivery.batch()) {
      outcome = writeRows(batch);
    } catch (IngestException e) {
      delivery.ack().settle(Outcome.of(e));
      throw e;
    }
    unsettled.add(new Unsettled(delivery.ack(), outcome));
    if (buffer.length() >= WRITE_BYTES) {
      writeOut();
    }
  }

  @Override
  public int reap() {
    int settled = writtenOut;
    for (; writtenOut > 0; writtenOut--) {
      Unsettled next = unsettled.remove();
      next.ack().settle(next.outcome());
    }
    return settled;
  }

  @Override
  public boolean drain(Duration timeout) {
    writeOut();
    reap();
    return true;
  }

  @Override
  public void close() {
    giveBack(
        new IngestException(
            ErrorCode.CANCELLED, "the worker stopped before the rows were written out"));
    buffer.close();
    if (indented) {
      row.close();
    }
  }

  private Outcome writeRows(Batch batch) {
    try {
      writer.bind(batch.root(), batch.dictionaries());
    } catch (IngestException e) {
      return Outcome.of(at(batch.origin().uri(), e));
    }
    Outcome outcome = Outcome.done();
    int rows = batch.rowCount();
    for (int i = 0; i < rows; i++) {
      try {
        writeRow(i);
      } catch (IngestException e) {
        String place = batch.origin().uri() + ", record " + batch.ordinals().of(i);
        outcome = outcome.worse(Outcome.of(at(place, e)));
      }
      if (buffer.length() >= WRITE_BYTES) {
        writeOut();
      }
    }
    return outcome;
  }

  /** Appends a row and its line end, or nothing. */
  private void writeRow(int index) {
    long before = buffer.length();
    try {
      writer.writeRow(index);
      if (indented) {
        JsonIndenter.append(row, buffer);
      }
      buffer.append((byte) '\n');
    } catch (IngestException e) {
      buffer.truncate(before);
      throw e;
    } finally {
      if (indented) {
        row.clear();
      }
    }
  }

  private void writeOut() {
    try {
      output.write(buffer.content());
    } catch (IngestException e) {
      giveBack(e);
      throw e;
    } finally {
      buffer.clear();
    }
    writtenOut = unsettled.size();
  }

  /** Settles what was written out, and returns everything else. */
  private void giveBack(IngestException cause) {
    reap();
    Outcome outcome = Outcome.of(cause);
    while (!unsettled.isEmpty()) {
      unsettled.remove().ack().settle(outcome);
    }
  }

  private static IngestException at(String place, IngestException cause) {
    return new IngestException(cause.code(), place + ": " + cause.getMessage(), cause);
  }
}
