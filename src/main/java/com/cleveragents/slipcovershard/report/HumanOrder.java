package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Coverage;
import java.math.BigInteger;
import java.util.Comparator;

/** The order in which people expect names: numbers in them count as numbers, so a2 before a10. */
final class HumanOrder implements Comparator<String> {
  @Override
  public int compare(String left, String right) {
    Parts leftParts = new Parts(left);
    Parts rightParts = new Parts(right);
    // Text and digits take turns, starting with text that may be empty.
    for (boolean digits = false; leftParts.hasNext() && rightParts.hasNext(); digits = !digits) {
      String leftPart = leftParts.next(digits);
      String rightPart = rightParts.next(digits);
      int order =
          digits
              ? number(leftPart).compareTo(number(rightPart))
              : Coverage.PATH_ORDER.compare(leftPart, rightPart);
      if (order != 0) {
        return order;
      }
    }
    int order = Boolean.compare(leftParts.hasNext(), rightParts.hasNext());
    return order != 0 ? order : Coverage.PATH_ORDER.compare(left, right);
  }

  private static BigInteger number(String digits) {
    BigInteger number = BigInteger.ZERO;
    for (int at = 0; at < digits.length(); at = digits.offsetByCodePoints(at, 1)) {
      int digit = Character.digit(digits.codePointAt(at), 10);
      number = number.multiply(BigInteger.TEN).add(BigInteger.valueOf(digit));
    }
    return number;
  }

  /** The parts of a name that are left; digits are always followed by text, which may be empty. */
  private static final class Parts {
    private final String name;
    private int at;
    private boolean ended;

    Parts(String name) {
      this.name = name;
    }

    boolean hasNext() {
      return !ended;
    }

    String next(boolean digits) {
      int start = at;
      while (at < name.length() && Character.isDigit(name.codePointAt(at)) == digits) {
        at = name.offsetByCodePoints(at, 1);
      }
      ended = !digits && at == name.length();
      return name.substring(start, at);
    }
  }
}
