package io.paraflow.discoverer;

import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Cuts large files into parts of equal size. No file is opened: a part that turns out to have no
 * row costs its reader a look, and nothing is lost or doubled wherever the cuts are.
 *
 * @param mostBytes a file that is larger is cut
 * @param suffixes the endings, lower case, of the files that can be cut
 */
record FileSplitter(long mostBytes, List<String> suffixes) {
  /** Cuts nothing. */
  static final FileSplitter NONE = new FileSplitter(Long.MAX_VALUE, List.of());

  /** Passes on the parts of a file, in order; the file itself where it is not cut. */
  void split(FileEntry file, Consumer<FilePart> parts) {
    if (file.sizeBytes() <= mostBytes || !isSplittable(file)) {
      parts.accept(FilePart.whole(file));
      return;
    }
    long count = Math.ceilDiv(file.sizeBytes(), mostBytes);
    long bytes = file.sizeBytes() / count;
    long longer = file.sizeBytes() % count;
    long start = 0;
    for (long i = 0; i < count; i++) {
      long end = start + bytes + (i < longer ? 1 : 0);
      parts.accept(new FilePart(file, new ByteRange(start, end)));
      start = end;
    }
  }

  private boolean isSplittable(FileEntry file) {
    String name = file.location().name().toLowerCase(Locale.ROOT);
    return suffixes.stream().anyMatch(name::endsWith);
  }
}
