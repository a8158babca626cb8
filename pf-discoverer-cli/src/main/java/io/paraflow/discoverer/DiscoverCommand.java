package io.paraflow.discoverer;

import io.paraflow.aws.AwsOptions;
import io.paraflow.cli.Command;
import io.paraflow.cli.CommandRunner;
import io.paraflow.cli.Console;
import io.paraflow.cli.ExitCode;
import io.paraflow.cli.LoggingOptions;
import io.paraflow.cli.Progress;
import io.paraflow.cli.ProgressOptions;
import io.paraflow.cli.Signals;
import io.paraflow.cli.StatusLine;
import io.paraflow.cli.Units;
import io.paraflow.core.config.Config;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigProblem;
import io.paraflow.core.config.OptionModel;
import io.paraflow.core.engine.FileStores;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileEntry;
import io.paraflow.core.file.FilePart;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.plugin.FileFormatProvider;
import io.paraflow.core.plugin.FileStoreProvider;
import io.paraflow.core.plugin.WorkPublisherProvider;
import io.paraflow.core.work.WorkPublisher;
import io.paraflow.queue.stdout.StdoutPublisherOptions;
import io.paraflow.queue.stdout.StdoutWorkPublisher;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Lists files and hands them to whoever processes them. */
final class DiscoverCommand implements CommandRunner.Body {
  /** Flags, help and exit codes. */
  static final Command COMMAND =
      new Command(
          "pf-discoverer",
          "Lists files in S3 or on this machine and writes each as a work item, one JSON object per"
              + " line, for pf-worker to read from a pipe or a queue.",
          "LOCATION",
          "What to list: s3://BUCKET/PREFIX, a folder, a file or a glob in quotes. Of locations"
              + " that overlap, each file is listed once.",
          options(),
          List.of(
              "# Everything below a prefix, to a worker",
              "pf-discoverer s3://logs/2024/ | pf-worker --destination stats",
              "# Local Parquet files of more than 1 MB",
              "pf-discoverer --pattern '*.parquet' --min-size 1MB /data",
              "# Two services, five days: ten prefixes, listed in parallel",
              "pf-discoverer s3://logs --partitioning '${service}/${_time:%Y/%m/%d}/' \\",
              "    --filter service=web,api --filter _time=2022-01-01..2022-01-05",
              "# Large files in parts, so that the threads of a worker share them",
              "pf-discoverer --split-size 128MB s3://logs/2024/ | pf-worker --threads 8",
              "# What changed during the last day, without handing anything on",
              "pf-discoverer -b logs --modified-after -24h --dry-run",
              "# To a queue on LocalStack",
              "pf-discoverer s3://logs/ --s3-endpoint http://localhost:4566 --destination sqs \\",
              "    --sqs-endpoint http://localhost:4566 --sqs-queue-url"
                  + " http://localhost:4566/000000000000/work"),
          exitCodes(),
          Map.of(
              "--task-token", "Step Functions is not called; act on the exit code",
              "--callback-url", "nothing is called back; act on the exit code",
              "--callback-token", "nothing is called back; act on the exit code",
              "--job-id", "work items of the discoverer belong to no job"));

  private static final String STDOUT = "stdout";

  private final Console console;
  private final OutputStream files;
  private final Clock clock;
  private final Signals signals;

  /**
   * The command, not yet run.
   *
   * @param files standard output as bytes, where discovered files go unless a queue takes them
   * @param clock what relative times count from
   * @param signals ask the command to stop
   */
  DiscoverCommand(Console console, OutputStream files, Clock clock, Signals signals) {
    this.console = console;
    this.files = files;
    this.clock = clock;
    this.signals = signals;
  }

  @Override
  public int run(Config config, List<String> arguments) throws InterruptedException {
    Instant startedAt = clock.instant();
    boolean dryRun = config.get("listing", ListingOptions.class).dryRun();
    List<Location> prefixes = prefixes(config, arguments);
    DiscoveryCounters counters = new DiscoveryCounters();
    Supplier<DiscoveryReport> report =
        () ->
            new DiscoveryReport(
                counters,
                prefixes.size(),
                startedAt,
                clock.instant(),
                dryRun ? "wanted" : "output");
    try {
      discover(config, prefixes, startedAt, counters, report);
    } catch (IngestException e) {
      if (e.code() == ErrorCode.OUTPUT_CLOSED) {
        return ExitCode.OK;
      }
      report.get().summary().forEach(console.status()::line);
      throw e;
    }
    if (counters.filesDiscovered.sum() == 0) {
      prefixes.stream().filter(Prefixes::looksLikeRemoteGlob).forEach(this::explainPrefix);
    }
    report.get().summary().forEach(console.status()::line);
    if (signals.exitCode() != 0) {
      return signals.exitCode();
    }
    return counters.prefixesFailed.sum() == 0 ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private void explainPrefix(Location prefix) {
    console
        .status()
        .line(
            COMMAND.name()
                + ": no key begins with "
                + prefix
                + "; in a bucket a prefix is taken as it is: choose names with --pattern");
  }

  private void discover(
      Config config,
      List<Location> prefixes,
      Instant now,
      DiscoveryCounters counters,
      Supplier<DiscoveryReport> report)
      throws InterruptedException {
    SelectionOptions selection = config.get("selection", SelectionOptions.class);
    ListingOptions listing = config.get("listing", ListingOptions.class);
    try (FileStores stores = stores(config, prefixes);
        WorkPublisher publisher =
            listing.dryRun() ? new Sample(listing.sampleCount()) : publisher(config)) {
      Discovery discovery =
          new Discovery(
              stores::of,
              selection.filter(now),
              selection.fileLimit(),
              listing.listingsAtOnce(),
              counters);
      signals.onStop(discovery::stop);
      try (Progress _ =
          Progress.start(
              console,
              config.get("progress", ProgressOptions.class),
              () -> report.get().progress())) {
        discovery.run(
            prefixes, new Handover(publisher, splitter(config), counters, console.status()));
      }
    }
  }

  private static List<Location> prefixes(Config config, List<String> arguments) {
    if (!arguments.isEmpty()) {
      config.settings().stream()
          .filter(setting -> Set.of("--bucket", "--prefix").contains(setting.source()))
          .findFirst()
          .ifPresent(
              setting -> {
                throw problem(
                    setting.source(),
                    "cannot stand beside " + arguments.getFirst() + "; write s3://BUCKET/PREFIX");
              });
    }
    List<Location> prefixes;
    try {
      prefixes = config.get("source", SourceOptions.class).prefixes(arguments);
    } catch (IllegalArgumentException | IngestException e) {
      throw problem("LOCATION", String.valueOf(e.getMessage()));
    }
    Set<String> schemes = new TreeSet<>();
    storeProviders().forEach(provider -> schemes.addAll(provider.schemes()));
    for (Location prefix : prefixes) {
      if (!schemes.contains(prefix.scheme())) {
        throw problem(prefix.toString(), "no such kind of location; there are " + schemes);
      }
    }
    return prefixes;
  }

  private static ConfigException problem(String where, String message) {
    return new ConfigException(List.of(new ConfigProblem(where, message)));
  }

  /** The stores that the prefixes need, and no others: a client takes a while to create. */
  private static FileStores stores(Config config, List<Location> prefixes) {
    Set<String> schemes = prefixes.stream().map(Location::scheme).collect(Collectors.toSet());
    Map<String, FileStore> byScheme = new HashMap<>();
    storeProviders().stream()
        .filter(provider -> provider.schemes().stream().anyMatch(schemes::contains))
        .forEach(
            provider -> {
              FileStore store = create(provider, config);
              provider.schemes().forEach(scheme -> byScheme.put(scheme, store));
            });
    return new FileStores(byScheme);
  }

  private static <O extends Record> FileStore create(FileStoreProvider<O> provider, Config config) {
    return provider.create(config.get("store." + provider.name(), provider.options()));
  }

  private WorkPublisher publisher(Config config) {
    String destination = config.get("output", OutputOptions.class).destination();
    if (destination.equals(STDOUT)) {
      return new StdoutWorkPublisher(
          files, config.get("output." + STDOUT, StdoutPublisherOptions.class).outputFormat());
    }
    return publisherProviders().stream()
        .filter(provider -> provider.name().equals(destination))
        .map(provider -> create(provider, config))
        .findFirst()
        .orElseThrow();
  }

  private static <O extends Record> WorkPublisher create(
      WorkPublisherProvider<O> provider, Config config) {
    return provider.create(config.get("output." + provider.name(), provider.options()));
  }

  private static FileSplitter splitter(Config config) {
    long bytes = config.get("output", OutputOptions.class).splitBytes();
    List<String> suffixes = new ArrayList<>();
    ServiceLoader.load(FileFormatProvider.class)
        .forEach(provider -> suffixes.addAll(splittableSuffixes(provider)));
    return bytes == Long.MAX_VALUE ? FileSplitter.NONE : new FileSplitter(bytes, suffixes);
  }

  private static List<String> splittableSuffixes(FileFormatProvider<?> provider) {
    return provider.splittableSuffixes();
  }

  private static OptionModel options() {
    OptionModel.Builder builder =
        OptionModel.builder()
            .section("source", "Where to look", SourceOptions.class)
            .section("selection", "Which files", SelectionOptions.class)
            .section("listing", "How to list", ListingOptions.class)
            .section("output", "Where discovered files go", OutputOptions.class)
            .shared("aws", "Region and credentials", AwsOptions.class);
    storeProviders()
        .forEach(
            provider ->
                builder.section(
                    "store." + provider.name(),
                    "How to reach the store " + provider.name(),
                    provider.options()));
    return builder
        .choice(
            "output.destination",
            publisherProviders().stream()
                .collect(
                    Collectors.toMap(
                        provider -> provider.name(),
                        provider -> provider.options().asSubclass(Record.class))),
            Set.of())
        .section("progress", "Progress", ProgressOptions.class)
        .section("logging", "Messages", LoggingOptions.class)
        .build();
  }

  private static List<FileStoreProvider<?>> storeProviders() {
    List<FileStoreProvider<?>> providers = new ArrayList<>();
    ServiceLoader.load(FileStoreProvider.class).forEach(providers::add);
    return providers;
  }

  private static List<WorkPublisherProvider<?>> publisherProviders() {
    List<WorkPublisherProvider<?>> providers = new ArrayList<>();
    ServiceLoader.load(WorkPublisherProvider.class).forEach(providers::add);
    return providers;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "everything was listed and handed on");
    codes.put("1", "the destination failed");
    codes.put("2", "the command line or the configuration is wrong; nothing was listed");
    codes.put("4", "some prefixes could not be listed; each is named on standard error");
    codes.put("130, 143", "stopped by Ctrl-C, by a request to terminate");
    return codes;
  }

  /** Passes files on, and names the prefixes that failed. */
  private record Handover(
      WorkPublisher publisher, FileSplitter splitter, DiscoveryCounters counters, StatusLine status)
      implements Output {
    @Override
    public void found(List<FileEntry> found) {
      List<FilePart> parts = new ArrayList<>();
      for (FileEntry file : found) {
        splitter.split(
            file,
            part -> {
              parts.add(part);
              if (parts.size() == Discovery.MAX_FILES_PER_CALL) {
                publish(parts);
              }
            });
      }
      publish(parts);
    }

    private void publish(List<FilePart> parts) {
      publisher.publish(List.copyOf(parts));
      counters.itemsOutput.add(parts.size());
      parts.clear();
    }

    @Override
    public void failed(Location prefix, IngestException cause) {
      status.line(COMMAND.name() + ": " + cause.getMessage());
    }
  }

  /** Shows the first files and hands none on. */
  private final class Sample implements WorkPublisher {
    private int left;

    Sample(int count) {
      this.left = count;
    }

    @Override
    public void publish(List<FilePart> found) {
      for (FilePart part : found.subList(0, Math.min(left, found.size()))) {
        left--;
        FileEntry file = part.file();
        ByteRange range = part.range();
        String modified = file.lastModified() == null ? "" : ", " + file.lastModified();
        String bytes =
            range.equals(ByteRange.ALL) ? "" : ", bytes " + range.start() + " to " + range.end();
        console
            .status()
            .line(
                "sample            "
                    + file.location()
                    + " ("
                    + Units.bytes(file.sizeBytes())
                    + modified
                    + bytes
                    + ")");
      }
    }

    @Override
    public void close() {}
  }
}
