package io.paraflow.reader.parquet;

import java.util.Random;

/** How values of the hybrid encoding repeat. */
public enum RunsShape {
  /** Long runs. */
  RUNS(200),
  /** No runs. */
  PACKED(1),
  /** Both in turn. */
  MIXED(12);

  private final int averageRun;

  RunsShape(int averageRun) {
    this.averageRun = averageRun;
  }

  /** Values of a width, each repeated as often as the shape has it. */
  int[] values(int count, int width, Random random) {
    int[] values = new int[count];
    for (int at = 0; at < count; ) {
      int value = random.nextInt() >>> (32 - width);
      int run = averageRun == 1 ? 1 : random.nextInt(1, 2 * averageRun);
      for (int end = Math.min(count, at + run); at < end; at++) {
        values[at] = value;
      }
    }
    return values;
  }
}
