package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import java.nio.ByteBuffer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What metadata says of the values of a chunk or page. Bounds are in PLAIN encoding, without the
 * length of byte arrays; they may be looser than the values, as writers shorten long ones.
 *
 * @param least no value is less; null where that is not known
 * @param greatest no value but NaN is greater; null where that is not known
 * @param onlyNulls whether there is no value at all
 * @param withoutNan whether NaN is known not to be among the values
 */
@SuppressWarnings("ArrayRecordComponent")
record Bounds(
    byte @Nullable [] least, byte @Nullable [] greatest, boolean onlyNulls, boolean withoutNan) {
  private static final Bounds UNKNOWN = new Bounds(null, null, false, false);

  /**
   * The bounds of a chunk.
   *
   * @param leaf its column, which is not nested
   * @param ordered whether the file defines the order in which bounds are meant
   */
  static Bounds ofChunk(ColumnMetaData chunk, LeafNode leaf, boolean ordered) {
    if (!chunk.isSetStatistics()) {
      return UNKNOWN;
    }
    Statistics statistics = present(chunk.getStatistics());
    boolean onlyNulls =
        leaf.field().isNullable()
            && statistics.isSetNull_count()
            && statistics.getNull_count() == chunk.getNum_values();
    boolean withoutNan = statistics.isSetNan_count() && statistics.getNan_count() == 0;
    if (ordered && statistics.isSetMin_value() && statistics.isSetMax_value()) {
      return new Bounds(
          statistics.getMin_value(), statistics.getMax_value(), onlyNulls, withoutNan);
    }
    if (isSignedInteger(leaf) && statistics.isSetMin() && statistics.isSetMax()) {
      return new Bounds(statistics.getMin(), statistics.getMax(), onlyNulls, withoutNan);
    }
    return new Bounds(null, null, onlyNulls, withoutNan);
  }

  /** The deprecated bounds are in the order of signed integers, whatever the column's type. */
  private static boolean isSignedInteger(LeafNode leaf) {
    return switch (leaf.field().getType()) {
      case ArrowType.Int type -> type.getIsSigned();
      case ArrowType.Date _, ArrowType.Time _, ArrowType.Timestamp _ -> true;
      default -> false;
    };
  }

  /**
   * The bounds of a page.
   *
   * @param index of a column whose order the file defines; has this page in each of its lists
   * @param leaf the column, which is not nested
   */
  static Bounds ofPage(ColumnIndex index, int page, LeafNode leaf) {
    return new Bounds(
        bytes(present(index.getMin_values()).get(page)),
        bytes(present(index.getMax_values()).get(page)),
        leaf.field().isNullable() && present(index.getNull_pages()).get(page),
        index.isSetNan_counts()
            && page < index.getNan_countsSize()
            && present(index.getNan_counts()).get(page) == 0);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
