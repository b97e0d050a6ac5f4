package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import com.cleveragents.slipcovershard.plan.Timings.Occurrences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A scenario that took much longer than in the runs before.
 *
 * @param location as one would type it for the runner
 * @param earlier seconds that it typically took
 * @param now seconds in this run
 */
public record SlowerScenario(String location, String name, double earlier, double now) {
  /** Fewer runs do not tell what is typical. */
  private static final int LEAST_RUNS = 3;

  private static final double TIMES = 2;
  private static final double LEAST_SECONDS = 0.5;

  /** Compared with how much longer the run took as a whole: a busy machine slows all. */
  public static List<SlowerScenario> of(Timings earlier, List<FeatureRun> run) {
    List<SlowerScenario> known = new ArrayList<>();
    for (FeatureRun feature : run) {
      Occurrences occurrences = new Occurrences();
      for (ScenarioRun scenario : feature.scenarios()) {
        int occurrence = occurrences.next(scenario.name());
        OptionalDouble typical = earlier.secondsOf(feature.path(), scenario.name(), occurrence);
        boolean comparable =
            earlier.runsOf(feature.path(), scenario.name(), occurrence) >= LEAST_RUNS;
        if (comparable && scenario.seconds().isPresent()) {
          known.add(
              new SlowerScenario(
                  Unit.locate(feature.path(), scenario.line(), scenario.name()),
                  scenario.name(),
                  typical.orElse(0),
                  scenario.seconds().getAsDouble()));
        }
      }
    }
    double machine = Math.max(1, medianRatio(known));
    return known.stream()
        .filter(scenario -> scenario.now() > TIMES * machine * scenario.earlier())
        .filter(scenario -> scenario.now() - machine * scenario.earlier() > LEAST_SECONDS)
        .sorted(Comparator.comparingDouble(SlowerScenario::gained).reversed())
        .toList();
  }

  private double gained() {
    return now - earlier;
  }

  private static double medianRatio(List<SlowerScenario> scenarios) {
    double[] ratios =
        scenarios.stream()
            .filter(scenario -> scenario.earlier() > 0)
            .mapToDouble(scenario -> scenario.now() / scenario.earlier())
            .sorted()
            .toArray();
    return DoubleStream.of(ratios).skip(Math.max(0, ratios.length - 1) / 2).findFirst().orElse(1);
  }
}
