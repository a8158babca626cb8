package io.paraflow.core.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The name of a file, a folder or a prefix in a store. Keys are raw: never URL-encoded, never
 * interpreted as a path.
 *
 * @param scheme which store serves it, lower case, for example {@code s3}
 * @param authority bucket or host; empty for local files
 * @param path key without a leading slash in an object store, absolute path for local files
 */
public record Location(String scheme, String authority, String path) {
  /** The scheme of local files. */
  public static final String FILE = "file";

  /** Checks the parts. */
  public Location {
    if (scheme.isEmpty()) {
      throw new IllegalArgumentException("a location needs a scheme");
    }
  }

  /**
   * Reads {@code scheme://authority/path}, {@code file:///path} or a plain local path, which is
   * made absolute.
   *
   * @throws IngestException {@link ErrorCode#INVALID_LOCATION} when the text is empty, has control
   *     characters, or an object store's location has no authority
   */
  public static Location parse(String text) {
    if (text.isEmpty()) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "Empty location: give s3://bucket/key, file:///path or a path");
    }
    if (text.indexOf('\0') >= 0) {
      throw new IngestException(
          ErrorCode.INVALID_LOCATION,
          "Location contains a NUL character: " + text.replace('\0', '?'));
    }
    int colon = text.indexOf("://");
    if (colon <= 0) {
      return new Location(FILE, "", Path.of(text).toAbsolutePath().normalize().toString());
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = text.substring(colon + 3);
    if (scheme.equals(FILE)) {
      if (!rest.startsWith("/")) {
        throw new IngestException(
            ErrorCode.INVALID_LOCATION,
            "A file location has three slashes, file:///path, but this is " + text);
      }
      return new Location(FILE, "", rest);
    }
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    if (authority.isEmpty()) {
      throw new IngestException(ErrorCode.INVALID_LOCATION, "No bucket in location " + text);
    }
    return new Location(scheme, authority, slash < 0 ? "" : rest.substring(slash + 1));
  }

  /** The last segment of the path, without any folder. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return scheme.equals(FILE) ? "file://" + path : scheme + "://" + authority + "/" + path;
  }
}
