package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the last runs measured of one thing, in seconds.
 *
 * @param seconds the oldest first, at most {@link #MOST}
 */
record Samples(List<Double> seconds) {
  /** Older ones are forgotten: what changed for good is believed after three runs. */
  static final int MOST = 5;

  /** More than thirty years are no time that a test took, and sums stay far from infinity. */
  private static final double LONGEST = 1e9;

  static final Samples NONE = new Samples(List.of());

  Samples {
    seconds = List.copyOf(seconds.subList(Math.max(0, seconds.size() - MOST), seconds.size()));
    for (double sample : seconds) {
      if (!(sample >= 0 && sample <= LONGEST)) {
        throw new IllegalArgumentException("a time of " + sample + " seconds");
      }
    }
  }

  Samples with(double sample) {
    List<Double> more = new ArrayList<>(seconds);
    more.add(sample);
    return new Samples(more);
  }

  /**
   * The median, the lower of two: whatever disturbs a run makes it slower, so one slow run of two
   * is not believed, nor two of five.
   */
  OptionalDouble typical() {
    return seconds.stream()
        .sorted()
        .skip(Math.max(0, seconds.size() - 1) / 2)
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }
}
