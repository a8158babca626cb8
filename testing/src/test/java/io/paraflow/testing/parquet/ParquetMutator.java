package io.paraflow.testing.parquet;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.Zstd;
import io.paraflow.testing.parquet.ParquetParts.Chunk;
import io.paraflow.testing.parquet.ParquetParts.Page;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.xerial.snappy.Snappy;

/**
 * Damages well-formed files: some bytes of them, numbers in their footer, page headers and indexes,
 * the order of their pages, or what a page has once it is decompressed.
 */
final class ParquetMutator {
  private static final int[] SIZES = {
    0, 1, -1, 2, 255, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28
  };
  private static final List<CompressionCodec> CODECS =
      List.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD,
          CompressionCodec.LZ4_RAW,
          CompressionCodec.LZ4);

  private static final Set<CompressionCodec> DECOMPRESSED =
      Set.of(CompressionCodec.SNAPPY, CompressionCodec.ZSTD, CompressionCodec.GZIP);

  /** Kinds of damage that are done to any bytes. */
  private static final List<Damage> TO_BYTES =
      List.of(
          Damage.BIT,
          Damage.BYTE,
          Damage.TAIL_BYTE,
          Damage.CUT,
          Damage.SPLICE,
          Damage.INSERTION,
          Damage.REMOVAL);

  /** Kinds of damage that only decoders can notice. */
  private static final List<Damage> TO_CONTENT =
      List.of(Damage.DECOMPRESSED_PAGE, Damage.DICTIONARY_OR_LEVELS);

  private static final List<Damage> ALL = List.of(Damage.values());

  private final List<byte[]> seeds;

  /** Which seeds the library can read and write again, so that parts of them can be changed. */
  private final List<Boolean> partible;

  /**
   * A mutator.
   *
   * @param seeds well-formed files
   */
  ParquetMutator(List<byte[]> seeds) {
    this.seeds = seeds;
    this.partible = seeds.stream().map(ParquetMutator::isPartible).toList();
  }

  private static boolean isPartible(byte[] seed) {
    try {
      return ParquetParts.of(seed).file().length > 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** How a file is damaged. */
  enum Damage {
    BIT,
    BYTE,
    TAIL_BYTE,
    CUT,
    SPLICE,
    INSERTION,
    REMOVAL,
    FOOTER,
    PAGE_HEADER,
    INDEX,
    STORED_PAGE,
    DECOMPRESSED_PAGE,
    DICTIONARY_OR_LEVELS,
    CODEC,
    ENCODING,
    PAGE_ORDER,
    OTHER_PAGE
  }

  /**
   * A damaged file.
   *
   * @param mustShow whether checksums cover what was changed, so that a reader must notice
   */
  record Mutant(
      @SuppressWarnings("ArrayRecordComponent") byte[] content, Damage damage, boolean mustShow) {}

  /** Damages a seed; the same for the same state of the random numbers. */
  Mutant mutant(int seed, Random random) throws IOException {
    List<Damage> possible =
        !partible.get(seed) ? TO_BYTES : random.nextInt(3) == 0 ? TO_CONTENT : ALL;
    Damage damage = any(possible, random);
    byte[] original = seeds.get(seed);
    if (TO_BYTES.contains(damage)) {
      return new Mutant(bytes(original, damage, random), damage, false);
    }
    ParquetParts parts = ParquetParts.of(original);
    boolean mustShow = damage(parts, damage, random);
    ByteArrayOutputStream body = parts.body();
    byte[] footer = parts.footer();
    if (damage == Damage.FOOTER) {
      footer = ThriftEdits.edit(footer, random);
    }
    return new Mutant(ParquetParts.file(body, footer), damage, mustShow);
  }

  private byte[] bytes(byte[] original, Damage damage, Random random) {
    byte[] mutant = original.clone();
    int at = random.nextInt(mutant.length);
    switch (damage) {
      case BIT -> mutant[at] ^= (byte) (1 << random.nextInt(8));
      case BYTE -> mutant[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : -1);
      case TAIL_BYTE -> {
        int tail = Math.min(mutant.length, ParquetParts.footerBytes(original) + 8);
        mutant[mutant.length - 1 - random.nextInt(tail)] = (byte) random.nextInt(256);
      }
      case CUT -> mutant = Arrays.copyOf(mutant, at);
      case SPLICE -> {
        byte[] other = any(seeds, random);
        int length = 1 + random.nextInt(Math.min(200, Math.min(other.length, mutant.length)));
        int from = random.nextInt(other.length - length + 1);
        System.arraycopy(other, from, mutant, random.nextInt(mutant.length - length + 1), length);
      }
      case INSERTION -> {
        byte[] more = new byte[1 + random.nextInt(8)];
        random.nextBytes(more);
        mutant = join(Arrays.copyOf(original, at), more, tail(original, at));
      }
      default ->
          mutant =
              join(
                  Arrays.copyOf(original, at),
                  tail(original, Math.min(original.length, at + 1 + random.nextInt(8))));
    }
    return mutant;
  }

  /** Returns whether a checksum shows it. */
  private static boolean damage(ParquetParts parts, Damage damage, Random random)
      throws IOException {
    Chunk chunk = any(parts.chunks, random);
    if (chunk.pages.isEmpty()) {
      return false;
    }
    Page page = any(chunk.pages, random);
    switch (damage) {
      case PAGE_HEADER -> page.headerBytes = ThriftEdits.edit(page.headerBytes(), random);
      case INDEX -> {
        if (chunk.columnIndex != null && random.nextInt(3) == 0) {
          chunk.columnIndex = ThriftEdits.edit(chunk.columnIndex, random);
        } else if (chunk.offsetIndex != null && random.nextBoolean()) {
          chunk.offsetIndexBytes =
              ThriftEdits.edit(requireNonNull(chunk.offsetIndexBytes()), random);
        } else if (chunk.bloomFilter != null) {
          damage(chunk.bloomFilter, chunk.bloomFilter.length, random);
        }
      }
      case STORED_PAGE -> {
        byte[] before = page.body.clone();
        damage(page.body, page.body.length, random);
        if (random.nextBoolean()) {
          page.store(page.body, page.header.getUncompressed_page_size());
        } else {
          return page.header.isSetCrc() && !Arrays.equals(before, page.body);
        }
      }
      case DECOMPRESSED_PAGE, DICTIONARY_OR_LEVELS -> {
        boolean readable = decompress(chunk);
        int reach = damage == Damage.DICTIONARY_OR_LEVELS ? 24 : page.body.length;
        damage(page.body, Math.min(reach, page.body.length), random);
        if (readable) {
          compress(chunk, any(CODECS, random));
        }
      }
      case CODEC -> chunk.metadata.setCodec(any(List.of(CompressionCodec.values()), random));
      case ENCODING -> setEncoding(page.header, any(List.of(Encoding.values()), random));
      case PAGE_ORDER -> {
        chunk.pages.remove(page);
        if (random.nextInt(3) > 0) {
          chunk.pages.add(random.nextInt(chunk.pages.size() + 1), page);
        }
        if (random.nextBoolean()) {
          chunk.pages.add(random.nextInt(chunk.pages.size() + 1), page);
        }
      }
      case OTHER_PAGE -> {
        Chunk other = any(parts.chunks, random);
        if (!other.pages.isEmpty()) {
          Page from = any(other.pages, random);
          page.store(from.body, from.header.getUncompressed_page_size());
        }
      }
      default -> {}
    }
    return false;
  }

  private static void setEncoding(PageHeader header, Encoding encoding) {
    if (header.getData_page_header() != null) {
      header.getData_page_header().setEncoding(encoding);
    } else if (header.getData_page_header_v2() != null) {
      header.getData_page_header_v2().setEncoding(encoding);
    } else if (header.getDictionary_page_header() != null) {
      header.getDictionary_page_header().setEncoding(encoding);
    }
  }

  private static <T> T any(List<T> choice, Random random) {
    return choice.get(random.nextInt(choice.size()));
  }

  /** Changes some of the first bytes. */
  private static void damage(byte[] bytes, int reach, Random random) {
    for (int i = random.nextInt(4); i >= 0 && reach > 0; i--) {
      int at = random.nextInt(reach);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        default -> {
          byte[] size =
              ByteBuffer.allocate(4)
                  .putInt(Integer.reverseBytes(SIZES[random.nextInt(SIZES.length)]))
                  .array();
          System.arraycopy(size, 0, bytes, at, Math.min(4, bytes.length - at));
        }
      }
    }
  }

  /** Stores a chunk's pages as they are without a codec; returns whether that is possible. */
  private static boolean decompress(Chunk chunk) throws IOException {
    CompressionCodec codec = requireNonNull(chunk.metadata.getCodec());
    if (codec != CompressionCodec.UNCOMPRESSED && !DECOMPRESSED.contains(codec)) {
      return false;
    }
    for (Page page : chunk.pages) {
      int levels = page.levelBytes();
      int size = page.header.getUncompressed_page_size() - levels;
      byte[] stored = tail(page.body, levels);
      DataPageHeaderV2 second = page.header.getData_page_header_v2();
      boolean compressed = second == null || second.isIs_compressed();
      byte[] values = compressed && size > 0 ? decompress(stored, size, codec) : stored;
      page.store(join(Arrays.copyOf(page.body, levels), values), levels + values.length);
    }
    return true;
  }

  private static byte[] decompress(byte[] stored, int size, CompressionCodec codec)
      throws IOException {
    return switch (codec) {
      case SNAPPY -> Snappy.uncompress(stored);
      case ZSTD -> Zstd.decompress(stored, size);
      case GZIP -> new GZIPInputStream(new ByteArrayInputStream(stored)).readAllBytes();
      default -> stored;
    };
  }

  /** Stores the pages of an uncompressed chunk in another codec. */
  private static void compress(Chunk chunk, CompressionCodec codec) throws IOException {
    chunk.metadata.setCodec(codec);
    for (Page page : chunk.pages) {
      int levels = page.levelBytes();
      byte[] stored = compress(tail(page.body, levels), codec);
      page.store(join(Arrays.copyOf(page.body, levels), stored), page.body.length);
      DataPageHeaderV2 second = page.header.getData_page_header_v2();
      if (second != null) {
        second.setIs_compressed(true);
      }
    }
  }

  private static byte[] compress(byte[] bytes, CompressionCodec codec) throws IOException {
    return switch (codec) {
      case SNAPPY -> Snappy.compress(bytes);
      case ZSTD -> Zstd.compress(bytes);
      case GZIP -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(bytes);
        }
        yield out.toByteArray();
      }
      case LZ4_RAW -> lz4(bytes);
      case LZ4 -> {
        byte[] block = lz4(bytes);
        byte[] lengths = ByteBuffer.allocate(8).putInt(bytes.length).putInt(block.length).array();
        yield join(lengths, block);
      }
      default -> bytes;
    };
  }

  /** One LZ4 sequence of literals only. */
  private static byte[] lz4(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Math.min(15, bytes.length) << 4);
    for (int rest = bytes.length - 15; rest >= 0; rest -= 255) {
      out.write(Math.min(255, rest));
    }
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
