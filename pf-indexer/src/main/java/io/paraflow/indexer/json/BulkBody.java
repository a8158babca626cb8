package io.paraflow.indexer.json;

import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * The body of a request to Elasticsearch's {@code _bulk}: two lines for each row, the action with
 * index and id, and the document, which is the row as {@link JsonWriter} writes it. Used by one
 * thread.
 *
 * <p>An id is the file's in base64 for URLs, 22 characters, a hyphen, and the row's ordinal in base
 * 36, 13 digits. It is the same whenever the row is sent again, and increases within a file.
 */
public final class BulkBody implements AutoCloseable {
  /** How many bytes identify a file. */
  public static final int FILE_ID_BYTES = 16;

  private static final int BASE = 36;
  private static final int ORDINAL_DIGITS = 13;

  /** The two digits of every number below 36 * 36. */
  private static final short[] DIGIT_PAIRS = digitPairs();

  /** Closes the string, both objects and the line. */
  private static final int ACTION_END = '"' | ('}' << 8) | ('}' << 16) | ('\n' << 24);

  private final OutputBuffer out;
  private final JsonWriter documents;
  private final long mostBytes;
  private final String actionStart;
  private byte[] action = {};
  private Ordinals ordinals = Ordinals.from(0);
  private int count;

  /**
   * An empty body.
   *
   * @param index the index, data stream or alias that takes the documents
   * @param omitNulls leaves members that are null out of the documents
   * @param mostBytes how large the body may be, at least 1; the buffer for it is allocated at once
   * @param allocator also bounds the one row more that may lie behind a full body
   * @throws OutOfMemoryException when the allocator's limit does not allow for that much
   */
  public BulkBody(
      String index,
      BulkAction action,
      boolean omitNulls,
      long mostBytes,
      BufferAllocator allocator) {
    this.actionStart =
        "{\"%s\":{\"_index\":%s,\"_id\":\""
            .formatted(action.name().toLowerCase(Locale.ROOT), ObjectWriter.quoted(index));
    this.mostBytes = mostBytes;
    this.out = new OutputBuffer(allocator, mostBytes);
    this.documents = new JsonWriter(out, omitNulls);
  }

  /**
   * Turns to the rows of a batch. The columns must neither change nor be closed while its rows are
   * written.
   *
   * @param root the columns, still the caller's
   * @param dictionaries the dictionaries of encoded columns
   * @param fileId the {@value #FILE_ID_BYTES} bytes that stand for the version of the file
   * @param ordinals the rows' positions in the file, not negative
   * @throws IngestException what {@link JsonWriter#bind} throws
   */
  public void bind(
      VectorSchemaRoot root, DictionaryProvider dictionaries, byte[] fileId, Ordinals ordinals) {
    if (fileId.length != FILE_ID_BYTES) {
      throw new IllegalArgumentException(
          "a file's id of " + fileId.length + " bytes, not " + FILE_ID_BYTES);
    }
    documents.bind(root, dictionaries);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(fileId);
    action = (actionStart + id + "-").getBytes(StandardCharsets.UTF_8);
    this.ordinals = ordinals;
  }

  /**
   * Appends a row's two lines.
   *
   * @param row from 0 to the row count of the bound batch, exclusive
   * @return false when the body has no room for it left: send and {@link #clear} it first
   * @throws IngestException RECORD_TOO_LARGE when the row alone is larger than a body may be, or
   *     does not fit into memory; the body is then as before
   * @throws IllegalStateException when no batch is bound
   */
  public boolean append(int row) {
    long before = out.length();
    try {
      writeAction(ordinals.of(row));
      documents.writeRow(row);
      out.append((byte) '\n');
    } catch (IngestException e) {
      out.truncate(before);
      throw e;
    }
    long length = out.length() - before;
    if (out.length() > mostBytes) {
      out.truncate(before);
      if (length > mostBytes) {
        throw new IngestException(
            ErrorCode.RECORD_TOO_LARGE,
            "a record whose action and document take %d bytes, and a bulk request may have %d"
                .formatted(length, mostBytes));
      }
      return false;
    }
    count++;
    return true;
  }

  private void writeAction(long ordinal) {
    long at = out.ensure(out.end(), action.length + ORDINAL_DIGITS + Integer.BYTES);
    RawMemory.copy(action, 0, at, action.length);
    at += action.length;
    long rest = ordinal;
    for (int i = ORDINAL_DIGITS - 2; i > 0; i -= 2) {
      long quotient = rest / (BASE * BASE);
      RawMemory.putShort(at + i, DIGIT_PAIRS[(int) (rest - quotient * (BASE * BASE))]);
      rest = quotient;
    }
    RawMemory.putByte(at, (byte) Character.forDigit((int) rest, BASE));
    at += ORDINAL_DIGITS;
    RawMemory.putInt(at, ACTION_END);
    out.end(at + Integer.BYTES);
  }

  /** How many rows the body has. */
  public int count() {
    return count;
  }

  /** The body, as a view that is valid until the next call of any other method. */
  public ByteBuffer content() {
    return out.content();
  }

  /** Makes the body empty; the bound batch stays. */
  public void clear() {
    out.clear();
    count = 0;
  }

  @Override
  public void close() {
    out.close();
  }

  private static short[] digitPairs() {
    short[] pairs = new short[BASE * BASE];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] =
          (short) (Character.forDigit(i / BASE, BASE) | Character.forDigit(i % BASE, BASE) << 8);
    }
    return pairs;
  }
}
