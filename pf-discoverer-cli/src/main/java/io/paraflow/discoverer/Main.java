package io.paraflow.discoverer;

import io.paraflow.cli.CommandRunner;
import io.paraflow.cli.Console;
import io.paraflow.cli.Signals;
import io.paraflow.cli.StatusLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** The command {@code pf-discoverer}. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // A print stream would hide that nobody reads any more.
    OutputStream files = new FileOutputStream(FileDescriptor.out);
    int exitCode = run(arguments, Console.system(), files, Clock.systemUTC(), Signals.ofProcess());
    System.exit(exitCode);
  }

  /**
   * Runs the command within another process.
   *
   * @param arguments as on the command line
   * @param environment the variables
   * @param in standard input, which is not read
   * @param out takes the discovered files, help and version
   * @param err takes everything for people
   * @return the exit code
   */
  public static int run(
      String[] arguments,
      Map<String, String> environment,
      InputStream in,
      OutputStream out,
      OutputStream err) {
    PrintStream text = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream people = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(in, text, new StatusLine(people, false), environment, /* terminal */ false);
    return run(arguments, console, out, Clock.systemUTC(), new Signals());
  }

  static int run(
      String[] arguments, Console console, OutputStream files, Clock clock, Signals signals) {
    DiscoverCommand command = new DiscoverCommand(console, files, clock, signals);
    return CommandRunner.run(DiscoverCommand.COMMAND, console, arguments, command);
  }
}
