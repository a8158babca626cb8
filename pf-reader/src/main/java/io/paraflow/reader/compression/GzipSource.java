package io.paraflow.reader.compression;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import io.paraflow.reader.io.BlockReader;

/** All members of a gzip file: the file's end is the only end there is. */
final class GzipSource implements ByteSource {
  private final FileInput input;
  private final Location location;
  private final GzipMembers members;
  private long decompressed;

  /** The source closes blocks and members. */
  GzipSource(BlockReader blocks, Location location, GzipMembers members) {
    this.input = new FileInput(blocks);
    this.location = location;
    this.members = members;
  }

  @Override
  public int read(long target, int capacity) {
    try {
      int bytes = members.read(input, target, capacity);
      decompressed += Math.max(0, bytes);
      return bytes;
    } catch (CompressionException e) {
      throw new IngestException(
          e.code(),
          "%s: %s (at byte %d of the file, %d of the decompressed data)"
              .formatted(location, e.getMessage(), input.position(), decompressed),
          e);
    }
  }

  @Override
  public void close() {
    members.close();
    input.close();
  }
}
