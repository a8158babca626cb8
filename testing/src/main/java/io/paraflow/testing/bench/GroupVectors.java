package io.paraflow.testing.bench;

import io.paraflow.testing.data.GroupFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** What one writes with parquet-java by its manual: rows as objects, copied into vectors. */
final class GroupVectors implements GroupFiles.Visitor {
  private static final int BATCH_ROWS = 8192;

  private final VectorSchemaRoot root;
  private final List<Copier> copiers = new ArrayList<>();
  private final Consumer<VectorSchemaRoot> each;
  private int rows;

  private GroupVectors(
      MessageType schema, BufferAllocator allocator, Consumer<VectorSchemaRoot> each) {
    List<FieldVector> vectors = new ArrayList<>();
    for (int column = 0; column < schema.getFieldCount(); column++) {
      FieldVector vector = vector(schema.getType(column), allocator);
      vectors.add(vector);
      copiers.add(copier(vector, column));
    }
    this.root = new VectorSchemaRoot(vectors);
    this.each = each;
  }

  /** Copies one column's value of a row. */
  @FunctionalInterface
  private interface Copier {
    void copy(Group group, int row);
  }

  /** Reads a file without nested columns; the batches are only lent. */
  static void read(Path file, BufferAllocator allocator, Consumer<VectorSchemaRoot> each)
      throws IOException {
    GroupVectors vectors = new GroupVectors(GroupFiles.schema(file), allocator, each);
    try (VectorSchemaRoot _ = vectors.root) {
      GroupFiles.read(file, vectors);
      vectors.deliver();
    }
  }

  @Override
  public void accept(Group group) {
    for (Copier copier : copiers) {
      copier.copy(group, rows);
    }
    if (++rows == BATCH_ROWS) {
      deliver();
    }
  }

  private void deliver() {
    root.setRowCount(rows);
    each.accept(root);
    root.getFieldVectors().forEach(FieldVector::reset);
    rows = 0;
  }

  private static FieldVector vector(Type type, BufferAllocator allocator) {
    String name = type.getName();
    PrimitiveType primitive = type.asPrimitiveType();
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (primitive.getPrimitiveTypeName()) {
      case INT64 ->
          switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                new DecimalVector(name, allocator, decimal.getPrecision(), decimal.getScale());
            case TimestampLogicalTypeAnnotation _ -> new TimeStampMicroVector(name, allocator);
            case null, default -> new BigIntVector(name, allocator);
          };
      case INT32 ->
          logical instanceof DateLogicalTypeAnnotation
              ? new DateDayVector(name, allocator)
              : new IntVector(name, allocator);
      case DOUBLE -> new Float8Vector(name, allocator);
      case BINARY -> new VarCharVector(name, allocator);
      default -> throw new IllegalArgumentException("No vector for " + type);
    };
  }

  private static Copier copier(FieldVector vector, int column) {
    Copier value =
        switch (vector) {
          case BigIntVector longs -> (group, row) -> longs.setSafe(row, group.getLong(column, 0));
          case DecimalVector decimals ->
              (group, row) -> decimals.setSafe(row, group.getLong(column, 0));
          case TimeStampMicroVector instants ->
              (group, row) -> instants.setSafe(row, group.getLong(column, 0));
          case DateDayVector days -> (group, row) -> days.setSafe(row, group.getInteger(column, 0));
          case IntVector ints -> (group, row) -> ints.setSafe(row, group.getInteger(column, 0));
          case Float8Vector doubles ->
              (group, row) -> doubles.setSafe(row, group.getDouble(column, 0));
          case VarCharVector texts ->
              (group, row) -> texts.setSafe(row, group.getBinary(column, 0).getBytesUnsafe());
          default -> throw new IllegalArgumentException("No copier for " + vector);
        };
    return (group, row) -> {
      if (group.getFieldRepetitionCount(column) == 0) {
        vector.setNull(row);
      } else {
        value.copy(group, row);
      }
    };
  }
}
