package io.paraflow.cli;

import io.paraflow.core.config.Config;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigProblem;
import io.paraflow.core.error.IngestException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a command from its command line to its exit code. */
public final class CommandRunner {
  /** The work of a command. */
  @FunctionalInterface
  public interface Body {
    /**
     * Does it.
     *
     * @param config the options, without problems
     * @param arguments the plain arguments
     * @return an exit code
     * @throws ConfigException when the options turn out not to be usable, before anything was done
     * @throws IngestException when nothing could be done
     */
    int run(Config config, List<String> arguments) throws Exception;
  }

  private CommandRunner() {}

  /**
   * Runs a command: shows help, version or configuration if that is what was asked for, or, for
   * {@code options} as the only argument, the page of all options ({@code options --schema} the
   * JSON Schema of the configuration file), or else starts the log ({@code logging} must be a
   * section of {@link LoggingOptions}) and does the work. Failures end as one line for each on
   * standard error.
   */
  public static int run(Command command, Console console, String[] arguments, Body body) {
    StatusLine status = console.status();
    try {
      if (arguments.length > 0 && arguments[0].equals("options")) {
        return printOptions(command, console, List.of(arguments).subList(1, arguments.length));
      }
      CommandLineParser parser = new CommandLineParser(command);
      Invocation invocation = parser.parse(arguments);
      switch (invocation.action()) {
        case HELP -> console.out().print(parser.help());
        case VERSION -> console.out().println(command.name() + " " + BuildInfo.current());
        case VALIDATE -> {
          invocation.config(command, console.environment());
          console.out().println("The configuration is valid.");
        }
        case PRINT_CONFIG ->
            console
                .out()
                .print(ConfigPrinter.print(invocation.config(command, console.environment())));
        case RUN -> {
          Config config = invocation.config(command, console.environment());
          Logging.start(config.get("logging", LoggingOptions.class), status);
          return body.run(config, invocation.arguments());
        }
      }
      console.out().flush();
      return ExitCode.OK;
    } catch (ConfigException e) {
      for (ConfigProblem problem : e.problems()) {
        status.line(command.name() + ": " + problem);
      }
      status.line("Try " + command.name() + " --help");
      return ExitCode.USAGE;
    } catch (IngestException e) {
      status.line(command.name() + ": " + e.getMessage());
      logger().debug("{}", e.code(), e);
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    } catch (Exception | Error e) {
      status.line(command.name() + ": internal error: " + e);
      logger().error("internal error", e);
      return ExitCode.FAILED;
    }
  }

  private static int printOptions(Command command, Console console, List<String> arguments) {
    if (arguments.isEmpty()) {
      console.out().print(OptionDocs.markdown(command));
    } else if (arguments.equals(List.of("--schema"))) {
      console.out().print(OptionDocs.jsonSchema(command));
    } else {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  "options",
                  "takes --schema or nothing; a file of that name is written ./options")));
    }
    console.out().flush();
    return ExitCode.OK;
  }

  private static Logger logger() {
    return LoggerFactory.getLogger(CommandRunner.class);
  }
}
