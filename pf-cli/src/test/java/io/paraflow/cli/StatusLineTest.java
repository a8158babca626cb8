package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StatusLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void silence() {
    Logging.start(
        new LoggingOptions(LoggingOptions.Level.ERROR, LoggingOptions.Format.TEXT),
        new StatusLine(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false));
  }

  @Test
  void keepsTheLiveLineBelowOtherLines() {
    StatusLine status = status(true);

    status.live("10 files", 80);
    status.line("a message");
    status.live("11 files", 80);
    status.clear();

    assertEquals(
        "\r\u001b[K10 files\r\u001b[Ka message\n10 files\r\u001b[K11 files\r\u001b[K", text());
  }

  @Test
  void cutsTheLiveLineToTheTerminal() {
    status(true).live("0123456789", 6);

    assertEquals("\r\u001b[K01234", text());
  }

  @Test
  void writesPlainLinesWhereThereIsNoTerminal() {
    StatusLine status = status(false);

    status.live("10 files", 5);
    status.clear();

    assertEquals("10 files\n", text());
  }

  @Test
  void escapesWhatCouldForgeLinesOrColours() {
    status(false).line("key\n2026 INFO ok \u001b[31m\u202e\u0085\u2028\t\u007f é 漢");

    assertEquals("key\\n2026 INFO ok \\u001b[31m\\u202e\\u0085\\u2028\\t\\u007f é 漢\n", text());
  }

  @Test
  void logsTextForPeople() {
    Logging.start(
        new LoggingOptions(LoggingOptions.Level.INFO, LoggingOptions.Format.AUTO), status(true));

    LoggerFactory.getLogger("io.paraflow.Part").info("read {}", "a\nb");
    LoggerFactory.getLogger("io.paraflow.Part").debug("hidden");

    assertTrue(
        text().matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z INFO  \\[main] Part: read a\\\\nb\n"), text());
  }

  @Test
  void logsOneJsonObjectALine() throws IOException {
    StatusLine status = status(false);
    Logging.start(
        new LoggingOptions(LoggingOptions.Level.DEBUG, LoggingOptions.Format.JSON), status);

    LoggerFactory.getLogger("a.b").error("bad \"key\"\n\u202e", new IllegalStateException("why\n"));
    status.line("the end");
    status.live("progress", 80);

    ObjectMapper json = new ObjectMapper();
    String[] lines = text().split("\n", -1);
    assertEquals(4, lines.length);
    JsonNode event = json.readTree(lines[0]);
    assertEquals("bad \"key\"\n\u202e", event.get("message").textValue());
    assertEquals("ERROR", event.get("level").textValue());
    assertTrue(event.get("error").textValue().contains("IllegalStateException: why"));
    assertFalse(lines[0].contains("\u202e"));
    assertEquals("the end", json.readTree(lines[1]).get("message").textValue());
    assertEquals("progress", json.readTree(lines[2]).get("message").textValue());
  }

  @Test
  void keepsLibrariesThatLogCredentialsQuiet() {
    Logging.start(
        new LoggingOptions(LoggingOptions.Level.TRACE, LoggingOptions.Format.TEXT), status(false));

    LoggerFactory.getLogger("software.amazon.awssdk.request").debug("canary");
    LoggerFactory.getLogger("org.apache.http.wire").trace("canary");

    assertEquals("", text());
  }

  private StatusLine status(boolean terminal) {
    return new StatusLine(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
