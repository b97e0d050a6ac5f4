package com.cleveragents.slipcovershard.coverage;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The gate on the total: at least this share of all lines and branches was executed.
 *
 * @param percent the lowest percentage that passes
 */
public record Threshold(BigDecimal percent) {
  /** What {@link #parse} takes, in words. */
  public static final String ALLOWED = "a number from 0 to 100 with at most 12 decimals";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,12})?");
  private static final int DECIMALS_FOR_PEOPLE = 4;

  public Threshold {
    if (percent.signum() < 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("threshold " + percent);
    }
  }

  /** The threshold that the text tells, or empty when it is not {@link #ALLOWED}. */
  public static Optional<Threshold> parse(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal percent = new BigDecimal(text);
    return percent.compareTo(BigDecimal.valueOf(100)) > 0
        ? Optional.empty()
        : Optional.of(new Threshold(percent));
  }

  /** Holds the exact total against the threshold. */
  public Verdict judge(Coverage coverage) {
    Counter total = coverage.total();
    // With at least as many decimals as the threshold has, a cut percentage never contradicts it.
    Optional<BigDecimal> cut = total.percentCut(Math.max(DECIMALS_FOR_PEOPLE, percent.scale()));
    if (cut.isEmpty() || coverage.measuredNothing()) {
      return new Verdict.NotComputable(
          gate(), demanded(coverage) + ", but no executed line was measured");
    }
    String found = total.covered() + " of " + total.total() + " = " + cut.get().toPlainString();
    String words = demanded(coverage) + ", found " + found + " %";
    return total.reaches(percent)
        ? new Verdict.Passed(gate(), words)
        : new Verdict.Failed(gate(), words);
  }

  private String gate() {
    return "threshold " + plainPercent();
  }

  private String demanded(Coverage coverage) {
    String counted = coverage.withBranches() ? "lines and branches" : "lines";
    return "at least " + plainPercent() + " of all " + counted + " demanded";
  }

  private String plainPercent() {
    return percent.stripTrailingZeros().toPlainString() + " %";
  }
}
