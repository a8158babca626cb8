package io.paraflow.discoverer;

import io.paraflow.core.file.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What to do with several prefixes so that no file is found twice. */
final class Prefixes {
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private Prefixes() {}

  /**
   * The prefixes that are not covered by another one, each once, in the order in which they were
   * given. In an object store a prefix covers every prefix that begins with it; a local folder
   * covers what lies below it. A local glob covers nothing but itself, so two globs that share
   * files name these twice.
   */
  static List<Location> withoutOverlap(Collection<Location> prefixes) {
    List<Location> sorted = new ArrayList<>(new LinkedHashSet<>(prefixes));
    sorted.sort(Comparator.comparing(Prefixes::coverage));
    Set<Location> kept = new HashSet<>();
    String cover = null;
    for (Location prefix : sorted) {
      if (cover != null && coverage(prefix).startsWith(cover)) {
        continue;
      }
      kept.add(prefix);
      if (!isLocalGlob(prefix)) {
        cover = coverage(prefix);
      }
    }
    return prefixes.stream().filter(kept::remove).toList();
  }

  /**
   * A prefix that a template gave, below the place that was named.
   *
   * @param root a bucket or prefix, taken as a folder, or a local folder
   * @param expanded the template's text with its variables filled in
   */
  static Location below(Location root, String expanded) {
    String path = root.path();
    boolean separated = path.endsWith("/") || (path.isEmpty() && !isLocal(root));
    return new Location(root.scheme(), root.authority(), path + (separated ? "" : "/") + expanded);
  }

  /** Whether this is a prefix in a bucket that would be a pattern if it were local. */
  static boolean looksLikeRemoteGlob(Location prefix) {
    return !isLocal(prefix) && GLOB.matcher(prefix.path()).find();
  }

  private static String coverage(Location prefix) {
    String text = prefix.toString();
    return isLocal(prefix) && !text.endsWith("/") ? text + "/" : text;
  }

  private static boolean isLocal(Location prefix) {
    return prefix.scheme().equals(Location.FILE);
  }

  /** Whether this is a pattern of local files. */
  static boolean isLocalGlob(Location prefix) {
    return isLocal(prefix) && GLOB.matcher(prefix.path()).find();
  }
}
