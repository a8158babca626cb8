package io.paraflow.indexer.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void whatWouldMoveTheCursorIsEscaped() {
    assertEquals(
        "a\\u{a}b\\u{1b}[0m\\u{202e}\\u{2028} é日😀",
        PlainText.oneLine("a\nb\u001b[0m\u202e\u2028 é日😀"));
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertEquals("x".repeat(4096), PlainText.shortened("x".repeat(4096)));
    assertEquals("x".repeat(4096) + "…", PlainText.shortened("x".repeat(4097)));
    assertEquals("x".repeat(4095) + "…", PlainText.shortened("x".repeat(4095) + "😀"));
  }

  @Test
  void onlyUtf8IsText() {
    assertEquals("é", PlainText.utf8("é".getBytes(StandardCharsets.UTF_8)));
    assertNull(PlainText.utf8(new byte[] {'a', (byte) 0xC3}));
  }
}
