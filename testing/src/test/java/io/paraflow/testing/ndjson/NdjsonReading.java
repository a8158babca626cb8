package io.paraflow.testing.ndjson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** Reads bytes as NDJSON to the end, and keeps what came out as JSON again. */
final class NdjsonReading {
  /** Rows as objects, without the members that are null. */
  final List<JsonNode> rows = new ArrayList<>();

  /** How many rows each batch had. */
  final List<Integer> batchRows = new ArrayList<>();

  /** Each row's ordinal. */
  final List<Long> ordinals = new ArrayList<>();

  /** Records that were refused. */
  final List<RecordError> errors = new ArrayList<>();

  /** The most memory that was allocated at a time, in bytes. */
  private long peakBytes;

  /** What ended the file too early, or null. */
  private @Nullable ErrorCode failure;

  private NdjsonReading() {}

  static NdjsonOptions options(int sampleBytes) {
    return options(sampleBytes, Map.of());
  }

  /** Options by their flags, with any size of the window, smaller ones than commands take too. */
  static NdjsonOptions options(int sampleBytes, Map<String, List<String>> flags) {
    NdjsonOptions options = Plugins.options(NdjsonOptions.class, flags);
    return new NdjsonOptions(
        options.schema(),
        options.unknownFields(),
        options.mismatches(),
        options.inexactNumbers(),
        options.inferTimestamps(),
        options.invalidUtf8(),
        options.maxRecordBytes(),
        options.maxDepth(),
        options.maxFields(),
        sampleBytes);
  }

  static NdjsonReading of(byte[] content) {
    return of(new MemoryFile(content), options(4096), 1000);
  }

  static NdjsonReading of(InputFile file, NdjsonOptions options, int maxRows) {
    NdjsonReading reading = new NdjsonReading();
    try (RootAllocator allocator = new RootAllocator(48 << 20)) {
      try (BatchReader reader =
          new NdjsonFormatProvider()
              .create(options)
              .open(file, ReadSpec.all(maxRows, 1 << 20), allocator, reading.errors::add)) {
        reading.readAll(reader);
      } catch (IngestException e) {
        reading.failure = e.code();
      }
      assertEquals(0, allocator.getAllocatedMemory());
      reading.peakBytes = allocator.getPeakMemoryAllocation();
    }
    return reading;
  }

  private void readAll(BatchReader reader) {
    while (true) {
      try (Batch batch = reader.next()) {
        if (batch == null) {
          return;
        }
        batchRows.add(batch.rowCount());
        for (int row = 0; row < batch.rowCount(); row++) {
          rows.add(VectorJson.row(batch.root(), row));
          ordinals.add(batch.ordinals().of(row));
        }
      }
    }
  }

  long peakBytes() {
    return peakBytes;
  }

  @Nullable ErrorCode failure() {
    return failure;
  }
}
