package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.NewSkip;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.MeasuredTimes;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a run reports of tests that its suite skipped though they ran before.
 *
 * @param fails whether they make the run red
 */
record NewSkips(List<NewSkip> skips, boolean fails) {
  private static final int MOST_SHOWN = 20;

  NewSkips {
    skips = List.copyOf(skips);
  }

  /**
   * @param timings those before the run: they know what has been run. Not asked for, as they may
   *     still be on their way, where nothing was skipped or nobody waits any more
   */
  static NewSkips of(KeptTimings timings, SuiteResult result, RunSettings settings) {
    boolean any = result.ledger().count(ScenarioEnd.SKIPPED) > 0 && !result.interrupted();
    return new NewSkips(
        any ? NewSkip.of(timings.earlier(), MeasuredTimes.of(result)) : List.of(),
        settings.failOn().newSkip());
  }

  /** Where they stand. */
  SortedSet<String> locations() {
    SortedSet<String> locations = new TreeSet<>();
    skips.forEach(skip -> locations.add(skip.location()));
    return locations;
  }

  /**
   * The outcome with them: at least a remark in the verdict line, so that no one overlooks them.
   */
  Conclusion judge(Conclusion conclusion) {
    if (skips.isEmpty()) {
      return conclusion;
    }
    Conclusion remarked = conclusion.remarking(sentence(skips.size()));
    return fails
        ? remarked.with(new Finding(ExitCode.TESTS_FAILED, sentence(skips.size()), names()))
        : remarked;
  }

  /** For those who read the output, unless they are told of a failure. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!fails && !skips.isEmpty()) {
      lines.add(sentence(skips.size()) + ":");
      names().forEach(name -> lines.add("  " + name));
    }
    return lines;
  }

  /** As a section of a Markdown summary. */
  Optional<String> markdown() {
    return skips.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "### Skipped, and run before\n\n```\n"
                + String.join("\n", names()).replace("```", "'''")
                + "\n```\n");
  }

  /** So many of them in words. */
  static String sentence(int count) {
    return count == 1
        ? "1 test was skipped that ran before"
        : count + " tests were skipped that ran before";
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    skips.stream()
        .limit(MOST_SHOWN)
        .forEach(skip -> names.add(skip.location() + " (" + skip.name().strip() + ")"));
    if (skips.size() > MOST_SHOWN) {
      names.add("... and " + (skips.size() - MOST_SHOWN) + " more, marked in ledger.json");
    }
    return names;
  }
}
