package com.cleveragents.slipcovershard.plan;

import java.util.Arrays;
import java.util.List;

/** One long feature split, so that several chunks can run its scenarios. */
final class Pieces {
  /** Another piece costs its overhead: a thousandth of the bound is not worth it. */
  private static final double TOLERANCE = 1e-3;

  private Pieces() {}

  /**
   * The fewest pieces of which each, with its overhead, is within the bound. Where no number of
   * pieces does, the fewest whose longest is as short as it gets. Where these turn out too long in
   * the plan, {@link Balance#of} makes one more.
   *
   * @param scenarios weights in the runner's order
   * @param overhead what each piece takes beside its scenarios: parsing, the feature's hooks
   * @param bound what a chunk should take
   * @param chunks there are never more pieces than chunks
   * @return indices of scenarios: in the runner's order within a piece, pieces by their first ones
   */
  static List<List<Integer>> of(double[] scenarios, double overhead, double bound, int chunks) {
    List<List<Integer>> most = Balance.of(scenarios, chunks);
    double enough = Math.max(bound - overhead, longest(most, scenarios)) * (1 + TOLERANCE);
    int least = (int) Math.ceil(Arrays.stream(scenarios).sum() / enough);
    for (int count = Math.max(1, least); count < most.size(); count++) {
      List<List<Integer>> pieces = Balance.of(scenarios, count);
      if (longest(pieces, scenarios) <= enough) {
        return pieces;
      }
    }
    return most;
  }

  private static double longest(List<List<Integer>> pieces, double[] scenarios) {
    return pieces.stream()
        .mapToDouble(piece -> piece.stream().mapToDouble(index -> scenarios[index]).sum())
        .max()
        .orElse(0);
  }
}
