package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.file.Comparand;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Tells by their statistics which row groups cannot have a row that meets a filter. Never excludes
 * a row that does; statistics that are missing or not to be trusted exclude nothing.
 */
final class RowGroupFilter {
  private final List<Test> tests = new ArrayList<>();

  /** One condition on a leaf column. */
  private record Test(LeafNode leaf, Operator operator, Comparand constant) {}

  /**
   * Adds a condition.
   *
   * @param column the top-level column that it looks at
   * @param file its file, for messages
   * @throws io.paraflow.core.error.IngestException INVALID_FILTER when it does not fit the column
   */
  void add(Condition condition, SchemaNode column, String file) {
    Comparand constant = Comparand.parse(condition, column.field(), file);
    if (column instanceof LeafNode leaf) {
      tests.add(new Test(leaf, condition.operator(), constant));
    }
  }

  /** Whether a row group may have rows that are wanted. */
  boolean mayMatch(RowGroup group) {
    for (Test test : tests) {
      ColumnMetaData chunk =
          present(present(group.getColumns()).get(test.leaf.index()).getMeta_data());
      if (chunk.getType() == test.leaf.type()
          && chunk.isSetStatistics()
          && excludes(test, chunk, present(chunk.getStatistics()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean excludes(Test test, ColumnMetaData chunk, Statistics statistics) {
    if (statistics.isSetNull_count() && statistics.getNull_count() == chunk.getNum_values()) {
      return true;
    }
    Integer low = compare(test, bound(test, statistics, true));
    Integer high = compare(test, bound(test, statistics, false));
    if (low == null || high == null || low > high) {
      return false;
    }
    return switch (test.operator) {
      case EQUAL -> low > 0 || (high < 0 && !mayHaveNan(test));
      case NOT_EQUAL -> low == 0 && high == 0 && isExact(test);
      case LESS -> low >= 0;
      case LESS_OR_EQUAL -> low > 0;
      case GREATER -> high <= 0 && !mayHaveNan(test);
      case GREATER_OR_EQUAL -> high < 0 && !mayHaveNan(test);
    };
  }

  /** NaN is greater than all numbers, and statistics do not count it. */
  private static boolean mayHaveNan(Test test) {
    return test.constant instanceof Comparand.OfDouble;
  }

  /** Writers shorten the bounds of byte arrays, and those of numbers leave NaN out. */
  private static boolean isExact(Test test) {
    return test.constant instanceof Comparand.OfLong
        || test.constant instanceof Comparand.OfUnsignedLong;
  }

  private static byte @Nullable [] bound(Test test, Statistics statistics, boolean least) {
    if (statistics.isSetMin_value() && statistics.isSetMax_value()) {
      return least ? statistics.getMin_value() : statistics.getMax_value();
    }
    // The older fields are in the order of signed integers, whatever the column's type.
    boolean signed =
        test.leaf.field().getType() instanceof ArrowType.Int type
            ? type.getIsSigned()
            : test.constant instanceof Comparand.OfLong;
    if (signed && statistics.isSetMin() && statistics.isSetMax()) {
      return least ? statistics.getMin() : statistics.getMax();
    }
    return null;
  }

  /** Compares a bound with the constant; null where it cannot be. */
  private static @Nullable Integer compare(Test test, byte @Nullable [] bound) {
    if (bound == null) {
      return null;
    }
    Type type = test.leaf.type();
    return switch (test.constant) {
      case Comparand.OfLong constant -> {
        Long value = integer(type, bound);
        yield value == null ? null : constant.compare(unsigned(test.leaf, value));
      }
      case Comparand.OfUnsignedLong constant -> {
        Long value = integer(type, bound);
        yield value == null ? null : constant.compare(value);
      }
      case Comparand.OfDouble constant -> {
        double value =
            type == Type.DOUBLE && bound.length == 8
                ? Double.longBitsToDouble(MemoryUtil.getLong(bound, 0))
                : type == Type.FLOAT && bound.length == 4
                    ? Float.intBitsToFloat(MemoryUtil.getInt(bound, 0))
                    : Double.NaN;
        yield Double.isNaN(value) || Double.isNaN(constant.constant())
            ? null
            : constant.compare(value);
      }
      case Comparand.OfDecimal constant -> {
        BigInteger value = unscaled(type, bound);
        int scale = ((ArrowType.Decimal) test.leaf.field().getType()).getScale();
        yield value == null ? null : constant.compare(value, scale);
      }
      case Comparand.OfBytes constant -> constant.compare(bound);
      case Comparand.OfBoolean _ -> null;
    };
  }

  private static @Nullable Long integer(Type type, byte[] bound) {
    if (type == Type.INT32 && bound.length == 4) {
      return (long) MemoryUtil.getInt(bound, 0);
    }
    return type == Type.INT64 && bound.length == 8 ? (Long) MemoryUtil.getLong(bound, 0) : null;
  }

  private static long unsigned(LeafNode leaf, long value) {
    boolean unsigned = leaf.field().getType() instanceof ArrowType.Int type && !type.getIsSigned();
    return unsigned ? value & 0xffffffffL : value;
  }

  private static @Nullable BigInteger unscaled(Type type, byte[] bound) {
    if (type == Type.INT32 || type == Type.INT64) {
      Long value = integer(type, bound);
      return value == null ? null : BigInteger.valueOf(value);
    }
    return bound.length == 0 ? null : new BigInteger(bound);
  }
}
