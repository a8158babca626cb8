package io.paraflow.reader.compression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdCompressCtx;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.core.memory.RepeatingMemory;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ZstdInPlaceTest {
  private static final long SEED = 20_261_130;

  private final Random random = new Random(SEED);

  /** Bytes in memory that come in pieces. */
  private static final class Pieces implements CompressedInput, AutoCloseable {
    private final ArrowBuf bytes;
    private final int pieceBytes;
    private int position;

    Pieces(byte[] content, int length, int pieceBytes, BufferAllocator allocator) {
      this.bytes = allocator.buffer(content.length);
      this.pieceBytes = pieceBytes;
      bytes.setBytes(0, content, 0, length);
      bytes.writerIndex(length);
    }

    @Override
    public int available() {
      int left = (int) bytes.writerIndex() - position;
      return Math.min(left, pieceBytes - position % pieceBytes);
    }

    @Override
    public long address() {
      return bytes.memoryAddress() + position;
    }

    @Override
    public void skip(int count) {
      position += count;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void close() {
      bytes.close();
    }
  }

  @Test
  void everyByteOfTheWindowStaysWhereItIsUntilItIsRead() throws CompressionException {
    for (int windowLog = 18; windowLog <= 22; windowLog++) {
      for (boolean noise : new boolean[] {false, true}) {
        byte[] content = content(3 << windowLog, 1 << windowLog, noise);
        byte[] stored = compress(content, windowLog, random.nextBoolean());
        int pieceBytes = random.nextBoolean() ? 256 << 10 : 1 + random.nextInt(5000);
        readAll(content, stored, pieceBytes);
      }
    }
  }

  private void readAll(byte[] content, byte[] stored, int pieceBytes) throws CompressionException {
    try (RootAllocator allocator = new RootAllocator()) {
      try (Pieces input = new Pieces(stored, stored.length, pieceBytes, allocator);
          RepeatingMemory memory = memory(header(stored), allocator);
          ZstdInPlace frame = new ZstdInPlace(header(stored), memory, allocator)) {
        byte[] actual = new byte[content.length];
        int done = 0;
        int read = 0;
        while (done < content.length) {
          done += frame.read(input, done - read);
          int unread = done < content.length ? random.nextInt(frame.unreadBytes()) : 0;
          for (int keep = Math.max(read, done - unread); read < keep; read++) {
            actual[read] = RawMemory.getByte(memory.address() + read);
          }
        }
        assertEquals(-1, Arrays.mismatch(content, actual), "seed " + SEED);
        assertEquals(stored.length, input.position());
      }
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }

  @Test
  void damagedFramesGiveNamedErrorsBeforeTheirLastByte() {
    byte[] content = content(2 << 20, 1 << 19, false);
    byte[] stored = compress(content, 19, true);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = stored.clone();
      damaged[20 + random.nextInt(stored.length - 20)] ^= (byte) (1 << random.nextInt(8));
      ErrorCode code = failure(stored, damaged, stored.length);
      assertTrue(code == ErrorCode.CORRUPT || code == ErrorCode.CHECKSUM_MISMATCH, code + ", " + i);
    }
    for (int missing : new int[] {1, 4, 5, 1000, stored.length - 30}) {
      assertEquals(ErrorCode.TRUNCATED, failure(stored, stored, stored.length - missing));
    }
    byte[] wrongChecksum = stored.clone();
    wrongChecksum[stored.length - 1]++;
    assertEquals(ErrorCode.CHECKSUM_MISMATCH, failure(stored, wrongChecksum, stored.length));
  }

  /** Reads until an error, which has to come before all bytes were given. */
  private static ErrorCode failure(byte[] stored, byte[] damaged, int length) {
    try (RootAllocator allocator = new RootAllocator();
        Pieces input = new Pieces(damaged, length, 100_000, allocator);
        RepeatingMemory memory = memory(header(stored), allocator);
        ZstdInPlace frame = new ZstdInPlace(header(stored), memory, allocator)) {
      return assertThrows(
              CompressionException.class,
              () -> {
                for (long left = 2 << 20; left > 0; ) {
                  left -= frame.read(input, 0);
                }
              })
          .code();
    }
  }

  /** The library checks neither before it reads and writes, and has all of the range for it. */
  @Test
  void copiesFromBeforeTheWindowAndBlocksTooLongGiveBytesOrAnError() {
    byte[] content = content(3 << 20, 1 << 20, false);
    byte[] stored = compress(content, 20, false);
    assertEquals((20 - 10) << 3, stored[5], "the window's logarithm");
    stored[5] = (18 - 10) << 3;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = stored.clone();
      for (int flips = i % 4; flips > 0; flips--) {
        damaged[20 + random.nextInt(stored.length - 20)] ^= (byte) (1 << random.nextInt(8));
      }
      try (RootAllocator allocator = new RootAllocator();
          Pieces input = new Pieces(damaged, stored.length, 100_000, allocator);
          RepeatingMemory memory = memory(header(stored), allocator);
          ZstdInPlace frame = new ZstdInPlace(header(stored), memory, allocator)) {
        long done = 0;
        while (done < content.length) {
          done += frame.read(input, 0);
        }
        assertEquals(content.length, done);
      } catch (CompressionException e) {
        assertTrue(e.code() == ErrorCode.CORRUPT || e.code() == ErrorCode.TRUNCATED, e.toString());
      }
    }
  }

  @Test
  void whatTheLibraryTakesIsCounted() {
    ZstdFrame frame = header(compress(content(6 << 20, 1 << 20, false), 20, false));
    long expected = ZstdFrames.CONTEXT_BYTES + (128 << 10);
    try (RootAllocator allocator = new RootAllocator()) {
      try (RepeatingMemory memory = memory(frame, allocator)) {
        long before = allocator.getAllocatedMemory();
        assertTrue(before < (1 << 20) + (256 << 10), before + " bytes");
        try (ZstdInPlace open = new ZstdInPlace(frame, memory, allocator)) {
          long taken = allocator.getAllocatedMemory() - before;
          assertTrue(taken >= expected && taken < expected + 1024, taken + " bytes");
          assertEquals(1 << 20, open.unreadBytes());
        }
        assertEquals(before, allocator.getAllocatedMemory());
        BufferAllocator small = allocator.newChildAllocator("small", 0, expected - 1);
        assertThrows(MemoryShortage.class, () -> new ZstdInPlace(frame, memory, small));
        small.close();
      }
    }
  }

  @Test
  void framesThatDoNotSayTheirSizeOrHaveSmallWindowsAreNotForThis() {
    byte[] content = content(1 << 20, 1 << 18, false);
    assertTrue(ZstdInPlace.supports(header(compress(content, 18, false))));
    assertFalse(ZstdInPlace.supports(header(compress(content, 17, false))));
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setContentSize(false);
      assertFalse(ZstdInPlace.supports(header(context.compress(content))));
    }
  }

  private static RepeatingMemory memory(ZstdFrame frame, BufferAllocator allocator) {
    RepeatingMemory memory =
        RepeatingMemory.of(allocator, ZstdInPlace.rangeBytes(frame), ZstdInPlace.blockBytes(frame));
    assertNotNull(memory, "Linux has it");
    return memory;
  }

  private static ZstdFrame header(byte[] stored) {
    try (RootAllocator allocator = new RootAllocator();
        ArrowBuf buffer = allocator.buffer(ZstdFrame.MAX_HEADER_BYTES)) {
      buffer.setBytes(0, stored, 0, ZstdFrame.MAX_HEADER_BYTES);
      ZstdFrame frame = ZstdFrame.of(buffer.memoryAddress(), ZstdFrame.MAX_HEADER_BYTES);
      assertNotNull(frame);
      return frame;
    } catch (CompressionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] compress(byte[] content, int windowLog, boolean checksum) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLevel(3);
      context.setWindowLog(windowLog);
      context.setChecksum(checksum);
      return context.compress(content);
    }
  }

  /** Bytes of which many were there before, up to a window back; or next to none of them. */
  private byte[] content(int bytes, int window, boolean noise) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    int at = Math.min(bytes, 1000);
    while (!noise && at < bytes) {
      int length = Math.min(bytes - at, 4 + random.nextInt(random.nextInt(10) == 0 ? 5000 : 60));
      int back = 1 + random.nextInt(Math.min(at, window - 5000));
      for (int i = 0; i < length; i++, at++) {
        content[at] = content[at - back];
      }
      at += random.nextInt(8);
    }
    return content;
  }
}
