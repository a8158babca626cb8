package io.paraflow.testing.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What to run.
 *
 * @param data the folder of the data sets; used by no benchmark of another scale
 * @param scale the part of the data to use, above 0, at most 1
 * @param passes how many passes the medians are of
 * @param only a case's whole name, or else a text that names must have; empty for all cases
 * @param out takes the results
 */
record BenchOptions(Path data, double scale, int passes, String only, PrintStream out) {
  /** Those of the cases that are to be run. */
  List<String> chosen(List<String> cases) {
    return cases.contains(only)
        ? List.of(only)
        : cases.stream().filter(name -> name.contains(only)).toList();
  }
}
