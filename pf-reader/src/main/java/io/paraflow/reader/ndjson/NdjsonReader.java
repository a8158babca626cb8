package io.paraflow.reader.ndjson;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.config.Names;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.compression.ByteSource;
import io.paraflow.reader.compression.Compression;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one file. Every record either becomes a row or is reported; a schema that is
 * inferred grows and widens as records need it, from one batch to the next.
 */
final class NdjsonReader implements BatchReader {
  private static final int MOST_RAW_BYTES = 4096;
  private static final int MOST_ROWS_UNCHECKED = 64;
  private static final int MOST_SAMPLE_PASSES = 4;
  private static final long MOST_BATCH_BYTES = 1 << 30;
  private static final long MOST_BLOCK_BYTES = 12 << 20;

  private final InputFile file;
  private final BufferAllocator allocator;
  private final RecordErrors errors;
  private final NdjsonOptions options;
  private final int maxRows;
  private final long maxBytes;
  private final RecordColumns columns;
  private final RecordParser parser;
  private final RepairedLine repaired;
  private Window window;

  /** Lines that begin here or later are not read. */
  private final long rangeEnd;

  /** Where the next line begins. */
  private long line;

  private int rows;
  private int nextSizeCheck = 1;
  private boolean full;
  private long[] ordinals = new long[64];

  NdjsonReader(
      InputFile file,
      ReadSpec spec,
      BufferAllocator allocator,
      RecordErrors errors,
      NdjsonOptions options,
      List<Field> schema,
      StringScanner scanner) {
    this.file = file;
    this.allocator = allocator;
    this.errors = errors;
    this.options = options;
    this.maxRows = spec.maxRows();
    this.maxBytes = Math.min(spec.maxBytes(), MOST_BATCH_BYTES);
    Fields root = new Fields(null, allocator, new SplittableRandom().nextLong());
    GivenSchema.apply(schema, root, allocator);
    this.columns = new RecordColumns(root, !schema.isEmpty(), options, allocator);
    this.parser = new RecordParser(columns, scanner, options, allocator);
    this.repaired = new RepairedLine(allocator);
    Compression compression = compression();
    ByteRange range = spec.range().within(file.length());
    boolean plain = compression == Compression.NONE;
    this.rangeEnd = plain && range.end() < file.length() ? range.end() : Long.MAX_VALUE;
    this.window = openWindow(compression, opening(range, plain));
    try {
      begin(spec.columns());
      if (plain && range.start() > 0 && range.length() > 0) {
        enter(range);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Compression compression() {
    byte[] head = new byte[(int) Math.min(Compression.MAGIC_BYTES, file.length())];
    file.readFully(0, MemorySegment.ofArray(head));
    return Compression.of(head);
  }

  /**
   * What the window shows first: the file's beginning, which gives the columns of all of its
   * ranges; nothing where the range has no line.
   */
  private ByteRange opening(ByteRange range, boolean plain) {
    if (range.start() > 0 && (!plain || range.length() == 0)) {
      return new ByteRange(file.length(), file.length());
    }
    long end = range.start() > 0 ? 0 : plain ? range.end() : file.length();
    return new ByteRange(0, Math.max(end, options.sampleBytes())).within(file.length());
  }

  private Window openWindow(Compression compression, ByteRange range) {
    Compression from = range.start() == 0 ? compression : Compression.NONE;
    ByteSource source =
        from.open(file, range, allocator, Math.min(MOST_BLOCK_BYTES, allocator.getLimit() / 4));
    try {
      return new Window(
          source,
          range.start(),
          range.end() < file.length() ? range.end() : Long.MAX_VALUE,
          allocator,
          options.sampleBytes(),
          options.maxRecordBytes() + 1);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Moves to the first line that begins in a range: behind the line feed before it. */
  private void enter(ByteRange range) {
    Window head = window;
    ByteRange withByteBefore = new ByteRange(range.start() - 1, range.end());
    window = openWindow(Compression.NONE, withByteBefore);
    head.close();
    window.slide(window.start());
    long end = lineEnd(window.start());
    while (end == window.limit() && !window.ended() && window.offsetOf(end) < rangeEnd) {
      window.slide(end);
      end = lineEnd(window.start());
    }
    line = Math.min(end + 1, window.limit());
  }

  private void begin(List<String> names) {
    window.slide(window.start());
    RuntimeException failure = window.failure();
    if (failure != null && window.limit() == window.start()) {
      throw failure;
    }
    line = window.start();
    if (!columns.given()) {
      int passes = 0;
      int before;
      do {
        before = parser.widenings();
        sample();
        // A wider type may not hold what came before it.
      } while (parser.widenings() > before && ++passes < MOST_SAMPLE_PASSES);
    }
    if (!names.isEmpty() && !isEmpty()) {
      project(names);
    }
  }

  private boolean isEmpty() {
    return window.ended() && window.limit() == window.start();
  }

  private void project(List<String> names) {
    List<String> missing = columns.project(names);
    if (!missing.isEmpty()) {
      List<String> known = columns.selected().stream().map(column -> column.key.name).toList();
      throw new IngestException(
          ErrorCode.UNKNOWN_COLUMN,
          "%s has no column %s%s; it has %s%s"
              .formatted(
                  file.location(),
                  String.join(", ", missing),
                  columns.given()
                      ? ""
                      : " within the first "
                          + (window.limit() - window.start())
                          + " bytes (give a schema for columns that come later)",
                  Names.listed(known),
                  Names.hint(missing.getFirst(), known)));
    }
  }

  /**
   * Infers types from the records in the window, of which there is one at least if there can be.
   */
  private void sample() {
    int records = 0;
    long at = window.start();
    try {
      while (true) {
        long end = lineEnd(at);
        if (end == window.limit() && !window.ended()) {
          if (records > 0 || at > window.start() || !window.slide(window.start())) {
            break;
          }
          at = window.start();
          continue;
        }
        if (sample(at, end, records)) {
          records++;
        }
        if (end == window.limit()) {
          break;
        }
        at = end + 1;
      }
    } catch (OutOfMemoryException e) {
      // What was seen so far is sample enough: types go on being inferred with every batch.
      parser.rollback(records);
    }
    columns.release();
    line = window.start();
  }

  private boolean sample(long start, long end, int row) {
    long at = recordStart(start);
    return RawMemory.getByte(at) != '\n'
        && (infer(at, row) || (repair(at, end) && infer(repaired.start(), row)));
  }

  private boolean infer(long at, int row) {
    try {
      checkEnd(parser.check(at));
      checkEnd(parser.infer(at, row));
      parser.commit();
      return true;
    } catch (ParseFailure e) {
      // Reported when the record is read.
      parser.rollback(row);
      return false;
    }
  }

  @Override
  public @Nullable Batch next() {
    try {
      return nextBatch();
    } catch (OutOfMemoryException e) {
      throw MemoryShortage.failure(file.location().toString(), allocator, e);
    }
  }

  private @Nullable Batch nextBatch() {
    while (rows < maxRows && !full && window.offsetOf(line) < rangeEnd) {
      if (!readLine()) {
        break;
      }
    }
    if (rows > 0) {
      return take();
    }
    RuntimeException failure = window.failure();
    if (failure != null) {
      throw failure;
    }
    return null;
  }

  private Batch take() {
    try {
      return new Batch(
          columns.take(rows),
          new Origin(file.location().toString(), file.version()),
          Ordinals.of(Arrays.copyOf(ordinals, rows)));
    } finally {
      rows = 0;
      nextSizeCheck = 1;
      full = false;
      repaired.close();
    }
  }

  /**
   * Reads one line, or as much as the window shows of it.
   *
   * @return false when the batch has to end here: no line is left, or the next one needs wider
   *     columns or more memory
   */
  private boolean readLine() {
    long at = recordStart(line);
    if (RawMemory.getByte(at) == '\n') {
      return skipBlank(at);
    }
    try {
      long end = checkEnd(parser.parse(at, rows));
      if (end == window.limit() && !isLast()) {
        parser.rollback(rows);
        return moreOrTooLarge();
      }
      if (end - line > options.maxRecordBytes()) {
        parser.rollback(rows);
        report(tooLarge(end - line), line, end);
      } else {
        parser.commit();
        added();
      }
      line = Math.min(end + 1, window.limit());
      return true;
    } catch (ParseFailure | TypeConflict | OutOfMemoryException e) {
      parser.rollback(rows);
      return failed(at, e);
    }
  }

  /** The first byte of a line that is not space nor, at the stream's start, a byte order mark. */
  private long recordStart(long start) {
    boolean mark = window.offsetOf(start) == 0 && (RawMemory.getInt(start) & 0xffffff) == 0xbfbbef;
    return Syntax.skipSpace(mark ? start + 3 : start);
  }

  private boolean skipBlank(long end) {
    if (end < window.limit()) {
      line = end + 1;
      return true;
    }
    if (window.ended()) {
      line = window.limit();
      return false;
    }
    return moreOrTooLarge();
  }

  /** Whether the bytes shown end where the stream ends, and not where it broke. */
  private boolean isLast() {
    return window.ended() && window.failure() == null;
  }

  /** Returns the end of the line, which is all that may follow the record's value. */
  private static long checkEnd(long address) {
    long end = Syntax.skipSpace(address);
    if (RawMemory.getByte(end) != '\n') {
      throw ParseFailure.malformed(end, "more after the record's value in the same line");
    }
    return end;
  }

  private void added() {
    if (rows == ordinals.length) {
      ordinals = Arrays.copyOf(ordinals, rows * 2);
    }
    ordinals[rows++] = window.offsetOf(line);
    if (rows >= nextSizeCheck) {
      checkSize();
    }
  }

  private void checkSize() {
    long bytes = columns.arrowBytes(rows);
    full = bytes >= maxBytes;
    long perRow = Math.max(1, bytes / rows);
    nextSizeCheck = rows + Math.clamp((maxBytes - bytes) / perRow / 2, 1, MOST_ROWS_UNCHECKED);
  }

  private boolean failed(long at, RuntimeException cause) {
    long end = lineEnd(line);
    if (end == window.limit() && !isLast()) {
      return moreOrTooLarge();
    }
    if (cause instanceof OutOfMemoryException) {
      return failed(at, end, cause);
    }
    if (end - line > options.maxRecordBytes()) {
      return failed(at, end, tooLarge(end - line));
    }
    try {
      return repair(at, end) ? readRepaired(end) : failed(at, end, cause);
    } catch (OutOfMemoryException e) {
      return failed(at, end, e);
    }
  }

  /** Reads a line that is not UTF-8 from its copy. */
  private boolean readRepaired(long end) {
    long at = repaired.start();
    try {
      checkEnd(parser.parse(at, rows));
    } catch (ParseFailure | TypeConflict | OutOfMemoryException e) {
      parser.rollback(rows);
      return failed(at, end, e);
    }
    parser.commit();
    added();
    line = Math.min(end + 1, window.limit());
    return true;
  }

  private boolean failed(long at, long end, RuntimeException cause) {
    switch (cause) {
      case ParseFailure failure -> report(failure, line, end);
      case TypeConflict _ -> {
        ParseFailure failure = widen(at);
        if (failure == null) {
          return rows == 0;
        }
        report(failure, line, end);
      }
      default -> {
        if (rows > 0) {
          return false;
        }
        columns.release();
        report(
            new ParseFailure(
                ErrorCode.LIMIT_EXCEEDED,
                at,
                "its columns need more memory than the reader has: " + cause.getMessage()),
            line,
            end);
      }
    }
    line = Math.min(end + 1, window.limit());
    return true;
  }

  /** Makes a copy of a line that is UTF-8, if that is asked for and the line is not. */
  private boolean repair(long at, long end) {
    return options.invalidUtf8() == InvalidUtf8.REPLACE && repaired.copy(at, end);
  }

  /**
   * Widens columns for a record that does not fit them, once those that hold rows have been taken.
   *
   * @return why the record cannot be read anyway, or null
   */
  private @Nullable ParseFailure widen(long at) {
    try {
      checkEnd(parser.check(at));
      if (rows == 0) {
        checkEnd(parser.infer(at, 0));
        parser.commit();
        columns.release();
      }
      return null;
    } catch (ParseFailure failure) {
      parser.rollback(rows);
      return failure;
    }
  }

  /** The next line feed from an address on: the line's own, or the one at the window's limit. */
  private static long lineEnd(long from) {
    long at = from;
    while (true) {
      long lineFeeds = lineFeeds(RawMemory.getLong(at));
      if (lineFeeds != 0) {
        return at + (Long.numberOfTrailingZeros(lineFeeds) >>> 3);
      }
      at += Long.BYTES;
    }
  }

  private static long lineFeeds(long word) {
    long others = word ^ 0x0a0a0a0a0a0a0a0aL;
    return (others - 0x0101010101010101L) & ~others & 0x8080808080808080L;
  }

  /** Shows more of a line that the window cuts. */
  private boolean moreOrTooLarge() {
    if (window.ended()) {
      // The stream broke within the line.
      return false;
    }
    if (window.slide(line)) {
      line = window.start();
    } else {
      skipTooLarge();
    }
    return true;
  }

  /** Skips a line that does not fit the window, which shows nothing but its beginning. */
  private void skipTooLarge() {
    long offset = window.offsetOf(line);
    byte[] head = head(line, window.limit());
    long end;
    while (true) {
      end = lineEnd(window.start());
      if (end < window.limit() || window.ended()) {
        break;
      }
      window.slide(window.limit());
    }
    line = Math.min(end + 1, window.limit());
    long length = window.offsetOf(end) - offset;
    report(tooLarge(length), offset, offset, head);
  }

  private ParseFailure tooLarge(long length) {
    return new ParseFailure(
        ErrorCode.RECORD_TOO_LARGE,
        line,
        length
            + " bytes, and the limit is "
            + options.maxRecordBytes()
            + " or what memory allows; raise max_record_bytes to read it");
  }

  private void report(ParseFailure failure, long start, long end) {
    long address = repaired.originalOf(failure.address);
    report(failure, window.offsetOf(address), window.offsetOf(start), head(start, end));
  }

  private void report(ParseFailure failure, long offset, long lineOffset, byte[] raw) {
    errors.add(
        new RecordError(
            file.location().toString(),
            file.version(),
            lineOffset,
            "read",
            failure.code,
            "%s: the record at byte %d cannot be read: %s (at byte %d)"
                .formatted(file.location(), lineOffset, failure.reason, offset),
            raw));
  }

  private static byte[] head(long start, long end) {
    byte[] head = new byte[(int) Math.min(MOST_RAW_BYTES, end - start)];
    RawMemory.copy(start, head, 0, head.length);
    return head;
  }

  @Override
  public void close() {
    columns.close();
    parser.close();
    repaired.close();
    window.close();
  }
}
