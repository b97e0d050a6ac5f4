package com.cleveragents.slipcovershard.coverage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How many of a number of lines or branches were executed: the only place that knows ratios,
 * rounding and what it means that there is nothing to cover.
 *
 * @param covered how many were executed
 * @param total how many there are
 */
public record Counter(long covered, long total) {
  /** Nothing to cover. */
  public static final Counter EMPTY = new Counter(0, 0);

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Counter {
    if (covered < 0 || covered > total) {
      throw new IllegalArgumentException("covered " + covered + " of " + total);
    }
  }

  /** Both counted together. */
  public Counter plus(Counter other) {
    return new Counter(covered + other.covered, total + other.total);
  }

  /** There is nothing to cover, so no percentage can be told. */
  public boolean isEmpty() {
    return total == 0;
  }

  /** How many were not executed. */
  public long missing() {
    return total - covered;
  }

  /** All were executed; true where there is nothing to cover. */
  public boolean isComplete() {
    return covered == total;
  }

  /** The share as a double from 0 to 1, as Cobertura's rates have it; 1 for nothing to cover. */
  public double ratio() {
    return isEmpty() ? 1.0 : (double) covered / total;
  }

  /** The percentage as SlipCover computes and writes it: a double; 100 for nothing to cover. */
  public double slipcoverPercent() {
    // 100 * covered is exact, as in Python, so the one rounding is the division's.
    return isEmpty() ? 100.0 : 100.0 * covered / total;
  }

  /**
   * The percentage for people: cut after some decimals, never rounded up; empty when there is
   * nothing to cover.
   */
  public Optional<BigDecimal> percentCut(int decimals) {
    if (isEmpty()) {
      return Optional.empty();
    }
    BigDecimal hundredfold = BigDecimal.valueOf(covered).multiply(HUNDRED);
    return Optional.of(hundredfold.divide(BigDecimal.valueOf(total), decimals, RoundingMode.DOWN));
  }

  /**
   * Whether the exact share is not below this percentage; nothing to cover reaches nothing, so that
   * an empty measurement never passes.
   */
  public boolean reaches(BigDecimal percent) {
    BigDecimal hundredfold = BigDecimal.valueOf(covered).multiply(HUNDRED);
    return !isEmpty() && hundredfold.compareTo(percent.multiply(BigDecimal.valueOf(total))) >= 0;
  }
}
