package io.paraflow.worker;

import io.paraflow.core.config.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the worker works.
 *
 * @param id its name in metrics and in the summary
 * @param jobId the job's name there, and that of files given as arguments
 * @param threads how many pipelines; 0 for the number of cores
 * @param memoryMb a thread's limit, 1 MB being 1048576 bytes
 * @param maxAttempts how often a work item is tried in all
 * @param shutdownTimeoutSecs how long a stopping worker waits
 */
record WorkerOptions(
    @Option(
            value = "The worker's name in metrics and in the summary.",
            flags = "--worker-id",
            env = "PF_WORKER_ID",
            def = "${HOSTNAME:-worker-1}")
        String id,
    @Option(
            value = "The job's name in metrics, in the summary, and for files given as arguments.",
            flags = "--job-id",
            env = "PF_JOB_ID")
        @Nullable String jobId,
    @Option(
            value =
                "How many files are processed at once, each by a thread of its own; 0 means one for"
                    + " each core. A thread decodes, filters and writes, which keeps a core busy,"
                    + " while reading ahead and waiting for the network happen on other threads, so"
                    + " that more threads than cores help only where the destination is slow.",
            flags = {"--threads", "-t"},
            def = "0",
            min = 0,
            max = 1024)
        int threads,
    @Option(
            value =
                "Memory of each thread for read-ahead, decoding and batches, in MB, outside of the"
                    + " Java heap. It is a limit, not a reservation.",
            flags = "--memory-mb",
            def = "48",
            min = 8,
            max = 1048576)
        int memoryMb,
    @Option(
            value =
                "How often a work item is tried in all before it is set aside, where trying again"
                    + " may help.",
            flags = {"--max-attempts", "--max-retries"},
            def = "3",
            min = 1,
            max = 1000)
        int maxAttempts,
    @Option(
            value =
                "How long a worker that stops waits until the destination has taken what was"
                    + " written.",
            flags = "--shutdown-timeout",
            def = "30",
            min = 1,
            max = 86400)
        Duration shutdownTimeoutSecs) {

  /** The number of threads, with 0 replaced by the number of cores. */
  int threadCount() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  long memoryBytesPerThread() {
    return (long) memoryMb << 20;
  }
}
