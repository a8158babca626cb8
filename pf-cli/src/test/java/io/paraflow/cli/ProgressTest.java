package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final CountDownLatch shown = new CountDownLatch(3);

  @Test
  void writesPlainLinesElsewhereWhereAskedTo() throws InterruptedException {
    try (Progress _ = Progress.start(console(false), options(true), this::line)) {
      shown.await();
    }

    assertTrue(text().startsWith("line 3\nline 2\n"), text());
  }

  @Test
  void isSilentElsewhereOtherwise() {
    try (Progress _ = Progress.start(console(false), options(false), this::line)) {
      assertEquals(3, shown.getCount());
    }

    assertEquals("", text());
  }

  @Test
  void keepsOneLiveLineOnATerminalAndRemovesIt() throws InterruptedException {
    try (Progress _ = Progress.start(console(true), options(false), this::line)) {
      shown.await();
    }

    assertTrue(text().startsWith("\r\u001b[Kline 3\r\u001b[Kline 2"), text());
    assertTrue(text().endsWith("\r\u001b[K"), text());
  }

  private String line() {
    String line = "line " + shown.getCount();
    shown.countDown();
    return line;
  }

  private static ProgressOptions options(boolean always) {
    return new ProgressOptions(always, Duration.ofMillis(1));
  }

  private Console console(boolean terminal) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        stream,
        new StatusLine(stream, terminal),
        Map.of("COLUMNS", "80"),
        false);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
