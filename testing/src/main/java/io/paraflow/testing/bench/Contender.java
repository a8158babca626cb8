package io.paraflow.testing.bench;

/**
 * One way to do the work of a comparison.
 *
 * @param name what the results call it
 * @param pass does the work once
 */
record Contender(String name, Pass pass) {
  /** Does the work once. */
  @FunctionalInterface
  interface Pass {
    /**
     * Does the work once.
     *
     * @return how many records it saw
     */
    long run() throws Exception;
  }
}
