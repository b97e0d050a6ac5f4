package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Deals units to chunks: a pure function of the weighted units and the number of chunks. */
public final class Planner {
  private Planner() {}

  /**
   * The longest unit first, always into the emptiest chunk; no chunk stays empty, so there are
   * never more chunks than units.
   *
   * @param measured whether the weights are seconds
   */
  public static Plan plan(List<WeightedUnit> units, int chunks, boolean measured) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunks: " + chunks);
    }
    int count = Math.min(chunks, units.size());
    // Weights of nothing would all land in one chunk: the number of units breaks the tie.
    PriorityQueue<Pile> emptiest =
        new PriorityQueue<>(
            Comparator.<Pile>comparingDouble(pile -> pile.weight)
                .thenComparingInt(pile -> pile.units.size())
                .thenComparingInt(pile -> pile.chunk));
    List<Pile> piles = new ArrayList<>();
    for (int chunk = 1; chunk <= count; chunk++) {
      piles.add(new Pile(chunk));
    }
    emptiest.addAll(piles);
    List<WeightedUnit> longestFirst = new ArrayList<>(units);
    longestFirst.sort(
        Comparator.comparingDouble(WeightedUnit::weight)
            .reversed()
            .thenComparingInt(unit -> unit.unit().number()));
    for (WeightedUnit unit : longestFirst) {
      Pile pile = emptiest.remove();
      pile.units.add(unit);
      pile.weight += unit.weight();
      emptiest.add(pile);
    }
    return new Plan(measured, piles.stream().map(Pile::toShare).toList());
  }

  private static final class Pile {
    private final int chunk;
    private final List<WeightedUnit> units = new ArrayList<>();
    private double weight;

    Pile(int chunk) {
      this.chunk = chunk;
    }

    Plan.Share toShare() {
      units.sort(Comparator.comparingInt(unit -> unit.unit().number()));
      return new Plan.Share(chunk, units);
    }
  }
}
