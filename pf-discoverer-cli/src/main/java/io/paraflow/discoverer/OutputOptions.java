package io.paraflow.discoverer;

import io.paraflow.core.config.Option;

/**
 * Where discovered files go.
 *
 * @param destination the name of a publisher
 */
record OutputOptions(
    @Option(value = "Where discovered files go.", flags = "--destination", def = "stdout")
        String destination) {}
