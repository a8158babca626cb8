package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.config.Option;
import io.paraflow.core.config.OptionModel;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandRunnerTest {
  record Work(
      @Option(
              value = "How many threads, at 100% each, not ${count}.",
              flags = {"--threads", "-t"},
              env = "T_THREADS",
              def = "2",
              min = 1,
              max = 8)
          int threads,
      @Option(value = "Which.", flags = "--filter") List<String> filter,
      @Option(value = "Loudly.", flags = "--loud") boolean loud,
      @Option(value = "Password.", env = "T_PASSWORD", secret = true) @Nullable String password,
      @Option(value = "Where.") @Nullable String endpoint) {}

  record Output(@Option(value = "To.", flags = "--to", def = "stats") String type) {}

  record Stats(@Option(value = "Form.", flags = "--form", def = "text") String form) {}

  record Lines(@Option(value = "Form.", flags = "--form", def = "json") String form) {}

  private static final Command COMMAND =
      new Command(
          "pf-test",
          "Tests 100% of ${it}.",
          "FILE",
          "Files to read.",
          OptionModel.builder()
              .section("work", "What to do.", Work.class)
              .section("output", "Where to.", Output.class)
              .choice("output.type", Map.of("stats", Stats.class, "lines", Lines.class), Set.of())
              .section("logging", "Messages.", LoggingOptions.class)
              .build(),
          List.of("pf-test --threads 4 50%_${x}.parquet"),
          Map.of("0", "all is well"),
          Map.of("--channel-buffer", "there are no channels"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @Test
  void handsOptionsAndArgumentsToTheWork() {
    int code =
        CommandRunner.run(
            COMMAND,
            console(Map.of("T_PASSWORD", "canary")),
            new String[] {"a", "-t", "3", "--loud", "b", "--filter=x = 1,2", "--filter", "-1 < y"},
            (config, arguments) -> {
              assertEquals(
                  new Work(3, List.of("x = 1,2", "-1 < y"), true, "canary", null),
                  config.get("work", Work.class));
              assertEquals(List.of("a", "b"), arguments);
              return 7;
            });

    assertEquals(7, code, err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void givesASharedFlagToTheChosenAlternative() {
    int code =
        CommandRunner.run(
            COMMAND,
            console(Map.of()),
            new String[] {"--to", "lines", "--form", "pretty"},
            (config, arguments) -> {
              assertEquals(new Lines("pretty"), config.get("output.lines", Lines.class));
              return 0;
            });

    assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void reportsAllProblemsWithoutDoingAnything() throws IOException {
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, "work:\n  thraeds: 3\n  endpoint: ${NONE}\n");

    int code =
        run(
            Map.of(),
            "--config",
            file.toString(),
            "--thread",
            "3",
            "--channel-buffer=5",
            "-t",
            "99",
            "--bogus");

    assertEquals(ExitCode.USAGE, code);
    assertEquals(
        """
        pf-test: --thread: no such option; did you mean --threads?
        pf-test: --channel-buffer: there is no such option; there are no channels
        pf-test: --bogus: no such option
        pf-test: test.yaml:2: work.thraeds: no such key; did you mean threads?
        pf-test: -t: must be from 1 to 8 but is "99"
        pf-test: test.yaml:3: work.endpoint: environment variable NONE is not set; set it, or write ${NONE:-default} to have a default
        Try pf-test --help
        """
            .replace("-t: must", "--threads: must"),
        err.toString(StandardCharsets.UTF_8));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void reportsAFlagWithoutItsValue() {
    assertEquals(ExitCode.USAGE, run(Map.of(), "--threads"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--threads"));
  }

  @Test
  void showsHelpFromTheDeclarations() {
    assertEquals(ExitCode.OK, run(Map.of("T_PASSWORD", "canary"), "--help"));

    String help = out.toString(StandardCharsets.UTF_8);
    assertTrue(help.startsWith("Usage: pf-test [OPTION]... [FILE]..."), help);
    assertTrue(help.contains("Tests 100% of ${it}.\n"), help);
    assertTrue(help.contains("-t, --threads=N"), help);
    assertTrue(help.contains("at 100% each, not ${count}"), help);
    assertTrue(
        help.replaceAll("\\s+", " ")
            .contains("--form=TEXT For output.lines: Form. Default: json. For output.stats: Form."),
        help);
    assertTrue(help.contains("pf-test --threads 4 50%_${x}.parquet"), help);
    assertFalse(help.contains("canary"), help);
  }

  @Test
  void showsVersionCommitAndTime() {
    assertEquals(ExitCode.OK, run(Map.of(), "--version"));

    assertTrue(
        out.toString(StandardCharsets.UTF_8)
            .matches("pf-test \\d+\\.\\d+\\.\\d+\\S* \\(commit \\S+, built \\d{4}-\\S+Z\\)\\R"),
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void printsTheConfigurationWithoutSecretsAndReadsItAgain() throws IOException {
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, "work: {endpoint: \"http://me:canary@host/$${x}\"}\n");
    String[] arguments = {
      "--config", file.toString(), "--print-config", "--filter", "a: \"b\" = 1"
    };

    assertEquals(ExitCode.OK, run(Map.of("T_PASSWORD", "canary"), arguments));

    String printed = out.toString(StandardCharsets.UTF_8);
    assertFalse(printed.contains("canary"), printed);
    assertTrue(printed.contains("  threads: 2  # default\n"), printed);
    assertTrue(printed.contains("  password: \"***\"  # T_PASSWORD\n"), printed);
    Files.writeString(file, printed);
    assertEquals(ExitCode.OK, run(Map.of(), "--config", file.toString(), "--validate"));
  }

  @Test
  void endsWithOneLineForAFailure() {
    int code =
        CommandRunner.run(
            COMMAND,
            console(Map.of()),
            new String[] {},
            (config, arguments) -> {
              throw new IngestException(ErrorCode.OUTPUT_FAILED, "disk full\u001b[31m\nINFO ok");
            });

    assertEquals(ExitCode.FAILED, code);
    assertEquals("pf-test: disk full\\u001b[31m\\nINFO ok\n", err.toString(StandardCharsets.UTF_8));
  }

  private int run(Map<String, String> environment, String... arguments) {
    out.reset();
    err.reset();
    return CommandRunner.run(
        COMMAND,
        console(environment),
        arguments,
        (config, plain) -> {
          throw new AssertionError("must not begin");
        });
  }

  private Console console(Map<String, String> environment) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new StatusLine(new PrintStream(err, true, StandardCharsets.UTF_8), false),
        environment,
        false);
  }
}
