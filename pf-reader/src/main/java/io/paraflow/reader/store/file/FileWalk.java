package io.paraflow.reader.store.file;

import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.Location;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Visits the files that match a glob, depth first; holds the names of the folders it is in. */
final class FileWalk {
  private final Glob glob;
  private final Predicate<FileEntry> visitor;
  private final Set<Path> entered = new HashSet<>();

  FileWalk(Glob glob, Predicate<FileEntry> visitor) {
    this.glob = glob;
    this.visitor = visitor;
  }

  void run() throws IOException {
    folder(glob.base(), glob.start());
  }

  /** False when the visitor has had enough. */
  private boolean folder(Path folder, BitSet states) throws IOException {
    Path real = folder.toRealPath();
    if (!entered.add(real)) {
      return true;
    }
    for (Path path : sorted(folder)) {
      BitSet next = glob.next(states, path.getFileName());
      if (!next.isEmpty() && !visit(path, next)) {
        return false;
      }
    }
    entered.remove(real);
    return true;
  }

  private boolean visit(Path path, BitSet states) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return true; // a link to nowhere, or deleted since its folder was listed
    }
    if (attributes.isDirectory()) {
      return !glob.continues(states) || folder(path, states);
    }
    if (!attributes.isRegularFile() || !glob.accepts(states)) {
      return true;
    }
    Location location = new Location(Location.FILE, "", path.toString());
    return visitor.test(
        new FileEntry(location, attributes.size(), attributes.lastModifiedTime().toInstant()));
  }

  private static List<Path> sorted(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(paths::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    paths.sort(null);
    return paths;
  }
}
