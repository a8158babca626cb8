package io.paraflow.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Sends log events to standard error. */
public final class Logging {
  /**
   * Libraries that log every request. They stay at warnings whatever the level, because their
   * details contain credentials.
   */
  private static final List<String> QUIET =
      List.of("software.amazon.awssdk", "org.apache.http", "io.netty");

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final JsonFactory JSON = new JsonFactory();

  private Logging() {}

  /** Begins to write events at the level and in the format that the options say. */
  public static void start(LoggingOptions options, StatusLine status) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    boolean json =
        switch (options.format()) {
          case JSON -> true;
          case TEXT -> false;
          case AUTO -> !status.isTerminal();
        };
    Appender appender = new Appender(status, json);
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(options.level().name()));
    root.addAppender(appender);
    for (String name : QUIET) {
      Logger logger = context.getLogger(name);
      logger.setLevel(root.getLevel().isGreaterOrEqual(Level.WARN) ? root.getLevel() : Level.WARN);
    }
  }

  private static final class Appender extends AppenderBase<ILoggingEvent> {
    private final StatusLine status;
    private final boolean json;

    Appender(StatusLine status, boolean json) {
      this.status = status;
      this.json = json;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (json) {
        status.line(jsonLine(event));
      } else {
        textLines(event).forEach(status::line);
      }
    }
  }

  private static List<String> textLines(ILoggingEvent event) {
    String line =
        TIME.format(event.getInstant())
            + " "
            + String.format("%-5s", event.getLevel())
            + " ["
            + event.getThreadName()
            + "] "
            + shortName(event.getLoggerName())
            + ": "
            + event.getFormattedMessage();
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null) {
      return List.of(line);
    }
    return Stream.concat(
            Stream.of(line), ThrowableProxyUtil.asString(thrown).replace("\t", "    ").lines())
        .toList();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static String jsonLine(ILoggingEvent event) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", TIME.format(event.getInstant()));
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("thread", event.getThreadName());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("message", event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        json.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }
}
