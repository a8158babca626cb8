package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shaded.parquet.org.apache.thrift.TBase;

/** Metadata that claims more than it has is refused, and takes no memory for what it claims. */
class ThriftReaderTest {
  private static final long SEED = 20_261_121;
  private static final int MAX_ELEMENTS = 1 << 20;

  /** What a refusal allocates for itself, and for a megabyte of content. */
  private static final long FEW_BYTES = 256 << 10;

  private static final int FIELDS = 16;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;
  private static final long[] CLAIMS = {
    1 << 16, 1 << 24, 100 << 20, Integer.MAX_VALUE, 0x8000_0000L, 0xffff_ffffL, 1L << 40
  };

  static List<Supplier<TBase<?, ?>>> structs() {
    return List.of(
        ColumnChunk::new,
        PageHeader::new,
        ColumnIndex::new,
        OffsetIndex::new,
        BloomFilterHeader::new);
  }

  static Stream<TBase<?, ?>> kinds() {
    return structs().stream().map(Supplier::get);
  }

  /** What loading classes allocates is not the content's. */
  @BeforeAll
  static void loadClasses() {
    kinds()
        .forEach(
            kind ->
                assertThrows(
                    IOException.class,
                    () ->
                        ThriftReader.read(kind, new ByteArrayInputStream(new byte[] {21}), 1, 1)));
  }

  @Test
  void aStructIsReadUpToItsEnd() throws IOException {
    OffsetIndex index = new OffsetIndex(List.of(new PageLocation(4, 100, 0)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeOffsetIndex(index, out);
    out.write(77);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    assertEquals(index, ThriftReader.read(new OffsetIndex(), in, out.size(), 3));
    assertEquals(77, in.read());
  }

  @Test
  void limitsAreKept() throws IOException {
    PageLocation page = new PageLocation(4, 100, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeOffsetIndex(new OffsetIndex(List.of(page, page)), out);
    byte[] bytes = out.toByteArray();
    int elements = 5;
    ThriftReader.read(new OffsetIndex(), new ByteArrayInputStream(bytes), bytes.length, elements);
    refused(new OffsetIndex(), bytes, bytes.length - 1, elements);
    refused(new OffsetIndex(), bytes, bytes.length, elements - 1);
    refused(new OffsetIndex(), Arrays.copyOf(bytes, bytes.length - 1), 1000, elements);
  }

  /** Sizes of every field, of every type, with and without elements behind them. */
  @ParameterizedTest
  @MethodSource("kinds")
  void sizesThatAreClaimed(TBase<?, ?> kind) {
    for (int field = 1; field <= FIELDS; field++) {
      for (int type : new int[] {BINARY, LIST, SET, MAP}) {
        for (int element = 0; element <= 13; element++) {
          for (long claim : CLAIMS) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            field(out, field, type);
            claim(out, type, element, claim);
            refused(kind, out.toByteArray());
            out.writeBytes(new byte[1000]);
            refused(kind, out.toByteArray());
          }
        }
      }
    }
  }

  /** Lists of one-byte elements where larger ones belong: each may claim more by itself. */
  @ParameterizedTest
  @MethodSource("kinds")
  void listsOfOtherElementsThanTheirs(TBase<?, ?> kind) {
    int bytes = 64 << 10;
    for (int field = 1; field <= FIELDS; field++) {
      for (int element : new int[] {1, 2, 3, 5, BINARY, STRUCT}) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, field, LIST);
        claim(out, LIST, element, bytes);
        while (out.size() < bytes) {
          field(out, 1 + out.size() % 5, LIST);
          claim(out, LIST, STRUCT, bytes - out.size() - 10);
        }
        out.writeBytes(new byte[20]);
        refused(kind, out.toByteArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void depth(TBase<?, ?> kind) {
    for (int type : new int[] {LIST, SET, STRUCT}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      field(out, 15, type);
      for (int i = 0; i < 20_000; i++) {
        out.write(type == STRUCT ? 0x10 | STRUCT : 0x10 | type);
      }
      refused(kind, out.toByteArray());
    }
  }

  @Test
  void randomBytesAllocateLittle() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(300)];
      random.nextBytes(bytes);
      long before = allocated();
      try {
        ThriftReader.read(
            structs().get(round % structs().size()).get(),
            new ByteArrayInputStream(bytes),
            bytes.length,
            MAX_ELEMENTS);
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).length() < 1000, e.toString());
      }
      assertTrue(allocated() - before < FEW_BYTES, "seed " + SEED + ", round " + round);
    }
  }

  private static void field(ByteArrayOutputStream out, int field, int type) {
    if (field < 16) {
      out.write(field << 4 | type);
    } else {
      out.write(type);
      varint(out, 2L * field);
    }
  }

  private static void claim(ByteArrayOutputStream out, int type, int element, long size) {
    if (type == LIST || type == SET) {
      out.write(0xf0 | element);
    }
    varint(out, size);
    if (type == MAP) {
      out.write(element << 4 | element);
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      out.write((int) (rest | 0x80));
    }
    out.write((int) rest);
  }

  private static void refused(TBase<?, ?> struct, byte[] bytes) {
    refused(struct, bytes, bytes.length, MAX_ELEMENTS);
  }

  private static void refused(TBase<?, ?> struct, byte[] bytes, long maxBytes, long maxElements) {
    long before = allocated();
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                ThriftReader.read(struct, new ByteArrayInputStream(bytes), maxBytes, maxElements));
    long taken = allocated() - before;
    assertTrue(
        taken < FEW_BYTES + 100L * bytes.length,
        () -> "%d bytes were allocated for %d: %s".formatted(taken, bytes.length, e.getMessage()));
    struct.clear();
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
