package io.paraflow.indexer.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.*;
import org.apache.arrow.vector.complex.*;
import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Vectors of every type with seeded random values, extremes among them. */
final class RandomColumns {
  private static final String[] PIECES = {
    "",
    "a",
    "plain ascii text",
    "\"",
    "\\",
    "\n\r\t\b\f",
    "\u0000\u001f\u007f",
    "é",
    "日本",
    "😀",
    "\u2028",
    "/",
    "</script>",
    "x".repeat(31),
    "0123456789abcdef"
  };

  private final Random random;

  RandomColumns(Random random) {
    this.random = random;
  }

  /** Every type that has no children. */
  static List<ArrowType> flatTypes() {
    List<ArrowType> types = new ArrayList<>();
    types.add(new ArrowType.Null());
    types.add(new ArrowType.Bool());
    for (int bits = 8; bits <= 64; bits *= 2) {
      types.add(new ArrowType.Int(bits, true));
      types.add(new ArrowType.Int(bits, false));
    }
    for (FloatingPointPrecision precision : FloatingPointPrecision.values()) {
      types.add(new ArrowType.FloatingPoint(precision));
    }
    for (int scale : new int[] {0, 2, 18, 19, 38, 60, 101, -3, -101}) {
      types.add(new ArrowType.Decimal(38, scale, 128));
      types.add(new ArrowType.Decimal(76, scale, 256));
    }
    for (DateUnit unit : DateUnit.values()) {
      types.add(new ArrowType.Date(unit));
    }
    for (TimeUnit unit : TimeUnit.values()) {
      boolean wide = unit == TimeUnit.MICROSECOND || unit == TimeUnit.NANOSECOND;
      types.add(new ArrowType.Time(unit, wide ? 64 : 32));
      types.add(new ArrowType.Timestamp(unit, null));
      types.add(new ArrowType.Timestamp(unit, "Europe/Berlin"));
      types.add(new ArrowType.Duration(unit));
    }
    for (IntervalUnit unit : IntervalUnit.values()) {
      types.add(new ArrowType.Interval(unit));
    }
    types.add(new ArrowType.Utf8());
    types.add(new ArrowType.LargeUtf8());
    types.add(new ArrowType.Utf8View());
    types.add(new ArrowType.Binary());
    types.add(new ArrowType.LargeBinary());
    types.add(new ArrowType.BinaryView());
    types.add(new ArrowType.FixedSizeBinary(5));
    types.add(UuidType.INSTANCE);
    return types;
  }

  /** A field of any type; nested up to {@code depth} levels. */
  Field field(String name, int depth) {
    List<ArrowType> flat = flatTypes();
    int kind = depth == 0 ? 0 : random.nextInt(12);
    return switch (kind) {
      case 1 -> parent(name, new ArrowType.Struct(), members(depth));
      case 2 -> parent(name, new ArrowType.List(), List.of(field("item", depth - 1)));
      case 3 -> parent(name, new ArrowType.LargeList(), List.of(field("item", depth - 1)));
      case 4 -> parent(name, new ArrowType.FixedSizeList(3), List.of(field("item", depth - 1)));
      case 5 -> parent(name, new ArrowType.ListView(), List.of(field("item", depth - 1)));
      case 6 -> map(name, new ArrowType.Utf8(), field("value", depth - 1));
      case 7 -> map(name, new ArrowType.Int(32, true), field("value", depth - 1));
      default -> Field.nullable(name, flat.get(random.nextInt(flat.size())));
    };
  }

  static Field map(String name, ArrowType key, Field value) {
    Field entries =
        new Field(
            "entries",
            FieldType.notNullable(new ArrowType.Struct()),
            List.of(Field.notNullable("key", key), value));
    return parent(name, new ArrowType.Map(false), List.of(entries));
  }

  static Field parent(String name, ArrowType type, List<Field> children) {
    return new Field(name, FieldType.nullable(type), children);
  }

  private List<Field> members(int depth) {
    List<Field> members = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      members.add(field("m" + i, depth - 1));
    }
    return members;
  }

  /** A vector with random values, one in eight of them null where the field allows for it. */
  FieldVector vector(Field field, int count, BufferAllocator allocator) {
    FieldVector vector = field.createVector(allocator);
    fill(vector, count);
    return vector;
  }

  private void fill(FieldVector vector, int count) {
    vector.setInitialCapacity(count);
    vector.allocateNew();
    boolean nullable = vector.getField().isNullable();
    int elements = 0;
    for (int row = 0; row < count; row++) {
      boolean isNull = nullable && random.nextInt(8) == 0;
      switch (vector) {
        case NullVector _ -> {}
        case MapVector map -> elements += isNull ? none(map, row) : list(map, row);
        case ListVector list -> elements += isNull ? none(list, row) : list(list, row);
        case LargeListVector list -> {
          int size = isNull ? 0 : random.nextInt(4);
          if (isNull) {
            list.setNull(row);
          } else {
            list.startNewValue(row);
            list.endValue(row, size);
          }
          elements += size;
        }
        case ListViewVector list -> {
          int size = isNull ? 0 : random.nextInt(4);
          if (isNull) {
            list.setNull(row);
          } else {
            list.startNewValue(row);
            list.endValue(row, size);
          }
          elements += size;
        }
        case FixedSizeListVector list -> {
          if (isNull) {
            list.setNull(row);
          } else {
            list.setNotNull(row);
          }
          elements += list.getListSize();
        }
        case StructVector struct -> {
          if (isNull) {
            struct.setNull(row);
          } else {
            struct.setIndexDefined(row);
          }
          elements++;
        }
        default -> {
          if (!isNull) {
            set(vector, row);
          }
        }
      }
    }
    for (FieldVector child : vector.getChildrenFromFields()) {
      fill(child, elements);
    }
    vector.setValueCount(count);
  }

  private static int none(ListVector list, int row) {
    list.setNull(row);
    return 0;
  }

  private int list(ListVector list, int row) {
    int size = random.nextInt(4);
    list.startNewValue(row);
    list.endValue(row, size);
    return size;
  }

  private void set(FieldVector vector, int row) {
    switch (vector) {
      case BitVector bits -> bits.setSafe(row, random.nextInt(2));
      case TinyIntVector ints -> ints.setSafe(row, (byte) integer());
      case UInt1Vector ints -> ints.setSafe(row, (byte) integer());
      case SmallIntVector ints -> ints.setSafe(row, (short) integer());
      case UInt2Vector ints -> ints.setSafe(row, (char) integer());
      case IntVector ints -> ints.setSafe(row, (int) integer());
      case UInt4Vector ints -> ints.setSafe(row, (int) integer());
      case BigIntVector ints -> ints.setSafe(row, integer());
      case UInt8Vector ints -> ints.setSafe(row, integer());
      case Float2Vector floats -> floats.setSafe(row, (short) random.nextInt());
      case Float4Vector floats -> floats.setSafe(row, Float.intBitsToFloat(random.nextInt()));
      case Float8Vector floats ->
          floats.setSafe(
              row,
              random.nextBoolean()
                  ? Double.longBitsToDouble(random.nextLong())
                  : random.nextInt(1_000_000) / 1000.0);
      case DecimalVector decimals -> decimals.setBigEndianSafe(row, big(16));
      case Decimal256Vector decimals -> decimals.setBigEndianSafe(row, big(32));
      case DateDayVector dates -> dates.setSafe(row, (int) temporal());
      case DateMilliVector dates ->
          dates.setSafe(
              row, random.nextBoolean() ? (int) temporal() * 86_400_000L : random.nextLong() >> 8);
      case TimeSecVector times -> times.setSafe(row, random.nextInt(86_400));
      case TimeMilliVector times -> times.setSafe(row, random.nextInt(86_400_000));
      case TimeMicroVector times -> times.setSafe(row, random.nextLong(86_400_000_000L));
      case TimeNanoVector times -> times.setSafe(row, random.nextLong(86_400_000_000_000L));
      case TimeStampSecVector times -> times.setSafe(row, temporal());
      case TimeStampSecTZVector times -> times.setSafe(row, temporal());
      case TimeStampVector times ->
          times.setSafe(row, random.nextInt(4) == 0 ? integer() : temporal());
      case DurationVector durations -> durations.setSafe(row, temporal());
      case IntervalYearVector intervals -> intervals.setSafe(row, (int) integer());
      case IntervalDayVector intervals -> intervals.setSafe(row, (int) integer(), (int) integer());
      case IntervalMonthDayNanoVector intervals ->
          intervals.setSafe(row, (int) integer(), (int) integer(), integer());
      case VarCharVector texts ->
          texts.setSafe(row, texts.getField().isNullable() ? text() : key(row));
      case LargeVarCharVector texts -> texts.setSafe(row, text());
      case ViewVarCharVector texts -> texts.setSafe(row, text());
      case VarBinaryVector bytes -> bytes.setSafe(row, bytes(random.nextInt(40)));
      case LargeVarBinaryVector bytes -> bytes.setSafe(row, bytes(random.nextInt(40)));
      case ViewVarBinaryVector bytes -> bytes.setSafe(row, bytes(random.nextInt(40)));
      case FixedSizeBinaryVector bytes -> bytes.setSafe(row, bytes(bytes.getByteWidth()));
      case UuidVector uuids -> uuids.setSafe(row, bytes(16));
      default -> throw new AssertionError("no values for " + vector.getField());
    }
  }

  /** Any number of 64 bits: of every length, and the extremes. */
  private long integer() {
    return switch (random.nextInt(10)) {
      case 0 -> 0;
      case 1 -> Long.MIN_VALUE;
      case 2 -> Long.MAX_VALUE;
      case 3 -> -1;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  /** A number that every class of java.time takes as a second or a day. */
  private long temporal() {
    return random.nextInt() >> random.nextInt(32);
  }

  private byte[] big(int width) {
    byte[] bytes = bytes(1 + random.nextInt(width));
    if (random.nextInt(6) == 0) {
      bytes = new byte[width];
      bytes[0] = (byte) 0x80;
    }
    return bytes;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Keys of a map differ. */
  private byte[] key(int row) {
    byte[] end = text();
    byte[] key = Arrays.copyOf((row + " ").getBytes(StandardCharsets.UTF_8), 8 + end.length);
    System.arraycopy(end, 0, key, 8, end.length);
    return key;
  }

  private byte[] text() {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
