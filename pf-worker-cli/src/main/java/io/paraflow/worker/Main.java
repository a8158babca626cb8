package io.paraflow.worker;

import io.paraflow.cli.CommandRunner;
import io.paraflow.cli.Console;
import io.paraflow.cli.Signals;
import java.util.Locale;

/** Streams files through threads: {@code pf-worker --help}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments, Console.system(), Signals.ofProcess()));
  }

  /**
   * Runs the command.
   *
   * @param signals ask it to stop
   * @return the exit code
   */
  static int run(String[] arguments, Console console, Signals signals) {
    WorkerCommand command = WorkerCommand.load();
    return CommandRunner.run(
        command.description(),
        console,
        arguments,
        (config, files) -> new WorkerRun(command.plugins(), config, files, console, signals).run());
  }
}
