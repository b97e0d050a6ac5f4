package com.cleveragents.slipcovershard.plan;

import java.util.Comparator;

/**
 * A unit and how long it is thought to take, in seconds when timings are known and in a measure of
 * size otherwise; the plan only compares weights.
 */
public record WeightedUnit(Unit unit, double weight) {
  static final Comparator<WeightedUnit> LONGEST_FIRST =
      Comparator.comparingDouble(WeightedUnit::weight)
          .reversed()
          .thenComparingInt(unit -> unit.unit().number());

  public WeightedUnit {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight of " + unit.name() + " is " + weight);
    }
  }
}
