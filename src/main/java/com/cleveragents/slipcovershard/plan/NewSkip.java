package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import com.cleveragents.slipcovershard.plan.Timings.Occurrences;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario that the suite itself skipped, though it was run before.
 *
 * @param location as one would type it for the runner
 */
public record NewSkip(String location, String name) {
  /** In the order of the run; none where nothing is known of earlier runs. */
  public static List<NewSkip> of(Timings earlier, List<FeatureRun> run) {
    List<NewSkip> skips = new ArrayList<>();
    for (FeatureRun feature : run) {
      Occurrences occurrences = new Occurrences();
      for (ScenarioRun scenario : feature.scenarios()) {
        int occurrence = occurrences.next(scenario.name());
        if (scenario.skipped() && earlier.hasRun(feature.path(), scenario.name(), occurrence)) {
          skips.add(
              new NewSkip(
                  Unit.locate(feature.path(), scenario.line(), scenario.name()), scenario.name()));
        }
      }
    }
    return skips;
  }
}
