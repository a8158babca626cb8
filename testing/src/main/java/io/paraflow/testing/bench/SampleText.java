package io.paraflow.testing.bench;

import java.util.Random;

/** Text that compresses as logs do: random words of a small vocabulary, with numbers between. */
public final class SampleText {
  private static final String[] WORDS = {
    "GET",
    "POST",
    "/index.html",
    "/api/v1/orders",
    "200",
    "404",
    "timeout",
    "connection reset by peer",
    "user",
    "session",
    "eu-central-1",
    "Mozilla/5.0",
    "retry",
    "commit",
    "warning"
  };

  private SampleText() {}

  /** ASCII without quotes, backslashes and control characters. */
  public static String of(int length, Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      if (random.nextInt(4) == 0) {
        text.append(random.nextInt(1_000_000)).append(' ');
      }
    }
    return text.substring(0, length);
  }
}
