package io.paraflow.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigBinderTest {
  enum Colour {
    LIGHT_BLUE,
    RED
  }

  record Engine(
      @Option(
              value = "Threads.",
              flags = {"--threads", "-t"},
              env = "TEST_THREADS",
              def = "2",
              min = 0,
              max = 64)
          int threads,
      @Option(value = "Bytes.", def = "1000", min = 1) long maxBytes,
      @Option(value = "Share.", def = "0.5", min = 0, max = 1) double share,
      @Option(value = "Colour.", def = "red") Colour colour,
      @Option(value = "Wait.", flags = "--delay", def = "30s", min = 1, max = 60) Duration delay,
      @Option(value = "Pause.", flags = "--pause", def = "5") Duration pauseSecs,
      @Option(value = "Folder.") @Nullable Path folder,
      @Option(value = "Columns.", flags = "--columns", commaSeparated = true) List<String> columns,
      @Option(value = "Filters.", flags = "--filter") List<String> filter,
      @Option(value = "Verbose.", flags = "--verbose") boolean verbose,
      @Option(value = "Login.") Login login) {
    Engine {
      if (threads * maxBytes > 64_000) {
        throw new IllegalArgumentException(
            threads + " threads with " + maxBytes + " bytes exceed 64000 bytes");
      }
    }
  }

  record Login(
      @Option(value = "User.", env = "TEST_USER") @Nullable String user,
      @Option(value = "Key.", env = "TEST_KEY", secret = true) @Nullable String key) {}

  record Queue(@Option(value = "Type.", flags = "--input", def = "memory") String type) {}

  record Memory(@Option(value = "Items.", flags = "--items", def = "1") int items) {}

  record Remote(
      @Option(value = "Address.", flags = "--address") String address,
      @Option(value = "Login.") Login login) {}

  private static final OptionModel MODEL =
      OptionModel.builder()
          .section("engine", "The engine.", Engine.class)
          .section("queue", "The queue.", Queue.class)
          .choice(
              "queue.type", Map.of("memory", Memory.class, "remote", Remote.class), Set.of("sqs"))
          .build();

  private static final Map<String, List<String>> NO_FLAGS = Map.of();

  private static final ConfigNode.Mapping NO_FILE = ConfigNode.Mapping.EMPTY;

  @Test
  void takesDefaultsWhereNothingIsGiven() {
    Engine engine = bind(NO_FLAGS, Map.of(), NO_FILE).get("engine", Engine.class);

    assertEquals(
        new Engine(
            2,
            1000,
            0.5,
            Colour.RED,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            null,
            List.of(),
            List.of(),
            false,
            new Login(null, null)),
        engine);
  }

  @Test
  void prefersFlagThenEnvironmentThenFileThenDefault() {
    ConfigNode.Mapping file = section("engine", Map.of("threads", scalar("5")));
    Map<String, String> environment = Map.of("TEST_THREADS", "4");
    Map<String, List<String>> flags = Map.of("--threads", List.of("3"));

    assertEquals(3, threads(bind(flags, environment, file)));
    assertEquals(4, threads(bind(NO_FLAGS, environment, file)));
    assertEquals(5, threads(bind(NO_FLAGS, Map.of(), file)));
    assertEquals(5, threads(bind(NO_FLAGS, Map.of("TEST_THREADS", ""), file)));
    assertEquals(2, threads(bind(NO_FLAGS, Map.of(), NO_FILE)));
  }

  @Test
  void replacesVariablesInDefaults() {
    record Named(@Option(value = "Name.", def = "${TEST_HOST:-nobody}") String name) {}
    OptionModel model = OptionModel.builder().section("named", "Name.", Named.class).build();

    ConfigSources alpha = new ConfigSources(NO_FLAGS, Map.of("TEST_HOST", "alpha"), NO_FILE);
    ConfigSources none = new ConfigSources(NO_FLAGS, Map.of(), NO_FILE);

    assertEquals(new Named("alpha"), ConfigBinder.bind(model, alpha, List.of()).get("named"));
    assertEquals(new Named("nobody"), ConfigBinder.bind(model, none, List.of()).get("named"));
  }

  @Test
  void remembersWhereEachValueCameFrom() {
    ConfigNode.Mapping file = section("engine", Map.of("max_bytes", scalar("7")));
    Config config = bind(Map.of("--threads", List.of("3")), Map.of("TEST_USER", "me"), file);

    assertEquals("--threads", source(config, "engine.threads"));
    assertEquals("TEST_USER", source(config, "engine.login.user"));
    assertEquals("test.yaml:1: engine.max_bytes", source(config, "engine.max_bytes"));
    assertEquals("default", source(config, "engine.delay"));
  }

  @ParameterizedTest
  @CsvSource({
    "1s, PT1S",
    "1500ms, PT1.5S",
    "1m, PT1M",
    "PT2.5S, PT2.5S",
    "60s, PT1M",
  })
  void readsDurations(String text, Duration expected) {
    assertEquals(
        expected,
        bind(Map.of("--delay", List.of(text)), Map.of(), NO_FILE)
            .get("engine", Engine.class)
            .delay());
  }

  @Test
  void readsPlainSecondsWhereTheKeySaysSo() {
    Config config = bind(Map.of("--pause", List.of("90")), Map.of(), NO_FILE);

    assertEquals(Duration.ofSeconds(90), config.get("engine", Engine.class).pauseSecs());
  }

  @Test
  void splitsListsAtCommasOnlyWhereDeclared() {
    Config config =
        bind(
            Map.of("--columns", List.of("a, b", "c"), "--filter", List.of("x = 1,2", "y < 3")),
            Map.of(),
            NO_FILE);

    assertEquals(List.of("a", "b", "c"), config.get("engine", Engine.class).columns());
    assertEquals(List.of("x = 1,2", "y < 3"), config.get("engine", Engine.class).filter());
  }

  @Test
  void readsListsFromSequencesAndScalars() {
    ConfigNode sequence =
        new ConfigNode.Sequence(List.of(scalar("a,b"), scalar("c")), "test.yaml:1");
    ConfigNode.Mapping file =
        section("engine", Map.of("columns", sequence, "filter", scalar("x = 1")));
    Engine engine = bind(NO_FLAGS, Map.of(), file).get("engine", Engine.class);

    assertEquals(List.of("a,b", "c"), engine.columns());
    assertEquals(List.of("x = 1"), engine.filter());
  }

  @Test
  void bindsTheChosenAlternativeOnly() {
    Config config =
        bind(
            Map.of("--input", List.of("remote"), "--address", List.of("here")),
            Map.of("TEST_KEY", "k"),
            NO_FILE);

    assertEquals(
        new Remote("here", new Login(null, "k")), config.get("queue.remote", Remote.class));
    assertThrows(IllegalArgumentException.class, () -> config.get("queue.memory"));
  }

  @Test
  void doesNotLookAtTheValuesOfOtherAlternatives() {
    ConfigNode remote =
        new ConfigNode.Mapping(Map.of("address", scalar("${NOT_SET}")), "test.yaml:1");

    assertEquals(
        new Memory(1),
        bind(NO_FLAGS, Map.of(), section("queue", Map.of("remote", remote)))
            .get("queue.memory", Memory.class));
  }

  @Test
  void sharesASectionAmongOthers() {
    OptionModel model =
        OptionModel.builder()
            .shared("login", "Who.", Login.class)
            .section("remote", "Where.", Remote.class)
            .build();
    ConfigSources sources =
        new ConfigSources(
            Map.of("--address", List.of("a")),
            Map.of(),
            section("login", Map.of("user", scalar("me"))));

    Config config = ConfigBinder.bind(model, sources, List.of());

    assertEquals(new Remote("a", new Login("me", null)), config.get("remote", Remote.class));
  }

  @Test
  void reportsAllProblemsAtOnce() {
    ConfigNode.Mapping file =
        new ConfigNode.Mapping(
            Map.of(
                "engine",
                new ConfigNode.Mapping(
                    orderedMap(
                        "theads", scalar("3"),
                        "max_bytes", scalar("0"),
                        "share", scalar("NaN"),
                        "colour", scalar("light-blu"),
                        "delay", scalar("30"),
                        "folder", new ConfigNode.Empty("test.yaml:7"),
                        "items", scalar("1")),
                    "test.yaml:1")),
            "test.yaml:1");
    Map<String, List<String>> flags =
        orderedMap(
            "--threads", List.of("many"), "--pause", List.of("-5"), "--input", List.of("sqs"));

    assertEquals(
        """
        test.yaml:1: engine.theads: no such key; did you mean threads?
        test.yaml:1: engine.items: no such key; did you mean queue.memory.items?
        --threads: must be a whole number from 0 to 64 but is "many"
        test.yaml:1: engine.max_bytes: must be at least 1 but is "0"
        test.yaml:1: engine.share: must be a number from 0 to 1 but is "NaN"
        test.yaml:1: engine.colour: must be one of light_blue, red but is "light-blu"; did you mean light_blue?
        test.yaml:1: engine.delay: must be a duration such as 500ms, 30s, 5m, 2h or PT30S but is "30"; give the unit, for example 30s
        --pause: must be a duration such as 500ms, 30s, 5m, 2h or PT30S but is "-5"
        test.yaml:7: engine.folder: has no value; give one or leave the key out
        --input: sqs is not available yet; choose memory or remote\
        """,
        problems(flags, Map.of(), file));
  }

  @Test
  void reportsWhatRecordsRefuse() {
    assertEquals(
        "engine: 64 threads with 1001 bytes exceed 64000 bytes",
        problems(
            Map.of("--threads", List.of("64")),
            Map.of(),
            section("engine", Map.of("max_bytes", scalar("1001")))));
  }

  @Test
  void reportsNumbersThatNoIntegerHolds() {
    assertEquals(
        "--items: must be a whole number but is \"99999999999999999999\"",
        problems(Map.of("--items", List.of("99999999999999999999")), Map.of(), NO_FILE));
    assertThrows(
        ConfigException.class,
        () -> bind(Map.of("--items", List.of("3000000000")), Map.of(), NO_FILE));
  }

  @Test
  void reportsMissingRepeatedAndUselessFlags() {
    assertEquals(
        """
        --threads: given 2 times; give it once
        queue.remote.address: must be given: by --address or the key in the configuration file
        --items: has a meaning only where queue.type is memory\
        """,
        problems(
            orderedMap(
                "--threads", List.of("1", "2"),
                "--input", List.of("remote"),
                "--items", List.of("3")),
            Map.of(),
            NO_FILE));
  }

  @Test
  void reportsShapesThatDoNotFit() {
    ConfigNode list = new ConfigNode.Sequence(List.of(scalar("1")), "test.yaml:2");
    ConfigNode map = new ConfigNode.Mapping(Map.of(), "test.yaml:3");
    ConfigNode.Mapping file =
        new ConfigNode.Mapping(
            orderedMap(
                "engine",
                new ConfigNode.Mapping(
                    orderedMap("threads", list, "max_bytes", map), "test.yaml:1"),
                "queue",
                new ConfigNode.Scalar("memory", "test.yaml:4"),
                "quue",
                scalar("x")),
            "test.yaml:1");

    assertEquals(
        """
        test.yaml:4: queue: is a section and must have keys below it
        test.yaml:1: quue: no such key; did you mean queue?
        test.yaml:2: engine.threads: must be one value but is a list
        test.yaml:3: engine.max_bytes: must be a whole number\
        """,
        problems(NO_FLAGS, Map.of(), file));
  }

  @Test
  void acceptsTheSectionOfAPlannedAlternative() {
    ConfigNode sqs = new ConfigNode.Mapping(Map.of("queue_url", scalar("${X}")), "test.yaml:1");
    ConfigNode.Mapping file = section("queue", orderedMap("type", scalar("sqs"), "sqs", sqs));

    assertEquals(
        "test.yaml:1: queue.type: sqs is not available yet; choose memory or remote",
        problems(NO_FLAGS, Map.of(), file));
  }

  @Test
  void neverShowsASecret() {
    Config config = bind(NO_FLAGS, Map.of("TEST_KEY", "canary"), NO_FILE);

    assertFalse(config.settings().toString().contains("canary"));
  }

  @Test
  void leavesOptionalValuesNull() {
    assertNull(bind(NO_FLAGS, Map.of(), NO_FILE).get("engine", Engine.class).folder());
  }

  @Test
  void refusesDeclarationsThatCannotWork() {
    record Untagged(String name) {}
    record Strange(@Option("Thing.") Thread thread) {}

    assertThrows(
        IllegalArgumentException.class,
        () -> OptionModel.builder().section("a", "", Untagged.class));
    assertThrows(
        IllegalArgumentException.class,
        () -> OptionModel.builder().section("a", "", Strange.class));
  }

  private static Config bind(
      Map<String, List<String>> flags, Map<String, String> environment, ConfigNode.Mapping file) {
    return ConfigBinder.bind(MODEL, new ConfigSources(flags, environment, file), List.of());
  }

  private static String problems(
      Map<String, List<String>> flags, Map<String, String> environment, ConfigNode.Mapping file) {
    ConfigException e = assertThrows(ConfigException.class, () -> bind(flags, environment, file));
    return String.valueOf(e.getMessage());
  }

  private static int threads(Config config) {
    return config.get("engine", Engine.class).threads();
  }

  private static String source(Config config, String path) {
    return config.settings().stream()
        .filter(setting -> setting.spec().path().equals(path))
        .findFirst()
        .orElseThrow()
        .source();
  }

  private static ConfigNode scalar(String text) {
    return new ConfigNode.Scalar(text, "test.yaml:1");
  }

  private static ConfigNode.Mapping section(String name, Map<String, ConfigNode> entries) {
    return new ConfigNode.Mapping(
        Map.of(name, new ConfigNode.Mapping(entries, "test.yaml:1")), "test.yaml:1");
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<String, V> orderedMap(Object... keysAndValues) {
    Map<String, V> map = new java.util.LinkedHashMap<>();
    Stream.iterate(0, i -> i < keysAndValues.length, i -> i + 2)
        .forEach(i -> map.put((String) keysAndValues[i], (V) keysAndValues[i + 1]));
    return map;
  }
}
