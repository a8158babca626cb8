package io.paraflow.reader.ndjson;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.config.Names;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
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
  private static final int MOST_ROWS_UNCHECKED = 64;
  private static final long MOST_BATCH_BYTES = 1 << 30;

  /** After so many bytes of blank or bad lines, it is the caller's turn. */
  private static final long MOST_BYTES_IN_VAIN = 64 << 20;

  private final InputFile file;
  private final BufferAllocator allocator;
  private final BadRecords badRecords;
  private final NdjsonOptions options;
  private final int maxRows;
  private final long maxBytes;
  private final RecordColumns columns;
  private final RecordParser parser;
  private final RepairedLine repaired;
  private Window window;

  /** Lines that begin here or later are not read. */
  private final long rangeEnd;

  /** Where the next line begins, or what is left of one that is skipped. */
  private long line;

  /** The line that is being skipped. */
  private @Nullable TooLarge tooLarge;

  private int rows;
  private int nextSizeCheck = 1;
  private boolean full;
  private long[] ordinals = new long[64];

  /**
   * A line that does not fit the window.
   *
   * @param offset of its first byte
   * @param head its first bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record TooLarge(long offset, byte[] head) {}

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
    this.badRecords = new BadRecords(file, errors);
    this.options = options;
    this.maxRows = spec.maxRows();
    this.maxBytes = Math.min(spec.maxBytes(), MOST_BATCH_BYTES);
    Fields root = new Fields(null, allocator, new SplittableRandom().nextLong());
    GivenSchema.apply(schema, root, allocator);
    this.columns = new RecordColumns(root, !schema.isEmpty(), options, allocator);
    this.parser = new RecordParser(columns, scanner, options, allocator);
    this.repaired = new RepairedLine(options.invalidUtf8(), allocator);
    FileWindows windows = new FileWindows(file, spec.range(), options, allocator);
    this.rangeEnd = windows.rangeEnd();
    this.window = windows.first();
    try {
      begin(spec.columns());
      if (windows.isLater()) {
        enter(windows);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Moves to the first line that begins in a range: behind the line feed before it. */
  private void enter(FileWindows windows) {
    Window first = window;
    window = windows.later();
    first.close();
    window.slide(window.start());
    long end = Lines.end(window.start());
    while (end == window.limit() && !window.ended() && window.offsetOf(end) < rangeEnd) {
      window.slide(end);
      end = Lines.end(window.start());
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
      new Sample(window, columns, parser, repaired).infer();
      line = window.start();
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

  @Override
  public @Nullable Batch next() {
    try {
      return nextBatch();
    } catch (OutOfMemoryException e) {
      throw MemoryShortage.failure(file.location().toString(), allocator, e);
    }
  }

  private @Nullable Batch nextBatch() {
    long bytesInVain = 0;
    while (rows < maxRows && !full) {
      long offset = window.offsetOf(line);
      int rowsBefore = rows;
      if (tooLarge == null && offset >= rangeEnd) {
        break;
      }
      if (!(tooLarge == null ? readLine() : skip(tooLarge))) {
        break;
      }
      if (rows == rowsBefore) {
        bytesInVain += window.offsetOf(line) - offset;
        if (bytesInVain >= MOST_BYTES_IN_VAIN) {
          return take();
        }
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
    long at = Lines.recordStart(line, window);
    if (RawMemory.getByte(at) == '\n') {
      return skipBlank(at);
    }
    try {
      long end = Lines.checkEnd(parser.parse(at, rows));
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
    long end = Lines.end(line);
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
      return repaired.copy(at, end) ? readRepaired(end) : failed(at, end, cause);
    } catch (OutOfMemoryException e) {
      return failed(at, end, e);
    }
  }

  /** Reads a line that is not UTF-8 from its copy. */
  private boolean readRepaired(long end) {
    long at = repaired.start();
    try {
      Lines.checkEnd(parser.parse(at, rows));
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

  /**
   * Widens columns for a record that does not fit them, once those that hold rows have been taken.
   *
   * @return why the record cannot be read anyway, or null
   */
  private @Nullable ParseFailure widen(long at) {
    try {
      Lines.checkEnd(parser.check(at));
      if (rows == 0) {
        Lines.checkEnd(parser.infer(at, 0));
        parser.commit();
        columns.release();
      }
      return null;
    } catch (ParseFailure failure) {
      parser.rollback(rows);
      return failure;
    }
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
      tooLarge = new TooLarge(window.offsetOf(line), Lines.head(line, window.limit()));
    }
    return true;
  }

  /** Skips what the window shows of a line, which is reported when its end is seen. */
  private boolean skip(TooLarge skipped) {
    long end = Lines.end(line);
    if (end == window.limit() && !window.ended()) {
      window.slide(end);
      line = window.start();
      return true;
    }
    long length = window.offsetOf(end) - skipped.offset;
    badRecords.add(tooLarge(length), skipped.offset, skipped.offset, skipped.head);
    tooLarge = null;
    line = Math.min(end + 1, window.limit());
    return true;
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
    long offset = window.offsetOf(repaired.originalOf(failure.address));
    badRecords.add(failure, offset, window.offsetOf(start), Lines.head(start, end));
  }

  @Override
  public void close() {
    columns.close();
    parser.close();
    repaired.close();
    window.close();
  }
}
