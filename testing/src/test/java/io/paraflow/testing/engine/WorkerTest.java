package io.paraflow.testing.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.engine.Counters;
import io.paraflow.core.engine.FileFormats;
import io.paraflow.core.engine.FileStores;
import io.paraflow.core.engine.Worker;
import io.paraflow.core.engine.WorkerSettings;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.core.file.RowFilter;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Sink;
import io.paraflow.core.plugin.SinkFactory;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import io.paraflow.queue.memory.MemoryWorkQueue;
import io.paraflow.queue.memory.Settlement;
import io.paraflow.reader.ndjson.NdjsonFormatProvider;
import io.paraflow.reader.ndjson.NdjsonOptions;
import io.paraflow.testing.fixtures.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole worker over local files. Closing the worker fails the test when memory was leaked. */
@Timeout(60)
class WorkerTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final int LINES = 1000;

  @TempDir Path folder;

  private final List<Settlement> settlements = new ArrayList<>();
  private final MemoryWorkQueue queue =
      new MemoryWorkQueue(
          settlement -> {
            synchronized (settlements) {
              settlements.add(settlement);
            }
          });
  private final Kept kept = new Kept();
  private final ConcurrentLinkedQueue<Long> written = new ConcurrentLinkedQueue<>();
  private Consumer<Delivery> beforeWrite = _ -> {};
  private FileStore store = Plugins.store("file");
  private ReadSpec readSpec = ReadSpec.all(100, 1 << 20);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void everyRecordIsWrittenOnceHoweverManyThreadsThereAre(int threads) throws Exception {
    addFiles(20);
    Counters.Snapshot counters = run(threads);
    assertEquals(20L * LINES, counters.recordsRead());
    assertEquals(20L * LINES, counters.recordsWritten());
    assertEquals(20, counters.filesDone());
    assertEquals(
        IntStream.range(0, 20 * LINES).mapToObj(Long::valueOf).collect(Collectors.toSet()),
        Map.copyOf(written.stream().collect(Collectors.toMap(x -> x, x -> x))).keySet());
    assertEquals(20, settlements.size());
    assertTrue(settlements.stream().allMatch(x -> x.outcome() instanceof Outcome.Done));
  }

  @Test
  void aFileThatFailsIsKeptWithItsReasonAndTheOthersAreDone() throws Exception {
    addFiles(3);
    add("nowhere.ndjson");
    Files.writeString(folder.resolve("strange.bin"), "neither this nor that");
    add("strange.bin");
    queue.addMessage("this is no work item");
    Counters.Snapshot counters = run(2);
    assertEquals(3, counters.filesDone());
    assertEquals(3, counters.filesFailed());
    assertEquals(3L * LINES, counters.recordsWritten());
    assertEquals(
        List.of(ErrorCode.INVALID_WORK_ITEM, ErrorCode.NOT_FOUND, ErrorCode.UNKNOWN_FORMAT),
        kept.items.stream().map(IngestException::code).sorted(byName()).toList());
  }

  @Test
  void aBadRecordIsKeptWithItsOffsetAndTheOthersComeThrough() throws Exception {
    Path file = write(0);
    String text = Files.readString(file);
    int offset = text.indexOf("{\"n\":500,");
    Files.writeString(file, text.substring(0, offset) + "!" + text.substring(offset + 1));
    add(file.getFileName().toString());
    Counters.Snapshot counters = run(1);
    assertEquals(1, counters.recordsFailed());
    assertEquals(LINES - 1, counters.recordsWritten());
    assertEquals(1, counters.filesDone());
    assertEquals(offset, kept.records.getFirst().ordinal());
    assertEquals(ErrorCode.MALFORMED_RECORD, kept.records.getFirst().code());
    assertTrue(kept.flushed >= 1, "kept records are durable before the file is settled");
  }

  @Test
  void aFilterKeepsExactlyTheWantedRowsAndItsColumnNeedNotBeWritten() throws Exception {
    readSpec =
        new ReadSpec(
            100, 1 << 20, List.of("n"), RowFilter.parse(List.of("even = true", "n < 100")));
    addFiles(2);
    Counters.Snapshot counters = run(2);
    assertEquals(50, counters.recordsWritten());
    assertEquals(2L * LINES - 50, counters.recordsFiltered());
  }

  @Test
  void partsOfAFileAreWorkItemsWhichTogetherHaveItsRecordsAndItsBytes() throws Exception {
    Path file = write(0);
    long bytes = Files.size(file);
    for (int i = 0; i < 4; i++) {
      addPart(file, bytes, new ByteRange(bytes * i / 4, bytes * (i + 1) / 4));
    }
    Counters.Snapshot counters = run(2);
    assertEquals(4, counters.filesDone());
    assertEquals(LINES, counters.recordsWritten());
    assertEquals(LINES, written.stream().distinct().count());
    assertEquals(bytes, counters.fileBytes());
    assertEquals(4, counters.filesRead());
    assertTrue(counters.requests() >= 4 && counters.bytesRead() >= bytes, counters.toString());
  }

  @Test
  void aPartOfAFileThatHasAnotherLengthThanWhenItWasCutIsSetAside() throws Exception {
    Path file = write(0);
    addPart(file, Files.size(file) + 1, new ByteRange(0, 100));
    Counters.Snapshot counters = run(1);
    assertEquals(1, counters.filesFailed());
    assertEquals(0, counters.recordsWritten());
    assertEquals(ErrorCode.OBJECT_CHANGED, kept.items.getFirst().code());
  }

  @Test
  void aPassingFailureIsTriedAgainUntilTheLimitOfAttempts() throws Exception {
    addFiles(1);
    store = new FlakyStore(store, 2);
    Counters.Snapshot counters = run(1);
    assertEquals(1, counters.filesDone());
    assertEquals(2, counters.filesReleased());
    assertEquals(LINES, counters.recordsWritten());
    assertEquals(0, counters.filesFailed());
    assertEquals(List.of(), kept.items);
  }

  @Test
  void aFileThatFailsAtEveryAttemptIsSetAsideWithItsLastReason() throws Exception {
    addFiles(2);
    store = new FlakyStore(store, 3);
    Counters.Snapshot counters = run(1);
    assertEquals(1, counters.filesFailed());
    assertEquals(1, counters.filesDone());
    assertEquals(ErrorCode.UNAVAILABLE, kept.items.getFirst().code());
  }

  @Test
  void whenDeadLettersCannotBeKeptTheWorkerStopsAndNothingIsLost() throws Exception {
    add("nowhere.ndjson");
    kept.failing = true;
    try (Worker worker = worker(2)) {
      worker.start();
      assertTrue(worker.await(LONG));
      IngestException failure = worker.failure();
      assertNotNull(failure);
      assertEquals(ErrorCode.OUTPUT_FAILED, failure.code());
      assertEquals(0, worker.counters().filesFailed());
    }
    assertInstanceOf(Outcome.Retry.class, settlements.getFirst().outcome());
  }

  @Test
  void whenOneThreadsDestinationFailsAllThreadsStopAndGiveTheirFilesBack() throws Exception {
    addFiles(10);
    AtomicInteger batches = new AtomicInteger();
    beforeWrite =
        _ -> {
          if (batches.incrementAndGet() == 15) {
            throw new IngestException(ErrorCode.OUTPUT_FAILED, "disk full");
          }
        };
    try (Worker worker = worker(2)) {
      worker.start();
      assertTrue(worker.await(LONG));
      assertFalse(worker.healthy());
      assertNotNull(worker.failure());
    }
    assertTrue(settlements.stream().noneMatch(x -> x.outcome() instanceof Outcome.Reject));
    assertTrue(settlements.stream().anyMatch(x -> x.outcome() instanceof Outcome.Retry));
    assertEquals(List.of(), kept.items);
  }

  @Test
  void aThreadThatDiesOfADefectStopsTheWorkerToo() throws Exception {
    addFiles(4);
    beforeWrite =
        _ -> {
          throw new AssertionError("a defect");
        };
    try (Worker worker = worker(2)) {
      worker.start();
      assertTrue(worker.await(LONG));
      IngestException failure = worker.failure();
      assertNotNull(failure);
      assertEquals(ErrorCode.INTERNAL, failure.code());
    }
  }

  @Test
  void aStoppedWorkerEndsAtABatchBoundaryAndReleasesTheRest() throws Exception {
    addFiles(10);
    try (Worker worker = worker(1)) {
      AtomicInteger batches = new AtomicInteger();
      beforeWrite =
          _ -> {
            if (batches.incrementAndGet() == 15) {
              worker.stop();
            }
          };
      worker.start();
      assertTrue(worker.await(LONG));
      assertNull(worker.failure());
      assertEquals(1, worker.counters().filesDone());
      assertEquals(1, worker.counters().filesReleased());
      assertEquals(1500, worker.counters().recordsWritten());
      assertEquals(1500, written.size());
    }
  }

  private Counters.Snapshot run(int threads) throws InterruptedException {
    queue.end();
    try (Worker worker = worker(threads)) {
      worker.start();
      assertTrue(worker.await(LONG));
      assertNull(worker.failure());
      return worker.counters();
    }
  }

  private Worker worker(int threads) {
    NdjsonFormatProvider provider = new NdjsonFormatProvider();
    return new Worker(
        queue,
        new FileStores(Map.of(Location.FILE, store)),
        new FileFormats(
            List.of(
                new FileFormats.Entry(
                    provider, provider.create(Plugins.options(NdjsonOptions.class, Map.of()))))),
        new CollectingSinks(),
        kept,
        List::of,
        new WorkerSettings(threads, 48 << 20, readSpec, "", 3, LONG));
  }

  private void addFiles(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      add(write(i).getFileName().toString());
    }
  }

  private void add(String name) throws InterruptedException {
    queue.add(
        new WorkItem(
            "job",
            Location.parse(folder.resolve(name).toString()),
            FileStore.UNKNOWN_LENGTH,
            "",
            Map.of()));
  }

  private void addPart(Path file, long sizeBytes, ByteRange range) throws InterruptedException {
    queue.add(new WorkItem("job", Location.parse(file.toString()), sizeBytes, "", range, Map.of()));
  }

  private Path write(int index) throws IOException {
    return Files.write(
        folder.resolve("file-%d.ndjson".formatted(index)),
        IntStream.range(index * LINES, (index + 1) * LINES)
            .mapToObj(n -> "{\"n\":%d,\"even\":%b}".formatted(n, n % 2 == 0))
            .toList());
  }

  private static java.util.Comparator<ErrorCode> byName() {
    return java.util.Comparator.comparing(Enum::name);
  }

  /** Remembers what was kept. */
  private static final class Kept implements DeadLetters {
    private final List<IngestException> items = new ArrayList<>();
    private final List<RecordError> records = new ArrayList<>();
    private int flushed;
    private boolean failing;

    @Override
    public synchronized void item(WorkItem item, int attempt, IngestException cause) {
      if (failing) {
        throw new IngestException(ErrorCode.OUTPUT_FAILED, "no space for dead letters");
      }
      items.add(cause);
    }

    @Override
    public synchronized void message(String body, IngestException cause) {
      items.add(cause);
    }

    @Override
    public synchronized void record(RecordError error) {
      records.add(error);
    }

    @Override
    public synchronized void flush() {
      flushed++;
    }

    @Override
    public void close() {}
  }

  /** Writes the column {@code n} to a list. */
  private final class CollectingSinks implements SinkFactory {
    @Override
    public Sink open(BufferAllocator allocator) {
      return new Sink() {
        @Override
        public void write(Delivery delivery) {
          try (var batch = delivery.batch()) {
            beforeWrite.accept(delivery);
            assertEquals(
                readSpec.columns().isEmpty() ? 2 : readSpec.columns().size(),
                batch.root().getFieldVectors().size());
            BigIntVector vector = (BigIntVector) batch.root().getVector("n");
            for (int row = 0; row < batch.rowCount(); row++) {
              written.add(vector.get(row));
            }
          } catch (IngestException e) {
            delivery.ack().settle(Outcome.of(e));
            throw e;
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

  /** Refuses to open each file a few times. */
  private static final class FlakyStore implements FileStore {
    private final FileStore store;
    private final int failures;
    private final Map<Location, Integer> opened = new ConcurrentHashMap<>();

    FlakyStore(FileStore store, int failures) {
      this.store = store;
      this.failures = failures;
    }

    @Override
    public InputFile open(Location location) {
      boolean first = opened.isEmpty() || opened.containsKey(location);
      if (first && opened.merge(location, 1, Integer::sum) <= failures) {
        throw new IngestException(ErrorCode.UNAVAILABLE, "busy: " + location);
      }
      return store.open(location);
    }

    @Override
    public void list(Location prefix, Predicate<FileEntry> visitor) {
      store.list(prefix, visitor);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
