package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;

/**
 * A page's decompressed bytes, of which a window is in memory. A page that fits the window is
 * decompressed in one go, as is one that takes no more memory than its decompressor would; a larger
 * one streams through it, or through its decompressor's memory. Memory does not depend on the size
 * of pages. A window that gives its memory up puts the rest of its page into the {@link SpillFile},
 * and streams it from there.
 */
final class PageWindow extends ByteWindow implements AutoCloseable {
  /**
   * Where a decompressor has what it needs of the page by itself. Those of all columns share a
   * core's cache: with 128 KB, as much as zstd gives at a time, a file of 11 columns took 1.05 of
   * the time.
   */
  private static final int OUTPUT_BYTES = (64 << 10) - RawMemory.SLACK_BYTES;

  /** The largest page that is held for access in any order, where it can be spilled. */
  private static final int MAX_HELD_BYTES = 2 << 20;

  /** Some writers pad pages; to decompress more than this for nothing could take any time. */
  private static final int MAX_SURPLUS_BYTES = 64 << 10;

  /** Fewer are not worth a call of a decompressor by themselves. */
  private static final int LEAST_DIRECT_BYTES = 4 << 10;

  private final ChunkInput input;
  private final CompressionCodec codec;
  private final Codecs codecs;
  private final StreamingDecompressor stored = new Decompressors.Stored();
  private final OffHeap buffer;
  private final int windowBytes;
  private StreamingDecompressor streaming = stored;
  private int streamWindowBytes;
  private boolean compressed;
  private long sectionBytes;
  private long pageBytes;
  private long pageLeft;

  /** Whether values are taken from anywhere in the page. */
  private boolean opened;

  /**
   * A window without a page.
   *
   * @param codecs shared with other windows, stays the caller's
   * @param windowBytes the window's size
   */
  PageWindow(
      ColumnPlace place,
      ChunkInput input,
      CompressionCodec codec,
      Codecs codecs,
      BufferAllocator allocator,
      int windowBytes) {
    super(place);
    Decompressors.check(codec, place);
    this.input = input;
    this.codec = codec;
    this.codecs = codecs;
    this.buffer = new OffHeap(allocator);
    this.windowBytes = windowBytes;
  }

  /**
   * Begins the input's section.
   *
   * @param bytes what it decompresses to
   * @param withCodec whether the chunk's codec was applied
   */
  void begin(long bytes, boolean withCodec) {
    sectionBytes = input.sectionLeft();
    pageBytes = bytes;
    compressed = withCodec && codec != CompressionCodec.UNCOMPRESSED;
    endStream();
    position = buffer.address();
    limit = position;
    pageLeft = pageBytes;
    opened = false;
    streamWindowBytes = windowBytes;
    if (pageBytes == 0) {
      input.skipSection();
    } else if (isHeldWhole()) {
      codecs.dropPlace(place);
      decompress(compressed ? codecs.shared(codec) : stored);
    } else {
      streaming = compressed ? decompressor() : stored;
      streaming.begin(input, pageBytes);
    }
  }

  /** One for a page that is decompressed in pieces. */
  private StreamingDecompressor decompressor() {
    InPlaceDecompressor inPlace = codecs.createInPlace(codec, input, pageBytes);
    if (inPlace == null) {
      codecs.dropPlace(place);
      return codecs.create(codec);
    }
    buffer.close();
    position = inPlace.address();
    limit = position;
    return inPlace;
  }

  /** Whether the page fits the window, or what it takes to decompress it in pieces. */
  private boolean isHeldWhole() {
    if (pageBytes <= windowBytes || !compressed) {
      return pageBytes <= windowBytes;
    }
    long streamBytes = Decompressors.streamBytes(codec, input, pageBytes);
    if (streamBytes > 0) {
      streamWindowBytes = Math.min(windowBytes, OUTPUT_BYTES);
    }
    return buffer.memory(pageBytes) <= buffer.memory(streamWindowBytes) + streamBytes;
  }

  private void decompress(StreamingDecompressor shared) {
    long gathered = input.sectionLeft();
    if (shared instanceof WholePageDecompressor whole
        && gathered <= 2 * Math.max(pageBytes, windowBytes)) {
      decompressWhole(whole);
      return;
    }
    streaming = shared;
    try {
      streaming.begin(input, pageBytes);
      fetch((int) pageBytes);
    } finally {
      streaming = stored;
      shared.end();
    }
  }

  /** Lets go of a decompressor that is this window's own. */
  private void endStream() {
    if (streaming instanceof InPlaceDecompressor) {
      position = buffer.address();
      limit = position;
    }
    streaming.close();
    streaming = stored;
  }

  /**
   * Gives up its memory, where there is room for the rest of the page in the spill file.
   *
   * @param again whether stored bytes can be read again, so that those of a page that is not
   *     compressed need no room
   */
  void park(boolean again) {
    if (compressed || streaming instanceof SpilledPage) {
      if (!spill()) {
        return;
      }
    } else if (again) {
      pageLeft = remaining();
      input.unread(available());
    } else {
      return;
    }
    release();
    input.release();
  }

  private void release() {
    buffer.close();
    position = buffer.address();
    limit = position;
  }

  /** Decompresses the rest of the page into the spill file; false if it has no room for it. */
  private boolean spill() {
    long left = remaining();
    if (streaming instanceof SpilledPage page) {
      page.unread(available());
      pageLeft = left;
      return true;
    }
    if (left == 0) {
      return true;
    }
    SpillFile.Spilled spilled = codecs.spillFile().take(left);
    if (spilled == null) {
      return false;
    }
    SpilledPage page = new SpilledPage(spilled, left);
    try {
      for (long done = 0; done < left; ) {
        int n = fetch(1);
        spilled.write(done, position, n);
        position += n;
        done += n;
      }
    } catch (RuntimeException e) {
      page.close();
      throw e;
    }
    endStream();
    codecs.dropPlace(place);
    streaming = page;
    streamWindowBytes = Math.min(windowBytes, OUTPUT_BYTES);
    pageLeft = left;
    return true;
  }

  /** Goes on with the whole page in memory, as it cannot be decompressed in pieces. */
  private void holdWholePage() {
    long consumed = pageBytes - remaining();
    endStream();
    input.unread(sectionBytes - input.sectionLeft());
    decompressWhole((WholePageDecompressor) codecs.shared(codec));
    position += consumed;
  }

  /** Begins the page again with another decompressor, which gives any number of bytes at a time. */
  private void leavePlace() {
    long consumed = pageBytes - remaining();
    endStream();
    codecs.dropPlace(place);
    input.unread(sectionBytes - input.sectionLeft());
    pageLeft = pageBytes;
    streaming = codecs.create(codec);
    streaming.begin(input, pageBytes);
    skipFully(consumed);
  }

  private void decompressWhole(WholePageDecompressor decompressor) {
    int bytes = Math.toIntExact(pageBytes);
    int sourceBytes = Math.toIntExact(input.sectionLeft());
    boolean inPlace = input.available() == sourceBytes;
    long source = input.address();
    if (!inPlace) {
      OffHeap scratch = codecs.scratch();
      scratch.reserve(sourceBytes, 0);
      source = scratch.address();
      input.read(source, sourceBytes);
    }
    buffer.reserve(bytes, 0);
    long produced = decompressor.whole(source, sourceBytes, buffer.address(), bytes, place);
    if (inPlace) {
      input.skip(sourceBytes);
    } else {
      codecs.endScratch();
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

  /**
   * Opens the rest of the page for access in any order: brings it into memory, or where it is large
   * and there is room for it, into the spill file. Nothing else is to be consumed then.
   */
  void open() {
    opened = true;
    if (isHeld() || streaming instanceof SpilledPage) {
      return;
    }
    long bytes = remaining();
    if (bytes > MAX_HELD_BYTES && spill()) {
      release();
      return;
    }
    if (bytes > Integer.MAX_VALUE - RawMemory.SLACK_BYTES) {
      throw place.corrupt("a page of " + bytes + " bytes");
    }
    fetch((int) bytes);
  }

  /** Whether all that is left of the page is in memory. */
  boolean isHeld() {
    return pageLeft == 0;
  }

  /**
   * Reads ranges of an {@linkplain #open open} page that is not held, one behind the other.
   *
   * @param offset where the first one is, from where the page was opened
   * @param step from the start of each to that of the next
   * @return where they are in memory, until anything else is asked for
   */
  long gather(long offset, long step, int count, int bytes) {
    if (!(streaming instanceof SpilledPage page)) {
      throw new IllegalStateException("the page is not open");
    }
    buffer.reserve((long) count * bytes, 0);
    position = buffer.address();
    limit = position;
    for (int i = 0; i < count; i++) {
      page.read(offset + i * step, buffer.address() + (long) i * bytes, bytes);
    }
    return buffer.address();
  }

  @Override
  int fetch(int bytes) {
    if (pageLeft == 0 || available() >= bytes) {
      return available();
    }
    int wanted = (int) Math.min(bytes, remaining());
    if (streaming instanceof InPlaceDecompressor inPlace) {
      return fetchInPlace(inPlace, wanted);
    }
    long behind = Math.min(streaming.historyBytes(), position - buffer.address());
    long kept = behind + available();
    long capacity =
        Math.max(
            behind + wanted,
            Math.min(Math.max(streamWindowBytes, 2L * streaming.historyBytes()), kept + pageLeft));
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
      if (produced == StreamingDecompressor.NEEDS_WHOLE_PAGE) {
        holdWholePage();
        return available();
      }
      if (produced <= 0) {
        throw wrongLength("fewer", remaining());
      }
      limit += produced;
      countProduced(produced);
    }
    return available();
  }

  private int fetchInPlace(InPlaceDecompressor inPlace, int wanted) {
    int most = inPlace.historyBytes();
    if (wanted > most) {
      leavePlace();
      return fetch(wanted);
    }
    while (available() < wanted) {
      int produced = inPlace.produce(limit, most - available());
      limit += produced;
      countProduced(produced);
    }
    return available();
  }

  /** Counts bytes of the page; when the last ones have come, the stored bytes are to end too. */
  private void countProduced(int bytes) {
    pageLeft -= bytes;
    if (pageLeft == 0) {
      OffHeap scratch = codecs.scratch();
      scratch.reserve(1, 0);
      if (!streaming.finish(scratch.address())) {
        throw wrongLength("more", pageBytes);
      }
    }
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

  /**
   * Copies bytes out and consumes them. Stored bytes do not go through the window, nor do many that
   * are decompressed, which took files of 11 columns 1.02 of the time.
   *
   * @param target with {@link RawMemory#SLACK_BYTES} more that can be overwritten
   */
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
      done += readSome(target + done, bytes - done);
    }
  }

  private long readSome(long target, long bytes) {
    if (isDirect(bytes)) {
      int produced = streaming.produce(target, (int) Math.min(bytes, Integer.MAX_VALUE));
      if (produced <= 0) {
        throw wrongLength("fewer", remaining());
      }
      countProduced(produced);
      return produced;
    }
    int n = (int) Math.min(fetch(1), bytes);
    RawMemory.copy(position, target, n);
    position += n;
    return n;
  }

  /** Whether the next bytes can be decompressed to where they are wanted, past the window. */
  private boolean isDirect(long bytes) {
    return bytes >= LEAST_DIRECT_BYTES && available() == 0 && streaming.historyBytes() == 0;
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
    endStream();
    input.dropSection();
  }

  /** Consumes what is left of the page, behind its last value. */
  void end() {
    if (streaming instanceof SpilledPage) {
      pageLeft = 0;
    }
    long surplus = remaining();
    if (surplus > MAX_SURPLUS_BYTES && !opened) {
      throw place.corrupt("a page of %d bytes behind its last value".formatted(surplus));
    }
    while (pageLeft > 0) {
      position = limit;
      fetch(1);
    }
    position = limit;
    endStream();
    input.skipSection();
  }

  @Override
  public void close() {
    endStream();
    buffer.close();
  }
}
