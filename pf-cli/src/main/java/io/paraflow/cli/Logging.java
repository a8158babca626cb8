package io.paraflow.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sends log events to standard error. Where JSON is asked for by name, everything else that is
 * written there for people is JSON too, so that every line can be parsed.
 */
public final class Logging {
  /**
   * Libraries that log every request. They stay at warnings whatever the level, because their
   * details contain credentials.
   */
  private static final List<String> QUIET =
      List.of("software.amazon.awssdk", "org.apache.http", "org.apache.arrow");

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
    if (options.format() == LoggingOptions.Format.JSON) {
      status.useJson();
    }
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
        status.write(LogLines.json(event));
      } else {
        LogLines.text(event).forEach(status::write);
      }
    }
  }
}
