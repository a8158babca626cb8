package io.paraflow.reader.store.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of file names, as an automaton over the names of a path: state {@code i} means that the
 * first {@code i} segments of the pattern have been matched. A path is followed once, however many
 * ways it matches.
 *
 * @param base the folder that the pattern begins in
 * @param segments what the names below it look like; null is {@code **}
 */
record Glob(Path base, List<@Nullable PathMatcher> segments) {
  private static final String ANY_FOLDERS = "**";

  static boolean isGlob(Path path) {
    return path.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /** All files below a folder. */
  static Glob everything(Path folder) {
    List<@Nullable PathMatcher> segments = new ArrayList<>();
    segments.add(null);
    return new Glob(folder, segments);
  }

  /**
   * Splits a path into the folder before its first glob, and its segments from there on.
   *
   * @throws IngestException INVALID_LOCATION for an unfinished bracket or brace
   */
  static Glob of(Location location, Path path) {
    int first = 0;
    while (!isGlob(path.getName(first))) {
      first++;
    }
    Path base = first == 0 ? path.getRoot() : path.getRoot().resolve(path.subpath(0, first));
    List<@Nullable PathMatcher> segments = new ArrayList<>();
    for (int i = first; i < path.getNameCount(); i++) {
      String name = path.getName(i).toString();
      segments.add(name.equals(ANY_FOLDERS) ? null : matcher(location, name));
    }
    return new Glob(base, segments);
  }

  private static PathMatcher matcher(Location location, String name) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + name);
    } catch (PatternSyntaxException e) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "\"%s\" in %s is not a valid glob: %s".formatted(name, location, e.getDescription()),
          e);
    }
  }

  /** Where matching begins: at the base. */
  BitSet start() {
    BitSet states = new BitSet();
    enter(states, 0);
    return states;
  }

  /** Where matching is after one more name; empty when no file at or below it can match. */
  BitSet next(BitSet states, Path name) {
    BitSet next = new BitSet();
    for (int i = states.nextSetBit(0);
        i >= 0 && i < segments.size();
        i = states.nextSetBit(i + 1)) {
      PathMatcher segment = segments.get(i);
      if (segment == null) {
        enter(next, i);
      } else if (segment.matches(name)) {
        enter(next, i + 1);
      }
    }
    return next;
  }

  /** Whether a file is matched. */
  boolean accepts(BitSet states) {
    return states.get(segments.size());
  }

  /** Whether files below a folder can match. */
  boolean continues(BitSet states) {
    return states.length() > 0 && states.nextSetBit(0) < segments.size();
  }

  /** Adds a state, and those behind it that {@code **} reaches by matching no folder. */
  private void enter(BitSet states, int state) {
    int reached = state;
    states.set(reached);
    while (reached < segments.size() && segments.get(reached) == null) {
      states.set(++reached);
    }
  }
}
