package io.paraflow.reader.io;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.memory.RawMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads several streams of a file that are consumed side by side, such as the column chunks of a
 * row group, in few large requests, ahead of need and in parallel, within a budget of memory.
 *
 * <p>Streams that fit the budget are held: all of their bytes are asked for at once, and ranges
 * that lie next to each other come with one request. The others get what is left of the budget and
 * are read in blocks, a few of them ahead. No byte is asked for that belongs to no stream.
 *
 * <p>Used by one thread; the executor's threads do nothing but fill buffers.
 */
public final class CoalescedReads implements AutoCloseable {
  /** The most that one request asks for. */
  public static final int REQUEST_BYTES = (8 << 20) - RawMemory.SLACK_BYTES;

  private static final int LEAST_BLOCK_BYTES = (4 << 10) - RawMemory.SLACK_BYTES;
  private static final int MOST_BLOCKS = 4;

  private final InputFile file;
  private final BufferAllocator allocator;
  private final Executor executor;
  private final List<Stream> streams = new ArrayList<>();
  private long heldMemory;
  private boolean allHeld = true;

  /**
   * Begins to read.
   *
   * @param file stays the caller's; open until this is closed
   * @param ranges what each stream consists of, in the order of the file
   * @param allocator where blocks come from
   * @param memoryBytes the most that all blocks together may take; a stream that is not held takes
   *     4 KiB at least
   * @param executor runs reads
   */
  public CoalescedReads(
      InputFile file,
      List<List<ByteRange>> ranges,
      BufferAllocator allocator,
      long memoryBytes,
      Executor executor) {
    this.file = file;
    this.allocator = allocator;
    this.executor = executor;
    ranges.forEach(each -> streams.add(new Stream(each)));
    try {
      plan(memoryBytes);
      streams.forEach(Stream::startFirst);
      streams.forEach(Stream::start);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * What a plan that holds everything takes.
   *
   * @param ranges what each stream consists of
   * @return bytes of memory, an upper bound
   */
  public static long memoryToHold(List<List<ByteRange>> ranges, BufferAllocator allocator) {
    long bytes = 0;
    for (List<ByteRange> stream : ranges) {
      for (ByteRange range : stream) {
        bytes += memory(range.length(), allocator);
      }
    }
    return bytes;
  }

  /** One of the streams, by its number; closed with this. */
  public Blocks stream(int index) {
    return streams.get(index);
  }

  /** Whether every stream is held, so that no request is left to be made. */
  public boolean isHeld() {
    return allHeld;
  }

  /** What the streams that are held take together when nothing of them is consumed. */
  public long heldMemory() {
    return heldMemory;
  }

  /** What an allocator takes for a range: it rounds up, mostly to powers of two. */
  private static long memory(long bytes, BufferAllocator allocator) {
    long whole = bytes / REQUEST_BYTES;
    long rest = bytes % REQUEST_BYTES;
    return whole * buffer(REQUEST_BYTES, allocator) + (rest == 0 ? 0 : buffer(rest, allocator));
  }

  private static long buffer(long bytes, BufferAllocator allocator) {
    return allocator.getRoundingPolicy().getRoundedSize(bytes + RawMemory.SLACK_BYTES);
  }

  /** The smaller a stream, the sooner it is held; each may take an equal part of what is left. */
  private void plan(long memoryBytes) {
    List<Stream> bySize = new ArrayList<>(streams);
    bySize.sort(Comparator.comparingLong(stream -> stream.bytes));
    List<Piece> held = new ArrayList<>();
    long left = memoryBytes;
    int planned = 0;
    for (; planned < bySize.size(); planned++) {
      Stream stream = bySize.get(planned);
      long memory = memoryToHold(List.of(stream.ranges), allocator);
      if (memory > left / (bySize.size() - planned)) {
        break;
      }
      left -= memory;
      stream.cut(REQUEST_BYTES);
      held.addAll(stream.pieces);
    }
    List<Stream> others = bySize.subList(planned, bySize.size());
    allHeld = others.isEmpty();
    // Shares by the square root of the size make for the fewest requests.
    double roots = others.stream().mapToDouble(Stream::root).sum();
    for (Stream stream : others) {
      long share = (long) (left * (stream.root() / roots));
      long block = Long.highestOneBit(Math.max(1, share / 2)) - RawMemory.SLACK_BYTES;
      int bytes = Math.clamp(block, LEAST_BLOCK_BYTES, REQUEST_BYTES);
      stream.cut(bytes);
      stream.blocksAtOnce = Math.clamp(share / buffer(bytes, allocator), 1, MOST_BLOCKS);
    }
    heldMemory = memoryBytes - left;
    coalesce(held, allHeld ? left : 0);
  }

  /**
   * Lets pieces that lie next to each other share a request, where rounding leaves the memory.
   *
   * @param spare memory that the plan has not given away
   */
  private void coalesce(List<Piece> pieces, long spare) {
    pieces.sort(Comparator.comparingLong(piece -> piece.start));
    Request request = null;
    for (Piece piece : pieces) {
      if (request != null && piece.start == request.end) {
        long together = request.length() + piece.length;
        long more =
            buffer(together, allocator)
                - buffer(request.length(), allocator)
                - buffer(piece.length, allocator);
        if (together <= REQUEST_BYTES && more <= spare) {
          spare -= more;
          heldMemory += more;
          request.add(piece);
          continue;
        }
      }
      request = new Request(piece);
    }
  }

  /** Waits for reads under way, then releases every buffer. */
  @Override
  public void close() {
    streams.forEach(Stream::close);
  }

  /** A range that is asked for at once, and the pieces of streams in it. */
  private final class Request {
    final long start;
    long end;
    final List<Piece> pieces = new ArrayList<>();

    Request(Piece piece) {
      this.start = piece.start;
      this.end = piece.start;
      add(piece);
    }

    long length() {
      return end - start;
    }

    void add(Piece piece) {
      pieces.add(piece);
      piece.request = this;
      end += piece.length;
    }

    void start() {
      int length = Math.toIntExact(length());
      Block block = new Block(allocator.buffer(length + (long) RawMemory.SLACK_BYTES));
      block.start = start;
      block.length = length;
      block.clearSlack();
      Shared shared = new Shared(block, pieces.size());
      for (Piece piece : pieces) {
        piece.shared = shared;
        piece.request = null;
      }
      block.fillAhead(file, executor);
    }
  }

  /** A block and how many pieces lie in it that are not consumed. */
  private static final class Shared {
    final Block block;
    int users;

    Shared(Block block, int users) {
      this.block = block;
      this.users = users;
    }
  }

  /** A part of a stream that lies in one request. */
  private final class Piece {
    final long start;
    final int length;
    @Nullable Request request;
    @Nullable Shared shared;

    Piece(long start, int length) {
      this.start = start;
      this.length = length;
    }

    void start() {
      if (shared == null) {
        Request made = request == null ? new Request(this) : request;
        made.start();
      }
    }

    Block await() {
      if (shared == null) {
        throw new IllegalStateException("not asked for");
      }
      shared.block.await(file);
      return shared.block;
    }

    void release() {
      if (shared != null) {
        shared.users--;
        if (shared.users == 0) {
          shared.block.close();
        }
        shared = null;
      }
    }
  }

  private final class Stream implements Blocks {
    final List<ByteRange> ranges;
    final long bytes;
    final List<Piece> pieces = new ArrayList<>();
    int blocksAtOnce = Integer.MAX_VALUE;
    private int next;
    private long nextStart;
    private int started;
    private @Nullable Piece current;
    private long address;
    private long blockStart;
    private int blockLength;

    Stream(List<ByteRange> ranges) {
      this.ranges = ranges;
      this.bytes = ranges.stream().mapToLong(ByteRange::length).sum();
      this.nextStart = ranges.isEmpty() ? 0 : ranges.getFirst().start();
      this.blockStart = nextStart;
    }

    double root() {
      return Math.sqrt((double) bytes);
    }

    void cut(int pieceBytes) {
      for (ByteRange range : ranges) {
        for (long at = range.start(); at < range.end(); at += pieceBytes) {
          pieces.add(new Piece(at, (int) Math.min(pieceBytes, range.end() - at)));
        }
      }
    }

    void startFirst() {
      if (next < pieces.size()) {
        pieces.get(next).start();
      }
    }

    void start() {
      long end = Math.min(pieces.size(), (long) next + blocksAtOnce);
      for (int i = next; i < end; i++) {
        pieces.get(i).start();
      }
      started = Math.max(started, (int) end);
    }

    @Override
    public boolean advance() {
      if (current != null) {
        current.release();
        current = null;
      }
      if (next == pieces.size()) {
        blockStart += blockLength;
        blockLength = 0;
        return false;
      }
      start();
      Piece piece = pieces.get(next);
      Block block = piece.await();
      blockStart = Math.max(nextStart, piece.start);
      address = block.buffer.memoryAddress() + (blockStart - block.start);
      blockLength = (int) (piece.start + piece.length - blockStart);
      current = piece;
      next++;
      nextStart = 0;
      return true;
    }

    @Override
    public long address() {
      if (current == null) {
        throw new IllegalStateException("no current block");
      }
      return address;
    }

    @Override
    public int length() {
      return blockLength;
    }

    @Override
    public long position() {
      return blockStart;
    }

    @Override
    public boolean readDirect(long target, int bytes) {
      return false;
    }

    @Override
    public void moveTo(long position) {
      int first = Math.max(0, next - 1);
      next = 0;
      while (next < pieces.size() && pieces.get(next).start + pieces.get(next).length <= position) {
        next++;
      }
      for (int i = Math.min(first, next); i < started; i++) {
        if (i < next || i - next >= blocksAtOnce) {
          pieces.get(i).release();
        }
      }
      nextStart = position;
      current = null;
      blockStart = position;
      blockLength = 0;
    }

    @Override
    public void restart(long position) {
      moveTo(position);
    }

    /** {@inheritDoc} What is wanted was said before, so this changes nothing. */
    @Override
    public void limit(long position) {}

    @Override
    public void close() {
      pieces.forEach(Piece::release);
      pieces.clear();
      current = null;
      next = 0;
      blockLength = 0;
    }
  }
}
