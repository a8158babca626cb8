package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of one name and differing schemas are each read as if there were no other. */
class ParquetSchemasTest {
  /** Enough for a dictionary. */
  private static final int ROWS = 100;

  private static final long MEMORY_BYTES = 48L << 20;

  @TempDir private Path folder;

  /** Files, and what each of their rows is. */
  private final Map<MemoryFile, String> files = new LinkedHashMap<>();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyFileAfterEveryOther(boolean dictionaries) throws IOException {
    add(
        "required int32 id; optional binary name (STRING);",
        row -> row.append("id", 1).append("name", "a"),
        "id=1 name=61 ");
    // With a column more, one less, and in another order.
    add(
        "required int32 id; optional double score; optional binary name (STRING);",
        row -> row.append("id", 2).append("score", 0.5).append("name", "b"),
        "id=2 score=0.5 name=62 ");
    add("required int32 id;", row -> row.append("id", 3), "id=3 ");
    add(
        "optional binary name (STRING); required int32 id;",
        row -> row.append("name", "d").append("id", 4),
        "name=64 id=4 ");
    // With other types, other nullability and other names.
    add(
        "required binary id (STRING); optional int64 name (TIMESTAMP(MILLIS,true));",
        row -> row.append("id", "e").append("name", 5L),
        "id=65 name=instant 5000000 ");
    add(
        "required double id; optional fixed_len_byte_array(2) name (DECIMAL(3,1));",
        row -> row.append("id", 6.5).append("name", "\0\7"),
        "id=6.5 name=0.7 ");
    add(
        "optional int32 id; required binary name (STRING);",
        row -> row.append("name", "g"),
        "id=null name=67 ");
    add(
        "required int32 ID; optional binary Name (STRING);",
        row -> row.append("ID", 8).append("Name", "h"),
        "ID=8 Name=68 ");
    // With lists and structs in place of values.
    add(
        "repeated int32 id; optional group name { optional binary name (STRING); }",
        row -> {
          row.append("id", 9).append("id", 10);
          row.addGroup("name").append("name", "i");
        },
        "id=[9, 10] name={69} ");

    ReadSpec spec = ReadSpec.all(1000, 1 << 20).withDictionaries(dictionaries);
    try (BufferAllocator allocator = new RootAllocator(MEMORY_BYTES)) {
      for (MemoryFile first : files.keySet()) {
        for (MemoryFile second : files.keySet()) {
          for (MemoryFile each : List.of(first, second)) {
            List<String> rows = new ArrayList<>();
            ParquetRows.readWanted(each, spec, allocator, rows::add);
            assertEquals(Collections.nCopies(ROWS, files.get(each)), rows);
          }
        }
      }
    }
  }

  private void add(String columns, Consumer<Group> fill, String text) throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message rows { " + columns + " }");
    Group row = new SimpleGroup(schema);
    fill.accept(row);
    Path file = folder.resolve(files.size() + ".parquet");
    ParquetJavaFiles.write(ParquetJavaFiles.SIMPLE, schema, Collections.nCopies(ROWS, row), file);
    files.put(new MemoryFile(Files.readAllBytes(file)), text);
  }
}
