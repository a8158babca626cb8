package io.paraflow.reader.ndjson;

/**
 * Finds the end of the plain part of a JSON string: the first byte that is a quote, a backslash, a
 * control character or not ASCII. Two twins do the same work in vectors and in words of 8 bytes.
 *
 * <p>Addresses are absolute. Sources must contain such a special byte sooner or later, and must be
 * readable {@link io.paraflow.core.memory.RawMemory#SLACK_BYTES} beyond it. Instances are
 * stateless.
 */
abstract class StringScanner {
  /** The faster twin that this process can run. */
  static final StringScanner BEST = best();

  /**
   * Copies plain bytes until a special one or the end of the target.
   *
   * @param capacity how many bytes of the target may be overwritten; below 64, nothing may be
   *     copied
   * @return how many plain bytes were copied; when the byte that follows is plain, the target was
   *     too small
   */
  abstract int copy(long source, long target, int capacity);

  /** The address of the first special byte. */
  abstract long find(long source);

  private static StringScanner best() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors ? new VectorStringScanner() : new WordStringScanner();
  }
}
