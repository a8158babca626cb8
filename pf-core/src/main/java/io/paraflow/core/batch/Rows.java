package io.paraflow.core.batch;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;

/** Copies some of the rows of a batch's columns. */
final class Rows {
  private Rows() {}

  /**
   * New columns with some of the rows, from the same allocators; the old ones stay as they are.
   *
   * @param rows the wanted rows, strictly increasing
   * @param count how many elements of {@code rows} count
   */
  static VectorSchemaRoot copy(VectorSchemaRoot root, int[] rows, int count) {
    List<FieldVector> copies = new ArrayList<>(root.getFieldVectors().size());
    try {
      for (FieldVector vector : root.getFieldVectors()) {
        copies.add(copy(vector, rows, count));
      }
    } catch (RuntimeException e) {
      copies.forEach(FieldVector::close);
      throw e;
    }
    return new VectorSchemaRoot(root.getSchema(), copies, count);
  }

  private static FieldVector copy(FieldVector vector, int[] rows, int count) {
    if (count > 0 && rows[count - 1] - rows[0] == count - 1) {
      TransferPair pair = vector.getTransferPair(vector.getField(), vector.getAllocator());
      pair.splitAndTransfer(rows[0], count);
      return (FieldVector) pair.getTo();
    }
    FieldVector copy = vector.getField().createVector(vector.getAllocator());
    try {
      copy.setInitialCapacity(count);
      copy.allocateNew();
      for (int i = 0; i < count; i++) {
        copy.copyFromSafe(rows[i], i, vector);
      }
      copy.setValueCount(count);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }
}
