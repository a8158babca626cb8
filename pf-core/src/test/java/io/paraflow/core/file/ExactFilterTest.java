package io.paraflow.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.RowFilter.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExactFilterTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void allMemoryIsFreed() {
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  @Test
  void signedIntegersCompareExactlyAtTheirLimits() {
    List<Long> values = List.of(Long.MIN_VALUE, -1L, 0L, 1L, 41L, 42L, 43L, Long.MAX_VALUE);
    List<String> constants =
        List.of(
            "-1e30",
            "-9223372036854775808",
            "-0.5",
            "0",
            "42",
            "42.5",
            "9223372036854775807",
            "9223372036854775808",
            "1e30");
    check(
        new BigIntVector("v", allocator),
        values,
        BigIntVector::setSafe,
        BigDecimal::valueOf,
        constants,
        BigDecimal::new);
  }

  @Test
  void narrowAndUnsignedIntegersCompareByTheirValue() {
    List<Long> bytes = List.of(-128L, -1L, 0L, 127L);
    List<String> constants = List.of("-129", "-128", "-1", "0", "0.5", "127", "200", "255");
    check(
        new TinyIntVector("v", allocator),
        bytes,
        (v, i, x) -> v.setSafe(i, x.intValue()),
        BigDecimal::valueOf,
        constants,
        BigDecimal::new);
    check(
        new SmallIntVector("v", allocator),
        bytes,
        (v, i, x) -> v.setSafe(i, x.intValue()),
        BigDecimal::valueOf,
        constants,
        BigDecimal::new);
    check(
        new IntVector("v", allocator),
        bytes,
        (v, i, x) -> v.setSafe(i, x.intValue()),
        BigDecimal::valueOf,
        constants,
        BigDecimal::new);
    check(
        new UInt1Vector("v", allocator),
        List.of(0L, 127L, 128L, 255L),
        (v, i, x) -> v.setSafe(i, x.intValue()),
        BigDecimal::valueOf,
        constants,
        BigDecimal::new);
    check(
        new UInt4Vector("v", allocator),
        List.of(0L, 4294967295L, 2147483648L),
        (v, i, x) -> v.setSafe(i, x.intValue()),
        BigDecimal::valueOf,
        List.of("-1", "2147483648", "4294967295", "4294967296"),
        BigDecimal::new);
  }

  @Test
  void unsigned64BitIntegersCompareToTheirWholeRange() {
    check(
        new UInt8Vector("v", allocator),
        List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, -1L),
        UInt8Vector::setSafe,
        x -> new BigDecimal(new BigInteger(Long.toUnsignedString(x))),
        List.of(
            "-0.5",
            "0",
            "0.5",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551615.5",
            "1e40"),
        BigDecimal::new);
  }

  @Test
  void doublesHaveEqualZeroesAndNanAboveAll() {
    Comparator<Double> order = (a, b) -> Double.compare(a + 0.0, b + 0.0);
    check(
        new Float8Vector("v", allocator),
        List.of(-0.0, 0.0, 1.5, -1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE),
        Float8Vector::setSafe,
        x -> x,
        List.of("0", "-0.0", "1.5", "NaN", "Infinity", "1e-320"),
        Double::valueOf,
        order);
  }

  @Test
  void aFloatEqualsTheConstantThatPrintsLikeIt() {
    check(
        new Float4Vector("v", allocator),
        List.of(0.1f, 0.2f, -3f),
        Float4Vector::setSafe,
        x -> x,
        List.of("0.1", "0.2", "-3", "0.15"),
        Float::valueOf);
  }

  @Test
  void decimalsCompareAtAnyScaleAndWidth() {
    List<BigDecimal> values =
        List.of(
            new BigDecimal("-12345678901234567890.12"),
            new BigDecimal("-0.01"),
            new BigDecimal("0.00"),
            new BigDecimal("19.99"),
            new BigDecimal("12345678901234567890.12"));
    List<String> constants =
        List.of(
            "-12345678901234567890.12",
            "-0.005",
            "0",
            "19.99",
            "19.990",
            "19.995",
            "1e60",
            "-1e60");
    check(
        new DecimalVector("v", allocator, 38, 2),
        values,
        DecimalVector::setSafe,
        x -> x,
        constants,
        BigDecimal::new);
    check(
        new Decimal256Vector("v", allocator, 60, 2),
        values,
        Decimal256Vector::setSafe,
        x -> x,
        constants,
        BigDecimal::new);
  }

  @Test
  void textComparesByItsUtf8Bytes() {
    List<String> values = List.of("", "a", "ab", "b", "é", "日本", "😀");
    Function<String, byte[]> utf8 = x -> x.getBytes(StandardCharsets.UTF_8);
    check(
        new VarCharVector("v", allocator),
        values,
        (v, i, x) -> v.setSafe(i, utf8.apply(x)),
        utf8,
        List.of("a", "aa", "é", "zz", "日本"),
        utf8,
        Arrays::compareUnsigned);
    check(
        new LargeVarCharVector("v", allocator),
        values,
        (v, i, x) -> v.setSafe(i, utf8.apply(x)),
        utf8,
        List.of("a", "aa", "é", "zz", "日本"),
        utf8,
        Arrays::compareUnsigned);
  }

  @Test
  void binaryIsWrittenInHexadecimal() {
    check(
        new VarBinaryVector("v", allocator),
        List.of(new byte[] {0}, new byte[] {(byte) 0xff}, new byte[] {1, 2}),
        (v, i, x) -> v.setSafe(i, x),
        x -> x,
        List.of("0x0102", "0xff", "0x00"),
        x -> java.util.HexFormat.of().parseHex(x.substring(2)),
        Arrays::compareUnsigned);
  }

  @Test
  void booleansDatesAndTimes() {
    check(
        new BitVector("v", allocator),
        List.of(true, false),
        (v, i, x) -> v.setSafe(i, x ? 1 : 0),
        x -> x,
        List.of("true", "false"),
        Boolean::valueOf);
    check(
        new DateDayVector("v", allocator),
        List.of(-1, 0, 19723),
        DateDayVector::setSafe,
        x -> (long) x,
        List.of("1970-01-01", "2024-01-01", "1969-12-31"),
        x -> java.time.LocalDate.parse(x).toEpochDay());
    check(
        new TimeMilliVector("v", allocator),
        List.of(0, 1000, 1001),
        TimeMilliVector::setSafe,
        x -> x * 1_000_000L,
        List.of("00:00:01", "00:00:01.0005", "00:00:01.001"),
        x -> java.time.LocalTime.parse(x).toNanoOfDay());
    check(
        new TimeStampMicroTZVector("v", allocator, "UTC"),
        List.of(-1L, 0L, 1_704_067_200_000_000L),
        TimeStampMicroTZVector::setSafe,
        x -> x,
        List.of("1970-01-01", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00"),
        x -> x.length() == 10 ? 0L : java.time.OffsetDateTime.parse(x).toEpochSecond() * 1_000_000);
    check(
        new TimeStampMilliVector("v", allocator),
        List.of(-1L, 0L, 1L),
        TimeStampMilliVector::setSafe,
        x -> x,
        List.of("1970-01-01 00:00:00.001"),
        _ -> 1L);
  }

  @Test
  void severalConditionsNarrowAndOrdinalsStayThoseOfTheFile() {
    IntVector a = new IntVector("a", allocator);
    IntVector b = new IntVector("b", allocator);
    for (int i = 0; i < 1000; i++) {
      a.setSafe(i, i % 10);
      b.setSafe(i, i);
    }
    a.setValueCount(1000);
    b.setValueCount(1000);
    Batch batch =
        new Batch(VectorSchemaRoot.of(a, b), new Origin("file:///x", ""), Ordinals.from(5000));
    ExactFilter filter = new ExactFilter(RowFilter.parse(List.of("a = 3", "b >= 990")));
    try (Batch kept = filter.apply(batch)) {
      assertEquals(1, kept.rowCount());
      assertEquals(993, ((IntVector) kept.root().getVector("b")).get(0));
      assertEquals(5993, kept.ordinals().of(0));
    }
  }

  @Test
  void constantsThatDoNotFitTheColumnAreNamed() {
    assertEquals(
        "file:///x: filter \"v = abc\": column v compares with an integer such as 42, but \"abc\""
            + " is none",
        refusal(new IntVector("v", allocator), "v = abc"));
    assertEquals(
        "file:///x: filter \"v = 1\": column v holds values of type Null, which cannot be compared",
        refusal(new org.apache.arrow.vector.NullVector("v"), "v = 1"));
    assertEquals(
        "file:///x: filter \"v = 2024-01-01T00:00:00Z\": column v compares with a time stamp"
            + " without zone such as 2026-01-31T13:45:00, but \"2024-01-01T00:00:00Z\" is none",
        refusal(new TimeStampMilliVector("v", allocator), "v = 2024-01-01T00:00:00Z"));
    assertEquals("file:///x has no column w", refusal(new IntVector("v", allocator), "w = 1"));
  }

  private static String refusal(FieldVector vector, String condition) {
    vector.setValueCount(1);
    Batch batch =
        new Batch(VectorSchemaRoot.of(vector), new Origin("file:///x", ""), Ordinals.from(0));
    ExactFilter filter = new ExactFilter(RowFilter.parse(List.of(condition)));
    IngestException error = assertThrows(IngestException.class, () -> filter.apply(batch));
    assertEquals(true, error.code().action() == ErrorCode.Action.REJECT);
    return error.getMessage();
  }

  private interface Setter<V, T> {
    void set(V vector, int row, T value);
  }

  private static <V extends FieldVector, T, C extends Comparable<C>> void check(
      V vector,
      List<T> values,
      Setter<V, T> setter,
      Function<T, C> comparable,
      List<String> constants,
      Function<String, C> constant) {
    check(vector, values, setter, comparable, constants, constant, Comparator.naturalOrder());
  }

  /** Random rows of the given values and nulls, every operator, every constant: against a loop. */
  private static <V extends FieldVector, T, C> void check(
      V vector,
      List<T> values,
      Setter<V, T> setter,
      Function<T, C> comparable,
      List<String> constants,
      Function<String, C> constant,
      Comparator<C> order) {
    Random random = new Random(11);
    try (vector) {
      for (String text : constants) {
        for (Operator operator : Operator.values()) {
          int rows = 1 + random.nextInt(200);
          List<Integer> picks = new ArrayList<>();
          vector.clear();
          vector.allocateNew();
          for (int row = 0; row < rows; row++) {
            int pick = random.nextInt(values.size() + 1) - 1;
            picks.add(pick);
            if (pick < 0) {
              vector.setNull(row);
            } else {
              setter.set(vector, row, values.get(pick));
            }
          }
          vector.setValueCount(rows);
          List<Long> expected = new ArrayList<>();
          for (int row = 0; row < rows; row++) {
            if (picks.get(row) >= 0
                && operator.accepts(
                    order.compare(
                        comparable.apply(values.get(picks.get(row))), constant.apply(text)))) {
              expected.add((long) row);
            }
          }
          FieldVector copy = (FieldVector) vector.getTransferPair(vector.getAllocator()).getTo();
          vector.makeTransferPair(copy).splitAndTransfer(0, rows);
          Batch batch =
              new Batch(VectorSchemaRoot.of(copy), new Origin("file:///x", ""), Ordinals.from(0));
          ExactFilter filter =
              new ExactFilter(new RowFilter(List.of(new RowFilter.Condition("v", operator, text))));
          try (Batch kept = filter.apply(batch)) {
            List<Long> actual = new ArrayList<>();
            for (int row = 0; row < kept.rowCount(); row++) {
              actual.add(kept.ordinals().of(row));
              assertEquals(
                  vector.getObject(Math.toIntExact(kept.ordinals().of(row))) instanceof byte[] b
                      ? Arrays.toString(b)
                      : vector.getObject(Math.toIntExact(kept.ordinals().of(row))),
                  kept.root().getVector(0).getObject(row) instanceof byte[] b
                      ? Arrays.toString(b)
                      : kept.root().getVector(0).getObject(row));
            }
            assertEquals(expected, actual, vector.getField() + " " + operator + " " + text);
          }
        }
      }
    }
  }
}
