package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A page's decompressed bytes, of which a window is in memory. A page that fits the window is
 * decompressed in one go; a larger one streams through it. Memory does not depend on the size of
 * pages, but for codecs and encodings that need them as a whole.
 */
final class PageWindow extends ByteWindow implements AutoCloseable {
  private final ChunkInput input;
  private final Decompressor codec;
  private final StreamingDecompressor stored = new Decompressors.Stored();
  private final OffHeap scratch;
  private final OffHeap buffer;
  private final int windowBytes;
  private StreamingDecompressor streaming = stored;
  private long pageLeft;

  /**
   * A window without a page.
   *
   * @param scratch where compressed pages are gathered that lie in several blocks; shared with
   *     other windows, stays the caller's
   * @param windowBytes the window's size
   */
  PageWindow(
      ColumnPlace place,
      ChunkInput input,
      Decompressor codec,
      OffHeap scratch,
      BufferAllocator allocator,
      int windowBytes) {
    super(place);
    this.input = input;
    this.codec = codec;
    this.scratch = scratch;
    this.buffer = new OffHeap(allocator);
    this.windowBytes = windowBytes;
  }

  /**
   * Begins the input's section.
   *
   * @param bytes what it decompresses to
   * @param compressed whether the chunk's codec was applied
   */
  void begin(long bytes, boolean compressed) {
    position = buffer.address();
    limit = position;
    pageLeft = bytes;
    if (bytes == 0) {
      input.skipSection();
      return;
    }
    boolean fits = bytes <= windowBytes && input.sectionLeft() <= 2L * windowBytes;
    Decompressor page = compressed ? codec : stored;
    switch (page) {
      case WholePageDecompressor whole when fits -> decompressWhole(whole, (int) bytes);
      case StreamingDecompressor pieces -> {
        streaming = pieces;
        streaming.begin(input, bytes);
        if (bytes <= windowBytes) {
          fetch((int) bytes);
        }
      }
      case WholePageDecompressor whole -> decompressWhole(whole, Math.toIntExact(bytes));
    }
  }

  private void decompressWhole(WholePageDecompressor codec, int bytes) {
    int sourceBytes = Math.toIntExact(input.sectionLeft());
    boolean inPlace = input.available() == sourceBytes;
    long source = input.address();
    if (!inPlace) {
      scratch.reserve(sourceBytes, 0);
      source = scratch.address();
      input.read(source, sourceBytes);
    }
    buffer.reserve(bytes, 0);
    long produced = codec.whole(source, sourceBytes, buffer.address(), bytes);
    if (inPlace) {
      input.skip(sourceBytes);
    }
    if (produced != bytes) {
      throw wrongLength(produced < 0 ? "another number of" : String.valueOf(produced), bytes);
    }
    position = buffer.address();
    limit = position + bytes;
    pageLeft = 0;
  }

  private RuntimeException wrongLength(String actual, long expected) {
    return place.corrupt(
        "a page gives %s bytes where its header says %d".formatted(actual, expected));
  }

  @Override
  long remaining() {
    return available() + pageLeft;
  }

  /** Brings the whole page into memory, whatever its size. */
  void fetchAll() {
    long bytes = remaining();
    if (bytes > Integer.MAX_VALUE - RawMemory.SLACK_BYTES) {
      throw place.corrupt("a page of " + bytes + " bytes");
    }
    fetch((int) bytes);
  }

  @Override
  int fetch(int bytes) {
    if (pageLeft == 0 || available() >= bytes) {
      return available();
    }
    int wanted = (int) Math.min(bytes, remaining());
    long behind = Math.min(streaming.historyBytes(), position - buffer.address());
    long kept = behind + available();
    long capacity =
        Math.max(
            behind + wanted,
            Math.min(Math.max(windowBytes, 2L * streaming.historyBytes()), kept + pageLeft));
    if (capacity > buffer.capacity()) {
      moveTo(kept, behind, capacity);
    } else if (position - behind > buffer.address()
        && limit + wanted - available() > buffer.address() + buffer.capacity()) {
      slide(kept, behind);
    }
    long end = buffer.address() + buffer.capacity();
    while (available() < wanted) {
      int room = (int) Math.min(end - limit, pageLeft);
      int produced = streaming.produce(limit, room);
      if (produced <= 0) {
        throw wrongLength("fewer", remaining());
      }
      limit += produced;
      pageLeft -= produced;
    }
    return available();
  }

  private void slide(long kept, long behind) {
    long start = buffer.address();
    RawMemory.copy(position - behind, start, kept);
    limit = start + kept;
    position = start + behind;
  }

  private void moveTo(long kept, long behind, long capacity) {
    if (kept > 0) {
      slide(kept, behind);
    }
    buffer.reserve(capacity, kept);
    position = buffer.address() + behind;
    limit = buffer.address() + kept;
  }

  /** Copies bytes out and consumes them; stored bytes do not go through the window. */
  @Override
  void read(long target, long bytes) {
    if (bytes > remaining()) {
      throw place.corrupt(
          "%d bytes are needed where the page has %d left".formatted(bytes, remaining()));
    }
    long done = Math.min(bytes, available());
    RawMemory.copy(position, target, done);
    position += (int) done;
    if (done < bytes && streaming instanceof Decompressors.Stored) {
      input.read(target + done, bytes - done);
      pageLeft -= bytes - done;
      return;
    }
    while (done < bytes) {
      int n = (int) Math.min(fetch(1), bytes - done);
      RawMemory.copy(position, target + done, n);
      position += n;
      done += n;
    }
  }

  /** Passes over bytes. */
  void skipFully(long bytes) {
    if (bytes > remaining()) {
      throw place.corrupt(
          "%d bytes are to be skipped where the page has %d left".formatted(bytes, remaining()));
    }
    for (long left = bytes; left > 0; ) {
      int n = (int) Math.min(fetch(1), left);
      position += n;
      left -= n;
    }
  }

  /** Passes over what is left of the page without decompressing it. */
  void skipPage() {
    pageLeft = 0;
    position = limit;
    input.dropSection();
  }

  /** Consumes what is left of the page and checks that the input has nothing more to give. */
  void end() {
    while (pageLeft > 0) {
      position = limit;
      fetch(1);
    }
    position = limit;
    input.skipSection();
  }

  @Override
  public void close() {
    buffer.close();
    codec.close();
  }
}
