package io.paraflow.reader.ndjson;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.io.MemoryFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a text to its end and keeps everything that came out. */
final class Reading {
  /** One map per row, from the columns that are not null. */
  final List<Map<String, String>> rows = new ArrayList<>();

  /** Each row's byte offset. */
  final List<Long> ordinals = new ArrayList<>();

  /** Each batch's schema, as {@code name:type} and a row count. */
  final List<String> batches = new ArrayList<>();

  private @Nullable Schema schema;

  /** What was refused. */
  final List<RecordError> errors = new ArrayList<>();

  /** What ended the file, or null. */
  @Nullable IngestException failure;

  private Reading() {}

  static Reading of(String text) {
    return of(text, Options.defaults());
  }

  static Reading of(String text, NdjsonOptions options) {
    return of(text.getBytes(StandardCharsets.UTF_8), options, ReadSpec.all(1000, 1 << 20));
  }

  static Reading of(byte[] content, NdjsonOptions options, ReadSpec spec) {
    return of(content, options, spec, StringScanner.BEST, 64 << 20);
  }

  static Reading of(
      byte[] content, NdjsonOptions options, ReadSpec spec, StringScanner scanner, long memory) {
    Reading reading = new Reading();
    try (RootAllocator allocator = new RootAllocator(memory);
        MemoryFile file = new MemoryFile(content, Latency.LOCAL)) {
      try (BatchReader reader =
          new NdjsonFormat(options, scanner).open(file, spec, allocator, reading.errors::add)) {
        reading.readAll(reader);
      } catch (IngestException e) {
        reading.failure = e;
      }
    }
    return reading;
  }

  private void readAll(BatchReader reader) {
    while (true) {
      try (Batch batch = reader.next()) {
        if (batch == null) {
          return;
        }
        schema = batch.root().getSchema();
        batches.add(schema(batch.root().getFieldVectors()) + " x" + batch.rowCount());
        for (int row = 0; row < batch.rowCount(); row++) {
          Map<String, String> values = new LinkedHashMap<>();
          for (FieldVector vector : batch.root().getFieldVectors()) {
            Object value = vector.isNull(row) ? null : value(vector, row);
            if (value != null) {
              values.put(vector.getName(), value.toString());
            }
          }
          rows.add(values);
          ordinals.add(batch.ordinals().of(row));
        }
      }
    }
  }

  private static @Nullable Object value(FieldVector vector, int row) {
    return switch (vector) {
      case UInt1Vector unsigned -> unsigned.getObjectNoOverflow(row);
      case UInt4Vector unsigned -> unsigned.getObjectNoOverflow(row);
      case UInt2Vector unsigned -> (int) unsigned.get(row);
      case UInt8Vector unsigned -> unsigned.getObjectNoOverflow(row);
      case TimeSecVector times -> times.get(row);
      default -> vector.getObject(row);
    };
  }

  private static String schema(List<FieldVector> vectors) {
    return String.join(
        ",", vectors.stream().map(vector -> vector.getName() + ":" + type(vector)).toList());
  }

  private static String type(FieldVector vector) {
    String name = vector.getMinorType().name().toLowerCase(java.util.Locale.ROOT);
    List<FieldVector> children = vector.getChildrenFromFields();
    return switch (vector.getMinorType()) {
      case STRUCT -> name + "<" + schema(children) + ">";
      case LIST -> name + "<" + type(children.getFirst()) + ">";
      default -> name;
    };
  }

  /** The last batch's schema. */
  Schema schema() {
    if (schema == null) {
      throw new AssertionError("no batch");
    }
    return schema;
  }

  /** The rows of a reading without errors. */
  String good() {
    if (!errors.isEmpty() || failure != null) {
      throw new AssertionError("errors " + errors + ", failure " + failure);
    }
    return rows.toString();
  }
}
