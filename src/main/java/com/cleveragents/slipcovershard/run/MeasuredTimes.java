package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.FeatureRun;
import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** What a run measured of time, for the plans of later ones. */
public final class MeasuredTimes {
  private MeasuredTimes() {}

  /** Of each feature file that was parsed, all pieces of it together. */
  public static List<FeatureRun> of(SuiteResult result) {
    Map<String, Long> bytes = new TreeMap<>();
    result.features().forEach(feature -> bytes.put(feature.path(), feature.bytes()));
    return of(result.ledger(), path -> bytes.getOrDefault(path, 0L));
  }

  /**
   * The same of a run that is over.
   *
   * @param bytes the size of a file, by its path
   */
  public static List<FeatureRun> of(Ledger ledger, ToLongFunction<String> bytes) {
    SortedMap<String, List<Entry>> files =
        ledger.units().stream()
            .collect(Collectors.groupingBy(Entry::path, TreeMap::new, Collectors.toList()));
    List<FeatureRun> runs = new ArrayList<>();
    files.forEach(
        (path, entries) -> {
          if (entries.stream().allMatch(MeasuredTimes::isParsed)) {
            runs.add(
                new FeatureRun(path, bytes.applyAsLong(path), around(entries), scenarios(entries)));
          }
        });
    return runs;
  }

  private static boolean isParsed(Entry entry) {
    return entry.end() == UnitEnd.ENDED || !entry.scenarios().isEmpty();
  }

  private static OptionalDouble around(List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.end() == UnitEnd.ENDED)
        .mapToDouble(
            entry ->
                Math.max(
                    0,
                    entry.seconds()
                        - entry.scenarios().stream().mapToDouble(Scenario::seconds).sum()))
        .average();
  }

  /** In the order of the file; a file that ran twice counts once. */
  private static List<ScenarioRun> scenarios(List<Entry> entries) {
    SortedMap<Integer, ScenarioRun> byLine = new TreeMap<>();
    for (Entry entry : entries) {
      for (Scenario scenario : entry.scenarios()) {
        byLine.putIfAbsent(
            scenario.line(),
            new ScenarioRun(
                scenario.line(),
                scenario.name(),
                scenario.executed(),
                seconds(scenario),
                scenario.selected() && scenario.end() == ScenarioEnd.SKIPPED));
      }
    }
    return List.copyOf(byLine.values());
  }

  /** A scenario that failed may have ended long before its end. */
  private static OptionalDouble seconds(Scenario scenario) {
    return scenario.end() == ScenarioEnd.PASSED && scenario.executed() > 0
        ? OptionalDouble.of(scenario.seconds())
        : OptionalDouble.empty();
  }

  /**
   * What a chunk took beside its units, the median of those that ended in order: start, hooks of
   * the whole run, saving.
   */
  public static OptionalDouble chunkSeconds(SuiteResult result) {
    return median(
        result.chunks().stream()
            .filter(chunk -> chunk.endedInOrder() && !chunk.account().toldFailure())
            .filter(chunk -> chunk.goesOnFor().isEmpty())
            .mapToDouble(
                chunk ->
                    chunk.elapsed().toMillis() / 1000.0
                        - unitSeconds(result.ledger(), chunk.number())));
  }

  /** The same of a run that is over. */
  public static OptionalDouble chunkSeconds(RunRecord run) {
    return median(
        run.chunks().stream()
            .filter(chunk -> chunk.inOrder() && chunk.goesOnFor().isEmpty())
            .mapToDouble(chunk -> chunk.seconds() - unitSeconds(run.ledger(), chunk.number())));
  }

  private static OptionalDouble median(DoubleStream seconds) {
    double[] sorted = seconds.map(each -> Math.max(0, each)).sorted().toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[(sorted.length - 1) / 2]);
  }

  /**
   * What a run took beside its chunks: what came before the first one started and, so far, after
   * the last one had ended. Empty where no chunk ended in order, since what was left out then would
   * count as done.
   *
   * @param began when the command did
   */
  public static OptionalDouble machineSeconds(SuiteResult result, Instant began, Instant now) {
    if (chunkSeconds(result).isEmpty()) {
      return OptionalDouble.empty();
    }
    Duration beside =
        Duration.between(began, result.started()).plus(Duration.between(result.ended(), now));
    return OptionalDouble.of(Math.max(0, beside.toMillis() / 1000.0));
  }

  private static double unitSeconds(Ledger ledger, int chunk) {
    return ledger.units().stream()
        .filter(entry -> entry.chunk() == chunk)
        .mapToDouble(Entry::seconds)
        .sum();
  }
}
