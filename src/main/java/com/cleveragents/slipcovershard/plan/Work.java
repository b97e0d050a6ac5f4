package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A feature with what is thought of its times.
 *
 * @param weight of all of it in one chunk
 * @param around what a piece costs beside its scenarios
 * @param scenarios weights by line; empty where it may not be split
 * @param groups features that share one of these run in the same chunk
 */
record Work(
    Feature feature,
    double weight,
    double around,
    SortedMap<Integer, Double> scenarios,
    SortedSet<String> groups) {

  static List<Work> of(
      List<Feature> features, SortedMap<Integer, ParsedFeature> parsed, Estimate estimate) {
    List<Work> works = new ArrayList<>();
    for (Feature feature : features) {
      works.add(
          Optional.ofNullable(parsed.get(feature.number()))
              .map(found -> of(feature, found, estimate))
              .orElseGet(() -> of(feature, estimate)));
    }
    return works;
  }

  private static Work of(Feature feature, Estimate estimate) {
    return new Work(feature, estimate.weightOf(feature), 0, new TreeMap<>(), new TreeSet<>());
  }

  private static Work of(Feature feature, ParsedFeature parsed, Estimate estimate) {
    List<Double> weights = estimate.weightsOf(feature, parsed);
    SortedMap<Integer, Double> scenarios = new TreeMap<>();
    for (int index = 0; index < weights.size(); index++) {
      scenarios.put(parsed.scenarios().get(index).line(), weights.get(index));
    }
    double around = estimate.around(feature);
    double weight = weights.stream().mapToDouble(Double::doubleValue).sum() + around;
    boolean divisible =
        !parsed.whole() && parsed.groups().isEmpty() && scenarios.size() == weights.size();
    return new Work(
        feature, weight, around, divisible ? scenarios : new TreeMap<>(), parsed.groups());
  }

  /** Those that are not selected go along, but do not make a piece. */
  int mostPieces() {
    return (int) scenarios.values().stream().filter(weight -> weight > 0).count();
  }

  /** How many it takes that each is done within the bound, as far as that can be. */
  int fewestPieces(double bound, int chunks) {
    int most = Math.min(chunks, mostPieces());
    return most < 2 ? 1 : Pieces.of(weights(), around, bound, most).size();
  }

  private double[] weights() {
    return scenarios.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What is left of it when it is split as far as it can be, and cannot be made shorter. */
  Pole pole(boolean splits) {
    Optional<Map.Entry<Integer, Double>> longest =
        splits && mostPieces() > 1
            ? scenarios.entrySet().stream().max(Map.Entry.comparingByValue())
            : Optional.empty();
    return longest
        .map(entry -> new Pole(feature.path() + ":" + entry.getKey(), entry.getValue() + around))
        .orElseGet(() -> new Pole(feature.path(), weight));
  }

  /**
   * A piece of work that one chunk has to do alone.
   *
   * @param name as one would type it for the runner
   */
  record Pole(String name, double weight) {}

  /**
   * The units that it makes.
   *
   * @param count of pieces
   */
  List<WeightedUnit> units(int count) {
    if (count == 1) {
      return List.of(new WeightedUnit(Unit.whole(0, feature), weight));
    }
    List<Integer> lines = new ArrayList<>(scenarios.keySet());
    double[] weights = weights();
    List<WeightedUnit> units = new ArrayList<>();
    for (List<Integer> piece : Balance.of(weights, count)) {
      List<Integer> own = piece.stream().map(lines::get).toList();
      double sum = piece.stream().mapToDouble(index -> weights[index]).sum();
      units.add(
          new WeightedUnit(
              new Unit(0, feature.number(), feature.path(), own, lines.size()), sum + around));
    }
    return Collections.unmodifiableList(units);
  }
}
