package io.paraflow.reader.parquet;

import io.paraflow.core.memory.RawMemory;
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
   * Shows the dictionaries that such vectors need; to be called before slots are given away.
   *
   * @param declared the field of vectors without dictionaries
   * @param target gets the dictionaries and closes them
   */
  void lendDictionaries(Field declared, MapDictionaryProvider target) {}

  /**
   * Gives the first slots to a vector and keeps the rest.
   *
   * @param vector of {@link #field}, without buffers
   */
  abstract void moveTo(FieldVector vector, int slots);

  final void load(FieldVector vector, int slots, List<ArrowBuf> buffers) {
    long nulls = nullable ? slots - Bits.count(buffers.getFirst().memoryAddress(), slots) : 0;
    vector.loadFieldBuffers(new ArrowFieldNode(slots, nulls), buffers);
    for (ArrowBuf buffer : buffers) {
      buffer.close();
    }
  }

  /** Moves the validity of some slots to an earlier place. */
  final void keepValidity(int from, int to, int slots) {
    if (nullable) {
      Bits.moveDown(validity.address(), from, to, slots);
    }
  }

  /** The validity, for a vector that is to be loaded. */
  final ArrowBuf lendValidity() {
    return nullable ? lend(validity) : allocator.getEmpty();
  }

  /** A buffer, for a vector that is to be loaded. */
  final ArrowBuf lend(OffHeap buffer) {
    ArrowBuf lent = buffer.buffer();
    lent.getReferenceManager().retain();
    return lent;
  }

  /** Detaches the validity of the first slots. */
  final ArrowBuf takeValidity(int slots) {
    if (!nullable || count == 0) {
      return allocator.getEmpty();
    }
    long address = validity.address();
    ArrowBuf taken = take(validity, bitmapBytes(count));
    int surplus = count - slots;
    if (surplus > 0) {
      validity.reserve(bitmapBytes(surplus), 0);
      Bits.copy(address, slots, validity.address(), 0, surplus);
    }
    return taken;
  }

  /** Detaches a buffer, of which the bytes from {@code from} on stay as the next one's start. */
  final ArrowBuf take(OffHeap buffer, long from, long to) {
    long address = buffer.address();
    ArrowBuf taken = take(buffer, to);
    if (to > from) {
      buffer.reserve(to - from, 0);
      RawMemory.copy(address + from, buffer.address(), to - from);
    }
    return taken;
  }

  /** Detaches a buffer of which so many bytes are used. */
  final ArrowBuf take(OffHeap buffer, long used) {
    ArrowBuf taken = buffer.detach(used);
    return taken == null ? allocator.getEmpty() : taken;
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
