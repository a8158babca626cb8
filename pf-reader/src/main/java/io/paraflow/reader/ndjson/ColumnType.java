package io.paraflow.reader.ndjson;

import java.util.Map;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * What a column holds.
 *
 * @param kind how its values are parsed
 * @param arrow its type in Arrow
 * @param bytes how many a value takes in the column's buffer, for kinds of which each takes as many
 * @param precision how many digits a DECIMAL has; how many elements a FIXED_LIST has
 * @param scale how many of a DECIMAL's digits are decimals; how many decimals of a second TIME and
 *     timestamps have
 */
record ColumnType(Kind kind, ArrowType arrow, int bytes, int precision, int scale) {
  /** The key and the word by which Arrow tells JSON texts from other strings. */
  static final Map<String, String> JSON_METADATA =
      Map.of(ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME, "arrow.json");

  static final ColumnType NULL = of(Kind.NULL, ArrowType.Null.INSTANCE, 0);
  static final ColumnType SKIPPED = of(Kind.SKIPPED, ArrowType.Null.INSTANCE, 0);
  static final ColumnType BOOLEAN = of(Kind.BOOLEAN, ArrowType.Bool.INSTANCE, 0);
  static final ColumnType INT64 = of(Kind.INT64, new ArrowType.Int(64, true), 8);
  static final ColumnType UINT64 = of(Kind.UINT64, new ArrowType.Int(64, false), 8);
  static final ColumnType DOUBLE =
      of(Kind.DOUBLE, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), 8);
  static final ColumnType TEXT = of(Kind.TEXT, ArrowType.Utf8.INSTANCE, 0);
  static final ColumnType STRING = of(Kind.STRING, ArrowType.Utf8.INSTANCE, 0);
  static final ColumnType STRUCT = of(Kind.STRUCT, ArrowType.Struct.INSTANCE, 0);
  static final ColumnType LIST = of(Kind.LIST, ArrowType.List.INSTANCE, 0);

  private static final int MOST_LIST_ELEMENTS = 1 << 16;

  private static ColumnType of(Kind kind, ArrowType arrow, int bytes) {
    return new ColumnType(kind, arrow, bytes, 0, 0);
  }

  /**
   * The type of a given field.
   *
   * @return null when values of JSON cannot fill it
   */
  static @Nullable ColumnType of(Field field) {
    if (field.getDictionary() != null) {
      return null;
    }
    ArrowType arrow = field.getType();
    return switch (arrow) {
      case ArrowType.Null _ -> NULL;
      case ArrowType.Bool _ -> BOOLEAN;
      case ArrowType.Int type -> integer(type);
      case ArrowType.FloatingPoint type ->
          switch (type.getPrecision()) {
            case DOUBLE -> DOUBLE;
            case SINGLE -> of(Kind.FLOAT, arrow, Float.BYTES);
            case HALF -> null;
          };
      case ArrowType.Decimal type -> decimal(type);
      case ArrowType.Date type ->
          of(Kind.DATE, arrow, type.getUnit() == DateUnit.DAY ? Integer.BYTES : Long.BYTES);
      case ArrowType.Time type -> time(type);
      case ArrowType.Timestamp type -> timestamp(type.getUnit(), type.getTimezone());
      case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ ->
          of(isJson(field) ? Kind.JSON : Kind.STRING, arrow, 0);
      case ArrowType.Struct _ -> STRUCT;
      case ArrowType.Map _ -> isStringMap(field) ? of(Kind.MAP, arrow, 0) : null;
      case ArrowType.List _, ArrowType.LargeList _ -> of(Kind.LIST, arrow, 0);
      case ArrowType.FixedSizeList type ->
          type.getListSize() < 0 || type.getListSize() > MOST_LIST_ELEMENTS
              ? null
              : new ColumnType(Kind.FIXED_LIST, arrow, 0, type.getListSize(), 0);
      default -> null;
    };
  }

  private static @Nullable ColumnType integer(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case 8, 16, 32 ->
          of(type.getIsSigned() ? Kind.SMALL_INT : Kind.SMALL_UINT, type, type.getBitWidth() / 8);
      case 64 -> type.getIsSigned() ? INT64 : UINT64;
      default -> null;
    };
  }

  private static @Nullable ColumnType decimal(ArrowType.Decimal type) {
    int bits = type.getBitWidth();
    int most = bits == 128 ? 38 : bits == 256 ? 76 : 0;
    return type.getPrecision() < 1 || type.getPrecision() > most
        ? null
        : new ColumnType(Kind.DECIMAL, type, bits / 8, type.getPrecision(), type.getScale());
  }

  private static @Nullable ColumnType time(ArrowType.Time type) {
    int decimals = decimals(type.getUnit());
    int bits = decimals > 3 ? 64 : 32;
    return type.getBitWidth() == bits
        ? new ColumnType(Kind.TIME, type, bits / 8, 0, decimals)
        : null;
  }

  static ColumnType timestamp(TimeUnit unit, @Nullable String zone) {
    return new ColumnType(
        zone == null ? Kind.LOCAL_TIMESTAMP : Kind.TIMESTAMP,
        new ArrowType.Timestamp(unit, zone),
        Long.BYTES,
        0,
        decimals(unit));
  }

  private static int decimals(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 0;
      case MILLISECOND -> 3;
      case MICROSECOND -> 6;
      case NANOSECOND -> 9;
    };
  }

  private static boolean isJson(Field field) {
    return field.getMetadata().entrySet().containsAll(JSON_METADATA.entrySet());
  }

  private static boolean isStringMap(Field field) {
    if (field.getChildren().size() != 1) {
      return false;
    }
    Field entries = field.getChildren().getFirst();
    return entries.getType() instanceof ArrowType.Struct
        && entries.getChildren().size() == 2
        && entries.getChildren().getFirst().getType() instanceof ArrowType.Utf8;
  }

  /** The type that holds the values of both, as far as types alone tell. */
  ColumnType join(ColumnType other) {
    if (equals(other) || other.kind == Kind.NULL) {
      return this;
    }
    if (kind == Kind.NULL) {
      return other;
    }
    if (kind == Kind.DECIMAL && other.isNumber()) {
      return this;
    }
    if (isTimestamp() && kind == other.kind) {
      return scale > other.scale ? this : other;
    }
    if (isNumber() && other.isNumber()) {
      return kind == Kind.DOUBLE || other.kind == Kind.DOUBLE ? DOUBLE : UINT64;
    }
    return TEXT;
  }

  /**
   * The decimal that holds a number of so many digits, and what a column of this type of numbers
   * has held, as far as types tell: 38 digits or, if those are too few, 76.
   *
   * @return TEXT when there is none
   */
  ColumnType joinDecimal(int wholeDigits, int decimals) {
    int whole = Math.max(wholeDigits, kind == Kind.INT64 ? 19 : kind == Kind.UINT64 ? 20 : 0);
    int newScale = kind == Kind.DECIMAL ? Math.max(scale, decimals) : decimals;
    int digits = Math.max(whole + newScale, kind == Kind.DECIMAL ? precision : 1);
    if (digits > 76) {
      return TEXT;
    }
    boolean wide = digits > 38;
    ArrowType.Decimal type = new ArrowType.Decimal(wide ? 76 : 38, newScale, wide ? 256 : 128);
    return new ColumnType(
        Kind.DECIMAL, type, type.getBitWidth() / 8, type.getPrecision(), newScale);
  }

  /** Whether a decimal can take the place of this type. */
  boolean becomesDecimal() {
    return kind == Kind.NULL || kind == Kind.DECIMAL || isNumber();
  }

  private boolean isTimestamp() {
    return kind == Kind.TIMESTAMP || kind == Kind.LOCAL_TIMESTAMP;
  }

  /** Whether offsets are of 64 bits. */
  boolean isLarge() {
    return arrow instanceof ArrowType.LargeUtf8 || arrow instanceof ArrowType.LargeList;
  }

  private boolean isNumber() {
    return kind == Kind.INT64 || kind == Kind.UINT64 || kind == Kind.DOUBLE;
  }
}
