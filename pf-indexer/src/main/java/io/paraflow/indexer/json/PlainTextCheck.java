package io.paraflow.indexer.json;

/**
 * Tells whether bytes are nothing but ASCII that a string of JSON holds as it is. Two twins do the
 * same work in vectors and in words of 8 bytes. Stateless.
 */
abstract class PlainTextCheck {
  /** The faster twin that this process can run. */
  static final PlainTextCheck BEST = best();

  /** Whether a range has no quote, backslash, control character or byte beyond ASCII. */
  abstract boolean isPlain(long source, long end);

  private static PlainTextCheck best() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors ? new VectorPlainTextCheck() : new WordPlainTextCheck();
  }
}
