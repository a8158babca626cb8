package io.paraflow.indexer.stats;

import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.SinkFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what the threads' sinks read, and logs it at the end. */
public final class StatsSinkFactory implements SinkFactory {
  private static final Logger LOG = LoggerFactory.getLogger(StatsSinkFactory.class);

  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong arrowBytes = new AtomicLong();
  private final AtomicLong sum = new AtomicLong();

  @Override
  public Sink open(BufferAllocator allocator) {
    return new StatsSink(this);
  }

  /** Rows of all deliveries so far. */
  public long rows() {
    return rows.get();
  }

  /** Bytes of values, offsets and validity of all deliveries so far; every one was read. */
  public long arrowBytes() {
    return arrowBytes.get();
  }

  /**
   * The wrapping sum of all those bytes, taken as little-endian words of eight. It changes when a
   * byte does, which proves that the bytes were read; it also depends on how rows were cut into
   * batches, so two runs are only comparable where batches are equal.
   */
  public long sum() {
    return sum.get();
  }

  @Override
  public void close() {
    LOG.debug("stats read {} rows, {} bytes of Arrow, sum {}", rows(), arrowBytes(), sum());
  }

  void add(long moreRows, long moreBytes, long moreSum) {
    rows.addAndGet(moreRows);
    arrowBytes.addAndGet(moreBytes);
    sum.addAndGet(moreSum);
  }
}
