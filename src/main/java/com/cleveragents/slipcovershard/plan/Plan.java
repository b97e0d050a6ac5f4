package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * Which unit goes to which chunk.
 *
 * @param measured whether the weights are seconds of earlier runs, not sizes
 * @param chunks the shares, in the order of their numbers; none is empty
 */
public record Plan(boolean measured, List<Share> chunks) {
  public Plan {
    chunks = List.copyOf(chunks);
  }

  /**
   * What one chunk gets.
   *
   * @param chunk number of the chunk, from 1
   * @param units in the order in which the chunk runs them: the runner's own
   */
  public record Share(int chunk, List<WeightedUnit> units) {
    public Share {
      units = List.copyOf(units);
    }

    /** Sum of the weights of the units. */
    public double weight() {
      return units.stream().mapToDouble(WeightedUnit::weight).sum();
    }
  }

  /** How many units there are in all chunks. */
  public int unitCount() {
    return chunks.stream().mapToInt(share -> share.units().size()).sum();
  }
}
