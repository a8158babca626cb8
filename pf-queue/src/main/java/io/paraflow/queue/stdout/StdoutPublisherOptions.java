package io.paraflow.queue.stdout;

import io.paraflow.core.config.Option;

/** How discovered files are written to standard output. */
public record StdoutPublisherOptions(
    @Option(
            value =
                "jsonl writes one JSON object a line, which workers read; json indents them, for"
                    + " people.",
            flags = "--output-format",
            def = "jsonl")
        OutputFormat outputFormat) {}
