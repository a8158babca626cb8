package io.paraflow.reader.parquet;

import jdk.incubator.vector.ByteVector;

/** Whether loops over vectors of 256 bits can run here; classes that have them need this first. */
final class Vectors {
  /** Whether the module jdk.incubator.vector is there and the machine has such vectors. */
  static final boolean AVAILABLE =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && areWideEnough();

  private static final int BITS = 256;

  private Vectors() {}

  private static boolean areWideEnough() {
    return ByteVector.SPECIES_PREFERRED.vectorBitSize() >= BITS;
  }
}
