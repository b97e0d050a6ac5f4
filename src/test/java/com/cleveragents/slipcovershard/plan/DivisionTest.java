package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DivisionTest {
  private static final List<String> UNITS = List.of("a", "b", "c");

  private static Division division(int number, List<List<Integer>> machines) {
    return new Division(new Shard(number, machines.size()), UNITS, machines);
  }

  @Test
  void givesEachMachineItsUnitsInTheOrderOfTheSuite() {
    Division division = division(3, List.of(List.of(1), List.of(), List.of(0, 2)));
    assertEquals(List.of("a", "c"), division.own());
    assertEquals(List.of("b"), division.of(1));
    assertEquals(List.of(), division.of(2));
  }

  @Test
  void isTheSameSeenFromAnyMachine() {
    List<List<Integer>> machines = List.of(List.of(1), List.of(0, 2));
    assertTrue(division(1, machines).isThatOf(division(2, machines)));
    assertFalse(division(1, machines).isThatOf(division(1, List.of(List.of(2), List.of(0, 1)))));
    assertFalse(
        division(1, machines)
            .isThatOf(new Division(new Shard(1, 2), List.of("a", "b", "d"), machines)));
  }

  @Test
  void hasAPlaceForEachUnitAndOnlyOne() {
    for (List<List<Integer>> machines :
        List.of(
            List.of(List.of(0, 1), List.of(1, 2)), // one twice
            List.of(List.of(0, 0), List.of(1, 2)),
            List.of(List.of(0), List.of(2)), // one is missing
            List.of(List.<Integer>of(), List.<Integer>of()),
            List.of(List.of(0, 1), List.of(2, 3)), // one that is not there
            List.of(List.of(-1, 0), List.of(1, 2)),
            List.of(List.of(0, 1), List.of(3)))) {
      assertThrows(IllegalArgumentException.class, () -> division(1, machines), machines::toString);
    }
  }

  @Test
  void isForAsManyMachinesAsThereAre() {
    for (int count : new int[] {1, 3}) {
      Shard shard = new Shard(1, count);
      List<List<Integer>> two = List.of(List.of(0, 1), List.of(2));
      assertThrows(IllegalArgumentException.class, () -> new Division(shard, UNITS, two));
    }
    assertEquals(List.of(), new Division(new Shard(1, 1), List.of(), List.of(List.of())).own());
  }
}
