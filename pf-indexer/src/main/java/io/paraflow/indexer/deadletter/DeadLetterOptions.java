package io.paraflow.indexer.deadletter;

import io.paraflow.core.config.Option;
import io.paraflow.core.work.DeadLetters;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are kept.
 *
 * @param directory gets a file for each process; null keeps none
 * @param loggedRecords how many are logged one by one
 */
public record DeadLetterOptions(
    @Option(
            value =
                "Directory that gets a file of JSON lines with every record and every file that"
                    + " could not be processed; created where it does not exist. Without it they"
                    + " are only logged.",
            flags = "--dead-letters",
            env = "PF_DEAD_LETTERS")
        @Nullable Path directory,
    @Option(
            value = "How many failed records are logged one by one; the rest is counted.",
            def = "20",
            min = 0)
        int loggedRecords) {

  /**
   * Opens the place that the options name.
   *
   * @throws io.paraflow.core.error.IngestException OUTPUT_FAILED when the directory cannot be
   *     written
   */
  public DeadLetters open() {
    return new LogDeadLetters(
        loggedRecords,
        directory == null ? null : new FileDeadLetters(directory, Clock.systemUTC()));
  }
}
