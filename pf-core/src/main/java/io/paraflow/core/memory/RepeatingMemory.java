package io.paraflow.core.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of addresses in which one block of memory repeats: what is written at one address is read
 * at all that are a multiple of the block's length away. A library that writes a long buffer from
 * its start to its end, and looks back no further than the block, takes the range for such a
 * buffer. All of it can be read and written at any time. Linux only (memfd_create(2), mmap(2)).
 * Used by one thread.
 */
public final class RepeatingMemory implements AutoCloseable {
  /** A multiple of the size of a page of memory, which is 4 KB or, on some machines, 64 KB. */
  private static final long UNIT_BYTES = 64 << 10;

  /**
   * Of all ranges together. Each repetition is a mapping, and Linux gives a process 65,530 of them
   * (vm.max_map_count), which the virtual machine and malloc need as well.
   */
  static final int MOST_MAPPINGS = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(RepeatingMemory.class);

  private static final @Nullable Calls CALLS = Calls.find();
  private static final AtomicInteger MAPPINGS = new AtomicInteger();

  private final NativeMemory counted;
  private final int mappings;
  private final long address;
  private final long rangeBytes;
  private final long blockBytes;
  private long readyFrom;
  private long readyTo;

  private RepeatingMemory(
      NativeMemory counted, int mappings, long address, long rangeBytes, long block) {
    this.counted = counted;
    this.mappings = mappings;
    this.address = address;
    this.rangeBytes = rangeBytes;
    this.blockBytes = block;
  }

  /**
   * Reserves a range; memory is the block alone.
   *
   * @param allocator counts the block
   * @param bytes the length of the range
   * @param blockBytes the least length of the block
   * @return null where the system does not do this, or all ranges would repeat too often
   * @throws MemoryShortage when the allocator cannot give the block
   */
  public static @Nullable RepeatingMemory of(
      BufferAllocator allocator, long bytes, long blockBytes) {
    if (CALLS == null) {
      return null;
    }
    long range = roundUp(bytes);
    long block = roundUp(Math.min(blockBytes, bytes));
    long mappings = (range + block - 1) / block;
    if (mappings > MOST_MAPPINGS) {
      return null;
    }
    NativeMemory counted = new NativeMemory(allocator);
    try {
      counted.growTo(block);
    } catch (MemoryShortage e) {
      counted.close();
      throw e;
    }
    long address = Calls.FAILED;
    if (MAPPINGS.addAndGet((int) mappings) <= MOST_MAPPINGS) {
      address = CALLS.map(range, block);
    }
    if (address == Calls.FAILED) {
      MAPPINGS.addAndGet((int) -mappings);
      counted.close();
      return null;
    }
    return new RepeatingMemory(counted, (int) mappings, address, range, block);
  }

  private static long roundUp(long bytes) {
    return (bytes + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
  }

  /** Where the range begins. */
  public long address() {
    return address;
  }

  /** How long the range is. */
  public long rangeBytes() {
    return rangeBytes;
  }

  /** How far away what is written appears again. */
  public long blockBytes() {
    return blockBytes;
  }

  /**
   * Announces what is about to be written, which spares faults of its pages, and that of what was
   * written before only the last block will be used: the system shows a process's memory as larger
   * by all that it used, though it repeats.
   *
   * @param bytes up to where, from the range's start, at most its length
   */
  public void prepare(long bytes) {
    while (readyTo < bytes) {
      forgetTo(readyTo - blockBytes);
      long part = Math.min(blockBytes, rangeBytes - readyTo);
      if (CALLS != null) {
        CALLS.advise(address + readyTo, part, Calls.MADV_POPULATE_READ);
      }
      readyTo += part;
    }
  }

  /** Announces that the range will be written from its start again. */
  public void restart() {
    forgetTo(readyTo);
    readyFrom = 0;
    readyTo = 0;
  }

  private void forgetTo(long bytes) {
    if (CALLS != null && readyFrom < bytes) {
      CALLS.advise(address + readyFrom, bytes - readyFrom, Calls.MADV_DONTNEED);
      readyFrom = bytes;
    }
  }

  @Override
  public void close() {
    if (CALLS != null) {
      CALLS.unmap(address, rangeBytes);
      MAPPINGS.addAndGet(-mappings);
    }
    counted.close();
  }

  /** The system's functions. */
  private record Calls(
      MethodHandle memfdCreate,
      MethodHandle fallocate,
      MethodHandle mmap,
      MethodHandle munmap,
      MethodHandle madvise,
      MethodHandle closeFile) {
    static final long FAILED = -1;

    /** Flags of Linux, the same on x86-64 and AArch64. */
    private static final int MFD_CLOEXEC = 1;

    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x1;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    /** Drops pages from a mapping; the file keeps them. */
    static final int MADV_DONTNEED = 4;

    /**
     * All pages at once, since Linux 5.14: one by one, when they are first used, takes thrice as
     * long.
     */
    static final int MADV_POPULATE_READ = 22;

    private static final long NAME = Arena.global().allocateFrom("paraflow").address();

    @SuppressWarnings("restricted")
    static @Nullable Calls find() {
      if (!"Linux".equals(System.getProperty("os.name"))) {
        return null;
      }
      try {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        return new Calls(
            linker.downcallHandle(
                symbols.findOrThrow("memfd_create"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT)),
            linker.downcallHandle(
                symbols.findOrThrow("fallocate"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)),
            linker.downcallHandle(
                symbols.findOrThrow("mmap"),
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)),
            linker.downcallHandle(
                symbols.findOrThrow("munmap"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG)),
            linker.downcallHandle(
                symbols.findOrThrow("madvise"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)),
            linker.downcallHandle(
                symbols.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
      } catch (RuntimeException e) {
        LOG.debug("memory cannot be mapped repeatedly: {}", e.getMessage());
        return null;
      }
    }

    /** Maps a block along a range; returns where, or {@link #FAILED}. */
    long map(long range, long block) {
      int file = create();
      if (file < 0) {
        return FAILED;
      }
      long address = allocate(file, block) ? map(file, range, block) : FAILED;
      close(file);
      return address;
    }

    /** A file in memory, which stays for as long as it is mapped; negative when there is none. */
    private int create() {
      try {
        return (int) memfdCreate.invokeExact(NAME, MFD_CLOEXEC);
      } catch (Throwable e) {
        throw new IllegalStateException("memfd_create cannot be called", e);
      }
    }

    /** Takes the memory now: were there none left at its first use, the process would be killed. */
    private boolean allocate(int file, long bytes) {
      try {
        return (int) fallocate.invokeExact(file, 0, 0L, bytes) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException("fallocate cannot be called", e);
      }
    }

    private long map(int file, long range, long block) {
      long address = map(0, range, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
      for (long at = 0; at < range && address != FAILED; at += block) {
        long part = Math.min(block, range - at);
        if (map(address + at, part, PROT_READ_WRITE, MAP_SHARED | MAP_FIXED, file) == FAILED) {
          unmap(address, range);
          return FAILED;
        }
      }
      return address;
    }

    /** A hint: nothing depends on whether the system takes it. */
    void advise(long address, long bytes, int advice) {
      try {
        int ignored = (int) madvise.invokeExact(address, bytes, advice);
      } catch (Throwable e) {
        throw new IllegalStateException("madvise cannot be called", e);
      }
    }

    private long map(long address, long bytes, int protection, int flags, int file) {
      try {
        return (long) mmap.invokeExact(address, bytes, protection, flags, file, 0L);
      } catch (Throwable e) {
        throw new IllegalStateException("mmap cannot be called", e);
      }
    }

    void unmap(long address, long bytes) {
      try {
        int failed = (int) munmap.invokeExact(address, bytes);
        if (failed != 0) {
          throw new IllegalStateException("munmap refuses what was mapped");
        }
      } catch (IllegalStateException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("munmap cannot be called", e);
      }
    }

    private void close(int file) {
      try {
        int ignored = (int) closeFile.invokeExact(file);
      } catch (Throwable e) {
        throw new IllegalStateException("close cannot be called", e);
      }
    }
  }
}
