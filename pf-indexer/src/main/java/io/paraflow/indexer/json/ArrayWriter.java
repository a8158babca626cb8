package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes lists as arrays. The subclasses know where a row's elements are. */
abstract class ArrayWriter extends ValueWriter {
  private final OutputBuffer buffer;
  private final ValueWriter element;

  private ArrayWriter(OutputBuffer buffer, ValueWriter element) {
    this.buffer = buffer;
    this.element = element;
  }

  @Override
  void bind(FieldVector vector, DictionaryProvider dictionaries) {
    super.bind(vector, dictionaries);
    element.bind(vector.getChildrenFromFields().getFirst(), dictionaries);
  }

  /** Writes the elements from {@code first} to {@code end}, exclusive. */
  final long writeElements(int first, int end, long out) {
    RawMemory.putByte(out++, (byte) '[');
    for (int i = first; i < end; i++) {
      out = buffer.ensure(out, FIXED_BYTES + 1);
      if (i > first) {
        RawMemory.putByte(out++, (byte) ',');
      }
      out = element.writeNullable(i, out);
    }
    out = buffer.ensure(out, 1);
    RawMemory.putByte(out, (byte) ']');
    return out + 1;
  }

  /** Lists with offsets of 32 bits; maps too. */
  static final class Offsets extends ArrayWriter {
    private long offsets;

    Offsets(OutputBuffer buffer, ValueWriter element) {
      super(buffer, element);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
    }

    @Override
    long write(int row, long out) {
      long at = offsets + 4L * row;
      return writeElements(RawMemory.getInt(at), RawMemory.getInt(at + 4), out);
    }
  }

  /** Lists with offsets of 64 bits. */
  static final class LargeOffsets extends ArrayWriter {
    private long offsets;

    LargeOffsets(OutputBuffer buffer, ValueWriter element) {
      super(buffer, element);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
    }

    @Override
    long write(int row, long out) {
      long at = offsets + 8L * row;
      return writeElements((int) RawMemory.getLong(at), (int) RawMemory.getLong(at + 8), out);
    }
  }

  /** Lists with an offset and a size each, of 32 bits. */
  static final class Views extends ArrayWriter {
    private long offsets;
    private long sizes;

    Views(OutputBuffer buffer, ValueWriter element) {
      super(buffer, element);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
      sizes = ((ListViewVector) vector).getSizeBufferAddress();
    }

    @Override
    long write(int row, long out) {
      int first = RawMemory.getInt(offsets + 4L * row);
      return writeElements(first, first + RawMemory.getInt(sizes + 4L * row), out);
    }
  }

  /** Lists with an offset and a size each, of 64 bits. */
  static final class LargeViews extends ArrayWriter {
    private long offsets;
    private long sizes;

    LargeViews(OutputBuffer buffer, ValueWriter element) {
      super(buffer, element);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
      sizes = ((LargeListViewVector) vector).getSizeBufferAddress();
    }

    @Override
    long write(int row, long out) {
      int first = (int) RawMemory.getLong(offsets + 8L * row);
      return writeElements(first, first + (int) RawMemory.getLong(sizes + 8L * row), out);
    }
  }

  /** Lists of one size. */
  static final class Fixed extends ArrayWriter {
    private final int size;

    Fixed(OutputBuffer buffer, ValueWriter element, int size) {
      super(buffer, element);
      this.size = size;
    }

    @Override
    long write(int row, long out) {
      return writeElements(row * size, (row + 1) * size, out);
    }
  }
}
