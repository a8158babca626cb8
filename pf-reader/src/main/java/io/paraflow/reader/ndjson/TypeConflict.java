package io.paraflow.reader.ndjson;

/** A value does not fit its inferred column, which a pass over the record will widen. */
final class TypeConflict extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final TypeConflict INSTANCE = new TypeConflict();

  private TypeConflict() {
    super("a value does not fit its column", null, false, false);
  }
}
