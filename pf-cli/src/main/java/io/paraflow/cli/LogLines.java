package io.paraflow.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.stream.Stream;

/** How log events look. */
final class LogLines {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final JsonFactory JSON = new JsonFactory();

  private LogLines() {}

  /** One line, and one for each line of a stack trace. */
  static List<String> text(ILoggingEvent event) {
    String line =
        "%s %-5s [%s] %s: %s"
            .formatted(
                TIME.format(event.getInstant()),
                event.getLevel(),
                event.getThreadName(),
                shortName(event.getLoggerName()),
                event.getFormattedMessage());
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? List.of(line)
        : Stream.concat(
                Stream.of(line), ThrowableProxyUtil.asString(thrown).replace("\t", "    ").lines())
            .toList();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  /** One object on one line. */
  static String json(ILoggingEvent event) {
    return json(
        json -> {
          json.writeStringField("time", TIME.format(event.getInstant()));
          json.writeStringField("level", event.getLevel().toString());
          json.writeStringField("thread", event.getThreadName());
          json.writeStringField("logger", event.getLoggerName());
          json.writeStringField("message", event.getFormattedMessage());
          if (event.getThrowableProxy() != null) {
            json.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
          }
        });
  }

  /** A line for people as an object. */
  static String json(Instant time, String message) {
    return json(
        json -> {
          json.writeStringField("time", TIME.format(time));
          json.writeStringField("level", "INFO");
          json.writeStringField("message", message);
        });
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static String json(Members members) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }
}
