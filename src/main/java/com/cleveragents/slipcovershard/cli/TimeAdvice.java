package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Exploration;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.SlowerScenario;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.MeasuredTimes;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What a person learns of a run's times: how even the chunks were, and what would be faster. */
final class TimeAdvice {
  private static final int MOST_SLOWER = 5;

  private final SuiteResult result;
  private final Timings earlier;
  private final Timings timings;
  private final RunSettings settings;
  private final SplitTrial trial;

  /**
   * @param earlier timings before the run
   * @param timings with those of the run
   * @param trial what it showed of taking test files apart
   */
  TimeAdvice(
      SuiteResult result,
      Timings earlier,
      Timings timings,
      RunSettings settings,
      SplitTrial trial) {
    this.result = result;
    this.earlier = earlier;
    this.timings = timings;
    this.settings = settings;
    this.trial = trial;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(trial.lines());
    boolean allEnded =
        !result.chunks().isEmpty() && result.chunks().stream().allMatch(ChunkResult::endedInOrder);
    if (allEnded) {
      lines.add(balance());
      if (timings.countKnown(result.features()) > 0) {
        Exploration exploration =
            Exploration.of(
                timings, result.features(), result.parsed(), trial.splitting(), processors());
        if (exploration.pole().filter(this::limits).isPresent()) {
          lines.add(pole(exploration.pole().get()));
        }
        lines.addAll(new SplitAdvice(result, timings, settings, trial.splitting()).lines());
        lines.add(choice(exploration));
      }
    }
    List<SlowerScenario> slower = SlowerScenario.of(earlier, MeasuredTimes.of(result));
    for (SlowerScenario scenario : slower.subList(0, Math.min(MOST_SLOWER, slower.size()))) {
      lines.add(
          String.format(
              Locale.ROOT,
              "much slower than before: %s (%s), %.1f s instead of %.1f s",
              scenario.location(),
              scenario.name().strip(),
              scenario.now(),
              scenario.earlier()));
    }
    if (slower.size() > MOST_SLOWER) {
      lines.add("... and " + (slower.size() - MOST_SLOWER) + " more " + result.runner().tests(2));
    }
    return lines;
  }

  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private boolean limits(Exploration.LongPole pole) {
    return pole.mostChunks() < chunks().size();
  }

  /** Without processes that ran something again. */
  private List<ChunkResult> chunks() {
    return result.chunks().stream().filter(chunk -> chunk.goesOnFor().isEmpty()).toList();
  }

  private String balance() {
    double[] seconds =
        chunks().stream()
            .mapToDouble(chunk -> chunk.elapsed().toMillis() / 1000.0)
            .sorted()
            .toArray();
    double longest = seconds[seconds.length - 1];
    double sum = 0;
    for (double each : seconds) {
      sum += each;
    }
    OptionalDouble planned =
        result.plan().map(Plan::expectedSeconds).orElse(OptionalDouble.empty());
    return String.format(
        Locale.ROOT,
        "%s%.1f s for the longest chunk, imbalance %.1f %%",
        planned.isPresent()
            ? String.format(Locale.ROOT, "planned %.1f s, was ", planned.getAsDouble())
            : "",
        longest,
        100 * (longest * seconds.length / sum - 1));
  }

  /** In words: what it is, and how many chunks help. */
  static String pole(Exploration.LongPole pole) {
    int chunks = pole.mostChunks();
    return String.format(
        Locale.ROOT,
        "%s alone takes %.0f %% of the whole; more than %d %s not help until it is %s",
        pole.name(),
        100 * pole.share(),
        chunks,
        chunks == 1 ? "chunk does" : "chunks do",
        pole.name().matches(".*:\\d+") ? "made shorter" : "split");
  }

  private static String choice(Exploration exploration) {
    int processors = processors();
    String all =
        exploration.points().stream()
            .filter(point -> Integer.bitCount(point.chunks()) == 1)
            .map(point -> String.format(Locale.ROOT, "%d: %.1f s", point.chunks(), point.seconds()))
            .collect(Collectors.joining(", "));
    return "expected by number of chunks, with a CPU each: "
        + all
        + "; recommended on "
        + processors
        + (processors == 1 ? " CPU: " : " CPUs: ")
        + exploration.recommended();
  }
}
