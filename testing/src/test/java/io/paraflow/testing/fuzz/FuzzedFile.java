package io.paraflow.testing.fuzz;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.BatchReader;
import io.paraflow.core.file.FileFormat;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.GuardedMemory;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.ByteArrayOutputStream;
import org.apache.arrow.memory.BufferAllocator;

/** Reads a file that nobody vouches for. */
final class FuzzedFile {
  /** So little that pages of some kilobytes stream through their windows. */
  private static final long MEMORY_BYTES = 256 << 10;

  private static final ReadSpec SPEC = ReadSpec.all(64, 16 << 10);

  private FuzzedFile() {}

  /** Reads a file to its end, or to a named error; anything else is thrown. */
  static void read(FileFormat format, byte[] content) {
    try (BufferAllocator allocator = GuardedMemory.allocator(MEMORY_BYTES);
        MemoryFile file = new MemoryFile(content);
        BatchReader reader = format.open(file, SPEC, allocator, _ -> {})) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        batch.close();
      }
    } catch (IngestException e) {
      if (e.code() == ErrorCode.INTERNAL || e.code().action() != ErrorCode.Action.REJECT) {
        throw e;
      }
    }
  }

  /** Bytes one after the other. */
  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
