package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import io.paraflow.testing.fixtures.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of differing schemas follow each other through one pipeline. */
class SchemasTest {
  @TempDir private Path folder;

  /** The only row of a file, as DuckDB selects it and as the worker writes it. */
  private record Row(String columns, String json) {}

  @Test
  void everyRowHasTheColumnsOfItsFile() {
    List<Row> rows =
        List.of(
            new Row("1 as id, 'a' as name", "{\"id\":1,\"name\":\"a\"}"),
            new Row(
                "2 as id, true as more, 'b' as name", "{\"id\":2,\"more\":true,\"name\":\"b\"}"),
            new Row("3 as id", "{\"id\":3}"),
            new Row("'d' as name, 4 as id", "{\"name\":\"d\",\"id\":4}"),
            new Row("'e' as id, 5 as name", "{\"id\":\"e\",\"name\":5}"),
            new Row("6 as ID, 'f' as Name", "{\"ID\":6,\"Name\":\"f\"}"),
            new Row("[7] as id, {'name': 'g'} as name", "{\"id\":[7],\"name\":{\"name\":\"g\"}}"));
    List<String> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    try (DuckDb duckDb = new DuckDb()) {
      for (Row row : rows) {
        String file = files.size() + ".parquet";
        duckDb.run(
            "copy (select %s) to %s (format parquet)"
                .formatted(row.columns, DuckDb.quoted(folder.resolve(file))));
        files.add(file);
        expected.add(row.json);
      }
    }
    // Once more in the other order, so that each file comes before and after another one.
    files.addAll(List.copyOf(files).reversed());
    expected.addAll(List.copyOf(expected).reversed());

    Ended ended =
        new Commands(folder, Map.of())
            .run(
                "%s --destination stdout --threads 1 %s"
                    .formatted(Commands.bin("pf-worker"), String.join(" ", files)));

    assertEquals(0, ended.exit(), ended.err());
    assertEquals(expected, ended.lines(), ended.err());
  }
}
