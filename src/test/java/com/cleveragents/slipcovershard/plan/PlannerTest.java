package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final int CASES = 300;

  @Test
  void keepsTheLawsOfAPlan() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<WeightedUnit> units = units(random, random.nextInt(40));
      int chunks = 1 + random.nextInt(12);
      List<Plan.Share> plan = Planner.deal(units, chunks);
      String name = "seed " + seed;
      assertEquals(Math.min(chunks, units.size()), plan.size(), name);
      Set<Integer> seen = new HashSet<>();
      for (Plan.Share share : plan) {
        assertTrue(!share.units().isEmpty(), name + ": an empty chunk");
        int last = -1;
        for (WeightedUnit unit : share.units()) {
          assertTrue(unit.unit().number() > last, name + ": not the runner's order");
          assertTrue(seen.add(unit.unit().number()), name + ": planned twice");
          last = unit.unit().number();
        }
      }
      assertEquals(units.size(), seen.size(), name);
    }
  }

  @Test
  void dependsOnTheUnitsAndNotOnTheirOrder() {
    List<WeightedUnit> units = units(new Random(1), 50);
    List<WeightedUnit> shuffled = new ArrayList<>(units);
    Collections.shuffle(shuffled, new Random(2));
    assertEquals(Planner.deal(units, 7), Planner.deal(shuffled, 7));
  }

  @Test
  void numbersChunksByTheirFirstUnits() {
    List<WeightedUnit> units =
        List.of(
            new WeightedUnit(unit(0), 1),
            new WeightedUnit(unit(1), 9),
            new WeightedUnit(unit(2), 3),
            new WeightedUnit(unit(3), 6),
            new WeightedUnit(unit(4), 8));
    assertEquals(
        List.of(
            new Plan.Share(1, List.of(units.get(0), units.get(4))),
            new Plan.Share(2, List.of(units.get(1))),
            new Plan.Share(3, List.of(units.get(2), units.get(3)))),
        Planner.deal(units, 3));
  }

  @Test
  void spreadsUnitsOfNoWeightEvenly() {
    List<WeightedUnit> units = new ArrayList<>();
    for (int number = 0; number < 9; number++) {
      units.add(new WeightedUnit(unit(number), 0));
    }
    List<Integer> sizes =
        Planner.deal(units, 3).stream().map(share -> share.units().size()).toList();
    assertEquals(List.of(3, 3, 3), sizes);
  }

  @Test
  void oneChunkIsTheRunnersOwnOrder() {
    List<WeightedUnit> units = units(new Random(3), 20);
    assertEquals(units, Planner.deal(units, 1).get(0).units());
  }

  private static List<WeightedUnit> units(Random random, int count) {
    List<WeightedUnit> units = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      units.add(new WeightedUnit(unit(number), Math.exp(random.nextGaussian() * 2)));
    }
    return units;
  }

  private static Unit unit(int number) {
    return new Unit(number, number, "features/" + number + ".feature", List.of(), 0);
  }
}
