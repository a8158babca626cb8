package io.paraflow.discoverer;

import static io.paraflow.discoverer.ListedFiles.prefixes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DiscoveryTest {
  private final DiscoveryCounters counters = new DiscoveryCounters();
  private final Collected output = new Collected();

  @Test
  void onePrefixKeepsTheOrderOfTheStore() throws Exception {
    ListedFiles store = new ListedFiles().with("s3://b/a", 20_000);
    discovery(store, 8).run(prefixes("s3://b/a"), output);
    assertEquals(names("s3://b/a", 20_000), output.names());
    assertEquals(20_000, counters.filesDiscovered.sum());
    assertEquals(20_000, counters.filesOutput.sum());
    assertEquals(20_000, counters.bytesOutput.sum());
    assertEquals(1, counters.prefixesListed.sum());
  }

  @Test
  void everyPrefixKeepsItsOrderWhenManyAreListed() throws Exception {
    ListedFiles store = new ListedFiles();
    List<Location> prefixes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      store.with("s3://b/p" + i, 500 * i);
      prefixes.add(Location.parse("s3://b/p" + i));
    }
    discovery(store, 7).run(prefixes, output);
    for (Location prefix : prefixes) {
      String start = prefix + "/";
      int count = 500 * Integer.parseInt(prefix.path().substring(1));
      assertEquals(
          names(prefix.toString(), count),
          output.names().stream().filter(name -> name.startsWith(start)).toList());
    }
    assertEquals(500 * 435, output.files.size());
    assertEquals(30, counters.prefixesListed.sum());
  }

  @Test
  void onePrefixAtATimeGivesPrefixAfterPrefix() throws Exception {
    ListedFiles store = new ListedFiles().with("s3://b/z", 3000).with("s3://b/a", 3000);
    discovery(store, 1).run(prefixes("s3://b/z", "s3://b/a"), output);
    List<String> expected = new ArrayList<>(names("s3://b/z", 3000));
    expected.addAll(names("s3://b/a", 3000));
    assertEquals(expected, output.names());
  }

  @Test
  void asManyPrefixesAsAllowedAreListedTogether() throws Exception {
    // Ends only if four listings are under way at the same moment; a fifth would have to wait.
    CyclicBarrier barrier = new CyclicBarrier(4);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ListedFiles store = new ListedFiles();
    List<Location> prefixes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String prefix = "s3://b/p" + i;
      prefixes.add(Location.parse(prefix));
      store.with(
          prefix,
          visitor -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            await(barrier);
            ListedFiles.visit(prefix, 2, visitor);
            running.decrementAndGet();
          });
    }
    discovery(store, 4).run(prefixes, output);
    assertEquals(24, output.files.size());
    assertEquals(4, most.get());
  }

  @Test
  void filesArriveWhileTheListingGoesOn() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    ListedFiles store =
        new ListedFiles()
            .with(
                "s3://b/a",
                visitor -> {
                  ListedFiles.visit("s3://b/first", 1, visitor);
                  await(arrived);
                  ListedFiles.visit("s3://b/second", 1, visitor);
                });
    discovery(store, 1)
        .run(
            prefixes("s3://b/a"),
            new Collected() {
              @Override
              public void found(List<FileEntry> files) {
                super.found(files);
                arrived.countDown();
              }
            });
    assertEquals(2, counters.filesOutput.sum());
  }

  @Test
  void oneFailedPrefixDoesNotTouchTheOthers() throws Exception {
    IngestException denied = new IngestException(ErrorCode.ACCESS_DENIED, "s3://b/bad: denied");
    ListedFiles store =
        new ListedFiles()
            .with("s3://b/a", 10)
            .with(
                "s3://b/bad",
                visitor -> {
                  ListedFiles.visit("s3://b/bad", 5, visitor);
                  throw denied;
                })
            .with("s3://b/c", 10);
    discovery(store, 2).run(prefixes("s3://b/a", "s3://b/bad", "s3://b/c"), output);
    assertEquals(25, output.files.size());
    assertEquals(prefixes("s3://b/bad"), output.failedPrefixes);
    assertSame(denied, output.causes.getFirst());
    assertEquals(1, counters.prefixesFailed.sum());
    assertEquals(2, counters.prefixesListed.sum());
  }

  @Test
  void aDefectOfAStoreIsAFailureOfThePrefix() throws Exception {
    ListedFiles store =
        new ListedFiles()
            .with(
                "s3://b/bad",
                _ -> {
                  throw new AssertionError("broken");
                })
            .with("s3://b/c", 1);
    discovery(store, 1).run(prefixes("s3://b/bad", "s3://b/c"), output);
    assertEquals(1, output.files.size());
    assertEquals(ErrorCode.INTERNAL, output.causes.getFirst().code());
    assertTrue(output.causes.getFirst().getMessage().contains("s3://b/bad"));
  }

  @Test
  void aMissingBucketIsSaidOnce() throws Exception {
    ListedFiles.Listing missing =
        _ -> {
          throw new IngestException(ErrorCode.NOT_FOUND, "No bucket gone");
        };
    ListedFiles store = new ListedFiles().with("s3://b/a", 3);
    List<Location> prefixes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      store.with("s3://gone/" + i, missing);
      prefixes.add(Location.parse("s3://gone/" + i));
    }
    prefixes.add(Location.parse("s3://b/a"));
    discovery(store, 5).run(prefixes, output);
    assertEquals(100, counters.prefixesFailed.sum());
    assertEquals(3, output.files.size());
    assertTrue(store.asked.size() <= 6, () -> "asked for " + store.asked.size() + " prefixes");
    assertEquals(1, output.failedPrefixes.size());
  }

  @Test
  void everyMissingFolderIsSaid() throws Exception {
    ListedFiles.Listing missing =
        _ -> {
          throw new IngestException(ErrorCode.NOT_FOUND, "No such folder");
        };
    ListedFiles store = new ListedFiles().with("/gone/a", missing).with("/gone/b", missing);
    discovery(store, 1).run(prefixes("/gone/a", "/gone/b"), output);
    assertEquals(prefixes("/gone/a", "/gone/b"), output.failedPrefixes);
  }

  @Test
  void theGreatestNumberOfFilesEndsTheListing() throws Exception {
    AtomicLong visited = new AtomicLong();
    ListedFiles store =
        new ListedFiles()
            .with(
                "s3://b/endless",
                visitor -> {
                  while (ListedFiles.visit("s3://b/endless", 1, visitor)) {
                    visited.incrementAndGet();
                  }
                });
    Discovery discovery = new Discovery(_ -> store, FileFilter.all(), 10, 4, counters);
    discovery.run(prefixes("s3://b/endless", "s3://b/other"), output);
    assertEquals(10, output.files.size());
    assertEquals(10, counters.filesOutput.sum());
    assertTrue(visited.get() <= 10 + Discovery.MAX_WAITING_FILES + Discovery.MAX_FILES_PER_CALL);
  }

  @Test
  void onlyWantedFilesAreHandedOn() throws Exception {
    ListedFiles store = new ListedFiles().with("s3://b/a", 100);
    Predicate<FileEntry> odd = file -> (file.location().name().charAt(6) & 1) == 1;
    new Discovery(_ -> store, odd, Long.MAX_VALUE, 1, counters).run(prefixes("s3://b/a"), output);
    assertEquals(50, output.files.size());
    assertEquals(100, counters.filesDiscovered.sum());
    assertEquals(50, counters.filesFiltered.sum());
  }

  @Test
  void anOutputThatFailsEndsTheDiscovery() {
    ListedFiles store = new ListedFiles().with("s3://b/a", 1_000_000);
    IngestException closed = new IngestException(ErrorCode.OUTPUT_CLOSED, "gone");
    Discovery discovery = discovery(store, 1);
    IngestException thrown =
        assertThrows(
            IngestException.class,
            () ->
                discovery.run(
                    prefixes("s3://b/a"),
                    new Collected() {
                      @Override
                      public void found(List<FileEntry> files) {
                        throw closed;
                      }
                    }));
    assertSame(closed, thrown);
    assertEquals(0, counters.filesOutput.sum());
    assertTrue(counters.filesDiscovered.sum() < 1_000_000);
  }

  @Test
  void stopEndsADiscoveryWhoseListingHangs() throws Exception {
    CountDownLatch listing = new CountDownLatch(1);
    ListedFiles store =
        new ListedFiles()
            .with(
                "s3://b/a",
                visitor -> {
                  ListedFiles.visit("s3://b/a", 3, visitor);
                  listing.countDown();
                  await(new CountDownLatch(1));
                });
    Discovery discovery = discovery(store, 1);
    Thread stopper =
        Thread.startVirtualThread(
            () -> {
              await(listing);
              discovery.stop();
            });
    discovery.run(prefixes("s3://b/a"), output);
    stopper.join();
    assertEquals(3, counters.filesDiscovered.sum());
    assertEquals(0, counters.prefixesListed.sum());
    assertEquals(List.of(), output.failedPrefixes);
  }

  @Test
  void aSlowOutputHoldsTheListingsBack() throws Exception {
    // A million files and one; what is listed is never further ahead than the queue is long.
    int half = 500_000;
    ListedFiles store = new ListedFiles().with("s3://b/a", half).with("s3://b/b", half + 1);
    AtomicLong taken = new AtomicLong();
    AtomicLong farthestAhead = new AtomicLong();
    discovery(store, 2)
        .run(
            prefixes("s3://b/a", "s3://b/b"),
            new Collected() {
              @Override
              public void found(List<FileEntry> files) {
                assertTrue(files.size() <= Discovery.MAX_FILES_PER_CALL);
                long ahead = counters.filesDiscovered.sum() - taken.addAndGet(files.size());
                farthestAhead.accumulateAndGet(ahead, Math::max);
              }
            });
    assertEquals(1_000_001, taken.get());
    long bound = Discovery.MAX_WAITING_FILES + Discovery.MAX_FILES_PER_CALL + 2;
    assertTrue(farthestAhead.get() <= bound, () -> farthestAhead + " files ahead");
  }

  private Discovery discovery(ListedFiles store, int parallelPrefixes) {
    return new Discovery(_ -> store, FileFilter.all(), Long.MAX_VALUE, parallelPrefixes, counters);
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(n -> prefix + "/%07d.parquet".formatted(n)).toList();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static class Collected implements Output {
    final List<FileEntry> files = new ArrayList<>();
    final List<Location> failedPrefixes = new ArrayList<>();
    final List<IngestException> causes = new ArrayList<>();

    @Override
    public void found(List<FileEntry> found) {
      files.addAll(found);
    }

    @Override
    public void failed(Location prefix, IngestException cause) {
      failedPrefixes.add(prefix);
      causes.add(cause);
    }

    List<String> names() {
      return files.stream().map(file -> file.location().toString()).toList();
    }
  }
}
