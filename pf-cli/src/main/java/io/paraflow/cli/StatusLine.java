package io.paraflow.cli;

import java.io.PrintStream;
import java.time.Instant;

/**
 * Standard error, shared by log lines, messages and one live line that stays at the bottom of a
 * terminal. Every line is made printable first. Thread-safe.
 */
public final class StatusLine {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream stream;
  private final boolean terminal;
  private String live = "";
  private boolean json;

  /**
   * Writes to a stream.
   *
   * @param terminal whether the stream is a terminal, on which a line can be written over
   */
  public StatusLine(PrintStream stream, boolean terminal) {
    this.stream = stream;
    this.terminal = terminal;
  }

  /** Whether people watch. */
  public boolean isTerminal() {
    return terminal;
  }

  /** From here on, every line is a JSON object, as those of the log are. */
  synchronized void useJson() {
    json = true;
  }

  /** Writes one line, above the live one. */
  public synchronized void line(String text) {
    write(json ? LogLines.json(Instant.now(), text) : text);
  }

  /** Writes one line that has its final form. */
  synchronized void write(String text) {
    String printable = Text.printable(text);
    stream.print(
        live.isEmpty()
            ? printable + System.lineSeparator()
            : ERASE_LINE + printable + System.lineSeparator() + live);
    stream.flush();
  }

  /**
   * Replaces the live line; on anything but a terminal, writes a line of its own.
   *
   * @param text the line; on a terminal cut to fit
   * @param width how many columns the terminal has
   */
  public synchronized void live(String text, int width) {
    if (!terminal || json) {
      line(text);
      return;
    }
    String printable = Text.printable(text);
    live = printable.length() < width ? printable : printable.substring(0, width - 1);
    stream.print(ERASE_LINE + live);
    stream.flush();
  }

  /** Removes the live line. */
  public synchronized void clear() {
    if (!live.isEmpty()) {
      live = "";
      stream.print(ERASE_LINE);
      stream.flush();
    }
  }
}
