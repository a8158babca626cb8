package io.paraflow.worker;

import io.paraflow.aws.AwsOptions;
import io.paraflow.cli.Command;
import io.paraflow.cli.LoggingOptions;
import io.paraflow.cli.ProgressOptions;
import io.paraflow.core.config.OptionModel;
import io.paraflow.indexer.deadletter.DeadLetterOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command as people see it.
 *
 * @param plugins whose options are among the command's
 * @param description for the parser and the help
 */
record WorkerCommand(Plugins plugins, Command description) {
  private static final Set<String> PLANNED_QUEUES = Set.of("sqs");
  private static final Set<String> PLANNED_SINKS = Set.of("elasticsearch");

  static WorkerCommand load() {
    Plugins plugins = Plugins.load();
    return new WorkerCommand(
        plugins,
        new Command(
            "pf-worker",
            "Streams Parquet and NDJSON files through threads into a destination. The files are"
                + " given as arguments, or as work items on standard input.",
            "FILE",
            "Files to process: s3://bucket/key-or-prefix, a path, a folder or a glob.",
            options(plugins),
            EXAMPLES,
            exitCodes(),
            RETIRED));
  }

  private static OptionModel options(Plugins plugins) {
    OptionModel.Builder model =
        OptionModel.builder()
            .section("worker", "How the worker works.", WorkerOptions.class)
            .section("queue", "Where work items come from.", QueueOptions.class)
            .choice("queue.type", queues(plugins), PLANNED_QUEUES)
            .section("reader", "What is read from the files.", ReaderOptions.class)
            .words("reader.type", formatWords(plugins), Set.of());
    Plugins.options(plugins.formats())
        .forEach(
            (name, type) ->
                model.section("reader." + name, "How " + name + " files are read.", type));
    model
        .section("indexer", "Where records go.", IndexerOptions.class)
        .choice("indexer.type", Plugins.options(plugins.sinks()), PLANNED_SINKS)
        .section(
            "dead_letters", "What becomes of failed files and records.", DeadLetterOptions.class)
        .shared("aws", "Access to AWS and to services that are like it.", AwsOptions.class);
    Plugins.options(plugins.stores())
        .forEach((name, type) -> model.section(name, "How " + name + " is accessed.", type));
    return model
        .section("metrics", "What can be watched over HTTP.", MetricsOptions.class)
        .section("progress", "What is shown while work goes on.", ProgressOptions.class)
        .section("logging", "Messages on standard error.", LoggingOptions.class)
        .build();
  }

  private static Map<String, Class<? extends Record>> queues(Plugins plugins) {
    Map<String, Class<? extends Record>> queues = new HashMap<>(Plugins.options(plugins.queues()));
    queues.put(QueueOptions.FILES, QueueOptions.Files.class);
    return queues;
  }

  private static List<String> formatWords(Plugins plugins) {
    List<String> words = new ArrayList<>(plugins.formats().keySet());
    words.add(ReaderOptions.AUTO);
    return words;
  }

  private static final List<String> EXAMPLES =
      List.of(
          "# Print two columns of the rows that matter",
          "pf-worker --columns id,status --filter \"status >= 500\" logs/2026-01-01.parquet",
          "# Find out how fast a bucket can be read",
          "pf-worker --destination stats s3://bucket/logs/",
          "# Discover and process",
          "pf-discoverer s3://bucket/logs/ | pf-worker --threads 4 > rows.jsonl",
          "# Check a configuration file",
          "pf-worker --config worker.yaml --validate");

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "all files and all records were processed");
    codes.put("1", "the worker failed: a full disk, a queue that is gone, a defect");
    codes.put("2", "the command line or the configuration is wrong; nothing was begun");
    codes.put("4", "some files or records failed; all others were processed");
    codes.put("130", "stopped by Ctrl-C at a batch boundary; unfinished work was given back");
    codes.put("141", "whoever read standard output went away");
    codes.put("143", "stopped by SIGTERM, like 130");
    return codes;
  }

  private static final Map<String, String> RETIRED =
      Map.ofEntries(
          Map.entry("--prefetch-count", "--memory-mb bounds how far a thread reads ahead"),
          Map.entry("--prefetch-memory-mb", "--memory-mb bounds how far a thread reads ahead"),
          Map.entry("--channel-buffer", "leave it out: threads share no channel"),
          Map.entry("--metrics-file", "--metrics-port serves metrics to Prometheus"),
          Map.entry("--profile-dir", "leave it out: the JVM's flight recorder profiles"),
          Map.entry("--profile-interval", "leave it out: the JVM's flight recorder profiles"),
          Map.entry("--sqs-queue-url", "reading from SQS is not available yet"),
          Map.entry("--sqs-endpoint", "reading from SQS is not available yet"),
          Map.entry("--sqs-visibility-timeout", "reading from SQS is not available yet"),
          Map.entry("--sqs-wait-time", "reading from SQS is not available yet"),
          Map.entry("--sqs-drain", "reading from SQS is not available yet"),
          Map.entry("--sqs-concurrent-polls", "reading from SQS is not available yet"));
}
