package io.paraflow.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.file.ReadCounts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link FileStore} does. */
public abstract class FileStoreContract {
  private static final long SEED = 20261121;

  /** The store under test. */
  protected abstract FileStore store();

  /**
   * Where a file of the current test is, or would be. Every test has a folder or prefix of its own.
   *
   * @param name with slashes between folders; empty for the folder itself
   */
  protected abstract Location location(String name);

  /** Creates or replaces a file as a whole. */
  protected abstract void put(String name, byte[] content) throws Exception;

  /** Names that a user may give to a file and that look like something else. */
  protected List<String> oddNames() {
    return List.of("with space", "a+b", "%2B", "%00", "é😀", "q\"'&<>", "#x", "a=1,b=2");
  }

  @Test
  void readsAnyRange() throws Exception {
    byte[] content = random(100_000);
    put("file", content);
    try (InputFile file = store().open(location("file"))) {
      assertEquals(content.length, file.length());
      assertEquals(location("file"), file.location());
      for (int[] range :
          new int[][] {
            {0, 100_000}, {0, 1}, {99_999, 1}, {1, 99_999}, {0, 99_999}, {4095, 8194}, {500, 0}
          }) {
        assertArrayEquals(
            Arrays.copyOfRange(content, range[0], range[0] + range[1]),
            read(file, range[0], range[1]),
            Arrays.toString(range));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsAnyRangeOfAFileThatIsOpenedAtAnEnd(FileEnd first) throws Exception {
    for (int length : new int[] {0, 1, 1000, 700_000}) {
      byte[] content = random(length);
      put("file" + length, content);
      for (long expected : new long[] {FileStore.UNKNOWN_LENGTH, length, length / 2, 300_000}) {
        try (InputFile file = store().open(location("file" + length), first, expected)) {
          assertEquals(length, file.length());
          Random random = new Random(SEED);
          for (int i = 0; i < 20; i++) {
            int from = random.nextInt(length + 1);
            int to = from + random.nextInt(length - from + 1);
            assertArrayEquals(
                Arrays.copyOfRange(content, from, to),
                read(file, from, to - from),
                () -> "expected " + expected + ", bytes " + from + " to " + to);
          }
          assertArrayEquals(content, read(file, 0, length));
        }
      }
    }
  }

  @Test
  void countsWhatIsRead() throws Exception {
    put("file", random(700_000));
    try (InputFile file = store().open(location("file"), FileEnd.TAIL, 700_000)) {
      read(file, 100, 1000);
      ReadCounts first = file.readCounts();
      assertTrue(first.requests() >= 1 && first.bytes() >= 1000, first.toString());
      read(file, 1100, 1000);
      assertEquals(new ReadCounts(first.requests() + 1, first.bytes() + 1000), file.readCounts());
    }
  }

  @Test
  void refusesARangeThatIsNotInTheFile() throws Exception {
    put("file", random(10));
    try (InputFile file = store().open(location("file"))) {
      for (int[] range : new int[][] {{0, 11}, {10, 1}, {-1, 1}, {5, 6}}) {
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> read(file, range[0], range[1]),
            Arrays.toString(range));
      }
    }
  }

  @Test
  void readsAnEmptyFile() throws Exception {
    put("empty", new byte[0]);
    try (InputFile file = store().open(location("empty"))) {
      assertEquals(0, file.length());
      assertEquals(0, read(file, 0, 0).length);
    }
  }

  @Test
  void readsFromManyThreadsAtOnce() throws Exception {
    byte[] content = random(1 << 20);
    put("file", content);
    try (InputFile file = store().open(location("file"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> parts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int position = i << 16;
        parts.add(threads.submit(() -> read(file, position, 1 << 16)));
      }
      for (int i = 0; i < 16; i++) {
        assertArrayEquals(
            Arrays.copyOfRange(content, i << 16, (i + 1) << 16), parts.get(i).get(), "part " + i);
      }
    }
  }

  @Test
  void neverMixesAFileWithItsReplacement() throws Exception {
    byte[] before = random(50_000);
    byte[] after = before.clone();
    Arrays.fill(after, (byte) 7);
    put("file", before);
    String version;
    try (InputFile file = store().open(location("file"))) {
      version = file.version();
      read(file, 0, 10_000);
      put("file", after);
      try {
        assertArrayEquals(Arrays.copyOfRange(before, 10_000, 20_000), read(file, 10_000, 10_000));
      } catch (IngestException e) {
        assertEquals(ErrorCode.OBJECT_CHANGED, e.code());
      }
    }
    try (InputFile file = store().open(location("file"))) {
      assertNotEquals(version, file.version());
    }
  }

  @Test
  void namesAFileThatIsMissing() {
    IngestException e =
        assertThrows(IngestException.class, () -> store().open(location("missing")));
    assertEquals(ErrorCode.NOT_FOUND, e.code());
    assertTrue(e.getMessage().contains(location("missing").toString()), e.getMessage());
    for (FileEnd first : FileEnd.values()) {
      IngestException same =
          assertThrows(
              IngestException.class,
              () -> store().open(location("missing"), first, FileStore.UNKNOWN_LENGTH));
      assertEquals(e.getMessage(), same.getMessage());
    }
  }

  @Test
  void listsEveryFileBelowAFolder() throws Exception {
    for (String name : List.of("b", "a/2", "a/1", "a/c/3")) {
      put(name, name.getBytes(UTF_8));
    }
    List<FileEntry> entries = list("");
    assertEquals(
        List.of(location("a/1"), location("a/2"), location("a/c/3"), location("b")),
        entries.stream().map(FileEntry::location).toList());
    assertEquals(List.of(3L, 3L, 5L, 1L), entries.stream().map(FileEntry::sizeBytes).toList());
    assertTrue(entries.stream().allMatch(e -> e.lastModified() != null));
    assertEquals(List.of(location("a/c/3")), locations("a/c/"));
  }

  @Test
  void endsAListingWhenTheVisitorHasEnough() throws Exception {
    for (int i = 0; i < 5; i++) {
      put("file" + i, new byte[1]);
    }
    List<FileEntry> entries = new ArrayList<>();
    store()
        .list(
            location(""),
            entry -> {
              entries.add(entry);
              return entries.size() < 3;
            });
    assertEquals(3, entries.size());
  }

  @Test
  void takesNamesAsTheyAre() throws Exception {
    List<Location> expected = new ArrayList<>();
    for (String name : oddNames()) {
      put(name, name.getBytes(UTF_8));
      expected.add(location(name));
    }
    List<Location> listed = locations("");
    assertEquals(
        expected.stream().map(Location::path).sorted().toList(),
        listed.stream().map(Location::path).sorted().toList());
    for (Location location : listed) {
      try (InputFile file = store().open(Location.parse(location.toString()))) {
        String content = new String(read(file, 0, (int) file.length()), UTF_8);
        assertTrue(location.path().endsWith("/" + content), location + " has " + content);
      }
    }
  }

  private List<FileEntry> list(String name) {
    List<FileEntry> entries = new ArrayList<>();
    store().list(location(name), entries::add);
    return entries;
  }

  private List<Location> locations(String name) {
    return list(name).stream().map(FileEntry::location).toList();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(InputFile file, long position, int count) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(count);
      file.readFully(position, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
