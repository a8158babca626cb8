package io.paraflow.reader.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.NativeMemory;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.CompressionException;
import io.paraflow.reader.compression.GzipMembers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** The codecs of column chunks. */
final class Decompressors {
  private Decompressors() {}

  /**
   * A decompressor.
   *
   * @param allocator counts what codecs allocate by themselves
   */
  static StreamingDecompressor of(CompressionCodec codec, BufferAllocator allocator) {
    return switch (codec) {
      case UNCOMPRESSED -> new Stored();
      case SNAPPY -> new SnappyPages();
      case GZIP -> new Gzip(allocator);
      case ZSTD -> new ZstdPages(allocator);
      case LZ4_RAW -> new Lz4Raw();
      case LZ4 -> new Lz4Hadoop();
      case BROTLI -> new Brotli();
      case LZO -> throw new IllegalArgumentException("LZO");
    };
  }

  /** Refuses a codec that is not read. */
  static void check(CompressionCodec codec, ColumnPlace place) {
    if (codec == CompressionCodec.LZO) {
      throw place.error(ErrorCode.UNSUPPORTED, "codec LZO is not read");
    }
  }

  /** Bytes stored as they are. */
  static final class Stored implements StreamingDecompressor {
    private @Nullable ChunkInput input;

    @Override
    public void begin(ChunkInput page, long bytes) {
      input = page;
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
      }
      int bytes = (int) Math.min(room, page.sectionLeft());
      page.read(target, bytes);
      return bytes;
    }

    @Override
    public void close() {}
  }

  private static final class SnappyPages implements WholePageDecompressor {
    private final SnappyDecoder decoder = new SnappyDecoder();

    @Override
    public void begin(ChunkInput input, long bytes) {
      decoder.begin(input, bytes);
    }

    @Override
    public int produce(long target, int room) {
      return decoder.produce(target, room);
    }

    @Override
    public int historyBytes() {
      return SnappyDecoder.HISTORY_BYTES;
    }

    @Override
    public long whole(
        long source, int sourceBytes, long target, int targetBytes, ColumnPlace place) {
      // The library writes as many bytes as the stored length says, whatever the target's size.
      if (SnappyDecoder.storedLength(source, sourceBytes) != targetBytes) {
        return -1;
      }
      try {
        return Snappy.rawUncompress(source, sourceBytes, target);
      } catch (IOException e) {
        throw place.corrupt("snappy: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {}
  }

  private static final class Lz4Raw implements StreamingDecompressor {
    private final Lz4Decoder decoder = new Lz4Decoder();

    @Override
    public void begin(ChunkInput input, long bytes) {
      decoder.begin(input);
    }

    @Override
    public int produce(long target, int room) {
      return decoder.produce(target, room);
    }

    @Override
    public int historyBytes() {
      return Lz4Decoder.HISTORY_BYTES;
    }

    @Override
    public void close() {}
  }

  /**
   * The deprecated codec LZ4 as Hadoop writes it: blocks, each the length of what it decompresses
   * to and then one or more pieces behind their stored length, all in big-endian. Other writers
   * stored one bare block. That one begins with a literal, so that the high half of its first byte
   * is not zero, as it is in any length below 256 MB.
   */
  private static final class Lz4Hadoop implements StreamingDecompressor {
    private final Lz4Decoder decoder = new Lz4Decoder();
    private @Nullable ChunkInput input;
    private boolean framed;
    private long blockLeft;
    private long pieceLeft;

    @Override
    public void begin(ChunkInput page, long bytes) {
      input = page;
      decoder.begin(page);
      framed = page.available() > 0 && (RawMemory.getByte(page.address()) & 0xf0) == 0;
      blockLeft = 0;
      pieceLeft = 0;
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
      }
      if (!framed) {
        return decoder.produce(target, room);
      }
      int produced = 0;
      while (produced == 0 && (pieceLeft > 0 || page.sectionLeft() > 0)) {
        if (pieceLeft == 0) {
          nextPiece(page);
        }
        long after = page.narrow(pieceLeft);
        produced = decoder.produce(target, (int) Math.min(room, blockLeft));
        pieceLeft = page.sectionLeft();
        page.widen(after);
        blockLeft -= produced;
        if (produced == 0 && pieceLeft > 0) {
          throw page.place().corrupt("an LZ4 block gives more bytes than it says");
        }
      }
      return produced;
    }

    private void nextPiece(ChunkInput page) {
      if (blockLeft == 0) {
        blockLeft = length(page);
      }
      pieceLeft = length(page);
      if (pieceLeft > page.sectionLeft()) {
        throw page.place()
            .corrupt(
                "an LZ4 block of %d bytes where the page has %d left"
                    .formatted(pieceLeft, page.sectionLeft()));
      }
      decoder.begin(page);
    }

    private static long length(ChunkInput page) {
      long length = 0;
      for (int i = 0; i < 4; i++) {
        if (page.available() == 0) {
          throw page.place().corrupt("the page ends within an LZ4 block's length");
        }
        length = length << 8 | (RawMemory.getByte(page.address()) & 0xff);
        page.skip(1);
      }
      return length;
    }

    @Override
    public int historyBytes() {
      return Lz4Decoder.HISTORY_BYTES;
    }

    @Override
    public void close() {}
  }

  private static final class ZstdPages implements WholePageDecompressor {
    private static final int MAX_WINDOW_LOG = 23;
    private static final long CONTEXT_BYTES = 128 << 10;

    /**
     * A stream's two blocks. Its window is not counted: a thread's memory would not suffice for
     * those of a dozen columns.
     */
    private static final long STREAM_BYTES = 256 << 10;

    private final NativeMemory memory;
    private final ZstdDecompressCtx context;
    private @Nullable ChunkInput input;
    private boolean streams;

    ZstdPages(BufferAllocator allocator) {
      memory = new NativeMemory(allocator);
      try {
        memory.growTo(CONTEXT_BYTES);
      } catch (MemoryShortage e) {
        memory.close();
        throw e;
      }
      context = new ZstdDecompressCtx();
      context.setLongMax(MAX_WINDOW_LOG);
    }

    @Override
    public void begin(ChunkInput page, long bytes) {
      context.reset();
      input = page;
      long window = windowBytes(page, bytes);
      if (window > 1L << MAX_WINDOW_LOG) {
        input = null;
      } else if (!streams) {
        memory.growTo(CONTEXT_BYTES + STREAM_BYTES);
        streams = true;
      }
    }

    /**
     * How far back a frame's copies reach, by its header (RFC 8878, section 3.1.1.1); how long the
     * frame is where its header says that all of it is needed.
     */
    private static long windowBytes(ChunkInput page, long bytes) {
      byte[] header = new byte[6];
      int length = 0;
      while (length < header.length && page.available() > 0) {
        header[length++] = RawMemory.getByte(page.address());
        page.skip(1);
      }
      page.unread(length);
      boolean all = (header[4] & 0x20) != 0;
      if (all) {
        return bytes;
      }
      long base = 1L << (10 + ((header[5] & 0xff) >>> 3));
      return base + base / 8 * (header[5] & 7);
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return NEEDS_WHOLE_PAGE;
      }
      ByteBuffer to = RawMemory.segment(target, room).asByteBuffer();
      try {
        while (to.hasRemaining()) {
          int available = page.available();
          ByteBuffer from = RawMemory.segment(page.address(), available).asByteBuffer();
          int before = to.position();
          context.decompressDirectByteBufferStream(to, from);
          page.skip(from.position());
          if (from.position() == 0 && to.position() == before) {
            break;
          }
        }
      } catch (ZstdException e) {
        throw page.place().corrupt("zstd: " + e.getMessage(), e);
      }
      return to.position();
    }

    @Override
    public long whole(
        long source, int sourceBytes, long target, int targetBytes, ColumnPlace place) {
      try {
        return context.decompressDirectByteBuffer(
            RawMemory.segment(target, targetBytes).asByteBuffer(),
            0,
            targetBytes,
            RawMemory.segment(source, sourceBytes).asByteBuffer(),
            0,
            sourceBytes);
      } catch (ZstdException e) {
        throw place.corrupt("zstd: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      context.close();
      memory.close();
    }
  }

  private static final class Gzip implements StreamingDecompressor {
    private final GzipMembers members;
    private @Nullable ChunkInput input;

    Gzip(BufferAllocator allocator) {
      members = new GzipMembers(allocator);
    }

    @Override
    public void begin(ChunkInput page, long bytes) {
      input = page;
      members.reset();
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
      }
      try {
        return Math.max(0, members.read(page, target, room));
      } catch (CompressionException e) {
        throw page.place().error(e.code(), String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public void close() {
      members.close();
    }
  }

  private static final class Brotli implements StreamingDecompressor {
    private final byte[] buffer = new byte[16 << 10];
    private @Nullable ChunkInput input;
    private @Nullable BrotliInputStream stream;

    @Override
    public void begin(ChunkInput page, long bytes) {
      close();
      input = page;
      try {
        stream = new BrotliInputStream(page.stream());
      } catch (IOException e) {
        throw page.place().corrupt("brotli: " + e.getMessage(), e);
      }
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      BrotliInputStream from = stream;
      if (page == null || from == null) {
        return 0;
      }
      try {
        int n = from.read(buffer, 0, Math.min(room, buffer.length));
        if (n <= 0) {
          return 0;
        }
        RawMemory.copy(buffer, 0, target, n);
        return n;
      } catch (IOException e) {
        throw page.place().corrupt("brotli: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      if (stream != null) {
        try {
          stream.close();
        } catch (IOException e) {
          throw new UncheckedIOException("a stream in memory", e);
        }
        stream = null;
      }
    }
  }
}
