package io.paraflow.reader.compression;

import io.paraflow.core.memory.RawMemory;
import io.paraflow.testing.fixtures.GuardedMemory;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What became of a stream that may be damaged or cut.
 *
 * @param content what it gave
 * @param finished whether its end was reached
 * @param failed whether it was refused
 * @param left how many bytes follow the stream; 0 where it was refused
 */
@SuppressWarnings("ArrayRecordComponent")
record Inflated(byte[] content, boolean finished, boolean failed, int left) {
  /**
   * Inflates with input and output that end where memory does.
   *
   * @param pieceBytes how many bytes of the stream are in memory at a time
   * @param room how many bytes are asked for at a time
   */
  static Inflated by(
      RawInflater inflater, byte[] stream, int pieceBytes, int room, BufferAllocator allocator) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] bytes = new byte[room];
    inflater.reset();
    try (PiecewiseInput input = new PiecewiseInput(stream, pieceBytes, allocator);
        ArrowBuf target = allocator.buffer(room)) {
      long address = GuardedMemory.last(target, room);
      int n;
      do {
        long before = input.position();
        n = inflater.inflate(input, address, room);
        RawMemory.copy(address, bytes, 0, n);
        content.write(bytes, 0, n);
        if (n == 0 && input.position() == before) {
          break;
        }
      } while (!inflater.finished());
      int left = stream.length - (int) input.position();
      return new Inflated(content.toByteArray(), inflater.finished(), false, left);
    } catch (DataFormatException _) {
      return new Inflated(content.toByteArray(), false, true, 0);
    }
  }

  /** Inflates by the JDK's zlib. */
  static Inflated byZlib(byte[] stream) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] bytes = new byte[4096];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(stream);
      int n;
      do {
        n = inflater.inflate(bytes);
        content.write(bytes, 0, n);
      } while (n > 0 && !inflater.finished());
      return new Inflated(
          content.toByteArray(), inflater.finished(), false, inflater.getRemaining());
    } catch (DataFormatException _) {
      return new Inflated(content.toByteArray(), false, true, 0);
    }
  }
}
