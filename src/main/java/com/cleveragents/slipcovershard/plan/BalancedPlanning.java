package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A plan for chunks that end together, on this machine or on several. Those of several machines
 * come to the same units, and deal them to machines, before each deals its own to its chunks.
 *
 * @param timings of earlier runs
 * @param chunks how many are wanted on this machine
 * @param splitting which features that alone take longer than a chunk should may be split
 * @param queued whether the chunks take units when they are free
 * @param machines where there are several
 */
public record BalancedPlanning(
    Timings timings, int chunks, Splitting splitting, boolean queued, Optional<Machines> machines)
    implements Planning {
  /**
   * Of features that ran otherwise before: a sixth of a second's parsing, in which nothing runs.
   */
  private static final long MOST_BYTES_PARSED = 256 << 10;

  /** Splitting costs hooks and changes what runs after what: less than that is not worth it. */
  private static final double WORTH_SPLITTING = 1.05;

  /** All of them wait for the longest, and there are more chunks for the pieces to go to. */
  private static final double WORTH_SPLITTING_FOR_MACHINES = 1.02;

  /** How much longer than a chunk's share a file has to be where only its size is known. */
  private static final double WORTH_SPLITTING_UNMEASURED = 1.5;

  /** More pieces than needed have to gain so much. */
  private static final double WORTH_A_PIECE = 0.99;

  /** On one machine. */
  public BalancedPlanning(Timings timings, int chunks, Splitting splitting, boolean queued) {
    this(timings, chunks, splitting, queued, Optional.empty());
  }

  /** Whether an earlier run found the same tests in that file. */
  public boolean remembers(Feature feature, ParsedFeature parsed) {
    return splitting.remembers(feature, parsed, timings.separation(feature.path()));
  }

  /** How many chunks there are on all machines. */
  private int parts() {
    return machines.map(all -> all.chunks() * all.shard().count()).orElse(chunks);
  }

  @Override
  public SortedSet<Integer> toParse(List<Feature> features) {
    Estimate estimate = new Estimate(timings, features);
    SortedSet<Integer> numbers = new TreeSet<>();
    double bound = features.stream().mapToDouble(estimate::weightOf).sum() / parts();
    long budget = MOST_BYTES_PARSED;
    for (Feature feature : features) {
      boolean otherwise = estimate.hasChanged(feature) || !feature.lines().isEmpty();
      if (parts() == 1) {
        break; // there is nothing to balance
      } else if (feature.mayBeGrouped()) {
        numbers.add(feature.number());
      } else if (splitting.mayAllow(feature, estimate.separation(feature))
          && exceeds(estimate.weightOf(feature), bound, estimate)) {
        numbers.add(feature.number());
      } else if (estimate.isMeasured() && otherwise) {
        budget -= feature.bytes();
        if (budget >= 0) {
          numbers.add(feature.number());
        }
      }
    }
    return numbers;
  }

  private boolean exceeds(double weight, double bound, Estimate estimate) {
    double measured = machines.isPresent() ? WORTH_SPLITTING_FOR_MACHINES : WORTH_SPLITTING;
    return weight > bound * (estimate.isMeasured() ? measured : WORTH_SPLITTING_UNMEASURED);
  }

  @Override
  public Plan plan(List<Feature> features, SortedMap<Integer, ParsedFeature> parsed) {
    Estimate estimate = new Estimate(timings, features);
    List<Work> works = Work.of(features, parsed, estimate, splitting);
    double bound = works.stream().mapToDouble(Work::weight).sum() / parts();
    works =
        works.stream()
            .map(work -> work.finerWhereNeeded(bound, parts()).withKinTogether(bound))
            .toList();
    SortedMap<Integer, Integer> pieces = new TreeMap<>();
    if (parts() > 1) {
      for (Work work : works) {
        int count = exceeds(work.weight(), bound, estimate) ? work.fewestPieces(bound, parts()) : 1;
        if (count > 1) {
          pieces.put(work.feature().number(), count);
        }
      }
    }
    return plan(best(works, pieces), estimate);
  }

  /** Tries more pieces of what was split, as long as that makes the longest chunk shorter. */
  private List<WeightedUnit> best(List<Work> works, SortedMap<Integer, Integer> pieces) {
    List<WeightedUnit> best = units(works, pieces);
    double longest = longest(best);
    double least = least(works, pieces);
    SortedMap<Integer, Integer> tried = new TreeMap<>(pieces);
    for (int round = 0; round < parts() && longest * WORTH_A_PIECE > least; round++) {
      if (!addPiece(works, tried)) {
        break;
      }
      List<WeightedUnit> next = units(works, tried);
      double longestNext = longest(next);
      if (longestNext < longest * WORTH_A_PIECE) {
        best = next;
        longest = longestNext;
      }
    }
    return best;
  }

  /** What the longest chunk takes at least, however many pieces there are of what was split. */
  private double least(List<Work> works, SortedMap<Integer, Integer> pieces) {
    double total = works.stream().mapToDouble(Work::weight).sum();
    return works.stream()
        .mapToDouble(work -> work.pole(countOf(pieces, work) > 1).weight())
        .reduce(total / parts(), Math::max);
  }

  /** One more piece of the feature whose pieces are longest; false if none can have more. */
  private boolean addPiece(List<Work> works, SortedMap<Integer, Integer> pieces) {
    Optional<Work> longest =
        works.stream()
            .filter(work -> !work.fixed() && countOf(pieces, work) > 1)
            .filter(work -> countOf(pieces, work) < Math.min(parts(), work.mostPieces()))
            .max(Comparator.comparingDouble(work -> work.weight() / countOf(pieces, work)));
    longest.ifPresent(work -> pieces.merge(work.feature().number(), 1, Integer::sum));
    return longest.isPresent();
  }

  private static int countOf(SortedMap<Integer, Integer> pieces, Work work) {
    return pieces.getOrDefault(work.feature().number(), 1);
  }

  private double longest(List<WeightedUnit> units) {
    return Planner.deal(units, parts()).stream().mapToDouble(Plan.Share::weight).max().orElse(0);
  }

  private static List<WeightedUnit> units(List<Work> works, SortedMap<Integer, Integer> pieces) {
    List<WeightedUnit> units = new ArrayList<>();
    for (Work work : works) {
      for (WeightedUnit unit : work.units(countOf(pieces, work))) {
        units.add(
            new WeightedUnit(unit.unit().numbered(units.size()), unit.weight(), work.groups()));
      }
    }
    return units;
  }

  private Plan plan(List<WeightedUnit> units, Estimate estimate) {
    boolean measured = estimate.isMeasured();
    double fixed = measured ? timings.chunk().typical().orElse(0) : 0;
    if (machines.isEmpty()) {
      return new Plan(measured, queued, fixed, Planner.deal(units, chunks));
    }
    Shard shard = machines.get().shard();
    List<Plan.Share> shares = Planner.deal(units, shard.count());
    int index = shard.number() - 1;
    List<WeightedUnit> own =
        index < shares.size() ? renumbered(shares.get(index).units()) : List.of();
    return new Plan(
        measured,
        queued,
        fixed,
        Planner.deal(own, chunks),
        Optional.of(Division.of(shares, shard)));
  }

  private static List<WeightedUnit> renumbered(List<WeightedUnit> units) {
    List<WeightedUnit> own = new ArrayList<>();
    for (WeightedUnit unit : units) {
      own.add(new WeightedUnit(unit.unit().numbered(own.size()), unit.weight(), unit.groups()));
    }
    return own;
  }
}
