package io.paraflow.testing.bench;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A kernel beside its slow reference, the method {@code reference}. A subclass lies in the kernel's
 * package, makes its data in a method with {@code @Setup}, and requires there that both give the
 * same. One operation is one value, where a subclass does not say otherwise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@OperationsPerInvocation(KernelBenchmark.VALUES)
public abstract class KernelBenchmark {
  /** How many values an invocation processes, at most a mini-batch of the Parquet reader. */
  protected static final int VALUES = 2048;

  private static final long SEED = 20_261_121;

  /** For the kernel's memory. */
  protected final BufferAllocator allocator = new RootAllocator();

  /** The same numbers in every run. */
  protected final Random random = new Random(SEED);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /** A benchmark. */
  protected KernelBenchmark() {}

  /** Closes a resource, the last one first, when the benchmark has run. */
  protected final <T extends AutoCloseable> T closing(T resource) {
    resources.push(resource);
    return resource;
  }

  /**
   * Fails where the kernel does not give what its reference does.
   *
   * @throws IllegalStateException with the place of the first difference
   */
  protected static void requireEqual(byte[] kernel, byte[] reference) {
    int different = Arrays.mismatch(kernel, reference);
    if (different >= 0) {
      throw new IllegalStateException(
          "kernel and reference differ at byte %d of %d".formatted(different, reference.length));
    }
  }

  /** Gives all memory back; fails where a kernel does not. */
  @TearDown
  public final void close() throws Exception {
    while (!resources.isEmpty()) {
      resources.pop().close();
    }
    allocator.close();
  }
}
