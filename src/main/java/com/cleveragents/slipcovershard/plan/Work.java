package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A feature with what is thought of its times.
 *
 * @param weight of all of it in one chunk
 * @param around what a piece costs beside its scenarios
 * @param bonds what may be told apart, in the order of the file; empty where it may not be split
 * @param fixed whether each of the bonds is a piece of a proof, and so has to be a unit by itself
 * @param finer what a trial may tell apart in the place of such pieces
 * @param groups features that share one of these run in the same chunk
 * @param parsed what is in it, if that is known
 */
record Work(
    Feature feature,
    double weight,
    double around,
    List<Bond> bonds,
    boolean fixed,
    List<Bond> finer,
    SortedSet<String> groups,
    Optional<ParsedFeature> parsed) {
  Work {
    bonds = List.copyOf(bonds);
    finer = List.copyOf(finer);
  }

  /**
   * A scenario, or several that stay together.
   *
   * @param name of the first, as one would type it for the runner
   * @param lines of all, ascending
   * @param kin bonds with the same number belong together, if less strongly
   */
  record Bond(String name, List<Integer> lines, double weight, int kin) {
    Bond {
      lines = List.copyOf(lines);
    }

    /** All of these, which may be 100,000. */
    static Bond of(List<Bond> parts) {
      double weight = 0;
      for (Bond part : parts) {
        weight += part.weight;
      }
      List<Integer> all = parts.stream().flatMap(part -> part.lines.stream()).sorted().toList();
      return new Bond(parts.get(0).name, all, weight, parts.get(0).kin);
    }

    Bond with(Bond other) {
      List<Integer> all = new ArrayList<>(lines);
      all.addAll(other.lines);
      return new Bond(name, all.stream().sorted().toList(), weight + other.weight, kin);
    }
  }

  static List<Work> of(
      List<Feature> features,
      SortedMap<Integer, ParsedFeature> parsed,
      Estimate estimate,
      Splitting splitting) {
    List<Work> works = new ArrayList<>();
    for (Feature feature : features) {
      works.add(
          Optional.ofNullable(parsed.get(feature.number()))
              .map(found -> of(feature, found, estimate, splitting))
              .orElseGet(() -> of(feature, estimate)));
    }
    return works;
  }

  private static Work of(Feature feature, Estimate estimate) {
    return new Work(
        feature,
        estimate.weightOf(feature),
        0,
        List.of(),
        false,
        List.of(),
        new TreeSet<>(),
        Optional.empty());
  }

  private static Work of(
      Feature feature, ParsedFeature parsed, Estimate estimate, Splitting splitting) {
    List<Double> weights = estimate.weightsOf(feature, parsed);
    SortedMap<Integer, List<Bond>> bonds = new TreeMap<>();
    for (int index = 0; index < weights.size(); index++) {
      ParsedScenario scenario = parsed.scenarios().get(index);
      String name = Unit.locate(feature.path(), scenario.line(), scenario.name());
      bonds
          .computeIfAbsent(scenario.bond(), number -> new ArrayList<>())
          .add(new Bond(name, List.of(scenario.line()), weights.get(index), scenario.kin()));
    }
    double around = estimate.around(feature);
    double weight = weights.stream().mapToDouble(Double::doubleValue).sum() + around;
    long lines = parsed.scenarios().stream().mapToInt(ParsedScenario::line).distinct().count();
    boolean divisible =
        !parsed.whole()
            && parsed.groups().isEmpty()
            && lines == parsed.scenarios().size()
            && splitting.allows(feature, parsed, estimate.separation(feature));
    List<Bond> all = divisible ? bonds.values().stream().map(Bond::of).toList() : List.of();
    List<Bond> proved =
        splitting
            .proof(feature, parsed, estimate.separation(feature))
            .map(proof -> pieces(all, proof.pieces()))
            .orElse(List.of());
    boolean fixed = !proved.isEmpty();
    List<Bond> free = splitting.isFree() ? all : List.of();
    return new Work(
        feature,
        weight,
        around,
        fixed ? proved : free,
        fixed,
        fixed ? free : List.of(),
        parsed.groups(),
        Optional.of(parsed));
  }

  /**
   * The bonds joined as a proof says; none where it says something else than these bonds allow.
   *
   * @param pieces the lines of the tests of each
   */
  private static List<Bond> pieces(List<Bond> bonds, List<List<Integer>> pieces) {
    List<Bond> joined = new ArrayList<>();
    int lines = 0;
    for (List<Integer> piece : pieces) {
      Optional<Bond> one =
          bonds.stream()
              .filter(bond -> !Collections.disjoint(piece, bond.lines()))
              .reduce(Bond::with);
      if (one.isEmpty() || !one.get().lines().equals(piece)) {
        return List.of();
      }
      lines += piece.size();
      joined.add(new Bond(one.get().name(), piece, one.get().weight(), joined.size()));
    }
    int all = bonds.stream().mapToInt(bond -> bond.lines().size()).sum();
    return lines == all ? joined : List.of();
  }

  /** The same, or in a trial what may be told apart more finely, where it needs more pieces. */
  Work finerWhereNeeded(double bound, int chunks) {
    if (finer.isEmpty()) {
      return this;
    }
    Work other =
        new Work(feature, weight, around, finer, false, List.of(), groups, parsed)
            .withKinTogether(bound);
    return other.fewestPieces(bound, chunks) > bonds.size() ? other : this;
  }

  /** The same with the bonds of one kin made one, where that is done within the bound. */
  Work withKinTogether(double bound) {
    SortedMap<Integer, List<Bond>> members = new TreeMap<>();
    bonds.forEach(
        bond -> members.computeIfAbsent(bond.kin(), number -> new ArrayList<>()).add(bond));
    SortedMap<Integer, Bond> families = new TreeMap<>();
    members.forEach((kin, all) -> families.put(kin, Bond.of(all)));
    List<Bond> together = new ArrayList<>();
    for (Bond bond : bonds) {
      Optional<Bond> family = Optional.ofNullable(families.get(bond.kin()));
      if (family.isEmpty()) {
        continue; // a bond before it has brought it along
      }
      if (family.get().weight() + around > bound) {
        together.add(bond);
      } else {
        together.add(family.get());
        families.remove(bond.kin());
      }
    }
    return new Work(feature, weight, around, together, fixed, finer, groups, parsed);
  }

  /** Those that are not selected go along, but do not make a piece. */
  int mostPieces() {
    return fixed ? bonds.size() : (int) bonds.stream().filter(bond -> bond.weight() > 0).count();
  }

  /** How many units it can make. */
  int mostUnits() {
    return Math.max(1, mostPieces());
  }

  /** How many it takes that each is done within the bound, as far as that can be. */
  int fewestPieces(double bound, int chunks) {
    if (fixed) {
      return bonds.size();
    }
    int most = Math.min(chunks, mostPieces());
    return most < 2 ? 1 : Pieces.of(weights(), around, bound, most).size();
  }

  private double[] weights() {
    return bonds.stream().mapToDouble(Bond::weight).toArray();
  }

  /** What is left of it when it is split as far as it can be, and cannot be made shorter. */
  Pole pole(boolean splits) {
    Optional<Bond> longest =
        splits && mostPieces() > 1
            ? bonds.stream().max(Comparator.comparingDouble(Bond::weight))
            : Optional.empty();
    return longest
        .map(
            bond ->
                new Pole(
                    fixed ? "a piece of " + feature.path() : bond.name(), bond.weight() + around))
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
    int inFile = bonds.stream().mapToInt(bond -> bond.lines().size()).sum();
    double[] weights = weights();
    List<WeightedUnit> units = new ArrayList<>();
    List<List<Integer>> pieces =
        fixed
            ? IntStream.range(0, bonds.size()).mapToObj(List::of).toList()
            : Balance.of(weights, count);
    for (List<Integer> piece : pieces) {
      List<Integer> own =
          piece.stream().flatMap(index -> bonds.get(index).lines().stream()).sorted().toList();
      double sum = piece.stream().mapToDouble(index -> weights[index]).sum();
      Unit unit = Unit.whole(0, feature).only(own, parsed.orElseThrow(), inFile);
      units.add(new WeightedUnit(unit, sum + around));
    }
    return Collections.unmodifiableList(units);
  }
}
