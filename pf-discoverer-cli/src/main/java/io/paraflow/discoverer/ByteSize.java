package io.paraflow.discoverer;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([kmgtp]?)(i?)b?", Pattern.CASE_INSENSITIVE);

  private ByteSize() {}

  /**
   * Reads a number of bytes, alone or with a unit: {@code 1048576}, {@code 10MB} (ten million),
   * {@code 1.5GiB} (one and a half times 1024 to the third). Case does not count.
   *
   * @return the bytes; a fraction of a byte is dropped
   * @throws IllegalArgumentException for a text of another form, or more than a {@code long} holds
   */
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    boolean binary = matcher.matches() && !matcher.group(3).isEmpty();
    if (!matcher.matches() || (binary && matcher.group(2).isEmpty())) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a size; give bytes, or a unit as in 10MB or 1.5GiB");
    }
    int power = " kmgtp".indexOf((matcher.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
    BigDecimal unit = BigDecimal.valueOf(binary ? 1024 : 1000).pow(power);
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "the size \"" + text + "\" is more than " + Long.MAX_VALUE + " bytes");
    }
    return bytes.longValue();
  }
}
