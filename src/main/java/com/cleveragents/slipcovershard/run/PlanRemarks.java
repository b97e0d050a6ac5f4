package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What users should know of a plan before it is run. */
final class PlanRemarks {
  private PlanRemarks() {}

  /** A sentence each; none where all is as they asked. */
  static List<String> of(SuiteSettings settings, Plan plan) {
    Runner runner = settings.runner();
    List<String> remarks = new ArrayList<>();
    SortedSet<String> split = new TreeSet<>();
    plan.units().stream()
        .filter(unit -> unit.unit().isPiece())
        .forEach(unit -> split.add(unit.unit().path()));
    int units = plan.longestFirst().size();
    if (units > 0 && settings.onlyChunk().isEmpty() && plan.chunks().size() < settings.chunks()) {
      String what = split.isEmpty() ? runner.files(units) : units == 1 ? "piece" : "pieces";
      if (units < plan.unitCount()) {
        what = units == 1 ? "group" : "groups";
      }
      remarks.add(
          "%d chunks were asked for, but there are only %d %s to run"
              .formatted(settings.chunks(), units, what));
    }
    plan.division()
        .filter(division -> division.own().isEmpty())
        .ifPresent(
            division ->
                remarks.add(
                    "there is nothing for %s: the suite has fewer %s"
                        .formatted(division.shard(), runner.files(2))));
    if (!split.isEmpty()) {
      remarks.add(
          String.join(", ", split)
              + (split.size() == 1 ? " is split: it takes" : " are split: they take")
              + " longer than a chunk should. "
              + runner.priceOfPieces());
    }
    return remarks;
  }
}
