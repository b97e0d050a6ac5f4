package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Deals units to chunks: a pure function of the weighted units and the number of chunks. */
public final class Planner {
  private Planner() {}

  /**
   * Makes the heaviest chunk as light as it can be found to be. No chunk stays empty, so there are
   * never more chunks than units. Each chunk has its units in the runner's order, and chunks are
   * numbered by their first units.
   */
  public static List<Plan.Share> deal(List<WeightedUnit> units, int chunks) {
    List<WeightedUnit> ordered =
        units.stream().sorted(Comparator.comparingInt(unit -> unit.unit().number())).toList();
    double[] weights = ordered.stream().mapToDouble(WeightedUnit::weight).toArray();
    List<Plan.Share> shares = new ArrayList<>();
    for (List<Integer> indices : Balance.of(weights, chunks)) {
      shares.add(new Plan.Share(shares.size() + 1, indices.stream().map(ordered::get).toList()));
    }
    return List.copyOf(shares);
  }
}
