package io.paraflow.reader.compression;

import static io.paraflow.core.file.InputFile.Latency.LOCAL;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import io.paraflow.reader.io.MemoryFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
  private static final long SEED = 99;

  private record Result(
      @SuppressWarnings("ArrayRecordComponent") byte[] bytes, @Nullable ErrorCode code) {}

  @ParameterizedTest
  @EnumSource
  void readsWhatWasWrittenInPortionsOfAnySize(Compression compression) {
    byte[] content = content(300_000);
    byte[] file = compress(compression, content);
    assertEquals(compression, Compression.of(Arrays.copyOf(file, Compression.MAGIC_BYTES)));
    for (InputFile.Latency latency : InputFile.Latency.values()) {
      for (int portion : new int[] {1, 7, 4096, 1 << 20}) {
        Result result = read(compression, file, portion, latency);
        assertNull(result.code);
        assertArrayEquals(content, result.bytes);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsManyMembersOrFramesAndEmptyOnes(Compression compression) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      byte[] part = content(random.nextInt(20));
      content.write(part);
      file.write(compress(compression, part));
      if (compression == Compression.ZSTD && i % 100 == 0) {
        file.write(new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9});
      }
    }
    Result result = read(compression, file.toByteArray(), 1000, LOCAL);
    assertNull(result.code);
    assertArrayEquals(content.toByteArray(), result.bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aFileCutAnywhereGivesWhatCameBeforeAndFails(Compression compression) {
    byte[] content = content(20_000);
    byte[] file = compress(compression, content);
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      int cut = i < 30 ? Compression.MAGIC_BYTES + i : random.nextInt(4, file.length);
      cut = i == 30 ? file.length - 1 : cut;
      Result result = read(compression, Arrays.copyOf(file, cut), 512, LOCAL);
      assertEquals(ErrorCode.TRUNCATED, result.code, "cut at " + cut);
      assertArrayEquals(Arrays.copyOf(content, result.bytes.length), result.bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void aFlippedBitNeverPasses(Compression compression) {
    byte[] content = content(5_000);
    byte[] good = compress(compression, content);
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      byte[] file = good.clone();
      int at = random.nextInt(compression == Compression.GZIP ? 10 : 4, file.length);
      file[at] ^= (byte) (1 << random.nextInt(8));
      Result result = read(compression, file, 512, LOCAL);
      assertTrue(result.code != null || Arrays.equals(content, result.bytes), "flip at " + at);
    }
  }

  @Test
  void gzipStatesItsChecksumAndLengthTruthfully() {
    byte[] file = compress(Compression.GZIP, content(1000));
    for (int fromEnd : new int[] {1, 5}) {
      byte[] broken = file.clone();
      broken[file.length - fromEnd] ^= 1;
      Result result = read(Compression.GZIP, broken, 100, LOCAL);
      assertEquals(ErrorCode.CHECKSUM_MISMATCH, result.code);
      assertEquals(1000, result.bytes.length);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void nothingButMembersMayFollowAMember(Compression compression) {
    byte[] content = content(100);
    byte[] file = compress(compression, content);
    byte[] longer = Arrays.copyOf(file, file.length + 20);
    Result result = read(compression, longer, 100, LOCAL);
    assertEquals(ErrorCode.CORRUPT, result.code);
    assertArrayEquals(content, result.bytes);
  }

  @Test
  void gzipHeadersMayHaveEveryField() throws IOException {
    byte[] plain = compress(Compression.GZIP, content(100));
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    header.write(new byte[] {3, 0, 'x', 'y', 'z'});
    header.write("name\0comment\0".getBytes(US_ASCII));
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    header.write((int) crc.getValue());
    header.write((int) crc.getValue() >>> 8);
    header.write(plain, 10, plain.length - 10);
    Result good = read(Compression.GZIP, header.toByteArray(), 10, LOCAL);
    assertNull(good.code);
    assertArrayEquals(content(100), good.bytes);
    byte[] broken = header.toByteArray();
    broken[12] = 'w';
    assertEquals(ErrorCode.CHECKSUM_MISMATCH, read(Compression.GZIP, broken, 10, LOCAL).code);
  }

  @Test
  void gzipIsInflatedByTheSystemsLibraryWhereThereIsOne() {
    IsalLibrary library = IsalLibrary.found();
    assumeTrue(library != null, "no libisal.so.2 on this system");
    try (BufferAllocator allocator = new RootAllocator();
        RawInflater best = RawInflater.best(allocator)) {
      assertInstanceOf(IsalInflater.class, best);
      assertTrue(allocator.getAllocatedMemory() > 0, "its state is the allocator's");
    }
  }

  @Test
  void whateverFollowsAGzipHeaderEndsInBytesOrInAnError() {
    Random random = new Random(SEED);
    byte[] good = compress(Compression.GZIP, content(3000));
    for (int i = 0; i < 2000; i++) {
      byte[] file = new byte[10 + random.nextInt(600)];
      random.nextBytes(file);
      System.arraycopy(good, 0, file, 0, Math.min(file.length, i % 2 == 0 ? 10 : 200));
      Result result = read(Compression.GZIP, file, 1 + random.nextInt(5000), LOCAL);
      assertNotNull(result.code, "seed " + SEED + ", file " + i);
    }
  }

  @Test
  void zstdWindowsAreOfTheThreadsMemory() throws IOException {
    int window = 1 << 24;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(bytes)) {
      out.setLong(24);
      out.write(content(100));
    }
    byte[] small = compress(Compression.ZSTD, content(10));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(small);
    file.write(bytes.toByteArray());
    MemoryFile input = new MemoryFile(file.toByteArray(), LOCAL);
    try (RootAllocator allocator = new RootAllocator(window + (4 << 20));
        ArrowBuf target = allocator.buffer(1000)) {
      try (ByteSource source = open(Compression.ZSTD, input, allocator)) {
        assertEquals(10, source.read(target.memoryAddress(), 1000));
        assertTrue(allocator.getAllocatedMemory() < window);
        assertEquals(100, source.read(target.memoryAddress(), 1000));
        assertTrue(allocator.getAllocatedMemory() > window);
        assertEquals(-1, source.read(target.memoryAddress(), 1000));
      }
      assertEquals(target.capacity(), allocator.getAllocatedMemory());
    }
    try (RootAllocator allocator = new RootAllocator(window);
        ArrowBuf target = allocator.buffer(1000);
        ByteSource source = open(Compression.ZSTD, input, allocator)) {
      assertEquals(10, source.read(target.memoryAddress(), 1000));
      IngestException e =
          assertThrows(IngestException.class, () -> source.read(target.memoryAddress(), 1000));
      assertEquals(ErrorCode.LIMIT_EXCEEDED, e.code());
      assertTrue(
          e.getMessage().contains("17 MB of memory where this thread has 16 MB")
              && e.getMessage().contains("--memory-mb"),
          e.getMessage());
    }
  }

  @Test
  void zstdDictionariesAreRefused() {
    Random random = new Random(SEED);
    byte[][] samples = new byte[2000][];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = ("{\"user\":" + random.nextInt(1000) + ",\"city\":\"Rome\"}").getBytes(US_ASCII);
    }
    byte[] dictionary = new byte[4096];
    int length = (int) Zstd.trainFromBuffer(samples, dictionary);
    byte[] file = Zstd.compressUsingDict(samples[0], Arrays.copyOf(dictionary, length), 3);
    Result result = read(Compression.ZSTD, file, 100, LOCAL);
    assertEquals(ErrorCode.UNSUPPORTED, result.code);
  }

  private static byte[] content(int length) {
    Random random = new Random(SEED);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ("{\"key\":".charAt(i % 7) + (random.nextInt(8) == 0 ? 1 : 0));
    }
    return bytes;
  }

  private static byte[] compress(Compression compression, byte[] content) {
    return switch (compression) {
      case NONE -> content;
      case GZIP -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
          out.write(content);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield bytes.toByteArray();
      }
      case ZSTD -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(bytes, 3)) {
          out.setChecksum(true);
          out.write(content);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield bytes.toByteArray();
      }
    };
  }

  /** Reads with every decompressor there is, which must agree. */
  private static Result read(
      Compression compression, byte[] file, int portion, InputFile.Latency latency) {
    MemoryFile input = new MemoryFile(file, latency);
    Result result = read(allocator -> open(compression, input, allocator), portion);
    if (compression == Compression.GZIP && Compression.of(file) == Compression.GZIP) {
      Result portable =
          read(
              allocator ->
                  new GzipSource(
                      new BlockReader(input, 0, file.length, allocator, 8192),
                      input.location(),
                      new GzipMembers(new TableInflater(allocator))),
              portion);
      assertEquals(portable.code == null, result.code == null, "inflaters disagree");
      if (result.code == null) {
        assertArrayEquals(portable.bytes, result.bytes);
      }
    }
    return result;
  }

  private static ByteSource open(
      Compression compression, InputFile file, BufferAllocator allocator) {
    return compression.open(file, new ByteRange(0, file.length()), allocator, 8192);
  }

  private static Result read(Function<BufferAllocator, ByteSource> open, int portion) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    ErrorCode code = null;
    try (BufferAllocator allocator = new RootAllocator(32 << 20);
        ArrowBuf target = allocator.buffer(portion);
        ByteSource source = open.apply(allocator)) {
      int bytes;
      while ((bytes = source.read(target.memoryAddress(), portion)) >= 0) {
        assertTrue(bytes > 0 && bytes <= portion);
        byte[] copy = new byte[bytes];
        target.getBytes(0, copy);
        read.writeBytes(copy);
      }
      assertEquals(-1, source.read(target.memoryAddress(), portion), "the end stays the end");
    } catch (IngestException e) {
      code = e.code();
      assertTrue(e.getMessage().startsWith("memory://test/file"), e.getMessage());
    }
    return new Result(read.toByteArray(), code);
  }
}
