package io.paraflow.reader.store.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFileStoreTest {
  private final LocalFileStore store = new LocalFileStore(new LocalStoreOptions(null));
  @TempDir private Path folder;

  @BeforeEach
  void createFiles() throws IOException {
    for (String name :
        List.of(
            "b.parquet",
            "a/x.parquet",
            "a/x.json",
            "a/b/x.parquet",
            "a/b/c/y.parquet",
            "z/b/b/q.parquet",
            "z/[odd].parquet")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    Files.createDirectories(folder.resolve("empty"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b.parquet|b.parquet
          *.parquet|b.parquet
          a|a/b/c/y.parquet a/b/x.parquet a/x.json a/x.parquet
          a/|a/b/c/y.parquet a/b/x.parquet a/x.json a/x.parquet
          a/*|a/x.json a/x.parquet
          ?/*.json|a/x.json
          */b/*.parquet|a/b/x.parquet
          a/**|a/b/c/y.parquet a/b/x.parquet a/x.json a/x.parquet
          a/**/x.parquet|a/b/x.parquet a/x.parquet
          **/x.*|a/b/x.parquet a/x.json a/x.parquet
          **/b/**/*.parquet|a/b/c/y.parquet a/b/x.parquet z/b/b/q.parquet
          {a,z}/b/**/[qy].parquet|a/b/c/y.parquet z/b/b/q.parquet
          z/[odd].parquet|z/[odd].parquet
          empty|''
          nothing*|''
          no/such/folder/*|''
          """)
  void lists(String pattern, String expected) {
    assertEquals(expected.isEmpty() ? List.of() : List.of(expected.split(" ")), list(pattern));
  }

  @Test
  void listsAnEndedVisitOnlySoFar() {
    List<String> seen = new ArrayList<>();
    store.list(
        location("a"),
        entry -> {
          seen.add(entry.location().name());
          return seen.size() < 2;
        });
    assertEquals(List.of("y.parquet", "x.parquet"), seen);
  }

  @Test
  void followsLinksAndEntersACycleOnce() throws IOException {
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("file"), folder.resolve("b.parquet"));
    Files.createSymbolicLink(links.resolve("folder"), folder.resolve("a/b/c"));
    Files.createSymbolicLink(links.resolve("loop"), links);
    Files.createSymbolicLink(links.resolve("nowhere"), folder.resolve("nowhere"));
    assertEquals(List.of("links/file", "links/folder/y.parquet"), list("links"));
  }

  @Test
  void refusesWhatIsNoFile() throws Exception {
    assertEquals(ErrorCode.INVALID_LOCATION, openFailure(folder.resolve("a")).code());
    assertEquals(ErrorCode.NOT_FOUND, openFailure(folder.resolve("missing")).code());
    assertEquals(ErrorCode.INVALID_LOCATION, openFailure(Path.of("/dev/zero")).code());
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    IngestException e = openFailure(pipe);
    assertEquals(ErrorCode.INVALID_LOCATION, e.code());
    assertTrue(e.getMessage().contains(pipe.toString()), e.getMessage());
    assertTrue(list("*").stream().noneMatch("pipe"::equals));
  }

  @Test
  void refusesToListWhatIsMissingOrNoGlob() {
    assertEquals(ErrorCode.NOT_FOUND, listFailure("missing").code());
    assertEquals(ErrorCode.INVALID_LOCATION, listFailure("a/[x").code());
  }

  @Test
  void readsOnlyBelowTheRoot() throws IOException {
    LocalFileStore bounded = new LocalFileStore(new LocalStoreOptions(folder.resolve("a")));
    bounded.open(location("a/x.json")).close();
    Path escape = folder.resolve("a/escape");
    Files.createSymbolicLink(escape, folder.resolve("b.parquet"));
    for (String outside : List.of("b.parquet", "a/../b.parquet", "a/escape")) {
      IngestException e =
          assertThrows(IngestException.class, () -> bounded.open(location(outside)), outside);
      assertEquals(ErrorCode.ACCESS_DENIED, e.code());
    }
    IngestException e =
        assertThrows(IngestException.class, () -> bounded.list(location("z"), _ -> true));
    assertEquals(ErrorCode.ACCESS_DENIED, e.code());
  }

  @Test
  void saysWhenTheFileHasShrunk() throws IOException {
    Path file = folder.resolve("shrinking");
    Files.write(file, new byte[1000]);
    try (InputFile input = store.open(location("shrinking"));
        Arena arena = Arena.ofConfined()) {
      Files.write(file, new byte[10]);
      MemorySegment target = arena.allocate(100);
      IngestException e = assertThrows(IngestException.class, () -> input.readFully(900, target));
      assertEquals(ErrorCode.TRUNCATED, e.code());
      assertTrue(e.getMessage().contains("1000 bytes when it was opened and has 10 now"));
    }
  }

  @Test
  void readsBeyondFourGibibytes() throws IOException {
    Path file = folder.resolve("sparse");
    long position = (4L << 30) + 12345;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(position);
      sparse.write("far".getBytes(US_ASCII));
    }
    try (InputFile input = store.open(location("sparse"));
        Arena arena = Arena.ofConfined()) {
      assertEquals(position + 3, input.length());
      MemorySegment target = arena.allocate(4);
      input.readFully(position - 1, target);
      assertArrayEquals(new byte[] {0, 'f', 'a', 'r'}, target.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void aChangedFileHasAnotherVersion() throws IOException {
    String before = version("b.parquet");
    Files.writeString(folder.resolve("b.parquet"), "longer than it was");
    assertNotEquals(before, version("b.parquet"));
  }

  private String version(String name) {
    try (InputFile input = store.open(location(name))) {
      return input.version();
    }
  }

  private IngestException openFailure(Path path) {
    return assertThrows(
        IngestException.class, () -> store.open(new Location("file", "", path.toString())));
  }

  private IngestException listFailure(String pattern) {
    return assertThrows(IngestException.class, () -> list(pattern));
  }

  private Location location(String name) {
    return new Location("file", "", folder + "/" + name);
  }

  private List<String> list(String pattern) {
    List<String> names = new ArrayList<>();
    store.list(
        location(pattern),
        entry -> names.add(entry.location().path().substring(folder.toString().length() + 1)));
    return names;
  }
}
