package io.paraflow.reader.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that are read: a builder for each, and a reader for each of their leaves.
 */
final class Columns implements AutoCloseable {
  private final String file;
  private final BufferAllocator allocator;
  private final Effort effort;
  private final Predicate<LeafNode> keepsDictionary;
  private final List<SchemaNode> nodes;
  private final Scratch scratch = new Scratch();
  private final List<ColumnBuilder> builders = new ArrayList<>();
  private final List<ColumnReader> leaves = new ArrayList<>();

  /** Of the last vectors that were taken: lists and structs put theirs together each time. */
  private @Nullable Schema schema;

  private List<Field> fields = List.of();

  /**
   * Columns without rows.
   *
   * @param file the file's location as text
   * @param nodes what to read, in this order
   * @param keepsDictionary whether a leaf that supports it is read as indices and a dictionary
   * @param effort when it is spent, columns pass over no more rows for now
   */
  Columns(
      String file,
      List<SchemaNode> nodes,
      Predicate<LeafNode> keepsDictionary,
      BufferAllocator allocator,
      Effort effort) {
    this.file = file;
    this.effort = effort;
    this.nodes = nodes;
    this.keepsDictionary = keepsDictionary;
    this.allocator = allocator;
    for (SchemaNode node : nodes) {
      builders.add(column(node).builder());
    }
  }

  /** A node's builder, and the reader of its first leaf, which provides the node's levels. */
  private record Column(ColumnBuilder builder, ColumnReader firstLeaf) {}

  private Column column(SchemaNode node) {
    boolean nullable = node.field().isNullable();
    return switch (node) {
      case LeafNode leaf -> {
        ColumnBuilder builder =
            switch (leaf.kind()) {
              case BITS -> new BitBuilder(nullable, allocator);
              case BYTES -> bytesBuilder(leaf);
              case FIXED, BYTES_TO_FIXED ->
                  new FixedBuilder(leaf.arrowWidth(), nullable, allocator);
            };
        ColumnReader reader =
            new ColumnReader(leaf, place(leaf.path()), builder, allocator, scratch, effort);
        leaves.add(reader);
        yield new Column(builder, reader);
      }
      case StructNode struct -> {
        List<Column> children = struct.children().stream().map(this::column).toList();
        StructBuilder builder =
            new StructBuilder(
                place(struct.field().getName()),
                children.stream().map(Column::builder).toList(),
                nullable,
                allocator);
        ColumnReader firstLeaf = children.getFirst().firstLeaf();
        firstLeaf.provide(new ColumnReader.Enclosing.OfStruct(struct, builder));
        yield new Column(builder, firstLeaf);
      }
      case ListNode list -> {
        int first = leaves.size();
        Column element = column(list.element());
        ListBuilder builder =
            new ListBuilder(place(list.field().getName()), element.builder(), nullable, allocator);
        element.firstLeaf().provide(new ColumnReader.Enclosing.OfList(list, builder));
        for (ColumnReader other : leaves.subList(first + 1, leaves.size())) {
          other.provide(new ColumnReader.Enclosing.OfOthersList(list, builder.compared()));
        }
        yield new Column(builder, element.firstLeaf());
      }
    };
  }

  private ColumnBuilder bytesBuilder(LeafNode leaf) {
    BytesBuilder bytes = new BytesBuilder(place(leaf.path()), leaf.field().isNullable(), allocator);
    return DictionaryBuilder.supports(leaf) && keepsDictionary.test(leaf)
        ? new DictionaryBuilder(bytes, leaf.index(), allocator)
        : bytes;
  }

  private ColumnPlace place(String column) {
    return new ColumnPlace(file, column);
  }

  /** The readers of all leaves, in the order of the columns. */
  List<ColumnReader> leaves() {
    return leaves;
  }

  /** The bytes of all rows that the builders have. */
  long bytes() {
    long bytes = 0;
    for (ColumnReader leaf : leaves) {
      bytes += leaf.bytes();
    }
    return bytes;
  }

  /** The bytes of the first rows, which all builders have. */
  long bytesOf(int rows) {
    long bytes = 0;
    for (ColumnBuilder builder : builders) {
      bytes += builder.bytesOf(rows);
    }
    return bytes;
  }

  /**
   * The least number of rows that reaches a number of bytes.
   *
   * @param rows how many rows do
   */
  int rowsOf(long bytes, int rows) {
    int low = 1;
    int high = rows;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bytesOf(middle) >= bytes) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Lets columns give up memory, the last ones first, until so much is left. */
  void makeRoom(long bytes) {
    for (ColumnReader leaf : leaves.reversed()) {
      if (allocator.getHeadroom() >= bytes) {
        return;
      }
      leaf.park();
    }
  }

  /**
   * Moves the first rows, which all builders have, into vectors.
   *
   * @param dictionaries gets those that the vectors refer to; closed when this fails
   * @return the caller's
   */
  VectorSchemaRoot take(int rows, MapDictionaryProvider dictionaries) {
    List<Field> taken = new ArrayList<>();
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (int i = 0; i < nodes.size(); i++) {
        Field declared = nodes.get(i).field();
        ColumnBuilder builder = builders.get(i);
        Field field = builder.field(declared);
        taken.add(field);
        FieldVector vector = field.createVector(allocator);
        vectors.add(vector);
        builder.lendDictionaries(declared, dictionaries);
        builder.lend(vector, rows);
      }
      builders.forEach(builder -> builder.removeFirst(rows));
    } catch (RuntimeException e) {
      vectors.forEach(FieldVector::close);
      dictionaries.close();
      throw e;
    }
    for (ColumnReader leaf : leaves) {
      leaf.removeRows(rows);
    }
    if (schema == null || !taken.equals(fields)) {
      fields = taken;
      schema = new Schema(vectors.stream().map(FieldVector::getField).toList());
    }
    return new VectorSchemaRoot(schema, vectors, rows);
  }

  /** Vectors of no rows, the caller's. */
  VectorSchemaRoot withoutRows() {
    return VectorSchemaRoot.create(
        new Schema(nodes.stream().map(SchemaNode::field).toList()), allocator);
  }

  /** Fails if the last row of a row group was read and a column has more. */
  void checkEnd(long groupRows) {
    for (ColumnReader leaf : leaves) {
      leaf.checkEnd(groupRows);
    }
  }

  /** Gives up the rows; the readers are closed by who opened them. */
  @Override
  public void close() {
    builders.forEach(ColumnBuilder::close);
  }
}
