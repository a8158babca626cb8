package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/** Writes text and binary values. The subclasses know where a row's bytes are. */
abstract class BytesWriter extends ValueWriter {
  /** What becomes of the bytes. */
  enum Form {
    TEXT,
    BASE64
  }

  private final OutputBuffer buffer;
  private final Form form;
  private boolean plain;

  private BytesWriter(OutputBuffer buffer, Form form) {
    this.buffer = buffer;
    this.form = form;
  }

  /** Looks once at all the bytes of a batch, so that most columns need not look at each value. */
  final void inspect(long source, long end) {
    plain = form == Form.TEXT && PlainTextCheck.BEST.isPlain(source, end);
  }

  /**
   * Writes bytes.
   *
   * @param readable the address behind the last byte that may be read
   */
  final long writeBytes(long source, int length, long readable, long out) {
    if (plain) {
      return EscapedText.writePlain(buffer, source, length, readable, out);
    }
    return form == Form.TEXT
        ? EscapedText.write(buffer, source, length, readable, out)
        : Base64Text.write(buffer, source, length, out);
  }

  /** Values with offsets of 32 bits. */
  static final class Variable extends BytesWriter {
    private long offsets;
    private long data;
    private long readable;

    Variable(OutputBuffer buffer, Form form) {
      super(buffer, form);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
      data = vector.getDataBufferAddress();
      readable = data + vector.getDataBuffer().capacity();
      int count = vector.getValueCount();
      if (count > 0) {
        inspect(data + RawMemory.getInt(offsets), data + RawMemory.getInt(offsets + 4L * count));
      }
    }

    @Override
    long write(int row, long out) {
      long at = offsets + 4L * row;
      int start = RawMemory.getInt(at);
      return writeBytes(data + start, RawMemory.getInt(at + 4) - start, readable, out);
    }
  }

  /** Values with offsets of 64 bits. */
  static final class LargeVariable extends BytesWriter {
    private long offsets;
    private long data;
    private long readable;

    LargeVariable(OutputBuffer buffer, Form form) {
      super(buffer, form);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      offsets = vector.getOffsetBufferAddress();
      data = vector.getDataBufferAddress();
      readable = data + vector.getDataBuffer().capacity();
      int count = vector.getValueCount();
      if (count > 0) {
        inspect(data + RawMemory.getLong(offsets), data + RawMemory.getLong(offsets + 8L * count));
      }
    }

    @Override
    long write(int row, long out) {
      long at = offsets + 8L * row;
      long start = RawMemory.getLong(at);
      return writeBytes(
          data + start, Math.toIntExact(RawMemory.getLong(at + 8) - start), readable, out);
    }
  }

  /** Values with views: of 16 bytes each, which hold short values and point to long ones. */
  static final class View extends BytesWriter {
    private static final int INLINE_BYTES = 12;

    private long views;
    private long viewsEnd;
    private long[] data = {};

    View(OutputBuffer buffer, Form form) {
      super(buffer, form);
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      views = vector.getDataBufferAddress();
      viewsEnd = views + vector.getDataBuffer().capacity();
      List<ArrowBuf> buffers = ((BaseVariableWidthViewVector) vector).getDataBuffers();
      data = buffers.stream().mapToLong(ArrowBuf::memoryAddress).toArray();
    }

    @Override
    long write(int row, long out) {
      long view = views + 16L * row;
      int length = RawMemory.getInt(view);
      if (length <= INLINE_BYTES) {
        return writeBytes(view + 4, length, viewsEnd, out);
      }
      long source = data[RawMemory.getInt(view + 8)] + RawMemory.getInt(view + 12);
      return writeBytes(source, length, source + length, out);
    }
  }

  /** Binary values of one size. */
  static final class Fixed extends BytesWriter {
    private final int length;
    private long data;

    Fixed(OutputBuffer buffer, int length) {
      super(buffer, Form.BASE64);
      this.length = length;
    }

    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      data = vector.getDataBufferAddress();
    }

    @Override
    long write(int row, long out) {
      long source = data + (long) length * row;
      return writeBytes(source, length, source + length, out);
    }
  }
}
