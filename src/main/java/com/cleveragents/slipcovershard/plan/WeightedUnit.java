package com.cleveragents.slipcovershard.plan;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A unit and what the plan has to know of it.
 *
 * @param weight how long it is thought to take, in seconds when timings are known and in a measure
 *     of size otherwise; the plan only compares weights
 * @param groups units that share one of these run in the same chunk
 */
public record WeightedUnit(Unit unit, double weight, SortedSet<String> groups) {
  public WeightedUnit {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight of " + unit.name() + " is " + weight);
    }
    groups = new TreeSet<>(groups);
  }

  /** Of a unit that may run anywhere. */
  public WeightedUnit(Unit unit, double weight) {
    this(unit, weight, new TreeSet<>());
  }
}
