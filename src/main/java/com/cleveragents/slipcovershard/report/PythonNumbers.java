package com.cleveragents.slipcovershard.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles spelled as Python spells them, for the formats that SlipCover writes. */
final class PythonNumbers {
  /** A decimal of so few digits survives the way to a double and back. */
  private static final int SAFE_DIGITS = 15;

  private static final int MOST_DIGITS = 17;

  private PythonNumbers() {}

  /** As {@code repr}: the fewest digits that read back as the same double. */
  static String shortest(double value) {
    // Double.toString of JDK 17 and 18 sometimes has a digit too many.
    BigDecimal exact = new BigDecimal(value);
    for (int digits = SAFE_DIGITS; digits < MOST_DIGITS; digits++) {
      BigDecimal rounded = rounded(exact, digits);
      if (rounded.doubleValue() == value) {
        return spelled(rounded, MOST_DIGITS - 1, ".0");
      }
    }
    return spelled(rounded(exact, MOST_DIGITS), MOST_DIGITS - 1, ".0");
  }

  /** As {@code "%.4g"}: four digits, no zeros at the end. */
  static String fourDigits(double value) {
    return spelled(rounded(new BigDecimal(value), 4), 4, "");
  }

  /** As {@code round} to an integer: halves go to the even neighbour. */
  static String whole(double value) {
    return Long.toString((long) Math.rint(value));
  }

  private static BigDecimal rounded(BigDecimal exact, int digits) {
    return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** Both spellings use an exponent below 1e-4 and from a highest power of ten on. */
  private static String spelled(BigDecimal value, int highest, String wholeSuffix) {
    int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < highest) {
      String plain = value.toPlainString();
      return plain.contains(".") ? plain : plain + wholeSuffix;
    }
    String mantissa = value.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    int size = Math.abs(exponent);
    return mantissa + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }
}
