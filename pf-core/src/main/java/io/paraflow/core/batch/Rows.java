package io.paraflow.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Some of the rows of a batch's columns, as ascending ranges that do not touch. */
final class Rows {
  private int[] bounds = new int[16];
  private int ranges;
  private int count;

  private Rows() {}

  /**
   * New columns with some of the rows, from the same allocators; the old ones stay as they are.
   *
   * @param rows the wanted rows, strictly increasing
   * @param count how many elements of {@code rows} count
   */
  static VectorSchemaRoot copy(VectorSchemaRoot root, int[] rows, int count) {
    Rows wanted = new Rows();
    for (int i = 0; i < count; i++) {
      wanted.add(rows[i], rows[i] + 1);
    }
    List<FieldVector> copies = new ArrayList<>(root.getFieldVectors().size());
    try {
      for (FieldVector vector : root.getFieldVectors()) {
        FieldVector copy = vector.getField().createVector(vector.getAllocator());
        copies.add(copy);
        wanted.copy(vector, copy);
      }
    } catch (RuntimeException e) {
      copies.forEach(FieldVector::close);
      throw e;
    }
    return new VectorSchemaRoot(root.getSchema(), copies, count);
  }

  /** Adds rows, none where {@code from} is {@code to}; none of them or later ones is there yet. */
  private void add(int from, int to) {
    if (from == to) {
      return;
    }
    count += to - from;
    if (ranges > 0 && bounds[2 * ranges - 1] == from) {
      bounds[2 * ranges - 1] = to;
      return;
    }
    if (2 * ranges == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * ranges] = from;
    bounds[2 * ranges + 1] = to;
    ranges++;
  }

  /**
   * Copies lists and structs field by field: what Arrow has for that does not know all types, and
   * takes a map's fields to be named key and value.
   *
   * @param target of the same field, without values
   */
  private void copy(FieldVector source, FieldVector target) {
    if (ranges == 1) {
      // Its counterpart, getTransferPair, forgets which dictionary a struct's field has.
      source.makeTransferPair(target).splitAndTransfer(bounds[0], count);
      return;
    }
    target.setInitialCapacity(count);
    target.allocateNew();
    switch (source) {
      case StructVector structs -> copyStructs(structs, (StructVector) target);
      case ListVector lists -> copyLists(lists, (ListVector) target);
      default -> {
        int at = 0;
        for (int range = 0; range < ranges; range++) {
          for (int row = bounds[2 * range]; row < bounds[2 * range + 1]; row++) {
            target.copyFromSafe(row, at++, source);
          }
        }
      }
    }
    target.setValueCount(count);
  }

  private void copyStructs(StructVector source, StructVector target) {
    int at = 0;
    for (int range = 0; range < ranges; range++) {
      for (int row = bounds[2 * range]; row < bounds[2 * range + 1]; row++, at++) {
        if (!source.isNull(row)) {
          target.setIndexDefined(at);
        }
      }
    }
    for (int i = 0; i < source.size(); i++) {
      copy((FieldVector) source.getChildByOrdinal(i), (FieldVector) target.getChildByOrdinal(i));
    }
  }

  private void copyLists(ListVector source, ListVector target) {
    Rows elements = new Rows();
    int at = 0;
    for (int range = 0; range < ranges; range++) {
      for (int row = bounds[2 * range]; row < bounds[2 * range + 1]; row++, at++) {
        if (!source.isNull(row)) {
          int from = source.getElementStartIndex(row);
          int to = source.getElementEndIndex(row);
          elements.add(from, to);
          target.startNewValue(at);
          target.endValue(at, to - from);
        }
      }
    }
    elements.copy(source.getDataVector(), target.getDataVector());
  }
}
