package io.paraflow.queue.item;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a listed file, or a part of it, as the JSON object that workers read. */
public final class DiscoveredFileWriter {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final boolean pretty;

  /**
   * A writer of one form.
   *
   * @param pretty over several lines, for people; else one line
   */
  public DiscoveredFileWriter(boolean pretty) {
    this.pretty = pretty;
  }

  /**
   * The object in UTF-8, without a line end. The time is left out where it is not known, the range
   * where it is the whole file.
   */
  public byte[] write(FilePart part) {
    FileEntry file = part.file();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes)) {
      if (pretty) {
        json.setPrettyPrinter(printer());
      }
      json.writeStartObject();
      json.writeStringField("uri", file.location().toString());
      json.writeNumberField("size_bytes", file.sizeBytes());
      if (file.lastModified() != null) {
        json.writeStringField("last_modified", file.lastModified().toString());
      }
      if (!part.range().equals(ByteRange.ALL)) {
        json.writeNumberField("range_start", part.range().start());
        json.writeNumberField("range_end", part.range().end());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static DefaultPrettyPrinter printer() {
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
        .withObjectIndenter(new DefaultIndenter("  ", "\n"));
  }
}
