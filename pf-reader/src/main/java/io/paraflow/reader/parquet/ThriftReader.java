package io.paraflow.reader.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.TFieldIdEnum;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Reads structs in Thrift's compact encoding from bytes that may be hostile: nothing is allocated
 * for a size that the bytes which are left could not fill, whatever they claim.
 */
final class ThriftReader extends TCompactProtocol {
  private static final int MAX_DEPTH = 32;

  /** Text of this length counts as an element. */
  private static final int TEXT_BYTES = 64;

  /** The type that ends a struct; the library has the numbers of types for generated code alone. */
  private static final byte STOP = 0;

  private final Source source;
  private final int maxBinaryBytes;
  private long elementsLeft;
  private int depth;

  private ThriftReader(Source source, long maxElements, int maxBinaryBytes) {
    super(source);
    this.source = source;
    this.elementsLeft = maxElements;
    this.maxBinaryBytes = maxBinaryBytes;
  }

  /** Reads fields of a struct that is too large to be read at once. */
  interface FieldReader {
    /**
     * Reads one field.
     *
     * @return false when it is of no interest, and nothing of it was read
     */
    boolean read(TField field) throws TException;
  }

  /**
   * A reader for structs that are too large to be read at once, by their {@linkplain #readFields
   * fields}.
   *
   * @param in where the struct begins
   * @param bytes how long it may be
   * @param maxBinaryBytes a longer binary field counts as one that is not there
   */
  static ThriftReader over(InputStream in, long bytes, int maxBinaryBytes) {
    return new ThriftReader(new Source(in, bytes), Long.MAX_VALUE, maxBinaryBytes);
  }

  /**
   * Reads one struct.
   *
   * @param struct is filled and returned
   * @param in where it begins; read up to its end and no further
   * @param maxBytes the longest struct that is accepted
   * @param maxElements how many structs, elements of collections and {@value #TEXT_BYTES} bytes of
   *     text are accepted: they bound what it takes in memory
   * @throws IOException when it ends early, is malformed or exceeds a limit; the message says which
   */
  static <T extends TBase<?, ?>> T read(T struct, InputStream in, long maxBytes, long maxElements)
      throws IOException {
    try {
      return new ThriftReader(new Source(in, maxBytes), maxElements, Integer.MAX_VALUE)
          .read(struct);
    } catch (TException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads the struct that comes next.
   *
   * @param struct is filled and returned
   */
  <T extends TBase<?, ?>> T read(T struct) throws TException {
    struct.read(this);
    return struct;
  }

  /**
   * Reads the struct that comes next, field by field.
   *
   * @param required without these it is malformed
   */
  void readFields(FieldReader reader, Set<? extends TFieldIdEnum> required) throws TException {
    BitSet found = new BitSet();
    readStructBegin();
    for (TField field = readFieldBegin(); field.type != STOP; field = readFieldBegin()) {
      if (!reader.read(field)) {
        skip(field.type);
      }
      found.set(Short.toUnsignedInt(field.id));
      readFieldEnd();
    }
    readStructEnd();
    for (TFieldIdEnum field : required) {
      if (!found.get(field.getThriftFieldId())) {
        throw new TException("it has no " + field.getFieldName());
      }
    }
  }

  /**
   * Sets how many structs, elements of collections and {@value #TEXT_BYTES} bytes of text are
   * accepted from here on.
   */
  void limit(long maxElements) {
    elementsLeft = maxElements;
  }

  /** How many bytes of those that it may have are left. */
  long bytesLeft() {
    return source.left;
  }

  @Override
  public TStruct readStructBegin() throws TException {
    enter(1);
    return super.readStructBegin();
  }

  @Override
  public void readStructEnd() throws TException {
    depth--;
    super.readStructEnd();
  }

  /** Sets begin like lists. */
  @Override
  public TList readListBegin() throws TException {
    TList list = super.readListBegin();
    enter(list.size);
    return list;
  }

  @Override
  public void readListEnd() {
    depth--;
  }

  @Override
  public void readSetEnd() {
    depth--;
  }

  @Override
  public TMap readMapBegin() throws TException {
    TMap map = super.readMapBegin();
    enter(map.size);
    return map;
  }

  @Override
  public void readMapEnd() {
    depth--;
  }

  /** Files repeat their columns' names for every row group. */
  @Override
  public String readString() throws TException {
    String text = super.readString();
    count(text.length() / TEXT_BYTES);
    return text.intern();
  }

  /** Returns null for a binary field that is too long. */
  @Override
  public @Nullable ByteBuffer readBinary() throws TException {
    if (maxBinaryBytes == Integer.MAX_VALUE) {
      return super.readBinary();
    }
    // A length is stored as a number without a sign; this takes back what is done for one with it.
    int zigZag = readI32();
    int length = (zigZag << 1) ^ (zigZag >> 31);
    source.checkReadBytesAvailable(length);
    if (length > maxBinaryBytes) {
      source.skip(length);
      return null;
    }
    byte[] bytes = new byte[length];
    source.readAll(bytes, 0, length);
    return ByteBuffer.wrap(bytes);
  }

  private void enter(int elements) throws TException {
    if (++depth > MAX_DEPTH) {
      throw new TException("structs nested deeper than " + MAX_DEPTH);
    }
    count(elements);
  }

  private void count(int elements) throws TException {
    elementsLeft -= elements;
    if (elementsLeft < 0) {
      throw new TException("too many elements, or too much text");
    }
  }

  /** Bytes of a stream, up to a limit. */
  private static final class Source extends TTransport {
    private final InputStream in;
    private long left;

    Source(InputStream in, long maxBytes) {
      this.in = in;
      this.left = maxBytes;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws TTransportException {
      checkReadBytesAvailable(length);
      try {
        int read = in.readNBytes(target, offset, length);
        if (read < length) {
          throw new TTransportException(TTransportException.END_OF_FILE, "it ends early");
        }
      } catch (IOException e) {
        throw new TTransportException(e);
      }
      left -= length;
      return length;
    }

    void skip(int bytes) throws TTransportException {
      try {
        in.skipNBytes(bytes);
      } catch (IOException e) {
        throw new TTransportException(e);
      }
      left -= bytes;
    }

    @Override
    public void checkReadBytesAvailable(long bytes) throws TTransportException {
      if (bytes < 0 || bytes > left) {
        throw new TTransportException(
            TTransportException.MESSAGE_SIZE_LIMIT,
            "%d bytes where at most %d are left".formatted(bytes, left));
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public void write(byte[] source, int offset, int length) {
      throw new UnsupportedOperationException("metadata is only read");
    }

    @Override
    public TConfiguration getConfiguration() {
      return TConfiguration.DEFAULT;
    }

    @Override
    public void updateKnownMessageSize(long size) {}
  }
}
