package io.paraflow.core.error;

import org.jspecify.annotations.Nullable;

/**
 * One record that could not be processed.
 *
 * @param uri the file it came from
 * @param version the file's version (ETag or versionId), empty where the store has none
 * @param ordinal the record's position: row index in a Parquet file, byte offset of the line in
 *     decompressed NDJSON
 * @param step the step that refused it, for example {@code read}
 * @param code what went wrong
 * @param message one line for people, which names the file and the record
 * @param raw the record's bytes, or their beginning where it is large; null where they cannot be
 *     had
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordError(
    String uri,
    String version,
    long ordinal,
    String step,
    ErrorCode code,
    String message,
    byte @Nullable [] raw) {}
