package io.paraflow.indexer.json;

import io.paraflow.core.memory.RawMemory;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Writers of numbers, truth values and UUIDs. */
final class ScalarWriters {
  private ScalarWriters() {}

  static ValueWriter integer(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case 8 -> type.getIsSigned() ? new Int8() : new UnsignedInt8();
      case 16 -> type.getIsSigned() ? new Int16() : new UnsignedInt16();
      case 32 -> type.getIsSigned() ? new Int32() : new UnsignedInt32();
      default -> type.getIsSigned() ? new Int64() : new UnsignedInt64();
    };
  }

  static ValueWriter floatingPoint(ArrowType.FloatingPoint type) {
    return switch (type.getPrecision()) {
      case HALF -> new HalfPrecision();
      case SINGLE -> new SinglePrecision();
      case DOUBLE -> new DoublePrecision();
    };
  }

  /** A writer of values of one size in a data buffer. */
  abstract static class Scalar extends ValueWriter {
    long data;

    @Override
    final void bind(FieldVector vector, DictionaryProvider dictionaries) {
      super.bind(vector, dictionaries);
      data = vector.getDataBufferAddress();
    }
  }

  static final class Null extends ValueWriter {
    @Override
    void bind(FieldVector vector, DictionaryProvider dictionaries) {
      askForNulls();
    }

    @Override
    boolean isNullAt(int row) {
      return true;
    }

    @Override
    long write(int row, long out) {
      return writeNull(out);
    }
  }

  static final class Bool extends Scalar {
    private static final int TRUE = 't' | ('r' << 8) | ('u' << 16) | ('e' << 24);
    private static final int FALSE = 'f' | ('a' << 8) | ('l' << 16) | ('s' << 24);

    @Override
    long write(int row, long out) {
      int bit = (RawMemory.getByte(data + (row >> 3)) >> (row & 7)) & 1;
      RawMemory.putInt(out, bit == 0 ? FALSE : TRUE);
      RawMemory.putByte(out + 4, (byte) 'e');
      return out + 5 - bit;
    }
  }

  private static final class Int8 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeSigned(RawMemory.getByte(data + row), out);
    }
  }

  private static final class UnsignedInt8 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeUnsigned(Byte.toUnsignedLong(RawMemory.getByte(data + row)), out);
    }
  }

  private static final class Int16 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeSigned(RawMemory.getShort(data + 2L * row), out);
    }
  }

  private static final class UnsignedInt16 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeUnsigned(Short.toUnsignedLong(RawMemory.getShort(data + 2L * row)), out);
    }
  }

  private static final class Int32 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeSigned(RawMemory.getInt(data + 4L * row), out);
    }
  }

  private static final class UnsignedInt32 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeUnsigned(Integer.toUnsignedLong(RawMemory.getInt(data + 4L * row)), out);
    }
  }

  static final class Int64 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeSigned(RawMemory.getLong(data + 8L * row), out);
    }
  }

  private static final class UnsignedInt64 extends Scalar {
    @Override
    long write(int row, long out) {
      return Digits.writeUnsigned(RawMemory.getLong(data + 8L * row), out);
    }
  }

  private static final class HalfPrecision extends Scalar {
    @Override
    long write(int row, long out) {
      return FloatingPointText.write(
          Float.float16ToFloat(RawMemory.getShort(data + 2L * row)), out);
    }
  }

  private static final class SinglePrecision extends Scalar {
    @Override
    long write(int row, long out) {
      return FloatingPointText.write(RawMemory.getFloat(data + 4L * row), out);
    }
  }

  private static final class DoublePrecision extends Scalar {
    @Override
    long write(int row, long out) {
      return FloatingPointText.write(RawMemory.getDouble(data + 8L * row), out);
    }
  }

  static final class Uuid extends Scalar {
    private static final int BYTES = 16;

    @Override
    long write(int row, long out) {
      RawMemory.putByte(out++, (byte) '"');
      for (int i = 0; i < BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
          RawMemory.putByte(out++, (byte) '-');
        }
        int value = RawMemory.getByte(data + (long) BYTES * row + i);
        RawMemory.putShort(out, (short) (hex((value >> 4) & 15) | (hex(value & 15) << 8)));
        out += 2;
      }
      RawMemory.putByte(out++, (byte) '"');
      return out;
    }

    private static int hex(int digit) {
      return digit < 10 ? '0' + digit : 'a' - 10 + digit;
    }
  }
}
