package io.paraflow.indexer.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.core.work.WorkItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps dead letters as JSON lines in a file that belongs to this process and to nobody else. The
 * file is made for the first entry.
 *
 * <pre>{@code
 * {"type":"record","uri":…,"version":…,"ordinal":…,"step":…,"code":…,"message":…,"raw":…,"at":…}
 * {"type":"item","uri":…,"sizeBytes":…,"rangeStart":…,"rangeEnd":…,"format":…,"attempt":…,"code":…,"message":…,"jobId":…,"attributes":{…},"at":…}
 * {"type":"message","body":…,"code":…,"message":…,"at":…}
 * }</pre>
 *
 * <p>A record's bytes are {@code raw} where they are UTF-8, {@code rawBase64} where they are not,
 * and absent where they cannot be had; {@code sizeBytes} is absent where it is not known, and so is
 * the range where the item is a whole file. Messages are cut after 4096 characters.
 */
public final class FileDeadLetters implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(FileDeadLetters.class);
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final JsonFactory json = new JsonFactory();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Path file;
  private final Clock clock;
  // Not a channel: those are closed by the interrupt of a thread that uses them.
  private @Nullable RandomAccessFile open;
  private long length;
  private long entries;
  private boolean unflushed;

  /**
   * Checks that the directory can be written, and makes it where it does not exist.
   *
   * @param directory gets the file
   * @param clock says when an entry was made
   * @throws IngestException OUTPUT_FAILED when it cannot be written
   */
  public FileDeadLetters(Path directory, Clock clock) {
    this.clock = clock;
    this.file =
        directory.resolve(
            "dead-letters-%s-%d.jsonl"
                .formatted(FILE_TIME.format(clock.instant()), ProcessHandle.current().pid()));
    try {
      Files.createDirectories(directory, permissions("rwx------"));
      if (!Files.isWritable(directory)) {
        throw new IOException("permission denied");
      }
    } catch (IOException e) {
      throw new IngestException(
          ErrorCode.OUTPUT_FAILED,
          "the dead-letter directory %s cannot be written: %s".formatted(directory, e),
          e);
    }
  }

  /** The file that the entries are in; exists once there is one. */
  public Path file() {
    return file;
  }

  @Override
  public synchronized void item(WorkItem item, int attempt, IngestException cause) {
    append(
        entry -> {
          entry.writeStringField("type", "item");
          writeText(entry, "uri", item.location().toString());
          if (item.sizeBytes() >= 0) {
            entry.writeNumberField("sizeBytes", item.sizeBytes());
          }
          if (item.isPart()) {
            entry.writeNumberField("rangeStart", item.range().start());
            entry.writeNumberField("rangeEnd", item.range().end());
          }
          writeText(entry, "format", item.format());
          entry.writeNumberField("attempt", attempt);
          writeReason(entry, cause.code(), cause.getMessage());
          writeText(entry, "jobId", item.jobId());
          entry.writeObjectFieldStart("attributes");
          for (var attribute : item.attributes().entrySet()) {
            writeText(entry, attribute.getKey(), attribute.getValue());
          }
          entry.writeEndObject();
        });
  }

  @Override
  public synchronized void message(String body, IngestException cause) {
    append(
        entry -> {
          entry.writeStringField("type", "message");
          writeText(entry, "body", body);
          writeReason(entry, cause.code(), cause.getMessage());
        });
  }

  @Override
  public synchronized void record(RecordError error) {
    append(
        entry -> {
          entry.writeStringField("type", "record");
          writeText(entry, "uri", error.uri());
          writeText(entry, "version", error.version());
          entry.writeNumberField("ordinal", error.ordinal());
          writeText(entry, "step", error.step());
          writeReason(entry, error.code(), error.message());
          writeRaw(entry, error.raw());
        });
  }

  @Override
  public synchronized void flush() {
    if (open == null || !unflushed) {
      return;
    }
    try {
      open.getFD().sync();
      unflushed = false;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void close() {
    if (open == null) {
      return;
    }
    try (RandomAccessFile _ = open) {
      flush();
      LOG.warn("{} dead letters are in {}", entries, file);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      open = null;
    }
  }

  /** Writes the members of one entry. */
  private interface Members {
    void write(JsonGenerator entry) throws IOException;
  }

  private void append(Members members) {
    try {
      line.reset();
      try (JsonGenerator entry = json.createGenerator(line)) {
        entry.writeStartObject();
        members.write(entry);
        entry.writeStringField("at", Instant.now(clock).toString());
        entry.writeEndObject();
      }
      line.write('\n');
      append(line.toByteArray());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void append(byte[] entry) throws IOException {
    RandomAccessFile target = open;
    if (target == null) {
      target = create();
      open = target;
    }
    try {
      target.write(entry);
      length += entry.length;
      entries++;
      unflushed = true;
    } catch (IOException e) {
      dropPartialLine(target, e);
      throw e;
    }
  }

  /** Takes back what was written of a line, so that the next one begins on its own. */
  private void dropPartialLine(RandomAccessFile target, IOException cause) {
    try {
      target.setLength(length);
      target.seek(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private RandomAccessFile create() throws IOException {
    Files.createFile(file, permissions("rw-------"));
    if (POSIX) {
      makeNameDurable();
    }
    return new RandomAccessFile(file.toFile(), "rw");
  }

  /** Else the file's name may be lost with the power, whatever its content. */
  private void makeNameDurable() throws IOException {
    boolean interrupted = Thread.interrupted();
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void writeReason(JsonGenerator entry, ErrorCode code, String message)
      throws IOException {
    entry.writeStringField("code", code.name());
    writeText(entry, "message", PlainText.shortened(message));
  }

  private static void writeText(JsonGenerator entry, String name, String text) throws IOException {
    entry.writeStringField(PlainText.wellFormed(name), PlainText.wellFormed(text));
  }

  private static void writeRaw(JsonGenerator entry, byte @Nullable [] raw) throws IOException {
    if (raw == null) {
      return;
    }
    String text = PlainText.utf8(raw);
    if (text == null) {
      entry.writeBinaryField("rawBase64", raw);
    } else {
      writeText(entry, "raw", text);
    }
  }

  private IngestException failed(IOException cause) {
    return new IngestException(
        ErrorCode.OUTPUT_FAILED,
        "dead letters cannot be written to %s: %s".formatted(file, cause),
        cause);
  }

  private static FileAttribute<?>[] permissions(String symbols) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(symbols))
        }
        : new FileAttribute<?>[0];
  }
}
