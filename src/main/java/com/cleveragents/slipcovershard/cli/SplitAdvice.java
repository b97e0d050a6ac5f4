package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.BalancedPlanning;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Separation;
import com.cleveragents.slipcovershard.plan.Splitting;
import com.cleveragents.slipcovershard.plan.Splitting.Mode;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Long test files that stayed whole: what splitting them would save, and how to find out if it is
 * safe.
 */
final class SplitAdvice {
  private static final int MOST_FILES = 3;

  private static final String TRY =
      "to find out whether that is safe, run with --granularity auto --verify serial";

  private static final String AGAIN =
      "no earlier run was known to compare with, so it was not tried; the next run like this tries it";

  /** Less is not worth a trial. */
  private static final double WORTH_TELLING = 0.95;

  private static final double LEAST_SECONDS = 0.05;

  private final SuiteResult result;
  private final Timings timings;
  private final RunSettings settings;
  private final Splitting splitting;

  /**
   * @param timings with those of the run
   * @param splitting what the run was allowed
   */
  SplitAdvice(SuiteResult result, Timings timings, RunSettings settings, Splitting splitting) {
    this.result = result;
    this.timings = timings;
    this.settings = settings;
    this.splitting = splitting;
  }

  /** None where nothing would be saved, or where other machines have what is not known here. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (settings.shard().isPresent() || timings.isEmpty()) {
      return lines;
    }
    Splitting proved =
        new Splitting(settings.splits() ? Mode.PROVED : Mode.NEVER, splitting.with());
    Plan now = plan(proved);
    Plan free = plan(Splitting.ANY);
    double longest = longest(now);
    double shortest = longest(free);
    boolean worth = shortest < longest * WORTH_TELLING && longest - shortest > LEAST_SECONDS;
    if (!free.measured() || !worth) {
      return lines;
    }
    SortedMap<String, Integer> pieces = pieces(free);
    pieces.keySet().removeAll(pieces(now).keySet());
    pieces.entrySet().stream()
        .limit(MOST_FILES)
        .forEach(
            file ->
                lines.add(
                    "%s could run in %d pieces: %s"
                        .formatted(file.getKey(), file.getValue(), state(file.getKey()))));
    if (!lines.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  that would save %.1f s: the longest chunk would take %.1f s instead of %.1f s",
              longest - shortest,
              shortest + now.fixedSeconds(),
              longest + now.fixedSeconds()));
    }
    return lines;
  }

  private Plan plan(Splitting rule) {
    return new BalancedPlanning(timings, settings.chunks(), rule, settings.queued())
        .plan(result.features(), result.parsed());
  }

  private static double longest(Plan plan) {
    return plan.chunks().stream().mapToDouble(Plan.Share::weight).max().orElse(0);
  }

  private static SortedMap<String, Integer> pieces(Plan plan) {
    SortedMap<String, Integer> pieces = new TreeMap<>();
    plan.units().stream()
        .map(WeightedUnit::unit)
        .filter(unit -> unit.isPiece())
        .forEach(unit -> pieces.merge(unit.path(), 1, Integer::sum));
    return pieces;
  }

  private String state(String path) {
    Optional<Separation> known = timings.separation(path).filter(it -> isValid(path, it));
    boolean tries = splitting.mode() == Mode.TRIAL;
    if (known.isEmpty()) {
      return tries ? AGAIN : TRY;
    }
    return switch (known.get().verdict()) {
      case PROVED -> "a run has shown that this is safe; --granularity auto does it";
      case DIFFERENT ->
          "it stays whole, as its tests did something else in pieces than in one process";
      case CHANGING -> "it stays whole, as two runs found different lists of tests in it";
      case TIED -> "it stays whole, as the suite ties its tests together";
      case UNKNOWN ->
          known.get().ends().isEmpty()
              ? "a trial needs a run before it in which all of its tests pass and the file is whole"
              : tries ? AGAIN : TRY;
    };
  }

  private boolean isValid(String path, Separation known) {
    return result.features().stream()
        .filter(feature -> feature.path().equals(path))
        .anyMatch(feature -> known.holdsFor(feature.content(), splitting.with()));
  }
}
