package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

class BalanceTest {
  private static final double A_THOUSANDTH = 1e-3;

  /** From nothing to about 50, most of them short. */
  private static final Gen<Double> SKEWED =
      integers().between(0, 400).map(number -> Math.expm1(number / 100.0));

  /** Often equal. */
  private static final Gen<Double> WHOLE = integers().between(0, 12).map(Integer::doubleValue);

  private static final Gen<Integer> FEW_CHUNKS = integers().between(1, 4);

  @Test
  void dealsEachWeightOnceInOrderAndLeavesNoChunkEmpty() {
    qt().forAll(weights(SKEWED, 0, 60), integers().between(1, 70))
        .checkAssert(
            (weights, chunks) -> assertDealt(weights, Balance.of(weights, chunks), chunks));
    qt().forAll(weights(WHOLE, 0, 60), integers().between(1, 70))
        .checkAssert(
            (weights, chunks) -> assertDealt(weights, Balance.of(weights, chunks), chunks));
  }

  @Test
  void isNeverWorseThanFourThirdsOfTheBest() {
    qt().forAll(weights(SKEWED.mix(WHOLE), 1, 9), FEW_CHUNKS)
        .checkAssert(
            (weights, chunks) ->
                assertAtMost(best(weights, chunks) * 4 / 3, weights, Balance.of(weights, chunks)));
  }

  @Test
  void isNeverWorseThanLongestFirst() {
    qt().forAll(weights(SKEWED.mix(WHOLE), 1, 100), integers().between(1, 40))
        .checkAssert(
            (weights, chunks) ->
                assertAtMost(
                    longestFirst(weights, chunks) * (1 + 1e-9),
                    weights,
                    Balance.of(weights, chunks)));
  }

  /** No promise for every case there is, therefore always the same cases. */
  @Test
  void findsTheBestOfFewWeights() {
    qt().withFixedSeed(1)
        .forAll(weights(SKEWED, 1, 9), FEW_CHUNKS)
        .checkAssert(
            (weights, chunks) ->
                assertAtMost(
                    best(weights, chunks) * (1 + A_THOUSANDTH),
                    weights,
                    Balance.of(weights, chunks)));
    qt().withFixedSeed(1)
        .forAll(weights(WHOLE, 1, 9), FEW_CHUNKS)
        .checkAssert(
            (weights, chunks) ->
                assertAtMost(
                    best(weights, chunks) * (1 + A_THOUSANDTH),
                    weights,
                    Balance.of(weights, chunks)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.8, 1.16, 2, 4})
  void comesWithinAThousandthOfTheBoundForSuitesOfParetosLaw(double exponent) {
    for (int chunks = 2; chunks <= 32; chunks++) {
      double[] weights =
          new Random(chunks)
              .doubles(600)
              .map(uniform -> Math.pow(1 - uniform, -1 / exponent))
              .toArray();
      assertAtMost(
          bound(weights, chunks) * (1 + A_THOUSANDTH), weights, Balance.of(weights, chunks));
    }
  }

  /** Where exchanges of one for one are not enough. */
  @Test
  void comesWithinAThousandthOfTheBoundWithFewWeightsAChunk() {
    for (int seed = 0; seed < 20; seed++) {
      double[] weights = new Random(seed).doubles(60).toArray();
      assertAtMost(bound(weights, 16) * (1 + A_THOUSANDTH), weights, Balance.of(weights, 16));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.MIN_VALUE, 0.1, 3, 1e300, Double.MAX_VALUE})
  void dealsEqualWeightsOutInEqualNumbers(double weight) {
    for (int chunks = 1; chunks <= 10; chunks++) {
      for (int count = 1; count <= 25; count++) {
        double[] weights = new double[count];
        Arrays.fill(weights, weight);
        List<Integer> sizes = Balance.of(weights, chunks).stream().map(List::size).toList();
        assertTrue(Collections.max(sizes) - Collections.min(sizes) <= 1, sizes::toString);
      }
    }
  }

  @Test
  void leavesAHugeWeightAlone() {
    qt().forAll(weights(SKEWED, 2, 40), integers().between(2, 9))
        .checkAssert(
            (weights, chunks) -> {
              int huge = weights.length / 2;
              weights[huge] = 1e6;
              List<List<Integer>> dealt = Balance.of(weights, Math.min(chunks, weights.length));
              List<Integer> its =
                  dealt.stream().filter(chunk -> chunk.contains(huge)).findFirst().orElseThrow();
              double beside = its.stream().mapToDouble(index -> weights[index]).sum() - 1e6;
              assertEquals(0, beside);
            });
  }

  @Test
  void doesNotDependOnTheScale() {
    qt().forAll(weights(SKEWED, 1, 40), integers().between(1, 9), integers().between(-900, 900))
        .checkAssert(
            (weights, chunks, exponent) ->
                assertEquals(
                    Balance.of(weights, chunks),
                    Balance.of(
                        Arrays.stream(weights).map(w -> Math.scalb(w, exponent)).toArray(),
                        chunks)));
  }

  @Test
  void endsWhereTheBoundCannotBeMet() {
    double[] weights = new Random(1).ints(10_000, 1, 20).asDoubleStream().toArray();
    assertDealt(weights, Balance.of(weights, 64), 64);
  }

  @Test
  void refusesToDealToNoChunk() {
    assertThrows(IllegalArgumentException.class, () -> Balance.of(new double[] {1}, 0));
  }

  static Gen<double[]> weights(Gen<Double> weight, int least, int most) {
    return lists()
        .of(weight)
        .ofSizeBetween(least, most)
        .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
        .describedAs(Arrays::toString);
  }

  static void assertDealt(double[] weights, List<List<Integer>> dealt, int chunks) {
    assertEquals(Math.min(chunks, weights.length), dealt.size());
    for (List<Integer> chunk : dealt) {
      assertEquals(chunk.stream().sorted().toList(), chunk);
    }
    List<Integer> firsts = dealt.stream().map(chunk -> chunk.get(0)).toList();
    assertEquals(firsts.stream().sorted().toList(), firsts);
    assertEquals(
        IntStream.range(0, weights.length).boxed().toList(),
        dealt.stream().flatMap(List::stream).sorted().toList());
  }

  private static void assertAtMost(double allowed, double[] weights, List<List<Integer>> dealt) {
    double heaviest = heaviest(weights, dealt);
    assertTrue(heaviest <= allowed, () -> heaviest + " is more than " + allowed + ": " + dealt);
  }

  static double heaviest(double[] weights, List<List<Integer>> dealt) {
    return dealt.stream()
        .mapToDouble(chunk -> chunk.stream().mapToDouble(index -> weights[index]).sum())
        .max()
        .orElse(0);
  }

  private static double bound(double[] weights, int chunks) {
    double mean = Arrays.stream(weights).sum() / chunks;
    return Math.max(mean, Arrays.stream(weights).max().orElse(0));
  }

  private static double longestFirst(double[] weights, int chunks) {
    double[] loads = new double[chunks];
    double[] rising = Arrays.stream(weights).sorted().toArray();
    for (int rank = rising.length - 1; rank >= 0; rank--) {
      loads[0] += rising[rank];
      Arrays.sort(loads);
    }
    return loads[chunks - 1];
  }

  /** The least that the heaviest of so many chunks can weigh, by trying all there is. */
  static double best(double[] weights, int chunks) {
    return best(weights, 0, new double[chunks], 0, Double.MAX_VALUE);
  }

  private static double best(
      double[] weights, int next, double[] loads, double heaviest, double known) {
    if (heaviest >= known || next == weights.length) {
      return Math.min(heaviest, known);
    }
    double best = known;
    for (int chunk = 0; chunk < loads.length; chunk++) {
      double before = loads[chunk];
      loads[chunk] += weights[next];
      best = best(weights, next + 1, loads, Math.max(heaviest, loads[chunk]), best);
      loads[chunk] = before;
      if (before == 0) {
        break; // the other empty chunks are no different
      }
    }
    return best;
  }
}
