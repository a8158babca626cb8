package io.paraflow.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command sees of the process that it runs in.
 *
 * @param in standard input
 * @param out standard output: data only
 * @param status standard error: everything for people
 * @param environment the variables
 * @param inputIsTerminal whether a person would have to type the input
 */
public record Console(
    InputStream in,
    PrintStream out,
    StatusLine status,
    Map<String, String> environment,
    boolean inputIsTerminal) {
  /** Copies the environment. */
  public Console {
    environment = Map.copyOf(environment);
  }

  /** Whether what this process writes to standard output appears on a terminal. */
  public static boolean outputIsTerminal() {
    return Terminal.STANDARD_OUTPUT.isTerminal();
  }

  /** The console of this process. */
  public static Console system() {
    return new Console(
        System.in,
        System.out,
        new StatusLine(System.err, Terminal.STANDARD_ERROR.isTerminal()),
        System.getenv(),
        Terminal.STANDARD_INPUT.isTerminal());
  }
}
