package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one run measured of a feature file, all pieces of it together.
 *
 * @param bytes size of the file
 * @param around seconds of a piece beside its scenarios: parsing, hooks of the feature, reporters
 * @param scenarios all that are in the file, in its order
 */
public record FeatureRun(
    String path, long bytes, OptionalDouble around, List<ScenarioRun> scenarios) {
  public FeatureRun {
    scenarios = List.copyOf(scenarios);
  }

  /**
   * A scenario or a row of an outline.
   *
   * @param line where it stands in this run; not a part of its name
   * @param steps how many were executed
   * @param seconds what it took, hooks included; empty when it did not run, or failed
   * @param skipped whether the suite itself skipped it, though it was selected
   */
  public record ScenarioRun(
      int line, String name, int steps, OptionalDouble seconds, boolean skipped) {
    /** Steps of it were run, and not given up by the suite itself. */
    boolean hasRun() {
      return steps > 0 && !skipped;
    }
  }
}
