package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.CompressionException;
import io.paraflow.reader.compression.GzipMembers;
import io.paraflow.reader.compression.ZstdFrame;
import io.paraflow.reader.compression.ZstdFrames;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** The codecs of column chunks. */
final class Decompressors {
  /** With a window of 2 MB. */
  private static final long USUAL_ZSTD_BYTES = 5 << 19;

  /** With a window of 4 MB. */
  private static final long USUAL_BROTLI_BYTES = 5 << 20;

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
      case GZIP -> new GzipPages(allocator);
      case ZSTD -> new ZstdPages(allocator);
      case LZ4_RAW -> new Lz4Raw();
      case LZ4 -> new Lz4Hadoop();
      case BROTLI -> new BrotliPages(allocator);
      case LZO -> throw new IllegalArgumentException("LZO");
    };
  }

  /**
   * What a decompressor of a page takes beside the bytes that it gives, where pages are to be
   * decompressed in pieces.
   *
   * @param page its section, of which nothing was consumed
   * @param bytes what it decompresses to
   */
  static long streamBytes(CompressionCodec codec, ChunkInput page, long bytes) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, LZ4_RAW, LZ4, LZO -> 0;
      case GZIP -> GzipMembers.STATE_BYTES;
      case ZSTD -> ZstdPages.streamBytes(page);
      case BROTLI -> BrotliPages.heapBytes(page, bytes);
    };
  }

  /** What a decompressor takes of a large page that was written as most are. */
  static long usualBytes(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED, LZO -> 0;
      case SNAPPY -> SnappyDecoder.HISTORY_BYTES;
      case LZ4_RAW, LZ4 -> Lz4Decoder.HISTORY_BYTES;
      case GZIP -> GzipMembers.STATE_BYTES;
      case ZSTD -> USUAL_ZSTD_BYTES;
      case BROTLI -> USUAL_BROTLI_BYTES;
    };
  }

  static IngestException error(ColumnPlace place, CompressionException e) {
    return place.error(e.code(), String.valueOf(e.getMessage()), e);
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
    public boolean finish(long scratch) {
      return true;
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
    public boolean finish(long scratch) {
      return decoder.isComplete();
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
    public boolean finish(long scratch) {
      return decoder.isComplete();
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

    /** Behind the last block, writers put the length of an empty one. */
    @Override
    public boolean finish(long scratch) {
      ChunkInput page = input;
      if (page == null) {
        return true;
      }
      long after = framed ? page.narrow(pieceLeft) : 0;
      boolean complete = decoder.isComplete();
      page.widen(after);
      while (complete && page.sectionLeft() > 0) {
        complete = length(page) == 0;
      }
      return complete && blockLeft == 0;
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
    private final ZstdFrames frames;
    private @Nullable ChunkInput input;

    ZstdPages(BufferAllocator allocator) {
      frames = new ZstdFrames(allocator);
    }

    static long streamBytes(ChunkInput page) {
      try {
        int available = page.available();
        ZstdFrame frame = available == 0 ? null : ZstdFrame.of(page.address(), available);
        return ZstdFrames.CONTEXT_BYTES + (frame == null ? 0 : frame.streamBytes());
      } catch (CompressionException e) {
        throw error(page.place(), e);
      }
    }

    @Override
    public void begin(ChunkInput page, long bytes) {
      input = page;
      try {
        frames.begin(page);
      } catch (CompressionException e) {
        throw error(page.place(), e);
      }
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
      }
      try {
        return Math.max(0, frames.read(page, target, room));
      } catch (CompressionException e) {
        throw error(page.place(), e);
      }
    }

    @Override
    public long whole(
        long source, int sourceBytes, long target, int targetBytes, ColumnPlace place) {
      try {
        return frames.readWhole(source, sourceBytes, target, targetBytes);
      } catch (CompressionException e) {
        throw error(place, e);
      }
    }

    @Override
    public void close() {
      frames.close();
    }
  }

  private static final class GzipPages implements StreamingDecompressor {
    private final GzipMembers members;
    private @Nullable ChunkInput input;

    GzipPages(BufferAllocator allocator) {
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
        throw error(page.place(), e);
      }
    }

    @Override
    public void close() {
      members.close();
    }
  }
}
