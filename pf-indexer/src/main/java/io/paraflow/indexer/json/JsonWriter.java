package io.paraflow.indexer.json;

import io.paraflow.core.error.IngestException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of Arrow columns as JSON objects in UTF-8, one member for each column in the order of
 * the schema. Used by one thread.
 *
 * <table>
 * <caption>What becomes of each type</caption>
 * <tr><td>integers, signed or not</td><td>number, exact</td></tr>
 * <tr><td>floating point</td><td>the shortest number that reads back as the same value, with a
 *     fraction or an exponent; half precision as its single-precision value; NaN and infinities are
 *     {@code null}, as JSON has no word for them</td></tr>
 * <tr><td>decimal</td><td>number, exact, with as many decimals as its scale; of a scale over 100 or
 *     under -100 with an exponent</td></tr>
 * <tr><td>boolean, null</td><td>{@code true}, {@code false}, {@code null}</td></tr>
 * <tr><td>text</td><td>string; malformed UTF-8 becomes U+FFFD, one for each maximal part of a
 *     sequence</td></tr>
 * <tr><td>binary</td><td>string in base64 with padding</td></tr>
 * <tr><td>UUID (extension type)</td><td>string of 36 characters; any other extension type as its
 *     storage</td></tr>
 * <tr><td>date</td><td>{@code "2024-01-31"}; years over 9999 with a sign, as in ISO 8601. A
 *     millisecond date that is not midnight keeps its time of day</td></tr>
 * <tr><td>timestamp</td><td>{@code "2024-01-31T12:34:56.789Z"} in UTC where the type has a zone,
 *     without Z where not; 0, 3, 6 or 9 decimals by unit</td></tr>
 * <tr><td>time</td><td>{@code "12:34:56.789"}; a value outside of the day keeps its hours or its
 *     sign</td></tr>
 * <tr><td>duration, intervals</td><td>{@code "PT1.500S"}, {@code "P14M"}, {@code "P3DT1.500S"},
 *     {@code "P1M3DT1.000000005S"}; every part has its own sign</td></tr>
 * <tr><td>struct</td><td>object</td></tr>
 * <tr><td>list of any kind</td><td>array</td></tr>
 * <tr><td>map</td><td>object where the keys are text, otherwise array of objects {@code key} and
 *     {@code value}</td></tr>
 * <tr><td>dictionary-encoded</td><td>the dictionary's value</td></tr>
 * <tr><td>union, run-end encoded</td><td>refused</td></tr>
 * </table>
 */
public final class JsonWriter {
  private final OutputBuffer out;
  private final boolean omitNulls;
  private @Nullable Schema schema;
  private @Nullable ObjectWriter row;

  /**
   * A writer that appends to a buffer.
   *
   * @param out stays the caller's
   * @param omitNulls leaves members that are null out of every object, instead of writing {@code
   *     null}; elements of arrays stay
   */
  public JsonWriter(OutputBuffer out, boolean omitNulls) {
    this.out = out;
    this.omitNulls = omitNulls;
  }

  /**
   * Turns to the rows of a batch. The columns must neither change nor be closed while its rows are
   * written.
   *
   * @param root the columns, still the caller's
   * @param dictionaries the dictionaries of encoded columns
   * @throws IngestException UNSUPPORTED when a column's type has no form in JSON, a dictionary is
   *     missing or two columns have one name; the message names the column
   */
  public void bind(VectorSchemaRoot root, DictionaryProvider dictionaries) {
    ObjectWriter writer = row;
    if (writer == null || !root.getSchema().equals(schema)) {
      writer = new ValueWriters(out, omitNulls).row(root.getSchema().getFields());
      schema = root.getSchema();
      row = writer;
    }
    writer.bindMembers(root.getFieldVectors(), dictionaries);
  }

  /**
   * Appends one row: an object on one line, without line end.
   *
   * @param index from 0 to the row count of the bound batch, exclusive
   * @throws IngestException RECORD_TOO_LARGE when the row does not fit into memory; the buffer is
   *     then as before
   * @throws IllegalStateException when no batch is bound
   */
  public void writeRow(int index) {
    ObjectWriter writer = row;
    if (writer == null) {
      throw new IllegalStateException("no batch is bound");
    }
    out.end(writer.write(index, out.ensure(out.end(), ValueWriter.FIXED_BYTES)));
  }
}
