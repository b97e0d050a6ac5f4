package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BundleTest {
  private static WeightedUnit unit(int number, double weight, String... groups) {
    Unit unit = new Unit(number, number, number + ".feature", List.of(), 0);
    return new WeightedUnit(unit, weight, new TreeSet<>(Arrays.asList(groups)));
  }

  private static List<List<Integer>> numbers(List<Bundle> bundles) {
    return bundles.stream().map(Bundle::units).map(BundleTest::numbersOf).toList();
  }

  private static List<Integer> numbersOf(List<WeightedUnit> units) {
    return units.stream().map(unit -> unit.unit().number()).toList();
  }

  @Test
  void holdsAGroupTogether() {
    assertEquals(
        List.of(List.of(0, 2), List.of(1), List.of(3)),
        numbers(Bundle.of(List.of(unit(3, 1), unit(2, 1, "db"), unit(1, 1), unit(0, 1, "db")))));
  }

  @Test
  void joinsGroupsThatOneUnitTies() {
    assertEquals(
        List.of(List.of(0, 1, 2)),
        numbers(Bundle.of(List.of(unit(0, 1, "a"), unit(1, 1, "b"), unit(2, 1, "a", "b")))));
  }

  @Test
  void goesToOneChunk() {
    List<Plan.Share> plan =
        Planner.deal(List.of(unit(0, 3, "db"), unit(1, 5), unit(2, 3, "db"), unit(3, 1)), 2);

    assertEquals(List.of(0, 2), numbersOf(plan.get(0).units()));
    assertEquals(List.of(1, 3), numbersOf(plan.get(1).units()));
  }

  @Test
  void makesNoMoreChunksThanThereAreBundles() {
    assertEquals(1, Planner.deal(List.of(unit(0, 3, "db"), unit(1, 5, "db")), 4).size());
  }

  @Test
  void queuesByTheWeightOfAllOfIt() {
    Plan plan =
        new Plan(
            true,
            true,
            0,
            Planner.deal(List.of(unit(0, 4), unit(1, 3, "db"), unit(2, 3, "db")), 2));
    assertEquals(List.of(List.of(1, 2), List.of(0)), numbers(plan.longestFirst()));
  }
}
