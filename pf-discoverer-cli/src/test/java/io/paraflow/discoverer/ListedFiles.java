package io.paraflow.discoverer;

import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A store whose listings are made up: a prefix has the listing that it was given, or no file. */
final class ListedFiles implements FileStore {
  /** One listing. */
  interface Listing {
    /** Passes files until the visitor has enough. */
    void list(Predicate<FileEntry> visitor);
  }

  private final Map<Location, Listing> listings = new ConcurrentHashMap<>();

  /** The prefixes in the order in which they were asked for. */
  final ConcurrentLinkedQueue<Location> asked = new ConcurrentLinkedQueue<>();

  ListedFiles with(String prefix, Listing listing) {
    listings.put(Location.parse(prefix), listing);
    return this;
  }

  /** A listing of {@code count} files of one byte below the prefix. */
  ListedFiles with(String prefix, int count) {
    return with(prefix, visitor -> visit(prefix, count, visitor));
  }

  static boolean visit(String prefix, int count, Predicate<FileEntry> visitor) {
    LongFunction<FileEntry> file =
        n -> new FileEntry(Location.parse(prefix + "/%07d.parquet".formatted(n)), 1, null);
    return IntStream.range(0, count).allMatch(n -> visitor.test(file.apply(n)));
  }

  static List<Location> prefixes(String... texts) {
    return List.of(texts).stream().map(Location::parse).toList();
  }

  @Override
  public void list(Location prefix, Predicate<FileEntry> visitor) {
    asked.add(prefix);
    listings.getOrDefault(prefix, _ -> {}).list(visitor);
  }

  @Override
  public InputFile open(Location location) {
    throw new UnsupportedOperationException("listing opens no file: " + location);
  }

  @Override
  public void close() {}
}
