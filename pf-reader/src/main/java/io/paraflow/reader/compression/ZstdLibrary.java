package io.paraflow.reader.compression;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.github.luben.zstd.util.Native;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The zstd library that zstd-jni brings, called without zstd-jni: only so can it be told that its
 * output stays where it is (zstd.h, {@code ZSTD_d_stableOutBuffer}).
 */
final class ZstdLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(ZstdLibrary.class);

  /** {@code ZSTD_d_windowLogMax} and its greatest value, a window of 2 GB. */
  private static final int WINDOW_LOG_MAX = 100;

  private static final int MAX_WINDOW_LOG = 31;

  /** {@code ZSTD_d_stableOutBuffer}. */
  private static final int STABLE_OUT_BUFFER = 1001;

  private static final @Nullable ZstdLibrary FOUND = find();

  private final MethodHandle create;
  private final MethodHandle free;
  private final MethodHandle setParameter;
  private final MethodHandle decompress;

  @SuppressWarnings("restricted")
  private ZstdLibrary(SymbolLookup symbols) {
    Linker linker = Linker.nativeLinker();
    create =
        linker.downcallHandle(
            symbols.findOrThrow("ZSTD_createDCtx"), FunctionDescriptor.of(JAVA_LONG));
    free =
        linker.downcallHandle(
            symbols.findOrThrow("ZSTD_freeDCtx"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    setParameter =
        linker.downcallHandle(
            symbols.findOrThrow("ZSTD_DCtx_setParameter"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
    decompress =
        linker.downcallHandle(
            symbols.findOrThrow("ZSTD_decompressStream_simpleArgs"),
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG));
  }

  /** Whether the library can be called, and can do this. */
  static boolean isFound() {
    return FOUND != null;
  }

  /** The library that was {@linkplain #isFound found}. */
  static ZstdLibrary get() {
    return Objects.requireNonNull(FOUND);
  }

  private static @Nullable ZstdLibrary find() {
    try {
      Native.load();
      ZstdLibrary library = new ZstdLibrary(SymbolLookup.loaderLookup());
      library.freeContext(library.createContext());
      return library;
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("zstd decompresses through windows of its own: {}", e.getMessage());
    }
    return null;
  }

  /**
   * A context for output that stays where it is.
   *
   * @throws IllegalStateException when the library has none
   */
  long createContext() {
    long context = 0;
    boolean ready;
    try {
      context = (long) create.invokeExact();
      ready =
          context != 0
              && (long) setParameter.invokeExact(context, STABLE_OUT_BUFFER, 1) == 0
              && (long) setParameter.invokeExact(context, WINDOW_LOG_MAX, MAX_WINDOW_LOG) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("ZSTD_createDCtx cannot be called", e);
    }
    if (!ready) {
      freeContext(context);
      throw new IllegalStateException("zstd has no context whose output stays where it is");
    }
    return context;
  }

  /**
   * Decompresses the next bytes.
   *
   * @param target the start of the output, the same in each call for a frame
   * @param capacity its length, the same too
   * @param targetPosition address of how many bytes it has
   * @param sourcePosition address of how many bytes were consumed of the input
   * @return how many bytes of input the library would like next, 0 at the frame's end; negative: an
   *     error's code
   */
  long decompress(
      long context,
      long target,
      long capacity,
      long targetPosition,
      long source,
      long sourceBytes,
      long sourcePosition) {
    try {
      return (long)
          decompress.invokeExact(
              context, target, capacity, targetPosition, source, sourceBytes, sourcePosition);
    } catch (Throwable e) {
      throw new IllegalStateException("ZSTD_decompressStream_simpleArgs cannot be called", e);
    }
  }

  /** Frees a context. */
  void freeContext(long context) {
    try {
      long ignored = (long) free.invokeExact(context);
    } catch (Throwable e) {
      throw new IllegalStateException("ZSTD_freeDCtx cannot be called", e);
    }
  }
}
