package io.paraflow.reader.parquet;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Collects the values of one Arrow field. Values are appended beyond a batch's end and cut where
 * the batch ends; the surplus begins the next one.
 */
abstract sealed class ColumnBuilder implements AutoCloseable
    permits FixedBuilder, BitBuilder, BytesBuilder, DictionaryBuilder, ListBuilder, StructBuilder {
  /** Offsets for these, and for what is not committed yet, are counted by an int. */
  private static final int MAX_SLOTS = Integer.MAX_VALUE - 2 * ColumnReader.MINI_BATCH;

  protected final BufferAllocator allocator;
  protected final OffHeap validity;
  private final boolean nullable;
  protected int count;

  ColumnBuilder(boolean nullable, BufferAllocator allocator) {
    this.nullable = nullable;
    this.allocator = allocator;
    this.validity = new OffHeap(allocator);
  }

  /** How many slots there are. */
  int count() {
    return count;
  }

  /**
   * Checks that there can be more slots.
   *
   * @param slots at most a mini-batch
   * @throws IngestException when they are more than a vector can have
   */
  final void requireRoom(int slots, ColumnPlace place) {
    if (count() > MAX_SLOTS - slots) {
      throw place.error(
          ErrorCode.LIMIT_EXCEEDED,
          "one row has more than %d values, which no Arrow vector can hold: leave the column out (--columns)"
              .formatted(MAX_SLOTS));
    }
  }

  final boolean nullable() {
    return nullable;
  }

  /** Appends validity for slots that {@link #count} does not count yet. */
  final void appendValidity(long[] bits, int slots, boolean allValid) {
    if (nullable) {
      validity.reserve(bitmapBytes(count + slots), bitmapBytes(count));
      if (allValid) {
        Bits.appendOnes(slots, validity.address(), count);
      } else {
        Bits.append(bits, slots, validity.address(), count);
      }
    }
  }

  /** The Arrow bytes of the first slots. */
  long bytesOf(int slots) {
    return nullable ? (slots + 7L) >>> 3 : 0;
  }

  /** The Arrow bytes of all slots, without those of children. */
  abstract long ownBytes();

  /**
   * The field of the vectors that this now gives.
   *
   * @param declared the field of vectors without dictionaries
   */
  Field field(Field declared) {
    return declared;
  }

  static Field withChildren(Field declared, List<Field> children) {
    return children.equals(declared.getChildren())
        ? declared
        : new Field(declared.getName(), declared.getFieldType(), children);
  }

  /**
   * Shows the dictionaries that such vectors need.
   *
   * @param declared the field of vectors without dictionaries
   * @param target gets the dictionaries and closes them
   */
  void lendDictionaries(Field declared, MapDictionaryProvider target) {}

  /**
   * Shows the first slots.
   *
   * @param vector of {@link #field}, without buffers; shares memory with this, which is not to be
   *     used before the vector is closed or slots are {@linkplain #removeFirst removed}
   */
  abstract void lend(FieldVector vector, int slots);

  /** Forgets the first slots and moves the others to new memory: vectors keep the old one. */
  abstract void removeFirst(int slots);

  /** Lets a vector share the validity and further buffers. */
  final void load(FieldVector vector, int slots, OffHeap... others) {
    List<ArrowBuf> buffers = new ArrayList<>();
    buffers.add(validity.buffer());
    for (OffHeap other : others) {
      buffers.add(other.buffer());
    }
    long nulls = nullable ? slots - Bits.count(validity.address(), slots) : 0;
    vector.loadFieldBuffers(new ArrowFieldNode(slots, nulls), buffers);
  }

  /** Moves the validity of some slots to an earlier place. */
  final void keepValidity(int from, int to, int slots) {
    if (nullable) {
      Bits.moveDown(validity.address(), from, to, slots);
    }
  }

  /** Forgets the validity of the first slots. */
  final void removeValidity(int slots) {
    if (nullable) {
      removeBits(validity, slots);
    }
  }

  /** Forgets the first slots of a bitmap. */
  final void removeBits(OffHeap bitmap, int slots) {
    int left = count - slots;
    try (ArrowBuf all = bitmap.renew(bitmapBytes(count), bitmapBytes(left))) {
      Bits.copy(all.memoryAddress(), slots, bitmap.address(), 0, left);
    }
  }

  /** Forgets bytes before {@code from}, of those that there are before {@code to}. */
  static void removeBytes(OffHeap buffer, long from, long to) {
    try (ArrowBuf all = buffer.renew(to, to - from)) {
      RawMemory.copy(all.memoryAddress() + from, buffer.address(), to - from);
    }
  }

  /** Forgets the offsets of the first slots; those of the others begin at 0 again. */
  final void removeOffsets(OffHeap offsets, int slots) {
    int left = count - slots;
    try (ArrowBuf all = offsets.renew(4L * (count + 1), left == 0 ? 0 : 4L * (left + 1))) {
      long old = all.memoryAddress() + 4L * slots;
      for (int i = 0; i <= left && left > 0; i++) {
        int end = RawMemory.getInt(old + 4L * i) - RawMemory.getInt(old);
        RawMemory.putInt(offsets.address() + 4L * i, end);
      }
    }
  }

  static long bitmapBytes(long slots) {
    return (slots + 7) >>> 3;
  }

  @Override
  public void close() {
    validity.close();
    count = 0;
  }
}
