package io.paraflow.cli;

import io.paraflow.core.config.Option;
import java.time.Duration;

/**
 * Whether and how often progress is shown.
 *
 * @param always also where standard error is not a terminal
 * @param intervalSecs time between plain lines
 */
public record ProgressOptions(
    @Option(
            value =
                "Show progress on standard error also where it is not a terminal, as plain lines."
                    + " On a terminal one live line is always shown.",
            flags = "--progress")
        boolean always,
    @Option(
            value = "Time between plain lines of progress.",
            flags = "--progress-interval",
            def = "5",
            min = 1,
            max = 3600)
        Duration intervalSecs) {}
