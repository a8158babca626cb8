package io.paraflow.reader.compression;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import io.paraflow.core.memory.RawMemory;
import io.paraflow.reader.io.BlockReader;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * All members of a gzip file, each verified by its CRC-32 and length. Whatever follows a member
 * must be another member: the file's end is the only end there is.
 */
final class GzipSource implements ByteSource {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA_FIELD = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final CompressedInput input;
  private final Location location;
  private final RawInflater inflater;
  private final CRC32 checksum = new CRC32();
  private boolean inMember;
  private long memberStart;
  private long memberBytes;
  private long decompressed;

  /** The source closes blocks and inflater. */
  GzipSource(BlockReader blocks, Location location, RawInflater inflater) {
    this.input = new CompressedInput(blocks);
    this.location = location;
    this.inflater = inflater;
  }

  @Override
  public int read(long target, int capacity) {
    while (true) {
      if (!inMember && !beginMember()) {
        return -1;
      }
      int bytes = inflate(target, capacity);
      if (bytes > 0) {
        checksum.update(RawMemory.segment(target, bytes).asByteBuffer());
        memberBytes += bytes;
        decompressed += bytes;
        return bytes;
      }
      if (inflater.finished()) {
        endMember();
      } else if (input.current().hasRemaining()) {
        throw failure(ErrorCode.CORRUPT, "cannot be inflated: no progress is made");
      } else if (!input.buffer().hasRemaining()) {
        throw failure(ErrorCode.TRUNCATED, "ends within its compressed data");
      }
    }
  }

  private int inflate(long target, int capacity) {
    try {
      return inflater.inflate(input.current(), target, capacity);
    } catch (DataFormatException e) {
      throw failure(ErrorCode.CORRUPT, "cannot be inflated: " + e.getMessage());
    }
  }

  private boolean beginMember() {
    memberStart = input.position();
    if (!input.buffer().hasRemaining()) {
      return false;
    }
    checksum.reset();
    if (headerByte() != 0x1f || headerByte() != 0x8b) {
      throw failure(
          ErrorCode.CORRUPT, "does not begin with 1f 8b: it is not a member, but follows one");
    }
    int method = headerByte();
    if (method != 8) {
      throw failure(ErrorCode.UNSUPPORTED, "has method " + method + ", but only 8 exists");
    }
    int flags = headerByte();
    if ((flags & RESERVED) != 0) {
      throw failure(ErrorCode.UNSUPPORTED, "has reserved flags set: " + flags);
    }
    skipHeaderBytes(6);
    if ((flags & EXTRA_FIELD) != 0) {
      skipHeaderBytes(headerByte() | headerByte() << 8);
    }
    if ((flags & NAME) != 0) {
      skipHeaderText();
    }
    if ((flags & COMMENT) != 0) {
      skipHeaderText();
    }
    if ((flags & HEADER_CRC) != 0) {
      int computed = (int) checksum.getValue() & 0xffff;
      int stored = headerByte() | headerByte() << 8;
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

  private void endMember() {
    int storedChecksum = trailerInt();
    if (storedChecksum != (int) checksum.getValue()) {
      throw mismatch("CRC-32", storedChecksum, (int) checksum.getValue());
    }
    int storedLength = trailerInt();
    if (storedLength != (int) memberBytes) {
      throw mismatch("length", storedLength, (int) memberBytes);
    }
    inMember = false;
  }

  private int headerByte() {
    int value = input.read();
    if (value < 0) {
      throw failure(ErrorCode.TRUNCATED, "ends within its header");
    }
    checksum.update(value);
    return value;
  }

  private void skipHeaderBytes(int count) {
    for (int i = 0; i < count; i++) {
      int _ = headerByte();
    }
  }

  private void skipHeaderText() {
    int value;
    do {
      value = headerByte();
    } while (value != 0);
  }

  private int trailerInt() {
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

  private IngestException mismatch(String what, int stored, int computed) {
    return failure(
        ErrorCode.CHECKSUM_MISMATCH,
        "states the %s %08x, but its data have %08x".formatted(what, stored, computed));
  }

  private IngestException failure(ErrorCode code, String what) {
    return new IngestException(
        code,
        "%s: the gzip member at byte %d %s (at byte %d of the file, %d of the decompressed data)"
            .formatted(location, memberStart, what, input.position(), decompressed));
  }

  @Override
  public void close() {
    inflater.close();
    input.close();
  }
}
