package io.paraflow.reader.ndjson;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.memory.RawMemory;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against BigDecimal, which is the slow way. */
class DecimalDigitsTest {
  private static final long SEED = 1729;

  @Test
  void everyNumberIsReadAndWrittenAsItIs() {
    Random random = new Random(SEED);
    DecimalDigits digits = new DecimalDigits();
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(1024).address();
      long target = address + 512;
      for (int i = 0; i < 100_000; i++) {
        BigInteger unscaled = new BigInteger(random.nextInt(250), random);
        BigDecimal number = new BigDecimal(unscaled, random.nextInt(40) - 5);
        number = random.nextBoolean() ? number : number.negate();
        String text = random.nextBoolean() ? number.toPlainString() : number.toString();
        byte[] bytes = text.getBytes(US_ASCII);
        for (int k = 0; k < bytes.length; k++) {
          RawMemory.putByte(address + k, bytes[k]);
        }
        digits.read(address, address + bytes.length);
        BigDecimal least = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        String message = "seed " + SEED + ", " + text;
        assertEquals(Math.max(0, least.scale()), digits.decimals(), message);
        int whole = number.signum() == 0 ? 0 : least.precision() - least.scale();
        assertEquals(Math.max(0, whole), digits.wholeDigits(), message);
        boolean wide = random.nextBoolean();
        int scale = random.nextInt(44) - 4;
        int precision = wide ? 76 : 38;
        boolean fits =
            number.signum() == 0
                || (least.scale() <= scale
                    && least.precision() - least.scale() + scale <= precision);
        assertEquals(fits, digits.fits(precision, scale), message);
        if (fits) {
          digits.write(scale, target, wide ? 32 : 16);
          byte[] written = new byte[wide ? 32 : 16];
          for (int k = 0; k < written.length; k++) {
            written[written.length - 1 - k] = RawMemory.getByte(target + k);
          }
          BigDecimal found = new BigDecimal(new BigInteger(written), scale);
          assertEquals(0, number.compareTo(found), message + " became " + found);
        }
      }
    }
  }
}
