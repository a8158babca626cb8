package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

/** From stored bytes to those of a page, in pieces, and what is done with damaged ones. */
class PageBytesTest {
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 64 << 20;
  private static final byte UNTOUCHED = 0x5a;

  private final Random random = new Random(SEED);

  /** A compressed block and what it stands for. */
  private record Block(
      @SuppressWarnings("ArrayRecordComponent") byte[] stored,
      @SuppressWarnings("ArrayRecordComponent") byte[] page) {}

  enum Codec {
    SNAPPY(CompressionCodec.SNAPPY),
    LZ4(CompressionCodec.LZ4_RAW);

    private final CompressionCodec format;

    Codec(CompressionCodec format) {
      this.format = format;
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void blocksInPiecesOfAnySize(Codec codec) {
    for (int round = 0; round < 150; round++) {
      Block block = block(codec, random.nextInt(round < 100 ? 3000 : 150_000));
      int mostRoom = round % 4 == 0 ? 1 : 1 + random.nextInt(10_000);
      byte[] page = produce(codec, block.stored, block.page.length, mostRoom);
      assertArrayEquals(block.page, page, "seed " + SEED + ", round " + round);
    }
  }

  @Test
  void whatSnappyItselfCompresses() throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] page = block(Codec.LZ4, random.nextInt(200_000)).page;
      byte[] read = produce(Codec.SNAPPY, Snappy.compress(page), page.length, 1 + round * round);
      assertArrayEquals(page, read, "seed " + SEED + ", round " + round);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void pagesThroughAWindowOfAnySize(Codec codec) {
    for (int round = 0; round < 60; round++) {
      Block block = block(codec, 1 + random.nextInt(400_000));
      int windowBytes = 1 << random.nextInt(20);
      byte[] page = new byte[block.page.length];
      throughWindow(codec.format, block.stored, page, windowBytes);
      assertArrayEquals(block.page, page, "seed " + SEED + ", round " + round);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void damagedBlocksGiveSomeBytesOrANamedError(Codec codec) {
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      Block block = block(codec, 1 + random.nextInt(3000));
      byte[] stored = damaged(block.stored);
      int mostRoom = 1 + random.nextInt(4000);
      try {
        produce(codec, stored, block.page.length, mostRoom);
        throughWindow(codec.format, stored, new byte[block.page.length], 1 << random.nextInt(14));
      } catch (IngestException e) {
        assertEquals(ErrorCode.Action.REJECT, e.code().action(), e.getMessage());
        assertTrue(e.getMessage().contains("column"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 500, refused + " refused");
  }

  /**
   * Pages that were changed, and bytes that never were one; 100,000 of each codec with more time.
   */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodec.class,
      names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4", "BROTLI"})
  void damagedPagesGiveSomeBytesOrANamedError(CompressionCodec codec) throws IOException {
    int rounds = Boolean.getBoolean("pf.big") ? 100_000 : 1000;
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] page = block(Codec.LZ4, 1 + random.nextInt(3000)).page;
      byte[] stored;
      if (random.nextInt(4) == 0) {
        stored = new byte[random.nextInt(300)];
        random.nextBytes(stored);
      } else {
        stored = damaged(compress(codec, page));
      }
      try {
        throughWindow(codec, stored, page, 1 << random.nextInt(14));
      } catch (IngestException e) {
        assertEquals(ErrorCode.Action.REJECT, e.code().action(), e.getMessage());
        assertTrue(e.getMessage().contains("column"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > rounds / 4, refused + " refused");
  }

  /** Without its end, or with some other bytes. */
  private byte[] damaged(byte[] stored) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(stored, random.nextInt(stored.length));
    }
    byte[] damaged = stored.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void copiesFromBeforeThePageAreRefused(Codec codec) {
    byte[] stored =
        codec == Codec.SNAPPY
            ? new byte[] {100, 0, 'a', (byte) ((63 << 2) | 2), 2, 0}
            : new byte[] {0x1f, 'a', 2, 0, 100, 0};
    IngestException e = assertThrows(IngestException.class, () -> produce(codec, stored, 100, 100));
    assertEquals(ErrorCode.CORRUPT, e.code());
  }

  /** Pages are read on from where they were parked, whatever was consumed and kept until then. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodec.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4"})
  void parkedPagesGoOnWhereTheyWere(CompressionCodec codec) throws IOException {
    for (int round = 0; round < 40; round++) {
      byte[] page = block(Codec.LZ4, 1 + random.nextInt(100_000)).page;
      byte[] stored = compress(codec, page);
      int windowBytes = 1 << (8 + random.nextInt(10));
      byte[] actual = new byte[page.length];
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          MemoryPage from = new MemoryPage(stored, codec, windowBytes, true, allocator);
          ArrowBuf target = allocator.buffer(page.length)) {
        from.window().begin(page.length, true);
        for (int at = 0; at < page.length; ) {
          int n = Math.min(1 + random.nextInt(20_000), page.length - at);
          if (random.nextBoolean()) {
            from.window().require(n);
          }
          if (random.nextInt(3) == 0) {
            long before = from.window().remaining();
            from.window().park(random.nextBoolean());
            assertEquals(before, from.window().remaining());
          }
          from.window().read(target.memoryAddress() + at, n);
          at += n;
        }
        from.window().end();
        CRC32 crc = new CRC32();
        crc.update(stored);
        assertEquals((int) crc.getValue(), from.input().checksum(), "seed " + SEED);
        target.getBytes(0, actual);
      }
      assertArrayEquals(page, actual, "seed " + SEED + ", round " + round);
    }
  }

  /** Large zstd pages are decompressed to where they are read, until too much is wanted at once. */
  @Test
  void largeZstdPagesInAnyPieces() {
    byte[] page = block(Codec.LZ4, 7 << 20).page;
    byte[] stored = Zstd.compress(page);
    byte[] actual = new byte[page.length];
    for (int round = 0; round < 12; round++) {
      int most = round < 6 ? 100_000 : 3 << 20;
      try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
          MemoryPage from =
              new MemoryPage(stored, CompressionCodec.ZSTD, 64 << 10, true, allocator);
          ArrowBuf target = allocator.buffer(page.length)) {
        from.window().begin(page.length, true);
        for (int at = 0; at < page.length; ) {
          int n = Math.min(1 + random.nextInt(most), page.length - at);
          switch (random.nextInt(round % 2 == 0 ? 3 : 4)) {
            case 0 -> from.window().read(target.memoryAddress() + at, n);
            case 1 -> {
              from.window().require(n);
              RawMemory.copy(from.window().position(), target.memoryAddress() + at, n);
              from.window().skip(n);
            }
            case 2 -> {
              from.window().skipFully(n);
              target.setBytes(at, page, at, n);
            }
            default -> {
              from.window().park(true);
              n = 0;
            }
          }
          at += n;
          assertEquals(page.length - at, from.window().remaining());
        }
        from.window().end();
        CRC32 crc = new CRC32();
        crc.update(stored);
        assertEquals((int) crc.getValue(), from.input().checksum(), "seed " + SEED);
        target.getBytes(0, actual);
      }
      assertEquals(-1, Arrays.mismatch(page, actual), "seed " + SEED + ", round " + round);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodec.class,
      names = {"SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW", "LZ4"})
  void moreBytesThanThePageHasAreRefused(CompressionCodec codec) throws IOException {
    for (int bytes : new int[] {2, 1000, 500_000}) {
      byte[] page = block(Codec.LZ4, bytes).page;
      byte[] stored = compress(codec, page);
      readToItsEnd(codec, stored, page.length);
      for (int missing : new int[] {1, page.length / 2}) {
        IngestException e =
            assertThrows(
                IngestException.class,
                () -> readToItsEnd(codec, stored, page.length - missing),
                codec + ", " + bytes);
        assertEquals(ErrorCode.CORRUPT, e.code(), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 500_000})
  void pagesOfGzipAreVerifiedByTheirTrailers(int bytes) throws IOException {
    byte[] page = block(Codec.LZ4, bytes).page;
    byte[] stored = gzip(page);
    byte[] empty = gzip(new byte[0]);
    readToItsEnd(CompressionCodec.GZIP, joined(empty, stored, empty, empty), page.length);
    readToItsEnd(CompressionCodec.GZIP, joined(stored, stored), 2 * page.length);
    for (int damaged = stored.length - 8; damaged < stored.length; damaged++) {
      byte[] other = stored.clone();
      other[damaged] ^= 1;
      assertFails(ErrorCode.CHECKSUM_MISMATCH, CompressionCodec.GZIP, other, page.length);
      byte[] cut = Arrays.copyOf(stored, damaged);
      assertFails(ErrorCode.TRUNCATED, CompressionCodec.GZIP, cut, page.length);
    }
    byte[] next = joined(stored, gzip(new byte[1]));
    assertFails(ErrorCode.CORRUPT, CompressionCodec.GZIP, next, page.length);
  }

  /** In one go, in pieces, and where they are decompressed. */
  @Test
  void pagesOfZstdAreVerifiedByTheirChecksums() {
    byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7};
    byte[] empty = Zstd.compress(new byte[0]);
    for (int bytes : new int[] {1000, 500_000, 3 << 20}) {
      byte[] page = block(Codec.LZ4, bytes).page;
      byte[] stored;
      try (ZstdCompressCtx context = new ZstdCompressCtx()) {
        context.setChecksum(true);
        context.setContentSize(bytes != 500_000);
        context.setWindowLog(18);
        stored = context.compress(page);
      }
      readToItsEnd(CompressionCodec.ZSTD, joined(stored, skippable, empty), page.length);
      byte[] other = stored.clone();
      other[stored.length - 1] ^= 1;
      assertFails(ErrorCode.CHECKSUM_MISMATCH, CompressionCodec.ZSTD, other, page.length);
      byte[] next = joined(stored, empty, Zstd.compress(new byte[1]));
      assertFails(ErrorCode.CORRUPT, CompressionCodec.ZSTD, next, page.length);
    }
  }

  /** Hadoop ends with one where the last write was larger than its buffer. */
  @Test
  void emptyBlocksMayEndAFrameOfLz4() {
    byte[] page = block(Codec.LZ4, 1000).page;
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    bigEndian(stored, page.length);
    piece(stored, page, 0, page.length);
    bigEndian(stored, 0);
    readToItsEnd(CompressionCodec.LZ4, stored.toByteArray(), page.length);
    bigEndian(stored, 1);
    assertFails(ErrorCode.CORRUPT, CompressionCodec.LZ4, stored.toByteArray(), page.length);
  }

  @Test
  void lastSequencesOfLz4MayHaveNoLiterals() {
    byte[] stored = {0x1f, 'a', 1, 0, 0, 0};
    readToItsEnd(CompressionCodec.LZ4_RAW, stored, 20);
    readToItsEnd(CompressionCodec.LZ4_RAW, Arrays.copyOf(stored, 5), 20);
  }

  @Test
  void whatIsSkippedIsNotVerified() throws IOException {
    byte[] page = block(Codec.LZ4, 500_000).page;
    byte[] stored = gzip(page);
    stored[stored.length - 8] ^= 1;
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        MemoryPage from = new MemoryPage(stored, CompressionCodec.GZIP, 1000, true, allocator)) {
      from.window().begin(page.length, true);
      from.window().skipFully(page.length / 2);
      from.window().skipPage();
      assertEquals(0, from.input().chunkLeft());
    }
  }

  private static void assertFails(
      ErrorCode code, CompressionCodec codec, byte[] stored, int bytes) {
    IngestException e =
        assertThrows(IngestException.class, () -> readToItsEnd(codec, stored, bytes));
    assertEquals(code, e.code(), e.getMessage());
  }

  /** Reads a page through a small window. */
  private static void readToItsEnd(CompressionCodec codec, byte[] stored, int bytes) {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        MemoryPage from = new MemoryPage(stored, codec, 1000, true, allocator)) {
      from.window().begin(bytes, true);
      from.window().skipFully(bytes);
      from.window().end();
      assertEquals(0, from.input().chunkLeft());
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] gzip(byte[] page) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(page);
    }
    return out.toByteArray();
  }

  /** A stream of blocks that are not compressed, with a window of 64 KB. */
  private static byte[] brotli(byte[] page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < page.length; at += 1 << 16) {
      int bytes = Math.min(1 << 16, page.length - at);
      number(out, ((bytes - 1) << 3 | 1 << 19) << (at == 0 ? 1 : 0), 3);
      out.write(page, at, bytes);
    }
    out.write(3);
    return out.toByteArray();
  }

  private byte[] compress(CompressionCodec codec, byte[] page) throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> page;
      case SNAPPY -> Snappy.compress(page);
      case ZSTD -> Zstd.compress(page);
      case GZIP -> gzip(page);
      case BROTLI -> brotli(page);
      case LZ4_RAW -> literals(page);
      case LZ4 -> framed(page);
      default -> throw new IllegalArgumentException(codec.name());
    };
  }

  /** Hadoop's frames: of one piece, of two pieces, or none at all, but one bare block. */
  private byte[] framed(byte[] page) {
    if (random.nextInt(3) == 0) {
      return literals(page);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < page.length; ) {
      int bytes = Math.min(1 + random.nextInt(50_000), page.length - at);
      bigEndian(out, bytes);
      int first = bytes > 1 && random.nextBoolean() ? random.nextInt(1, bytes) : bytes;
      piece(out, page, at, first);
      if (first < bytes) {
        piece(out, page, at + first, bytes - first);
      }
      at += bytes;
    }
    return out.toByteArray();
  }

  private static void piece(ByteArrayOutputStream out, byte[] page, int from, int bytes) {
    byte[] block = literals(Arrays.copyOfRange(page, from, from + bytes));
    bigEndian(out, block.length);
    out.writeBytes(block);
  }

  private static void bigEndian(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >>> shift);
    }
  }

  /** An LZ4 block without copies. */
  private static byte[] literals(byte[] page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Math.min(15, page.length) << 4);
    if (page.length >= 15) {
      lz4Length(out, page.length - 15);
    }
    out.writeBytes(page);
    return out.toByteArray();
  }

  @Test
  void snappyCopiesFromFarBackTakeTheWholePage() {
    byte[] text = new byte[200_000];
    random.nextBytes(text);
    byte[] page = Arrays.copyOf(text, text.length + 100);
    System.arraycopy(text, 0, page, text.length, 64);
    System.arraycopy(text, text.length - 36, page, text.length + 64, 36);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    PackedBits.varint(stored, page.length);
    stored.write(62 << 2);
    number(stored, text.length - 1, 3);
    stored.writeBytes(text);
    stored.write(3 | (63 << 2));
    number(stored, text.length, 4);
    stored.write(2 | (35 << 2));
    number(stored, 100, 2);
    byte[] actual = new byte[page.length];
    throughWindow(CompressionCodec.SNAPPY, stored.toByteArray(), actual, 4096);
    assertArrayEquals(page, actual);
  }

  @Test
  void whatDecompressorsTakeByThemselvesIsCounted() {
    for (CompressionCodec codec : List.of(CompressionCodec.ZSTD, CompressionCodec.GZIP)) {
      try (RootAllocator allocator = new RootAllocator()) {
        try (StreamingDecompressor open = Decompressors.of(codec, allocator)) {
          assertTrue(allocator.getAllocatedMemory() > 0, open.toString());
        }
        assertEquals(0, allocator.getAllocatedMemory());
      }
      try (RootAllocator allocator = new RootAllocator(1000)) {
        assertThrows(MemoryShortage.class, () -> Decompressors.of(codec, allocator));
        assertEquals(0, allocator.getAllocatedMemory());
      }
    }
  }

  @Test
  void splitStreamsOfEveryWidth() {
    for (int width = 1; width <= 17; width++) {
      for (int values = 0; values <= 70; values++) {
        byte[] expected = new byte[width * values];
        random.nextBytes(expected);
        byte[] stored = new byte[expected.length];
        for (int i = 0; i < expected.length; i++) {
          stored[i % width * values + i / width] = expected[i];
        }
        try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
            MemoryPage page =
                new MemoryPage(stored, CompressionCodec.UNCOMPRESSED, 1, false, allocator);
            ArrowBuf target = allocator.buffer(expected.length + 2L * RawMemory.SLACK_BYTES)) {
          page.window().begin(stored.length, true);
          try (ByteStreamSplit split = new ByteStreamSplit(width)) {
            split.begin(page.window(), values);
            for (int at = 0; at < values; ) {
              int n = Math.min(1 + random.nextInt(20), values - at);
              split.decode(target.memoryAddress() + (long) at * width, n);
              at += n;
            }
            assertThrows(IngestException.class, () -> split.decode(target.memoryAddress(), 1));
          }
          byte[] actual = new byte[expected.length];
          target.getBytes(0, actual);
          assertArrayEquals(
              expected, actual, "seed %d, width %d, %d values".formatted(SEED, width, values));
        }
      }
    }
  }

  private void throughWindow(CompressionCodec codec, byte[] stored, byte[] page, int windowBytes) {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        MemoryPage from = new MemoryPage(stored, codec, windowBytes, false, allocator);
        ArrowBuf target = allocator.buffer(page.length)) {
      from.window().begin(page.length, true);
      for (int at = 0; at < page.length; ) {
        int n = Math.min(1 + random.nextInt(5000), page.length - at);
        if (random.nextBoolean()) {
          from.window().require(n);
        }
        from.window().read(target.memoryAddress() + at, n);
        at += n;
      }
      from.window().end();
      target.getBytes(0, page);
    }
  }

  private byte[] produce(Codec codec, byte[] stored, int bytes, int mostRoom) {
    int prefix = random.nextInt(8);
    byte[] chunk = new byte[prefix + stored.length];
    System.arraycopy(stored, 0, chunk, prefix, stored.length);
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        ChunkInput input = MemoryPage.input(chunk, 4096, allocator);
        StreamingDecompressor decompressor = Decompressors.of(codec.format, allocator);
        ArrowBuf target = allocator.buffer(bytes + 2L * RawMemory.SLACK_BYTES)) {
      RawMemory.fill(target.memoryAddress(), target.capacity(), UNTOUCHED);
      input.begin(prefix, false);
      input.skipSection();
      input.begin(stored.length, false);
      decompressor.begin(input, bytes);
      int at = 0;
      while (at < bytes) {
        int room = Math.min(1 + random.nextInt(mostRoom), bytes - at);
        int n = decompressor.produce(target.memoryAddress() + at, room);
        assertTrue(n >= 0 && n <= room, n + " bytes into room for " + room);
        if (n == 0) {
          throw MemoryPage.PLACE.corrupt("the block ends early");
        }
        at += n;
      }
      for (long i = (long) bytes + RawMemory.SLACK_BYTES; i < target.capacity(); i++) {
        assertEquals(UNTOUCHED, target.getByte(i));
      }
      byte[] page = new byte[bytes];
      target.getBytes(0, page);
      return page;
    }
  }

  /** Random elements of either codec and the bytes they stand for: literals and copies. */
  private Block block(Codec codec, int leastBytes) {
    ByteArrayOutputStream elements = new ByteArrayOutputStream();
    byte[] page = new byte[2 * leastBytes + 2000];
    int at = 0;
    while (at < leastBytes) {
      int literals = random.nextInt(random.nextInt(8) == 0 ? 600 : 20) + (at == 0 ? 1 : 0);
      byte[] text = new byte[literals];
      for (int i = 0; i < literals; i++) {
        text[i] = (byte) random.nextInt(256);
      }
      System.arraycopy(text, 0, page, at, literals);
      at += literals;
      int most = Math.min(at, random.nextInt(4) == 0 ? 65_535 : 40);
      int offset = 1 + random.nextInt(most);
      int length =
          4 + random.nextInt(codec == Codec.SNAPPY ? 61 : random.nextInt(8) == 0 ? 600 : 20);
      if (codec == Codec.SNAPPY) {
        snappy(elements, text, offset, length);
      } else {
        lz4(elements, text, offset, length);
      }
      for (int i = 0; i < length; i++, at++) {
        page[at] = page[at - offset];
      }
    }
    if (codec == Codec.LZ4) {
      elements.write(0x10);
      elements.write('z');
      page[at++] = 'z';
    }
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    if (codec == Codec.SNAPPY) {
      PackedBits.varint(stored, at);
    }
    stored.writeBytes(elements.toByteArray());
    return new Block(stored.toByteArray(), Arrays.copyOf(page, at));
  }

  private void snappy(ByteArrayOutputStream out, byte[] text, int offset, int length) {
    if (text.length > 0) {
      int bytes = text.length <= 60 ? 0 : text.length <= 256 ? 1 + random.nextInt(4) : 2;
      out.write((bytes == 0 ? text.length - 1 : 59 + bytes) << 2);
      number(out, text.length - 1, bytes);
      out.writeBytes(text);
    }
    if (length <= 11 && offset < 2048) {
      out.write(1 | ((length - 4) << 2) | ((offset >> 8) << 5));
      out.write(offset);
    } else {
      int bytes = random.nextInt(4) == 0 ? 4 : 2;
      out.write((bytes == 4 ? 3 : 2) | ((length - 1) << 2));
      number(out, offset, bytes);
    }
  }

  private static void lz4(ByteArrayOutputStream out, byte[] text, int offset, int length) {
    out.write((Math.min(15, text.length) << 4) | Math.min(15, length - 4));
    if (text.length >= 15) {
      lz4Length(out, text.length - 15);
    }
    out.writeBytes(text);
    number(out, offset, 2);
    if (length - 4 >= 15) {
      lz4Length(out, length - 4 - 15);
    }
  }

  private static void lz4Length(ByteArrayOutputStream out, int length) {
    for (int i = 0; i < length / 255; i++) {
      out.write(255);
    }
    out.write(length % 255);
  }

  private static void number(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(value >>> (8 * i));
    }
  }
}
