package io.paraflow.indexer.stats;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Reads every byte of every column of a batch, then lets go of it. */
final class StatsSink implements Sink {
  private final StatsSinkFactory totals;

  StatsSink(StatsSinkFactory totals) {
    this.totals = totals;
  }

  @Override
  public void write(Delivery delivery) {
    try (Batch batch = delivery.batch()) {
      long bytes = 0;
      long sum = 0;
      for (FieldVector vector : batch.root().getFieldVectors()) {
        for (ArrowBuf buffer : vector.getBuffers(false)) {
          long length = buffer.readableBytes();
          bytes += length;
          sum += sum(buffer.memoryAddress() + buffer.readerIndex(), length);
        }
      }
      totals.add(batch.rowCount(), bytes, sum);
    }
    delivery.ack().settle(Outcome.done());
  }

  @Override
  public void close() {}

  /** The wrapping sum of a range's words; the last one is filled up with zeros. */
  static long sum(long address, long length) {
    long end = address + length;
    long sum0 = 0;
    long sum1 = 0;
    long sum2 = 0;
    long sum3 = 0;
    for (; end - address >= 32; address += 32) {
      sum0 += RawMemory.getLong(address);
      sum1 += RawMemory.getLong(address + 8);
      sum2 += RawMemory.getLong(address + 16);
      sum3 += RawMemory.getLong(address + 24);
    }
    for (; end - address >= 8; address += 8) {
      sum0 += RawMemory.getLong(address);
    }
    for (int shift = 0; address < end; address++, shift += 8) {
      sum0 += (RawMemory.getByte(address) & 0xFFL) << shift;
    }
    return sum0 + sum1 + sum2 + sum3;
  }
}
