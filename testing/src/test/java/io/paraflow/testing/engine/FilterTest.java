package io.paraflow.testing.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.engine.FileFormats;
import io.paraflow.core.engine.FileStores;
import io.paraflow.core.engine.Worker;
import io.paraflow.core.engine.WorkerSettings;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.work.WorkItem;
import io.paraflow.indexer.deadletter.LogDeadLetters;
import io.paraflow.queue.memory.MemoryWorkQueue;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.parquet.ParquetFormatProvider;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A filter lets exactly those rows through that DuckDB selects by the same condition. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterTest {
  private static final int ROWS = 600;
  private static final List<String> OPERATORS = List.of("=", "!=", "<", "<=", ">", ">=");

  private final DuckDb duckdb = new DuckDb();
  private Path folder = Path.of("");

  /**
   * A column of one type.
   *
   * @param name its name
   * @param value its values in SQL, from the row's number {@code i}
   * @param constants what it is compared with
   */
  record Column(String name, String value, List<String> constants) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What Parquet stores as such. */
  static Stream<Column> parquetColumns() {
    return Stream.of(
        new Column("tiny", "(i % 200 - 100)::tinyint", List.of("-100", "0", "7.5", "300")),
        new Column("small", "(i * 7 - 2000)::smallint", List.of("-2000", "15", "-1e9")),
        new Column("wide", "i * 1000000007 - 300000000000", List.of("-300000000000", "8000000035")),
        new Column("utiny", "(i % 256)::utinyint", List.of("0", "127", "128", "255", "-1")),
        new Column("usmall", "(i * 109)::usmallint", List.of("0", "32768", "65291")),
        new Column("uinteger", "(i * 7158278)::uinteger", List.of("0", "2147483648", "4287808522")),
        new Column(
            "ubig",
            "i::ubigint * 30000000000000000",
            List.of("0", "9223372036854775808", "17970000000000000000", "18446744073709551615")),
        new Column(
            "single",
            "case i % 9 when 0 then 'nan' when 1 then 'inf' when 2 then '-0.0' else (i /"
                + " 8)::varchar end::float",
            List.of("0", "12.5", "NaN", "Infinity", "-Infinity")),
        new Column(
            "fraction",
            "case i % 9 when 0 then 'nan' when 1 then '-inf' when 2 then '-0.0' else (i /"
                + " 7)::varchar end::double",
            List.of("0", "0.14285714285714285", "NaN", "Infinity")),
        new Column("small_decimal", "(i * 0.25)::decimal(7, 2)", List.of("0", "12.5", "12.501")),
        new Column(
            "decimal", "(i * 123456.789)::decimal(18, 3)", List.of("0", "1234567.890", "-5")),
        new Column(
            "wide_decimal",
            "i::decimal(38, 4) * 1234567890123456789",
            List.of("0", "12345678901234567890", "-1", "1e60")),
        new Column("bool", "i % 3 = 0", List.of("true", "false")),
        new Column("text", "'t-' || (i % 90)", List.of("t-7", "t-", "zz", "T", "t-89é")),
        new Column("bytes", "(i % 50)::varchar::blob", List.of("7", "0x3430", "0xff")),
        new Column(
            "day", "date '1969-12-01' + i::int", List.of("1969-12-31", "1970-02-01", "2026-01-01")),
        new Column(
            "clock",
            "time '00:00:00' + to_seconds(i * 100)",
            List.of("00:00:00", "08:20:00", "23:59:59.999999")),
        new Column(
            "local_time",
            "timestamp '1969-12-31 23:00:00' + to_seconds(i * 17)",
            List.of("1969-12-31T23:00:00", "1970-01-01 00:30:04", "1970-01-01")),
        new Column(
            "instant",
            "timestamptz '1969-12-31 23:00:00+00' + to_seconds(i * 17)",
            List.of("1969-12-31T23:00:00Z", "1970-01-01T01:30:04+01:00", "1970-01-01T00:00:00")),
        new Column(
            "millis",
            "(timestamp '2026-01-01' + to_milliseconds(i * 3))::timestamp_ms",
            List.of("2026-01-01T00:00:00.300", "2026-01-01T00:00:00.3001")),
        new Column(
            "nanos",
            "(timestamp '2026-01-01' + to_microseconds(i))::timestamp_ns",
            List.of("2026-01-01T00:00:00.000300", "2026-01-01T00:00:00.000300001")));
  }

  /** What JSON stores as such. */
  static Stream<Column> jsonColumns() {
    return Stream.of(
        new Column(
            "wide", "i * 1000000007 - 300000000000", List.of("-300000000000", "8000000035", "1.5")),
        new Column(
            "ubig",
            "i::ubigint * 30000000000000000",
            List.of("0", "9223372036854775808", "17970000000000000000")),
        new Column("fraction", "i / 7", List.of("0", "0.14285714285714285", "NaN", "-1")),
        new Column("bool", "i % 3 = 0", List.of("true", "false")),
        new Column("text", "'t-' || (i % 90)", List.of("t-7", "t-", "zz", "t-89é")));
  }

  @BeforeAll
  void writeFiles(@TempDir Path temporary) {
    folder = temporary;
    duckdb.run("set timezone = 'UTC'");
    write("parquet", parquetColumns(), "format parquet, row_group_size 2048");
    write("ndjson", jsonColumns(), "format json");
  }

  private void write(String format, Stream<Column> columns, String options) {
    StringBuilder select = new StringBuilder("select i::bigint as id");
    columns.forEach(
        column ->
            select.append(
                ", case when i %% 11 != 5 then %s end as \"%s\""
                    .formatted(column.value(), column.name())));
    duckdb.run("create table %s as %s from range(%d) t(i)".formatted(format, select, ROWS));
    duckdb.run(
        "copy %s to %s (%s)"
            .formatted(format, DuckDb.quoted(folder.resolve("rows." + format)), options));
  }

  @AfterAll
  void closeDuckDb() {
    duckdb.close();
  }

  @ParameterizedTest
  @MethodSource("parquetColumns")
  void parquet(Column column) throws InterruptedException {
    check("parquet", column);
  }

  @ParameterizedTest
  @MethodSource("jsonColumns")
  void ndjson(Column column) throws InterruptedException {
    check("ndjson", column);
  }

  private void check(String format, Column column) throws InterruptedException {
    for (String constant : column.constants()) {
      for (String operator : OPERATORS) {
        String condition = "%s %s %s".formatted(column.name(), operator, constant);
        assertEquals(
            selected(format, column.name(), operator, constant),
            read(format, condition),
            condition);
      }
    }
  }

  private List<Long> selected(String format, String column, String operator, String constant) {
    String type =
        duckdb.row("select typeof(%s) from %s limit 1".formatted(column, format)).getFirst();
    boolean number = type.contains("INT") || type.startsWith("DECIMAL");
    String literal =
        number
            ? constant + (constant.contains("e") ? "" : "::decimal(38, 6)")
            : "BLOB".equals(type) && constant.startsWith("0x")
                ? "unhex('%s')".formatted(constant.substring(2))
                : "'%s'::%s".formatted(constant, exact(type));
    return duckdb
        .rows(
            "select id from %s where \"%s\" %s %s order by id"
                .formatted(format, column, operator, literal))
        .stream()
        .map(row -> Long.valueOf(row.getFirst()))
        .toList();
  }

  /** DuckDB rounds a constant to the unit of its type. */
  private static String exact(String type) {
    return type.equals("TIMESTAMP_MS") ? "TIMESTAMP_NS" : type;
  }

  private List<Long> read(String format, String condition) throws InterruptedException {
    MemoryWorkQueue queue = new MemoryWorkQueue(_ -> {});
    queue.add(
        new WorkItem(
            "job",
            Location.parse(folder.resolve("rows." + format).toString()),
            FileStore.UNKNOWN_LENGTH,
            "",
            Map.of()));
    queue.end();
    Ids ids = new Ids();
    ReadSpec spec = new ReadSpec(100, 1 << 20, List.of("id"), RowFilter.parse(List.of(condition)));
    try (Worker worker =
        new Worker(
            queue,
            new FileStores(Map.of(Location.FILE, Plugins.store("file"))),
            new FileFormats(
                List.of(entry(new ParquetFormatProvider()), entry(new NdjsonFormatProvider()))),
            ids,
            new LogDeadLetters(1, null),
            List::of,
            new WorkerSettings(1, 48 << 20, spec, "", 1, Duration.ofSeconds(10)))) {
      worker.start();
      assertTrue(worker.await(Duration.ofSeconds(50)));
      assertNull(worker.failure());
      assertEquals(1, worker.counters().filesDone(), condition);
    }
    return ids.values;
  }

  private static <O extends Record> FileFormats.Entry entry(FileFormatProvider<O> provider) {
    return new FileFormats.Entry(
        provider, provider.create(Plugins.options(provider.options(), Map.of())));
  }

  /** Collects the column {@code id}. */
  private static final class Ids implements SinkFactory {
    private final List<Long> values = new ArrayList<>();

    @Override
    public Sink open(BufferAllocator allocator) {
      return new Sink() {
        @Override
        public void write(Delivery delivery) {
          try (var batch = delivery.batch()) {
            BigIntVector vector = (BigIntVector) batch.root().getVector("id");
            for (int row = 0; row < batch.rowCount(); row++) {
              values.add(vector.get(row));
            }
          }
          delivery.ack().settle(Outcome.done());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
