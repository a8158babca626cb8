package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Writes the values of one column. Chosen once for each field of a schema, then bound to the
 * vectors of one batch after the other. Holds raw addresses: valid as long as the bound vector.
 */
abstract class ValueWriter {
  /**
   * The most bytes that a value of fixed size takes: the widest decimal, with its quotes, sign and
   * zeros, stays under it.
   */
  static final int FIXED_BYTES = 256;

  private static final int NULL_LITERAL = 'n' | ('u' << 8) | ('l' << 16) | ('l' << 24);
  private static final long EVERY_VALUE_PRESENT = 0;
  private static final long ASK = -1;

  private long validity;

  /** Turns to the values of a vector. */
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    validity = vector.getNullCount() == 0 ? EVERY_VALUE_PRESENT : vector.getValidityBufferAddress();
  }

  /** Has {@link #isNullAt} asked for each value, instead of reading a validity bitmap. */
  final void askForNulls() {
    validity = ASK;
  }

  /** Whether a value is null. */
  final boolean isNull(int row) {
    if (validity == EVERY_VALUE_PRESENT) {
      return false;
    }
    return validity == ASK
        ? isNullAt(row)
        : ((RawMemory.getByte(validity + (row >> 3)) >> (row & 7)) & 1) == 0;
  }

  /** Whether a value is null, for writers that asked to be asked. */
  boolean isNullAt(int row) {
    throw new IllegalStateException();
  }

  /**
   * Writes a value that is not null.
   *
   * @param out where; the caller has ensured {@link #FIXED_BYTES}, and whoever needs more ensures
   *     that
   * @return the address behind the value
   */
  abstract long write(int row, long out);

  /** Writes a value that may be null. */
  final long writeNullable(int row, long out) {
    return isNull(row) ? writeNull(out) : write(row, out);
  }

  /** Writes {@code null}. */
  static long writeNull(long out) {
    RawMemory.putInt(out, NULL_LITERAL);
    return out + 4;
  }
}
