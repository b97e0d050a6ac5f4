package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class PiecesTest {
  private static final double NOT_SPLIT = 1e9;
  private static final Gen<Double> SECONDS = integers().between(0, 90).map(tenths -> tenths / 10.0);

  @Test
  void haveEachScenarioOnceInTheRunnersOrder() {
    qt().forAll(
            BalanceTest.weights(SECONDS, 0, 40),
            integers().between(0, 3),
            integers().between(0, 60),
            integers().between(1, 12))
        .checkAssert(
            (scenarios, overhead, bound, chunks) -> {
              List<List<Integer>> pieces = Pieces.of(scenarios, overhead, bound, chunks);
              BalanceTest.assertDealt(scenarios, pieces, pieces.size());
              assertTrue(pieces.size() <= chunks, pieces::toString);
            });
  }

  /** The balance is not always the best there is, therefore always the same cases. */
  @Test
  void areAsFewAsKeepTheBound() {
    qt().withFixedSeed(1)
        .forAll(
            BalanceTest.weights(SECONDS, 1, 8),
            integers().between(0, 3),
            integers().between(1, 60),
            integers().between(1, 5))
        .checkAssert(
            (scenarios, overhead, bound, chunks) -> {
              List<List<Integer>> pieces = Pieces.of(scenarios, overhead, bound, chunks);
              double longest = BalanceTest.heaviest(scenarios, pieces);
              double best = BalanceTest.best(scenarios, Math.min(chunks, scenarios.length));
              double allowed = Math.max(bound - overhead, best) * 1.001 + 1e-9;
              assertTrue(longest <= allowed, () -> longest + " > " + allowed + ": " + pieces);
              if (pieces.size() > 1) {
                double fewer = BalanceTest.best(scenarios, pieces.size() - 1);
                assertTrue(fewer > allowed - 1e-6, () -> "one piece less does: " + pieces);
              }
            });
  }

  @Test
  void areOneWhereTheFeatureIsWithinTheBound() {
    double[] scenarios = {3, 1, 2};
    assertEquals(List.of(List.of(0, 1, 2)), Pieces.of(scenarios, 1, 7, 4));
    assertEquals(List.of(List.of(0), List.of(1, 2)), Pieces.of(scenarios, 1.1, 7, 4));
    assertEquals(List.of(List.of(0, 1, 2)), Pieces.of(scenarios, 0, NOT_SPLIT, 4));
  }

  @Test
  void payTheOverheadEach() {
    double[] scenarios = {2, 2, 2, 2};
    assertEquals(2, Pieces.of(scenarios, 0, 4, 8).size());
    assertEquals(4, Pieces.of(scenarios, 1, 4, 8).size());
  }

  @Test
  void areNotMoreThanHelpWhereOneScenarioIsLongerThanTheBound() {
    double[] scenarios = {1, 1, 10, 1, 1};
    assertEquals(List.of(List.of(0, 1, 3, 4), List.of(2)), Pieces.of(scenarios, 0, 3, 5));
  }

  @Test
  void areOneWhereTheOverheadAloneIsOverTheBoundAndNothingElseTakesTime() {
    assertEquals(List.of(List.of(0, 1)), Pieces.of(new double[] {0, 0}, 5, 1, 8));
    assertEquals(List.of(), Pieces.of(new double[0], 5, 1, 8));
  }

  @Test
  void areBalanced() {
    double[] scenarios = new double[90];
    Arrays.setAll(scenarios, index -> 1 + index % 9);
    List<List<Integer>> pieces = Pieces.of(scenarios, 0, 60, 16);
    assertEquals(8, pieces.size());
    assertTrue(BalanceTest.heaviest(scenarios, pieces) <= 57, pieces::toString);
  }
}
