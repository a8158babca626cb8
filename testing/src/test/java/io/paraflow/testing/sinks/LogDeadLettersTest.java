package io.paraflow.testing.sinks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.work.DeadLetters;
import io.paraflow.indexer.deadletter.DeadLetterOptions;
import io.paraflow.indexer.deadletter.LogDeadLetters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogDeadLettersTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LogDeadLetters.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void theFirstEntriesAreLoggedAndTheRestIsCounted() {
    try (DeadLetters letters = new DeadLetterOptions(null, 2).open()) {
      for (int ordinal = 0; ordinal < 5; ordinal++) {
        letters.record(error(ordinal, "no value"));
      }
      letters.flush();
    }
    assertEquals(
        List.of(
            "MALFORMED_RECORD: s3://b/k: record 0: no value",
            "MALFORMED_RECORD: s3://b/k: record 1: no value",
            "3 more failed records were not logged; --dead-letters keeps them all"),
        messages());
    log.list.forEach(event -> assertEquals(Level.WARN, event.getLevel()));
  }

  @Test
  void hostileTextStaysOnOneLine() {
    try (DeadLetters letters = new DeadLetterOptions(null, 20).open()) {
      letters.record(error(7, "bad\n\u001b[31m"));
    }
    assertEquals(List.of("MALFORMED_RECORD: s3://b/k: record 7: bad\\u{a}\\u{1b}[31m"), messages());
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static RecordError error(long ordinal, String message) {
    return new RecordError(
        "s3://b/k",
        "v",
        ordinal,
        "read",
        ErrorCode.MALFORMED_RECORD,
        "s3://b/k: record " + ordinal + ": " + message,
        null);
  }
}
