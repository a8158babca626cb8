package io.paraflow.core.batch;

/**
 * Which version of which file a batch came from.
 *
 * @param uri the file's location as text
 * @param version ETag or versionId, empty where the store has none
 */
public record Origin(String uri, String version) {}
