package io.paraflow.testing.bench;

import java.util.List;

/** A benchmark of several cases, each of which can be run without the others. */
interface CaseBench {
  /** The cases' names, in the order to run them. */
  List<String> cases();

  /**
   * Checks the contenders' results and times them.
   *
   * @param name one of the cases
   */
  void run(String name) throws Exception;
}
