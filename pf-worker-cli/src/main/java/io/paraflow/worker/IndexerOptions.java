package io.paraflow.worker;

import io.paraflow.core.config.Option;

/**
 * Where records go.
 *
 * @param type the name of a destination
 */
record IndexerOptions(
    @Option(
            value =
                "Where records go: stdout writes them as JSON lines; stats reads every value, keeps"
                    + " none, and reports counts and speeds on standard output.",
            flags = {"--destination", "-d"},
            def = "stdout")
        String type) {}
