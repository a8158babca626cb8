package io.paraflow.reader.parquet;

import java.io.IOException;
import java.io.InputStream;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
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

  private long elementsLeft;
  private int depth;

  private ThriftReader(Source source, long maxElements) {
    super(source);
    this.elementsLeft = maxElements;
  }

  /**
   * Reads one struct.
   *
   * @param struct is filled and returned
   * @param in where it begins; read up to its end and no further
   * @param maxBytes the longest struct that is accepted
   * @param maxElements how many structs and elements of collections are accepted: they bound what
   *     it takes in memory
   * @throws IOException when it ends early, is malformed or exceeds a limit; the message says which
   */
  static <T extends TBase<?, ?>> T read(T struct, InputStream in, long maxBytes, long maxElements)
      throws IOException {
    try {
      struct.read(new ThriftReader(new Source(in, maxBytes), maxElements));
      return struct;
    } catch (TException e) {
      throw new IOException(e.getMessage(), e);
    }
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
    return super.readString().intern();
  }

  private void enter(int elements) throws TException {
    if (++depth > MAX_DEPTH) {
      throw new TException("structs nested deeper than " + MAX_DEPTH);
    }
    elementsLeft -= elements;
    if (elementsLeft < 0) {
      throw new TException("too many elements");
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
