package io.paraflow.reader.parquet;

/** The rest of a page that was decompressed into a {@link SpillFile}. */
final class SpilledPage implements StreamingDecompressor {
  private final SpillFile.Spilled spilled;
  private final long bytes;
  private long next;

  /**
   * A page at its start.
   *
   * @param spilled its bytes; closed with this
   * @param bytes how many there are
   */
  SpilledPage(SpillFile.Spilled spilled, long bytes) {
    this.spilled = spilled;
    this.bytes = bytes;
  }

  @Override
  public void begin(ChunkInput input, long pageBytes) {
    throw new IllegalStateException("the page was begun");
  }

  @Override
  public int produce(long target, int room) {
    int n = (int) Math.min(room, bytes - next);
    spilled.read(next, target, n);
    next += n;
    return n;
  }

  @Override
  public boolean finish(long scratch) {
    return next == bytes;
  }

  /** Reads bytes from an offset after what was produced. */
  void read(long offset, long target, long count) {
    spilled.read(next + offset, target, count);
  }

  /** Takes back bytes that were produced last. */
  void unread(int count) {
    next -= count;
  }

  @Override
  public void close() {
    spilled.close();
  }
}
