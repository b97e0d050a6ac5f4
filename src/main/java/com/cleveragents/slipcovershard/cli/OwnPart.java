package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowToken;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.run.Commit;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What tells of a run on this machine that it is a part of a larger one. */
final class OwnPart {
  private OwnPart() {}

  /** Empty for a run of the whole suite, or one that did not come so far as to have a plan. */
  static Optional<Part> of(
      Invocation invocation, RunSettings settings, GivenSettings given, SuiteResult result)
      throws IOException {
    Optional<Division> division = result.plan().flatMap(Plan::division);
    if (division.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> alike = new TreeMap<>();
    given
        .kept()
        .forEach(
            (name, value) -> {
              if (!GivenSettings.OF_ONE_MACHINE.contains(name)) {
                alike.put("setting " + name, value);
              }
            });
    alike.put("version of slipcover-shard", Version.number());
    result
        .versions()
        .ifPresent(
            versions -> {
              // Line tables are those of a minor version.
              alike.put("Python", versions.python().replaceFirst("^(\\d+\\.\\d+).*", "$1"));
              alike.put("SlipCover", versions.slipcover());
              alike.put(settings.runner().word(), versions.runner());
            });
    Path directory = settings.directory();
    Commit.of(directory, invocation.variablesForChildren())
        .ifPresent(commit -> alike.put("commit", commit));
    return Optional.of(
        new Part(
            division.get(),
            WorkflowToken.of(invocation.environment()).task(),
            settings.runner(),
            KeptTimings.selection(invocation, settings),
            alike,
            Optional.empty()));
  }
}
