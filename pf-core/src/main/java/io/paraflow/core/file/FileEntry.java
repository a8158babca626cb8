package io.paraflow.core.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file of a listing.
 *
 * @param location its name
 * @param sizeBytes its length
 * @param lastModified when it was written; null where the store does not say
 */
public record FileEntry(Location location, long sizeBytes, @Nullable Instant lastModified) {}
