package io.paraflow.cli;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows how far a command is, from a thread of its own, until closed. */
public final class Progress implements AutoCloseable {
  private static final Duration LIVE_INTERVAL = Duration.ofMillis(250);
  private static final int DEFAULT_WIDTH = 100;

  private final StatusLine status;
  private final @Nullable Thread thread;

  private Progress(StatusLine status, @Nullable Thread thread) {
    this.status = status;
    this.thread = thread;
  }

  /** Shows nothing. */
  public static Progress none(Console console) {
    return new Progress(console.status(), null);
  }

  /**
   * Begins to show lines: a live one on a terminal, plain ones at the interval elsewhere if that is
   * asked for, and otherwise none.
   *
   * @param line gives the current line; called on the progress thread
   */
  public static Progress start(Console console, ProgressOptions options, Supplier<String> line) {
    StatusLine status = console.status();
    if (!status.isTerminal() && !options.always()) {
      return none(console);
    }
    Duration interval = status.isTerminal() ? LIVE_INTERVAL : options.intervalSecs();
    int width = width(console.environment());
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("progress")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(interval);
                      status.live(line.get(), width);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return new Progress(status, thread);
  }

  /** Stops and removes the live line. */
  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    status.clear();
  }

  private static int width(Map<String, String> environment) {
    try {
      return Math.max(20, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
