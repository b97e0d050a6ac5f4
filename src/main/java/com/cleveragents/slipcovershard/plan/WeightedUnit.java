package com.cleveragents.slipcovershard.plan;

/**
 * A unit and how long it is thought to take, in seconds when timings are known and in a measure of
 * size otherwise; the plan only compares weights.
 */
public record WeightedUnit(Unit unit, double weight) {
  public WeightedUnit {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight of " + unit.name() + " is " + weight);
    }
  }
}
