package io.paraflow.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile.Latency;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.memory.BufferSizes;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.testing.fixtures.MemoryFile;
import io.paraflow.testing.fixtures.MemorySweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every file format does. A format's test gives {@linkplain #write files} of these columns:
 * {@code id}, the row's number as a 64-bit integer; {@code name}, the text {@code name-} and the
 * number, null in every fifth row from row 4 on; {@code score}, half the number as a double.
 */
public abstract class FileFormatContract {
  private static final int ROWS = 10_000;
  private static final long MEMORY_BYTES = 48L << 20;

  private final BufferAllocator allocator = BufferSizes.newAllocator(MEMORY_BYTES);
  private final List<RecordError> errors = new ArrayList<>();

  /** The format under test. */
  protected abstract FileFormat format();

  /** The format's provider. */
  protected abstract FileFormatProvider<?> provider();

  /** A file of so many rows. */
  protected abstract byte[] write(int rows);

  /** Everything that was allocated is released, whatever happened. */
  @AfterEach
  final void releasesEverything() {
    assertEquals(0, allocator.getAllocatedMemory());
    allocator.close();
  }

  @ParameterizedTest
  @EnumSource
  final void deliversEveryRowOnceAndInOrder(Latency latency) {
    assertRows(new MemoryFile(write(ROWS), latency), ReadSpec.all(1000, 1 << 20), ROWS);
    assertTrue(errors.isEmpty());
  }

  @Test
  final void readsAFileWithoutRows() {
    assertRows(new MemoryFile(write(0)), ReadSpec.all(1000, 1 << 20), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000, ROWS, 1_000_000})
  final void batchesHaveNoMoreRowsThanAsked(int maxRows) {
    int rows = maxRows == 1 ? 100 : ROWS;
    int most = 0;
    for (int batch : batchRows(rows, ReadSpec.all(maxRows, 1 << 30))) {
      most = Math.max(most, batch);
    }
    assertTrue(most <= maxRows);
    assertRows(new MemoryFile(write(rows)), ReadSpec.all(maxRows, 1 << 30), rows);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 10_000})
  final void batchesCloseWhenTheirBytesAreReached(int maxBytes) {
    int rows = maxBytes == 1 ? 100 : ROWS;
    MemoryFile file = new MemoryFile(write(rows));
    try (BatchReader reader = open(file, ReadSpec.all(1_000_000, maxBytes))) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          // Rows of these files have less than 64 bytes, but bitmaps count whole bytes.
          assertTrue(
              each.rowCount() == 1 || each.arrowBytes() < maxBytes + 128,
              each.rowCount() + " rows of " + each.arrowBytes() + " bytes, limit " + maxBytes);
        }
      }
    }
    assertRows(file, ReadSpec.all(1_000_000, maxBytes), rows);
  }

  @Test
  final void theRangesOfAFileGiveEachRowOnce() {
    byte[] content = write(ROWS);
    for (int parts : new int[] {2, 3, 17}) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        long start = (long) content.length * i / parts;
        long end = (long) content.length * (i + 1) / parts;
        ReadSpec spec = ReadSpec.all(1000, 1 << 20).of(new ByteRange(start, end));
        try (BatchReader reader = open(new MemoryFile(content, Latency.REMOTE), spec)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            try (Batch each = batch) {
              for (int row = 0; row < each.rowCount(); row++) {
                ids.add(((Number) each.root().getVector("id").getObject(row)).longValue());
              }
            }
          }
        }
      }
      assertEquals(LongStream.range(0, ROWS).boxed().toList(), ids, parts + " parts");
    }
  }

  @Test
  final void readsOnlyTheColumnsAskedForInTheirOrder() {
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of("score", "id"), null);
    try (BatchReader reader = open(new MemoryFile(write(10)), spec);
        Batch batch = reader.next()) {
      assertNotNull(batch);
      assertEquals(
          List.of("score", "id"),
          batch.root().getFieldVectors().stream().map(FieldVector::getName).toList());
      assertEquals(9L, ((Number) batch.root().getVector("id").getObject(9)).longValue());
    }
  }

  @Test
  final void refusesAColumnThatTheFileDoesNotHaveAndNamesTheNearest() {
    ReadSpec spec = new ReadSpec(1000, 1 << 20, List.of("id", "nme"), null);
    MemoryFile file = new MemoryFile(write(10));
    IngestException refused =
        assertThrows(
            IngestException.class,
            () -> {
              try (BatchReader reader = open(file, spec)) {
                reader.next();
              }
            });
    assertEquals(ErrorCode.UNKNOWN_COLUMN, refused.code());
    assertTrue(refused.getMessage().contains("nme"), refused.getMessage());
    assertTrue(refused.getMessage().contains("name"), refused.getMessage());
    assertTrue(refused.getMessage().contains(file.location().toString()), refused.getMessage());
  }

  @Test
  final void closingBeforeTheEndReleasesEverything() {
    for (Latency latency : Latency.values()) {
      MemoryFile file = new MemoryFile(write(ROWS), latency);
      open(file, ReadSpec.all(10, 1 << 20)).close();
      try (BatchReader reader = open(file, ReadSpec.all(10, 1 << 20));
          Batch batch = reader.next()) {
        assertNotNull(batch);
      }
      assertEquals(0, allocator.getAllocatedMemory());
    }
  }

  @ParameterizedTest
  @EnumSource
  final void releasesEverythingWhereverMemoryRunsOut(Latency latency) {
    MemorySweep.check(format(), new MemoryFile(write(200), latency), ReadSpec.all(50, 1 << 20));
  }

  @Test
  final void aBatchOutlivesItsReader() {
    Batch batch;
    try (BatchReader reader = open(new MemoryFile(write(10)), ReadSpec.all(1000, 1 << 20))) {
      batch = reader.next();
    }
    assertNotNull(batch);
    try (Batch kept = batch) {
      assertEquals("name-3", String.valueOf(kept.root().getVector("name").getObject(3)));
    }
  }

  @Test
  final void theEndStaysTheEnd() {
    try (BatchReader reader = open(new MemoryFile(write(1)), ReadSpec.all(1000, 1 << 20))) {
      Batch batch = reader.next();
      assertNotNull(batch);
      batch.close();
      assertNull(reader.next());
      assertNull(reader.next());
    }
  }

  @Test
  final void aTruncatedFileIsNeverTakenForAWholeOne() {
    byte[] whole = write(ROWS);
    for (int length : new int[] {whole.length - 2, whole.length / 2, whole.length / 3}) {
      errors.clear();
      long rows = 0;
      try (BatchReader reader =
          open(new MemoryFile(Arrays.copyOf(whole, length)), ReadSpec.all(1000, 1 << 20))) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rowCount();
          batch.close();
        }
        assertFalse(errors.isEmpty(), "after " + rows + " rows of " + length + " bytes");
      } catch (IngestException e) {
        assertEquals(ErrorCode.Action.REJECT, e.code().action(), e.getMessage());
        assertTrue(e.getMessage().contains("memory:"), e.getMessage());
      }
    }
  }

  @Test
  final void recognisesItsOwnFiles() {
    byte[] file = write(10);
    int length = Math.min(512, file.length);
    FileEnd first = provider().firstEnd();
    byte[] end =
        first == FileEnd.HEAD
            ? Arrays.copyOf(file, length)
            : Arrays.copyOfRange(file, file.length - length, file.length);
    assertTrue(provider().recognises(first, end));
    for (FileEnd each : FileEnd.values()) {
      assertFalse(provider().recognises(each, new byte[0]));
      assertFalse(provider().recognises(each, new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
    }
  }

  private BatchReader open(MemoryFile file, ReadSpec spec) {
    return format().open(file, spec, allocator, errors::add);
  }

  private List<Integer> batchRows(int rows, ReadSpec spec) {
    List<Integer> batches = new ArrayList<>();
    try (BatchReader reader = open(new MemoryFile(write(rows)), spec)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch.rowCount());
        batch.close();
      }
    }
    return batches;
  }

  private void assertRows(MemoryFile file, ReadSpec spec, int rows) {
    long seen = 0;
    long ordinal = -1;
    try (BatchReader reader = open(file, spec)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch each = batch) {
          assertTrue(each.rowCount() > 0);
          assertEquals(file.location().toString(), each.origin().uri());
          assertEquals("1", each.origin().version());
          FieldVector id = each.root().getVector("id");
          FieldVector name = each.root().getVector("name");
          FieldVector score = each.root().getVector("score");
          for (int row = 0; row < each.rowCount(); row++, seen++) {
            assertEquals(seen, ((Number) id.getObject(row)).longValue());
            assertEquals(seen / 2.0, ((Number) score.getObject(row)).doubleValue());
            Object text = name.getObject(row);
            assertEquals(seen % 5 == 4 ? "null" : "name-" + seen, String.valueOf(text));
            assertTrue(each.ordinals().of(row) > ordinal);
            ordinal = each.ordinals().of(row);
          }
        }
      }
    }
    assertEquals(rows, seen);
  }
}
