package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** One chunk of a plan that was made before, to be run again alone. */
public record SavedPlanning(Plan saved, int chunk) implements Planning {
  public SavedPlanning {
    if (saved.chunks().stream().noneMatch(share -> share.chunk() == chunk)) {
      throw new ShardException(
          ExitCode.USAGE,
          "the plan has no chunk "
              + chunk
              + ": --only-chunk is one of "
              + saved.chunks().stream().map(Plan.Share::chunk).toList());
    }
  }

  @Override
  public SortedSet<Integer> toParse(List<Feature> features) {
    return new TreeSet<>(); // a piece says which tests are meant
  }

  /** The units as they were, each at the place that its feature has in the list of today. */
  @Override
  public Plan plan(List<Feature> features, SortedMap<Integer, ParsedFeature> parsed) {
    List<Feature> unused = new ArrayList<>(features);
    List<WeightedUnit> units = new ArrayList<>();
    for (WeightedUnit weighted : share().units()) {
      Unit unit = weighted.unit();
      Feature feature =
          unused.stream()
              .filter(listed -> listed.path().equals(unit.path()))
              .filter(listed -> unit.isPiece() || listed.lines().equals(unit.lines()))
              .findFirst()
              .orElseThrow(() -> notListed(unit));
      if (!unit.isPiece()) {
        unused.remove(feature);
      }
      units.add(
          new WeightedUnit(
              new Unit(
                  units.size(),
                  feature.number(),
                  unit.path(),
                  unit.lines(),
                  unit.pieceOf(),
                  unit.list()),
              weighted.weight()));
    }
    return new Plan(
        saved.measured(), false, saved.fixedSeconds(), List.of(new Plan.Share(chunk, units)));
  }

  private Plan.Share share() {
    return saved.chunks().stream()
        .filter(share -> share.chunk() == chunk)
        .findFirst()
        .orElseThrow();
  }

  private static ShardException notListed(Unit unit) {
    return new ShardException(
        ExitCode.USAGE,
        "the plan names "
            + unit.name()
            + ", which the runner does not list any more: run the suite, which makes a new plan");
  }
}
