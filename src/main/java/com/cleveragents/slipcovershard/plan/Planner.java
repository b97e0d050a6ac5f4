package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Deals units to chunks: a pure function of the weighted units and the number of chunks. */
public final class Planner {
  private Planner() {}

  /**
   * Makes the heaviest chunk as light as it can be found to be. No chunk stays empty, so there are
   * never more chunks than units; those of a group stay together. Each chunk has its units in the
   * runner's order, and chunks are numbered by their first units.
   */
  public static List<Plan.Share> deal(List<WeightedUnit> units, int chunks) {
    List<Bundle> bundles = Bundle.of(units);
    double[] weights = bundles.stream().mapToDouble(Bundle::weight).toArray();
    List<Plan.Share> shares = new ArrayList<>();
    for (List<Integer> indices : Balance.of(weights, chunks)) {
      List<WeightedUnit> share =
          indices.stream()
              .flatMap(index -> bundles.get(index).units().stream())
              .sorted(Comparator.comparingInt(unit -> unit.unit().number()))
              .toList();
      shares.add(new Plan.Share(shares.size() + 1, share));
    }
    return List.copyOf(shares);
  }
}
