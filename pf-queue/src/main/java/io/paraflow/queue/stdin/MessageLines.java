package io.paraflow.queue.stdin;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.queue.item.WorkItemParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines of UTF-8 in bounded memory. Used by one thread. */
final class MessageLines implements AutoCloseable {
  private static final int BEGINNING_BYTES = 4096;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean first = true;
  private String text = "";
  private @Nullable IngestException problem;

  MessageLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Goes to the next line that is not blank; false at the end. */
  boolean next() throws IOException {
    while (readLine()) {
      if (!text.isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** The line without its end, or its beginning where there is a problem. */
  String text() {
    return text;
  }

  /** Why the line cannot be a message; null if it can. */
  @Nullable IngestException problem() {
    return problem;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean readLine() throws IOException {
    line.reset();
    boolean tooLong = false;
    int read = in.read();
    if (read < 0) {
      return false;
    }
    while (read >= 0 && read != '\n') {
      if (line.size() < WorkItemParser.MAX_MESSAGE_BYTES) {
        line.write(read);
      } else {
        tooLong = true;
      }
      read = in.read();
    }
    decode(tooLong);
    return true;
  }

  private void decode(boolean tooLong) {
    byte[] bytes = line.toByteArray();
    if (first && Arrays.equals(bytes, 0, Math.min(3, bytes.length), BYTE_ORDER_MARK, 0, 3)) {
      bytes = Arrays.copyOfRange(bytes, 3, bytes.length);
    }
    first = false;
    problem = tooLong ? WorkItemParser.tooLong() : null;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.UTF_8);
      if (problem == null) {
        problem =
            new IngestException(
                ErrorCode.INVALID_WORK_ITEM, "Cannot understand a work item: it is not UTF-8", e);
      }
    }
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (problem != null) {
      text = text.substring(0, Math.min(text.length(), BEGINNING_BYTES));
    }
  }
}
