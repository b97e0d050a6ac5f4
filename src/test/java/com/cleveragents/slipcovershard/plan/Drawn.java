package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** Features, runs and timings drawn as text. */
final class Drawn {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Drawn() {}

  /**
   * One run of a feature: {@code around | name seconds | name - | …}; a dash: it was not run, an
   * exclamation mark: it failed in its second step, a tilde: the suite skipped it there.
   */
  static FeatureRun run(String path, String drawing) {
    String[] parts = drawing.split("\\|", -1);
    List<ScenarioRun> scenarios = new ArrayList<>();
    for (int index = 1; index < parts.length; index++) {
      String part = parts[index].strip();
      int blank = part.lastIndexOf(' ');
      String end = part.substring(blank + 1);
      scenarios.add(
          new ScenarioRun(
              10 * index,
              part.substring(0, blank),
              end.equals("-") ? 0 : 2,
              seconds(end),
              end.equals("~")));
    }
    return new FeatureRun(path, 100, seconds(parts[0].strip()), scenarios);
  }

  private static OptionalDouble seconds(String text) {
    return text.matches("[-!~]")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(text));
  }

  /** The timings after these runs, one after the other, a second of fixed cost in each. */
  static Timings timings(FeatureRun... runs) {
    Timings timings = Timings.NONE;
    for (FeatureRun run : runs) {
      timings = timings.after(NOON, OptionalDouble.of(1), List.of(run), path -> true);
    }
    return timings;
  }

  static Feature feature(int number, String path, long bytes) {
    return new Feature(number, path, List.of(), bytes, "", false);
  }

  /** A parsed feature: a scenario a name, at lines 10, 20, …, each of two steps. */
  static ParsedFeature parsed(String... names) {
    List<ParsedScenario> scenarios = new ArrayList<>();
    for (String name : names) {
      scenarios.add(new ParsedScenario(10 * (scenarios.size() + 1), name, true, 2));
    }
    return new ParsedFeature(false, new TreeSet<>(), scenarios);
  }
}
