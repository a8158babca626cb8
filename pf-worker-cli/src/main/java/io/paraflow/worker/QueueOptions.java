package io.paraflow.worker;

import io.paraflow.core.config.Option;

/**
 * Where work items come from.
 *
 * @param type the name of a queue
 */
record QueueOptions(
    @Option(
            value =
                "Where work items come from, unless files are given as arguments: stdin takes one"
                    + " JSON object a line, as pf-discoverer writes them.",
            flags = {"--input", "-i"},
            def = "stdin")
        String type) {}
