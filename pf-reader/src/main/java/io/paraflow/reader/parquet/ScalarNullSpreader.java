package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;

/** Moves one value at a time. */
final class ScalarNullSpreader implements NullSpreader {
  @Override
  public void spreadInts(long[] bits, int slots, int present, long start) {
    spreadInts(bits, 0, slots, present, start);
  }

  @Override
  public void spreadLongs(long[] bits, int slots, int present, long start) {
    spreadLongs(bits, 0, slots, present, start);
  }

  /**
   * Moves to the last slots only.
   *
   * @param present how many of all slots have a value
   * @return how many of those before {@code from} have
   */
  static int spreadInts(long[] bits, int from, int slots, int present, long start) {
    int before = present;
    for (int i = slots - 1; i >= from; i--) {
      before -= Bits.one(bits, i);
      RawMemory.putInt(start + 4L * i, RawMemory.getInt(start + 4L * before));
    }
    return before;
  }

  /**
   * Moves to the last slots only.
   *
   * @param present how many of all slots have a value
   * @return how many of those before {@code from} have
   */
  static int spreadLongs(long[] bits, int from, int slots, int present, long start) {
    int before = present;
    for (int i = slots - 1; i >= from; i--) {
      before -= Bits.one(bits, i);
      RawMemory.putLong(start + 8L * i, RawMemory.getLong(start + 8L * before));
    }
    return before;
  }
}
