package io.paraflow.testing.bench;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What to run.
 *
 * @param data the folder of the data sets; used by no benchmark of another scale
 * @param scale the part of the data to use, above 0, at most 1
 * @param passes how many passes the medians are of
 * @param only a text that a case's name must have; empty for all
 * @param out takes the results
 */
record BenchOptions(Path data, double scale, int passes, String only, PrintStream out) {
  /** Whether to run a case. */
  boolean runs(String name) {
    return name.contains(only);
  }
}
