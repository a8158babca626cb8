package io.paraflow.reader.ndjson;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object, found by their names. Every column remembers which columns followed it
 * last, and the parser asks those before it asks this table.
 */
final class Fields {
  /** Stands before the first field, so that it can be predicted like the others. */
  final Column start;

  /** The struct that they are of; null for those of the record. */
  final @Nullable Column owner;

  private final List<Column> columns = new ArrayList<>();
  private final long seed;
  private @Nullable Column[] table = new @Nullable Column[16];
  private boolean hasRequired;

  /**
   * No fields.
   *
   * @param owner the struct that they are of; null for those of the record
   * @param seed makes the hashes unpredictable for whoever chooses the names
   */
  Fields(@Nullable Column owner, BufferAllocator allocator, long seed) {
    this.owner = owner;
    this.start = new Column(new Key(""), ColumnType.NULL, allocator, seed);
    this.seed = seed;
  }

  /** In the order in which they were added. */
  List<Column> columns() {
    return columns;
  }

  /**
   * The field whose name stands at an address, followed by a quote.
   *
   * @return null when there is none
   */
  @Nullable Column find(long address, int length) {
    int mask = table.length - 1;
    int slot = (int) Key.hash(address, length, seed) & mask;
    for (Column column = table[slot]; column != null; column = table[slot]) {
      if (column.key.length == length && column.key.matches(address)) {
        return column;
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  /** The field of a name, or null. */
  @Nullable Column find(String name) {
    for (Column column : columns) {
      if (column.key.name.equals(name)) {
        return column;
      }
    }
    return null;
  }

  long seed() {
    return seed;
  }

  /** Whether a schema says of any field that every object has it. */
  boolean hasRequired() {
    return hasRequired;
  }

  void add(Column column) {
    columns.add(column);
    hasRequired |= column.isRequired();
    // Sparse, as a collision misleads the processor's guesses: 4 % when keys come in no order.
    if (columns.size() * 8 > table.length) {
      table = new @Nullable Column[table.length * 2];
      columns.forEach(this::insert);
    } else {
      insert(column);
    }
  }

  /** Takes back the field that was added last. */
  void removeLast() {
    Column removed = columns.removeLast();
    int slot = 0;
    while (table[slot] != removed) {
      slot++;
    }
    // Nothing was inserted since, so no other field was placed beyond this slot because of it.
    table[slot] = null;
    for (Column column : columns) {
      column.forget(removed);
    }
    start.forget(removed);
  }

  private void insert(Column column) {
    int mask = table.length - 1;
    int slot = (int) column.key.hash(seed) & mask;
    while (table[slot] != null) {
      slot = (slot + 1) & mask;
    }
    table[slot] = column;
  }
}
