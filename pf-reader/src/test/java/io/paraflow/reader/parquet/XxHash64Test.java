package io.paraflow.reader.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
  /** Hashes by the reference implementation. */
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "'Nobody inspects the spammish repetition', fbcea83c8a378bf1"
  })
  void equalsTheReference(String text, String hash) {
    assertEquals(
        Long.parseUnsignedLong(hash, 16), XxHash64.hash(text.getBytes(StandardCharsets.UTF_8)));
  }
}
