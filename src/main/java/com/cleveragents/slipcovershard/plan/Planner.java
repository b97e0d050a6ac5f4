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
   *
   * @param measured whether the weights are seconds
   */
  public static Plan plan(List<WeightedUnit> units, int chunks, boolean measured) {
    List<WeightedUnit> ordered =
        units.stream().sorted(Comparator.comparingInt(unit -> unit.unit().number())).toList();
    int[] chunkOf =
        Balance.of(ordered.stream().mapToDouble(WeightedUnit::weight).toArray(), chunks);
    List<List<WeightedUnit>> dealt = new ArrayList<>();
    for (int index = 0; index < chunkOf.length; index++) {
      if (chunkOf[index] == dealt.size()) {
        dealt.add(new ArrayList<>());
      }
      dealt.get(chunkOf[index]).add(ordered.get(index));
    }
    List<Plan.Share> shares = new ArrayList<>();
    for (List<WeightedUnit> share : dealt) {
      shares.add(new Plan.Share(shares.size() + 1, share));
    }
    return new Plan(measured, shares);
  }
}
