package io.paraflow.reader.store.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Regular files of this machine. Symbolic links are followed, to files and to folders; a folder
 * that contains itself is entered once. Anything that is not a regular file (a pipe, a device, a
 * socket) is left out of listings and cannot be opened.
 *
 * <p>Folders are listed with all files below them, by name in each folder. In a glob, {@code *} and
 * {@code ?} match within a name, {@code [a-z]} and {@code {a,b}} as in a shell, and {@code **}
 * matches any number of folders, also none. A file whose name happens to be a glob is taken by its
 * name.
 */
public final class LocalFileStore implements FileStore {
  private final LocalStoreOptions options;

  /** Touches no file yet. */
  public LocalFileStore(LocalStoreOptions options) {
    this.options = options;
  }

  @Override
  public InputFile open(Location location) {
    Path path = path(location);
    try {
      checkRoot(location, path);
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IngestException(
            ErrorCode.INVALID_LOCATION,
            "Cannot read " + location + ": it is " + kind(attributes) + ", not a regular file");
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new LocalInputFile(
          location,
          attributes.size(),
          version(attributes),
          channel,
          new LongAdder(),
          new LongAdder());
    } catch (IOException e) {
      throw LocalErrors.translate(e, "Cannot read " + location);
    }
  }

  @Override
  public void list(Location prefix, Predicate<FileEntry> visitor) {
    Path path = path(prefix);
    try {
      if (Files.exists(path)) {
        checkRoot(prefix, path);
        if (Files.isDirectory(path)) {
          new FileWalk(Glob.everything(path), visitor).run();
        } else {
          listFile(prefix, path, visitor);
        }
      } else if (Glob.isGlob(path)) {
        Glob glob = Glob.of(prefix, path);
        if (Files.exists(glob.base())) {
          checkRoot(prefix, glob.base());
          new FileWalk(glob, visitor).run();
        }
      } else {
        throw new IngestException(
            ErrorCode.NOT_FOUND, "Cannot list " + prefix + ": no such file or folder");
      }
    } catch (IOException e) {
      throw LocalErrors.translate(e, "Cannot list " + prefix);
    }
  }

  @Override
  public void close() {}

  private static void listFile(Location location, Path path, Predicate<FileEntry> visitor)
      throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "Cannot list " + location + ": it is neither a regular file nor a folder");
    }
    boolean _ =
        visitor.test(
            new FileEntry(location, attributes.size(), attributes.lastModifiedTime().toInstant()));
  }

  private static Path path(Location location) {
    try {
      Path path = Path.of(location.path());
      if (location.scheme().equals(Location.FILE) && path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw notLocal(location, e);
    }
    throw notLocal(location, null);
  }

  private static IngestException notLocal(Location location, @Nullable Exception cause) {
    return new IngestException(
        ErrorCode.INVALID_LOCATION, location + " is not the absolute path of a local file", cause);
  }

  private void checkRoot(Location location, Path path) throws IOException {
    Path root = options.root();
    if (root != null && !path.toRealPath().startsWith(root.toRealPath())) {
      throw new IngestException(
          ErrorCode.ACCESS_DENIED,
          location + " is outside of the folder that files may be read from, " + root);
    }
  }

  private static String version(BasicFileAttributes attributes) {
    return attributes.size() + "-" + attributes.lastModifiedTime().toInstant();
  }

  private static String kind(BasicFileAttributes attributes) {
    return attributes.isDirectory() ? "a folder" : "a pipe, device or socket";
  }
}
