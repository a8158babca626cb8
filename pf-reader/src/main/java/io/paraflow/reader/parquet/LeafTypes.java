package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import java.util.Map;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/**
 * Which Arrow type a leaf column becomes. An annotation that does not fit the physical type, or is
 * not known, is disregarded: the values are then read as stored.
 */
final class LeafTypes {
  private static final int MAX_FIXED_BYTES = 1 << 20;
  private static final int MAX_DECIMAL128_DIGITS = 38;
  private static final int MAX_DECIMAL256_DIGITS = 76;

  private final SchemaElement element;
  private final ColumnPlace place;
  private final LogicalType logical;

  private LeafTypes(SchemaElement element, ColumnPlace place) {
    this.element = element;
    this.place = place;
    this.logical =
        element.isSetLogicalType() ? present(element.getLogicalType()) : new LogicalType();
  }

  /** A leaf's Arrow type and how to get there. */
  record LeafType(
      ArrowType type, LeafNode.Kind kind, Conversion conversion, Map<String, String> metadata) {}

  /**
   * The type of a leaf.
   *
   * @throws io.paraflow.core.error.IngestException UNSUPPORTED, CORRUPT
   */
  static LeafType of(SchemaElement element, ColumnPlace place) {
    return new LeafTypes(element, place).leafType();
  }

  private LeafType leafType() {
    if (!element.isSetType()) {
      throw place.corrupt("neither a type nor children");
    }
    return switch (present(element.getType())) {
      case BOOLEAN ->
          leaf(new ArrowType.Bool(), LeafNode.Kind.BITS, Conversion.Kind.IDENTITY, 0, 0);
      case INT32 -> int32();
      case INT64 -> int64();
      case INT96 ->
          fixed(
              new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
              Conversion.Kind.INT96_TO_MICROS,
              12,
              8);
      case FLOAT -> same(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), 4);
      case DOUBLE -> same(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), 8);
      case BYTE_ARRAY -> byteArray();
      case FIXED_LEN_BYTE_ARRAY -> fixedBytes();
    };
  }

  private LeafType int32() {
    if (isDecimal()) {
      return decimal(Conversion.Kind.EXTEND_INT, 4, LeafNode.Kind.FIXED);
    }
    if (logical.isSetINTEGER()) {
      return integer(logical.getINTEGER().getBitWidth(), logical.getINTEGER().isIsSigned(), 32);
    }
    if (logical.isSetDATE() || is(ConvertedType.DATE)) {
      return same(new ArrowType.Date(DateUnit.DAY), 4);
    }
    if ((logical.isSetTIME() && present(logical.getTIME().getUnit()).isSetMILLIS())
        || is(ConvertedType.TIME_MILLIS)) {
      return same(new ArrowType.Time(TimeUnit.MILLISECOND, 32), 4);
    }
    if (!element.isSetConverted_type()) {
      return integer(32, true, 32);
    }
    return switch (present(element.getConverted_type())) {
      case INT_8 -> integer(8, true, 32);
      case INT_16 -> integer(16, true, 32);
      case UINT_8 -> integer(8, false, 32);
      case UINT_16 -> integer(16, false, 32);
      case UINT_32 -> integer(32, false, 32);
      default -> integer(32, true, 32);
    };
  }

  private LeafType int64() {
    if (isDecimal()) {
      return decimal(Conversion.Kind.EXTEND_LONG, 8, LeafNode.Kind.FIXED);
    }
    if (logical.isSetINTEGER()) {
      return integer(64, logical.getINTEGER().isIsSigned(), 64);
    }
    if (logical.isSetTIMESTAMP()) {
      String zone = logical.getTIMESTAMP().isIsAdjustedToUTC() ? "UTC" : null;
      return same(
          new ArrowType.Timestamp(unit(present(logical.getTIMESTAMP().getUnit())), zone), 8);
    }
    if (logical.isSetTIME() && !present(logical.getTIME().getUnit()).isSetMILLIS()) {
      return same(new ArrowType.Time(unit(present(logical.getTIME().getUnit())), 64), 8);
    }
    if (!element.isSetConverted_type()) {
      return integer(64, true, 64);
    }
    return switch (present(element.getConverted_type())) {
      case TIMESTAMP_MILLIS -> same(new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC"), 8);
      case TIMESTAMP_MICROS -> same(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), 8);
      case TIME_MICROS -> same(new ArrowType.Time(TimeUnit.MICROSECOND, 64), 8);
      case UINT_64 -> integer(64, false, 64);
      default -> integer(64, true, 64);
    };
  }

  private LeafType byteArray() {
    if (isDecimal()) {
      return decimal(Conversion.Kind.BIG_ENDIAN, 0, LeafNode.Kind.BYTES_TO_FIXED);
    }
    boolean json = logical.isSetJSON() || is(ConvertedType.JSON);
    boolean text =
        json
            || logical.isSetSTRING()
            || logical.isSetENUM()
            || is(ConvertedType.UTF8)
            || is(ConvertedType.ENUM);
    LeafType type =
        leaf(
            text ? new ArrowType.Utf8() : new ArrowType.Binary(),
            LeafNode.Kind.BYTES,
            Conversion.Kind.IDENTITY,
            0,
            0);
    return json ? extension(type, "arrow.json") : type;
  }

  private LeafType fixedBytes() {
    int width = element.getType_length();
    if (width <= 0) {
      throw place.corrupt("fixed-length values of " + width + " bytes");
    }
    if (width > MAX_FIXED_BYTES) {
      throw place.error(
          ErrorCode.UNSUPPORTED,
          "fixed-length values of %d bytes; at most %d are read".formatted(width, MAX_FIXED_BYTES));
    }
    if (isDecimal()) {
      return decimal(Conversion.Kind.BIG_ENDIAN, width, LeafNode.Kind.FIXED);
    }
    if (logical.isSetFLOAT16() && width == 2) {
      return same(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF), 2);
    }
    if (is(ConvertedType.INTERVAL) && width == 12) {
      return fixed(
          new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO), Conversion.Kind.INTERVAL, 12, 16);
    }
    LeafType binary = same(new ArrowType.FixedSizeBinary(width), width);
    return logical.isSetUUID() && width == 16 ? extension(binary, "arrow.uuid") : binary;
  }

  private boolean isDecimal() {
    return logical.isSetDECIMAL() || is(ConvertedType.DECIMAL);
  }

  private LeafType decimal(Conversion.Kind conversion, int storedWidth, LeafNode.Kind kind) {
    int precision =
        logical.isSetDECIMAL() ? logical.getDECIMAL().getPrecision() : element.getPrecision();
    int scale = logical.isSetDECIMAL() ? logical.getDECIMAL().getScale() : element.getScale();
    if (precision < 1 || scale < 0 || scale > precision) {
      throw place.corrupt(
          "a decimal of %d digits, %d of them fraction".formatted(precision, scale));
    }
    if (precision > MAX_DECIMAL256_DIGITS) {
      throw place.error(
          ErrorCode.UNSUPPORTED,
          "a decimal of %d digits; at most %d are read"
              .formatted(precision, MAX_DECIMAL256_DIGITS));
    }
    int arrowWidth = precision <= MAX_DECIMAL128_DIGITS ? 16 : 32;
    return leaf(
        new ArrowType.Decimal(precision, scale, arrowWidth * 8),
        kind,
        conversion,
        storedWidth,
        arrowWidth);
  }

  private LeafType integer(int bits, boolean signed, int storedBits) {
    ArrowType type = new ArrowType.Int(bits == 8 || bits == 16 ? bits : storedBits, signed);
    return bits < storedBits && (bits == 8 || bits == 16)
        ? fixed(type, Conversion.Kind.NARROW, storedBits / 8, bits / 8)
        : same(type, storedBits / 8);
  }

  private static TimeUnit unit(org.apache.parquet.format.TimeUnit unit) {
    if (unit.isSetMILLIS()) {
      return TimeUnit.MILLISECOND;
    }
    return unit.isSetMICROS() ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
  }

  private boolean is(ConvertedType type) {
    return element.isSetConverted_type() && element.getConverted_type() == type;
  }

  private LeafType same(ArrowType type, int width) {
    return fixed(type, Conversion.Kind.IDENTITY, width, width);
  }

  private LeafType fixed(ArrowType type, Conversion.Kind conversion, int stored, int arrow) {
    return leaf(type, LeafNode.Kind.FIXED, conversion, stored, arrow);
  }

  private LeafType leaf(
      ArrowType type, LeafNode.Kind kind, Conversion.Kind conversion, int stored, int arrow) {
    return new LeafType(type, kind, new Conversion(conversion, stored, arrow, place), Map.of());
  }

  /** The name by which Arrow's readers know a type that is stored as another one. */
  private static LeafType extension(LeafType type, String name) {
    return new LeafType(
        type.type(), type.kind(), type.conversion(), Map.of("ARROW:extension:name", name));
  }
}
