package io.paraflow.core.engine;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.FileEnd;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.Location;
import io.paraflow.core.plugin.FileFormatProvider;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the format of a file: by its content, else by its name, else by the word of the work
 * item. Shared by all threads.
 */
public final class FileFormats {
  private static final Logger LOG = LoggerFactory.getLogger(FileFormats.class);
  private static final int END_BYTES = 512;

  private final List<Entry> entries;

  /**
   * The formats to choose from.
   *
   * @param entries in the order in which they are asked
   */
  public FileFormats(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * One format.
   *
   * @param provider says how to recognise it
   * @param format decodes it
   */
  public record Entry(FileFormatProvider<?> provider, FileFormat format) {}

  /**
   * The end at which a file is read first, as far as can be told before it is open.
   *
   * @param forced the name of the format that all files have; empty means to look
   * @param word what the work item says; may be empty
   */
  public FileEnd firstEnd(Location location, String forced, String word) {
    return named(forced)
        .or(() -> byName(location))
        .or(() -> named(word))
        .map(entry -> entry.provider().firstEnd())
        .orElse(FileEnd.HEAD);
  }

  /**
   * The format of a file.
   *
   * @param file read at the {@linkplain #firstEnd first end}, unless the format is forced, and at
   *     its beginning when that end says nothing
   * @param forced the name of the format that all files have; empty means to look
   * @param word what the work item says, the last resort; may be empty
   * @throws IngestException UNKNOWN_FORMAT when nothing says
   */
  public FileFormat of(InputFile file, String forced, String word) {
    if (!forced.isEmpty()) {
      return named(forced)
          .orElseThrow(() -> unknown(file, "no format is called \"" + forced + "\""))
          .format();
    }
    Optional<Entry> byContent =
        Stream.of(firstEnd(file.location(), forced, word), FileEnd.HEAD)
            .distinct()
            .map(end -> byContent(file, end))
            .flatMap(Optional::stream)
            .findFirst();
    Optional<Entry> byName = byName(file.location());
    if (byContent.isPresent() && byName.isPresent() && !byContent.equals(byName)) {
      LOG.info(
          "{} is named like {} but its content is {}: reading it as {}",
          file.location(),
          byName.get().provider().name(),
          byContent.get().provider().name(),
          byContent.get().provider().name());
    }
    return byContent
        .or(() -> byName)
        .or(() -> named(word))
        .orElseThrow(
            () -> unknown(file, "neither content, name nor work item says which of the formats"))
        .format();
  }

  private Optional<Entry> byContent(InputFile file, FileEnd end) {
    byte[] bytes = new byte[(int) Math.min(END_BYTES, file.length())];
    if (bytes.length > 0) {
      long position = end == FileEnd.HEAD ? 0 : file.length() - bytes.length;
      file.readFully(position, MemorySegment.ofArray(bytes));
    }
    return first(entry -> entry.provider().recognises(end, bytes));
  }

  private Optional<Entry> byName(Location location) {
    String name = location.name().toLowerCase(Locale.ROOT);
    return first(entry -> entry.provider().suffixes().stream().anyMatch(name::endsWith));
  }

  private Optional<Entry> named(String name) {
    return first(entry -> entry.provider().name().equals(name));
  }

  private Optional<Entry> first(Predicate<Entry> test) {
    return entries.stream().filter(test).findFirst();
  }

  private IngestException unknown(InputFile file, String reason) {
    return new IngestException(
        ErrorCode.UNKNOWN_FORMAT,
        "Unknown format of %s: %s; there are %s"
            .formatted(
                file.location(),
                reason,
                entries.stream().map(entry -> entry.provider().name()).toList()));
  }
}
