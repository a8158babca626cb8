package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.file.InputFile;
import io.paraflow.reader.io.BlockReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;

/**
 * What reading a file takes at least: its pages are read and decompressed through the reader's own
 * windows and codecs, and nothing is decoded. In the reader's package, as that is nobody else's.
 */
public final class PageDecompression {
  private static final int MAX_COLUMNS = 10_000;

  private PageDecompression() {}

  /**
   * Decompresses all pages of a file.
   *
   * @return how many rows the file has
   */
  public static long run(InputFile file, BufferAllocator allocator, long batchBytes)
      throws IOException {
    try (Footer footer = Footer.read(file, allocator, MAX_COLUMNS);
        Codecs codecs = new Codecs(allocator, new SpillFile(Path.of(""), 0))) {
      for (Footer.Place place : footer.rowGroups()) {
        BitSet all = new BitSet();
        all.set(0, place.columns());
        MemoryPlan memory =
            MemoryPlan.divide(
                allocator.getLimit(), batchBytes, 0, 0, 0, place.columns(), file.latency());
        for (ColumnChunk chunk : footer.rowGroup(place, all).chunks().values()) {
          decompress(present(chunk.getMeta_data()), file, allocator, memory, codecs);
        }
      }
      return footer.rowGroups().stream().mapToLong(Footer.Place::rows).sum();
    }
  }

  private static void decompress(
      ColumnMetaData chunk,
      InputFile file,
      BufferAllocator allocator,
      MemoryPlan memory,
      Codecs codecs)
      throws IOException {
    ColumnPlace place =
        new ColumnPlace(
            file.location().toString(), String.join(".", present(chunk.getPath_in_schema())));
    long dictionary = chunk.getDictionary_page_offset();
    long start = dictionary > 0 ? dictionary : chunk.getData_page_offset();
    long bytes = chunk.getTotal_compressed_size();
    BlockReader blocks =
        new BlockReader(file, start, start + bytes, allocator, memory.blockBytes());
    try (ChunkInput input = new ChunkInput(blocks, bytes, place);
        PageWindow window =
            new PageWindow(
                place, input, present(chunk.getCodec()), codecs, allocator, memory.windowBytes())) {
      while (input.chunkLeft() > 0) {
        input.begin(input.chunkLeft(), false);
        PageHeader header = Util.readPageHeader(input.stream());
        input.begin(header.getCompressed_page_size(), false);
        int levels = levelBytes(header);
        for (int left = levels; left > 0; ) {
          int n = Math.min(left, input.available());
          input.skip(n);
          left -= n;
        }
        window.begin(header.getUncompressed_page_size() - levels, true);
        window.skipFully(window.remaining());
        window.end();
      }
    }
  }

  /** How many bytes before the compressed ones are stored as they are. */
  private static int levelBytes(PageHeader header) {
    DataPageHeaderV2 page = header.getData_page_header_v2();
    return page == null
        ? 0
        : page.getRepetition_levels_byte_length() + page.getDefinition_levels_byte_length();
  }
}
