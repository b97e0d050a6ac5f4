package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Units that one chunk has to run, because the suite keeps their groups together; most are alone.
 *
 * @param units by their numbers
 */
public record Bundle(List<WeightedUnit> units) {
  private static final Comparator<WeightedUnit> BY_NUMBER =
      Comparator.comparingInt(unit -> unit.unit().number());

  private static final Comparator<Bundle> BY_FIRST =
      Comparator.comparingInt(bundle -> bundle.units().get(0).unit().number());

  static final Comparator<Bundle> LONGEST_FIRST =
      Comparator.comparingDouble(Bundle::weight).reversed().thenComparing(BY_FIRST);

  public Bundle {
    units = units.stream().sorted(BY_NUMBER).toList();
  }

  /**
   * By the numbers of their first units. Units that share a group, or a unit of another, are one.
   */
  static List<Bundle> of(List<WeightedUnit> units) {
    List<List<WeightedUnit>> bundles = new ArrayList<>();
    for (WeightedUnit unit : units.stream().sorted(BY_NUMBER).toList()) {
      List<WeightedUnit> together = new ArrayList<>(List.of(unit));
      if (!unit.groups().isEmpty()) {
        bundles.removeIf(bundle -> shareGroup(bundle, unit) && together.addAll(bundle));
      }
      bundles.add(together);
    }
    return bundles.stream().map(Bundle::new).sorted(BY_FIRST).toList();
  }

  private static boolean shareGroup(List<WeightedUnit> bundle, WeightedUnit unit) {
    return bundle.stream().anyMatch(other -> !Collections.disjoint(other.groups(), unit.groups()));
  }

  /** Sum of the weights of the units. */
  public double weight() {
    return units.stream().mapToDouble(WeightedUnit::weight).sum();
  }
}
