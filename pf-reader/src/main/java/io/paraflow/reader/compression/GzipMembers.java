package io.paraflow.reader.compression;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.memory.RawMemory;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Decompresses gzip members (RFC 1952), one after the other, each verified by its CRC-32 and
 * length. Whatever follows a member must be another one. Used by one thread.
 */
public final class GzipMembers implements AutoCloseable {
  /** What the state takes of the allocator. */
  public static final int STATE_BYTES = 128 << 10;

  private static final int HEADER_CRC = 2;
  private static final int EXTRA_FIELD = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final RawInflater inflater;
  private final CRC32 checksum = new CRC32();
  private boolean inMember;
  private long memberStart;
  private long memberBytes;

  /**
   * Before the first member.
   *
   * @param allocator where {@link #STATE_BYTES} for the state come from
   * @throws io.paraflow.core.memory.MemoryShortage when the allocator cannot give as much
   */
  public GzipMembers(BufferAllocator allocator) {
    this(RawInflater.best(allocator));
  }

  /** Closes the inflater. */
  GzipMembers(RawInflater inflater) {
    this.inflater = inflater;
  }

  /** Begins anew: a member's header comes next. */
  public void reset() {
    inMember = false;
  }

  /**
   * Decompresses the next bytes.
   *
   * @param input the same until it ends or {@link #reset} is called
   * @param target address of memory with room for {@code capacity} bytes
   * @param capacity at least 1
   * @return how many bytes, at least 1; -1 when the input ends behind a member that was verified
   * @throws CompressionException CORRUPT, CHECKSUM_MISMATCH, TRUNCATED or UNSUPPORTED
   */
  public int read(CompressedInput input, long target, int capacity) throws CompressionException {
    while (inMember || beginMember(input)) {
      long before = input.position();
      int bytes = inflate(input, target, capacity);
      if (bytes > 0) {
        checksum.update(RawMemory.segment(target, bytes).asByteBuffer());
        memberBytes += bytes;
        return bytes;
      }
      if (inflater.finished()) {
        endMember(input);
      } else if (input.available() == 0) {
        throw failure(ErrorCode.TRUNCATED, "ends within its compressed data");
      } else if (input.position() == before) {
        throw failure(ErrorCode.CORRUPT, "cannot be inflated: no progress is made");
      }
    }
    return -1;
  }

  private int inflate(CompressedInput input, long target, int capacity)
      throws CompressionException {
    try {
      return inflater.inflate(input, target, capacity);
    } catch (DataFormatException e) {
      throw failure(ErrorCode.CORRUPT, "cannot be inflated: " + e.getMessage());
    }
  }

  private boolean beginMember(CompressedInput input) throws CompressionException {
    if (input.available() == 0) {
      return false;
    }
    memberStart = input.position();
    checksum.reset();
    if (headerByte(input) != 0x1f || headerByte(input) != 0x8b) {
      throw failure(ErrorCode.CORRUPT, "does not begin with 1f 8b");
    }
    int method = headerByte(input);
    if (method != 8) {
      throw failure(ErrorCode.UNSUPPORTED, "has method " + method + ", but only 8 exists");
    }
    int flags = headerByte(input);
    if ((flags & RESERVED) != 0) {
      throw failure(ErrorCode.UNSUPPORTED, "has reserved flags set: " + flags);
    }
    skipHeaderBytes(input, 6);
    if ((flags & EXTRA_FIELD) != 0) {
      skipHeaderBytes(input, headerByte(input) | headerByte(input) << 8);
    }
    if ((flags & NAME) != 0) {
      skipHeaderText(input);
    }
    if ((flags & COMMENT) != 0) {
      skipHeaderText(input);
    }
    if ((flags & HEADER_CRC) != 0) {
      int computed = (int) checksum.getValue() & 0xffff;
      int stored = headerByte(input) | headerByte(input) << 8;
      if (stored != computed) {
        throw mismatch("header CRC", stored, computed);
      }
    }
    checksum.reset();
    inflater.reset();
    memberBytes = 0;
    inMember = true;
    return true;
  }

  private void endMember(CompressedInput input) throws CompressionException {
    int storedChecksum = trailerInt(input);
    if (storedChecksum != (int) checksum.getValue()) {
      throw mismatch("CRC-32", storedChecksum, (int) checksum.getValue());
    }
    int storedLength = trailerInt(input);
    if (storedLength != (int) memberBytes) {
      throw mismatch("length", storedLength, (int) memberBytes);
    }
    inMember = false;
  }

  private int headerByte(CompressedInput input) throws CompressionException {
    int value = input.read();
    if (value < 0) {
      throw failure(ErrorCode.TRUNCATED, "ends within its header");
    }
    checksum.update(value);
    return value;
  }

  private void skipHeaderBytes(CompressedInput input, int count) throws CompressionException {
    for (int i = 0; i < count; i++) {
      int _ = headerByte(input);
    }
  }

  private void skipHeaderText(CompressedInput input) throws CompressionException {
    int value;
    do {
      value = headerByte(input);
    } while (value != 0);
  }

  private int trailerInt(CompressedInput input) throws CompressionException {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int next = input.read();
      if (next < 0) {
        throw failure(ErrorCode.TRUNCATED, "ends within its trailer");
      }
      value |= next << shift;
    }
    return value;
  }

  private CompressionException mismatch(String what, int stored, int computed) {
    return failure(
        ErrorCode.CHECKSUM_MISMATCH,
        "states the %s %08x, but its data have %08x".formatted(what, stored, computed));
  }

  private CompressionException failure(ErrorCode code, String what) {
    return new CompressionException(
        code, "the gzip member at byte %d %s".formatted(memberStart, what));
  }

  @Override
  public void close() {
    inflater.close();
  }
}
