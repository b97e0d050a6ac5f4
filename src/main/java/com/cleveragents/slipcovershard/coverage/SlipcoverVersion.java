package com.cleveragents.slipcovershard.coverage;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The version of the SlipCover that measured, on which the keys of its JSON depend.
 *
 * @param text as SlipCover writes it, such as 1.1.0
 */
public record SlipcoverVersion(String text) implements Comparable<SlipcoverVersion> {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final SlipcoverVersion FIRST_WITH_DISPLAY = new SlipcoverVersion("1.0.18");
  private static final Comparator<SlipcoverVersion> ORDER =
      Comparator.comparing(SlipcoverVersion::numbers, SlipcoverVersion::compareNumbers)
          .thenComparing(SlipcoverVersion::text);

  /** Its total has {@code percent_covered_display}, the rounded percentage as a string. */
  public boolean displaysPercentage() {
    return compareNumbers(numbers(), FIRST_WITH_DISPLAY.numbers()) >= 0;
  }

  @Override
  public int compareTo(SlipcoverVersion other) {
    return ORDER.compare(this, other);
  }

  private List<BigInteger> numbers() {
    return NUMBER.matcher(text).results().map(part -> new BigInteger(part.group())).toList();
  }

  private static int compareNumbers(List<BigInteger> left, List<BigInteger> right) {
    for (int i = 0; i < left.size() && i < right.size(); i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
