package io.paraflow.reader.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** The codecs of column chunks. */
final class Decompressors {
  private Decompressors() {}

  /** The decompressor for a codec. */
  static Decompressor of(CompressionCodec codec, ColumnPlace place) {
    return switch (codec) {
      case UNCOMPRESSED -> new Stored();
      case SNAPPY -> new SnappyPages(place);
      case GZIP -> new Gzip(place);
      case ZSTD -> new ZstdPages(place);
      case LZ4_RAW -> new Lz4Raw(place);
      case LZ4 -> new Lz4Hadoop(place);
      case BROTLI -> new Brotli(place);
      case LZO -> throw place.error(ErrorCode.UNSUPPORTED, "codec LZO is not read");
    };
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

  private static final class SnappyPages implements StreamingDecompressor, WholePageDecompressor {
    private final ColumnPlace place;
    private final SnappyDecoder decoder;

    SnappyPages(ColumnPlace place) {
      this.place = place;
      this.decoder = new SnappyDecoder(place);
    }

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
    public long whole(long source, int sourceBytes, long target, int targetBytes) {
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
    private final Lz4Decoder decoder;

    Lz4Raw(ColumnPlace place) {
      this.decoder = new Lz4Decoder(place);
    }

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
   * The deprecated codec LZ4: blocks, each behind its two lengths in big-endian, as Hadoop writes
   * them; other writers stored one bare block.
   */
  private static final class Lz4Hadoop implements WholePageDecompressor {
    private final ColumnPlace place;

    Lz4Hadoop(ColumnPlace place) {
      this.place = place;
    }

    @Override
    public long whole(long source, int sourceBytes, long target, int targetBytes) {
      if (isFramed(source, sourceBytes, targetBytes)) {
        return framed(source, sourceBytes, target, targetBytes);
      }
      return Lz4Decoder.block(source, sourceBytes, target, targetBytes, place);
    }

    private static boolean isFramed(long source, int sourceBytes, int targetBytes) {
      long at = 0;
      long total = 0;
      while (at + 8 <= sourceBytes) {
        total += Integer.toUnsignedLong(Integer.reverseBytes(RawMemory.getInt(source + at)));
        at += 8 + Integer.toUnsignedLong(Integer.reverseBytes(RawMemory.getInt(source + at + 4)));
      }
      return at == sourceBytes && total == targetBytes;
    }

    private long framed(long source, int sourceBytes, long target, int targetBytes) {
      int at = 0;
      int done = 0;
      while (at < sourceBytes) {
        int uncompressed = Integer.reverseBytes(RawMemory.getInt(source + at));
        int compressed = Integer.reverseBytes(RawMemory.getInt(source + at + 4));
        at += 8;
        if (uncompressed < 0
            || uncompressed > targetBytes - done
            || Lz4Decoder.block(source + at, compressed, target + done, uncompressed, place)
                != uncompressed) {
          return -1;
        }
        at += compressed;
        done += uncompressed;
      }
      return done;
    }

    @Override
    public void close() {}
  }

  private static final class ZstdPages implements StreamingDecompressor, WholePageDecompressor {
    private static final int MAX_WINDOW_LOG = 23;

    private final ColumnPlace place;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private @Nullable ChunkInput input;

    ZstdPages(ColumnPlace place) {
      this.place = place;
      context.setLongMax(MAX_WINDOW_LOG);
    }

    @Override
    public void begin(ChunkInput page, long bytes) {
      context.reset();
      input = page;
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
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
        throw place.corrupt("zstd: " + e.getMessage(), e);
      }
      return to.position();
    }

    @Override
    public long whole(long source, int sourceBytes, long target, int targetBytes) {
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
    }
  }

  /** Gzip members, one after the other. */
  private static final class Gzip implements StreamingDecompressor {
    private final ColumnPlace place;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private @Nullable ChunkInput input;
    private boolean inMember;

    Gzip(ColumnPlace place) {
      this.place = place;
    }

    @Override
    public void begin(ChunkInput page, long bytes) {
      input = page;
      inMember = false;
    }

    @Override
    public int produce(long target, int room) {
      ChunkInput page = input;
      if (page == null) {
        return 0;
      }
      ByteBuffer to = RawMemory.segment(target, room).asByteBuffer();
      try {
        while (to.hasRemaining()) {
          if (!inMember) {
            if (page.sectionLeft() == 0) {
              break;
            }
            readMemberHeader(page.stream());
            inflater.reset();
            crc.reset();
            inMember = true;
          }
          int available = page.available();
          ByteBuffer from = RawMemory.segment(page.address(), available).asByteBuffer();
          inflater.setInput(from);
          int before = to.position();
          int produced = inflater.inflate(to);
          crc.update(to.slice(before, produced));
          page.skip(from.position());
          if (inflater.finished()) {
            checkTrailer(page.stream().readNBytes(8));
            inMember = false;
          } else if (produced == 0 && from.position() == 0) {
            break;
          }
        }
      } catch (DataFormatException | IOException e) {
        throw place.corrupt("gzip: " + e.getMessage(), e);
      }
      return to.position();
    }

    private void checkTrailer(byte[] trailer) {
      if (trailer.length < 8
          || ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt()
              != (int) crc.getValue()) {
        throw place.error(ErrorCode.CHECKSUM_MISMATCH, "a gzip member does not match its CRC");
      }
    }

    private static void readMemberHeader(InputStream in) throws IOException {
      byte[] header = in.readNBytes(10);
      if (header.length < 10 || header[0] != 0x1f || header[1] != (byte) 0x8b || header[2] != 8) {
        throw new IOException("no gzip member where one should begin");
      }
      int flags = header[3];
      if ((flags & 4) != 0) {
        int low = in.read();
        in.skipNBytes(low | (long) in.read() << 8);
      }
      for (int text = flags & 24; text != 0; text &= text - 1) {
        int b;
        do {
          b = in.read();
        } while (b > 0);
      }
      if ((flags & 2) != 0) {
        in.skipNBytes(2);
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  private static final class Brotli implements StreamingDecompressor {
    private final ColumnPlace place;
    private final byte[] buffer = new byte[16 << 10];
    private @Nullable BrotliInputStream stream;

    Brotli(ColumnPlace place) {
      this.place = place;
    }

    @Override
    public void begin(ChunkInput input, long bytes) {
      close();
      try {
        stream = new BrotliInputStream(input.stream());
      } catch (IOException e) {
        throw place.corrupt("brotli: " + e.getMessage(), e);
      }
    }

    @Override
    public int produce(long target, int room) {
      BrotliInputStream from = stream;
      if (from == null) {
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
        throw place.corrupt("brotli: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      if (stream != null) {
        try {
          stream.close();
        } catch (IOException e) {
          throw place.corrupt("brotli: " + e.getMessage(), e);
        }
        stream = null;
      }
    }
  }
}
