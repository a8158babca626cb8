package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paraflow.core.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EscapedTextTest {
  private static final long SEED = 3;
  private static final int MOST_BYTES = 20_000;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Texts texts = new Texts();
  private ArrowBuf source = texts.allocator().getEmpty();

  @BeforeEach
  void allocate() {
    source = texts.allocator().buffer(MOST_BYTES);
    // What lies around a value must not matter, whatever it is.
    RawMemory.fill(source.memoryAddress(), source.capacity(), (byte) '"');
  }

  @AfterEach
  void release() {
    source.close();
    texts.close();
  }

  @Test
  void everyByteIsEscapedAtEveryPlaceInEveryLength() {
    for (int length = 1; length <= 70; length++) {
      for (int place = 0; place < length; place++) {
        for (int value :
            new int[] {
              0, 1, 8, 9, 10, 13, 0x1f, ' ', '!', '"', '#', '[', '\\', ']', 0x7f, 0x80, 0xff
            }) {
          byte[] bytes = new byte[length];
          Arrays.fill(bytes, (byte) 'a');
          bytes[place] = (byte) value;
          assertReadsBack(bytes);
        }
      }
    }
  }

  @Test
  void everyByteIsEscaped() {
    for (int first = 0; first < 256; first++) {
      assertReadsBack(new byte[] {(byte) first});
      for (int second = 0; second < 256; second++) {
        assertReadsBack(new byte[] {(byte) first, (byte) second, 'x'});
      }
    }
  }

  @Test
  void everyCharacterIsKept() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
      if (all.length() > 3_000) {
        assertReadsBack(all.toString().getBytes(StandardCharsets.UTF_8));
        all.setLength(0);
      }
    }
  }

  @Test
  void malformedSequencesAreReplacedAsTheJdkReplacesThem() {
    int[] bytes = {
      'a', 0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xA0, 0xE1, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF1, 0xF4,
      0x8F, 0xF5, 0xFF
    };
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      byte[] value = new byte[1 + random.nextInt(12)];
      for (int at = 0; at < value.length; at++) {
        value[at] = (byte) bytes[random.nextInt(bytes.length)];
      }
      assertReadsBack(value);
    }
  }

  @Test
  void longTextsAreKeptAcrossTheirChunks() {
    Random random = new Random(SEED);
    String[] pieces = {"a", "\"", "é", "日", "😀", "\u0001", "\u0080 malformed below"};
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder("x".repeat(4_080 + random.nextInt(20)));
      while (text.length() < 4_100) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      text.append("y".repeat(random.nextInt(5_000)));
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (i % 2 == 0) {
        bytes[4_090 + random.nextInt(8)] = (byte) random.nextInt();
      }
      assertReadsBack(bytes);
    }
  }

  @Test
  void plainTextIsToldFromOther() {
    for (int length = 0; length < 150; length++) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) '~');
      assertEquals(true, isPlain(bytes), () -> "plain of " + bytes.length);
      for (int place = 0; place < length; place++) {
        for (int value : new int[] {0, 0x1f, '"', '\\', 0x80, 0xff}) {
          bytes[place] = (byte) value;
          assertFalse(isPlain(bytes), value + " at " + place + " of " + length);
        }
        bytes[place] = ' ';
      }
    }
  }

  private boolean isPlain(byte[] bytes) {
    long start = source.memoryAddress() + 3;
    RawMemory.copy(bytes, 0, start, bytes.length);
    boolean plain = new WordPlainTextCheck().isPlain(start, start + bytes.length);
    assertEquals(
        plain,
        new VectorPlainTextCheck().isPlain(start, start + bytes.length),
        () -> Arrays.toString(bytes));
    return plain;
  }

  /** The JDK's decoder is the oracle for malformed input, Jackson's for escapes. */
  private void assertReadsBack(byte[] bytes) {
    String expected = expected(bytes);
    assertEquals(expected, parsed(write(bytes, 0, 64)));
    // At the very end of what may be read.
    assertEquals(expected, parsed(write(bytes, (int) source.capacity() - bytes.length, 0)));
  }

  /**
   * The JDK's answer, but for halves of characters: it replaces all three bytes of one at once,
   * where the second byte already cannot follow the first.
   */
  private static String expected(byte[] bytes) {
    byte[] halved = bytes.clone();
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xED && (bytes[i + 1] & 0xE0) == 0xA0) {
        halved[i] = (byte) 0xFF;
      }
    }
    return new String(halved, StandardCharsets.UTF_8);
  }

  private String write(byte[] bytes, int offset, int readableBehind) {
    long start = source.memoryAddress() + offset;
    RawMemory.copy(bytes, 0, start, bytes.length);
    String text =
        texts.of(
            (buffer, out) ->
                EscapedText.write(
                    buffer, start, bytes.length, start + bytes.length + readableBehind, out));
    if (isPlain(bytes)) {
      RawMemory.copy(bytes, 0, start, bytes.length);
      assertEquals(
          text,
          texts.of(
              (buffer, out) ->
                  EscapedText.writePlain(
                      buffer, start, bytes.length, start + bytes.length + readableBehind, out)));
    }
    RawMemory.fill(start, bytes.length, (byte) '"');
    return text;
  }

  private String parsed(String json) {
    try {
      return mapper.readValue(json, String.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
