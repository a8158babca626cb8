package io.paraflow.reader.parquet;

import java.io.IOException;
import java.io.InputStream;

/**
 * Walks a struct in Thrift's compact encoding without building it, so that sizes and depths that a
 * hostile file claims are refused before anything is allocated for them.
 */
final class ThriftScanner {
  private static final int MAX_DEPTH = 32;
  private static final int BOOLEAN_TRUE = 1;
  private static final int BOOLEAN_FALSE = 2;
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;

  private final InputStream in;
  private final long maxBytes;
  private long elementsLeft;
  private long read;

  /**
   * A scanner.
   *
   * @param in where the struct begins; read up to its end and no further
   * @param maxBytes the longest struct that is accepted
   * @param maxElements how many structs and list elements are accepted: they bound what the struct
   *     takes once it is built
   */
  ThriftScanner(InputStream in, long maxBytes, long maxElements) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.elementsLeft = maxElements;
  }

  /**
   * Walks one struct.
   *
   * @throws IOException when it ends early, is malformed or exceeds a limit; the message says which
   */
  void scanStruct() throws IOException {
    struct(0);
  }

  private void struct(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("structs nested deeper than " + MAX_DEPTH);
    }
    element();
    while (true) {
      int header = next();
      int type = header & 0x0f;
      if (type == 0) {
        return;
      }
      if (header >>> 4 == 0) {
        varint();
      }
      value(type, depth, false);
    }
  }

  private void value(int type, int depth, boolean inCollection) throws IOException {
    switch (type) {
      case BOOLEAN_TRUE, BOOLEAN_FALSE -> skip(inCollection ? 1 : 0);
      case BYTE -> skip(1);
      case I16, I32, I64 -> varint();
      case DOUBLE -> skip(8);
      case BINARY -> skip(varint());
      case LIST, SET -> list(depth);
      case MAP -> map(depth);
      case STRUCT -> struct(depth + 1);
      default -> throw new IOException("unknown field type " + type);
    }
  }

  private void list(int depth) throws IOException {
    int header = next();
    long size = header >>> 4 == 15 ? varint() : header >>> 4;
    atMostRest(size);
    for (long i = 0; i < size; i++) {
      element();
      value(header & 0x0f, depth + 1, true);
    }
  }

  private void map(int depth) throws IOException {
    long size = varint();
    if (size == 0) {
      return;
    }
    atMostRest(size);
    int types = next();
    for (long i = 0; i < size; i++) {
      element();
      value(types >>> 4, depth + 1, true);
      value(types & 0x0f, depth + 1, true);
    }
  }

  private void element() throws IOException {
    if (--elementsLeft < 0) {
      throw new IOException("too many elements");
    }
  }

  private void atMostRest(long size) throws IOException {
    if (size < 0 || size > maxBytes - read || size > elementsLeft) {
      throw new IOException("a collection of " + size + " elements in " + maxBytes + " bytes");
    }
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0 || ++read > maxBytes) {
      throw new IOException("it ends after " + read + " bytes");
    }
    return b;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = next();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IOException("a number longer than 64 bits");
  }

  private void skip(long bytes) throws IOException {
    if (bytes < 0 || bytes > maxBytes - read) {
      throw new IOException("a field of " + bytes + " bytes in a struct of at most " + maxBytes);
    }
    in.skipNBytes(bytes);
    read += bytes;
  }
}
