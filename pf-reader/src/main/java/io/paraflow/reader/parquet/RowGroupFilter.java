package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.file.Comparand;
import io.paraflow.core.file.InputFile;
import io.paraflow.core.file.RowFilter.Condition;
import io.paraflow.core.file.RowFilter.Operator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.LogicalType;

/**
 * Tells by metadata which row groups cannot have a row that meets a filter: by their statistics,
 * and for equality by their bloom filters; and of the others, which pages cannot. Never excludes a
 * row that meets it, if the metadata is true; metadata that is missing, malformed or without a
 * defined order excludes nothing.
 */
final class RowGroupFilter {
  private final InputFile file;
  private final BufferAllocator allocator;
  private final Footer footer;
  private final List<ColumnCondition> conditions = new ArrayList<>();

  /** A filter without conditions. */
  RowGroupFilter(InputFile file, BufferAllocator allocator, Footer footer) {
    this.file = file;
    this.allocator = allocator;
    this.footer = footer;
  }

  /**
   * Adds a condition.
   *
   * @param column the top-level column that it looks at
   * @throws io.paraflow.core.error.IngestException INVALID_FILTER when it does not fit the column
   */
  void add(Condition condition, SchemaNode column) {
    Comparand constant = Comparand.parse(condition, column.field(), file.location().toString());
    if (column instanceof LeafNode leaf) {
      conditions.add(new ColumnCondition(leaf, condition.operator(), constant));
    }
  }

  /** The indices of the leaves that the conditions look at. */
  BitSet leaves() {
    BitSet leaves = new BitSet();
    conditions.forEach(each -> leaves.set(each.leaf().index()));
    return leaves;
  }

  /** Whether a row group may have rows that are wanted. */
  boolean mayMatch(RowGroupMetadata group) {
    for (ColumnCondition condition : conditions) {
      LeafNode leaf = condition.leaf();
      if (!condition.mayMatch(Bounds.ofChunk(group.column(leaf), leaf, isOrdered(leaf, group)))) {
        return false;
      }
    }
    for (ColumnCondition condition : conditions) {
      if (condition.operator() == Operator.EQUAL) {
        ColumnMetaData chunk = group.column(condition.leaf());
        List<byte[]> values = condition.equalValues();
        if (values != null && !BloomFilter.mayContain(file, allocator, chunk, values)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * What the page index says of a row group.
   *
   * @param leaves the columns that are read
   */
  PageIndex pages(RowGroupMetadata group, List<LeafNode> leaves) {
    List<ColumnCondition> ordered =
        conditions.stream().filter(each -> isOrdered(each.leaf(), group)).toList();
    return conditions.isEmpty()
        ? PageIndex.none(file, group)
        : PageIndex.read(file, allocator, group, leaves, ordered);
  }

  /** Whether the file says by which order a column has bounds, and it is one that is known. */
  private boolean isOrdered(LeafNode leaf, RowGroupMetadata group) {
    ColumnOrder order = footer.columnOrder(leaf);
    return order != null
        && group.column(leaf).getType() == leaf.type()
        && (order.isSetTYPE_ORDER() || order.isSetIEEE_754_TOTAL_ORDER())
        && (!leaf.element().isSetLogicalType()
            || hasOrder(present(leaf.element().getLogicalType())));
  }

  private static boolean hasOrder(LogicalType type) {
    return switch (type.getSetField()) {
      case STRING, ENUM, DECIMAL, DATE, TIME, TIMESTAMP, INTEGER, JSON, BSON, UUID, FLOAT16 -> true;
      case null, default -> false;
    };
  }
}
