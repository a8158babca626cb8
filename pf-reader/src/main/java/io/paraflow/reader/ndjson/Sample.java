package io.paraflow.reader.ndjson;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.memory.OutOfMemoryException;

/** Infers columns from the records that a window shows at the beginning of a file. */
final class Sample {
  private static final int MOST_PASSES = 4;

  private final Window window;
  private final RecordColumns columns;
  private final RecordParser parser;
  private final RepairedLine repaired;

  Sample(Window window, RecordColumns columns, RecordParser parser, RepairedLine repaired) {
    this.window = window;
    this.columns = columns;
    this.parser = parser;
    this.repaired = repaired;
  }

  /** Infers columns and their types; none of them has rows afterwards. */
  void infer() {
    int passes = 0;
    int before;
    do {
      before = parser.widenings();
      inferOnce();
      // A wider type may not hold what came before it.
    } while (parser.widenings() > before && ++passes < MOST_PASSES);
  }

  /** Looks at the records shown, of which there is one at least if there can be. */
  private void inferOnce() {
    int records = 0;
    long at = window.start();
    try {
      while (true) {
        long end = Lines.end(at);
        if (end == window.limit() && !window.ended()) {
          if (records > 0 || at > window.start() || !window.slide(window.start())) {
            break;
          }
          at = window.start();
          continue;
        }
        if (inferLine(at, end, records)) {
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
  }

  private boolean inferLine(long start, long end, int row) {
    long at = Lines.recordStart(start, window);
    return RawMemory.getByte(at) != '\n'
        && (infer(at, row) || (repaired.copy(at, end) && infer(repaired.start(), row)));
  }

  private boolean infer(long at, int row) {
    try {
      Lines.checkEnd(parser.check(at));
      Lines.checkEnd(parser.infer(at, row));
      parser.commit();
      return true;
    } catch (ParseFailure e) {
      // Reported when the record is read.
      parser.rollback(row);
      return false;
    }
  }
}
