package com.cleveragents.slipcovershard.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that says what a step of a workflow does, as typed. */
final class ModeOptions {
  private static final String MERGE = "merge";

  @Option(
      names = "--mode",
      paramLabel = "run|merge",
      description =
          "merge: runs nothing and merges what earlier runs left in the build-dirs that PATH names"
              + " (run)")
  @Nullable String mode;

  /** Whether nothing is run, and earlier runs are merged. */
  boolean merges(Values values) {
    String given = values.of(mode, "mode").map(String::strip).orElse("run");
    if (!given.equals("run") && !given.equals(MERGE)) {
      Mistakes mistakes = new Mistakes();
      mistakes.add("mode", given, "run or merge");
      mistakes.throwIfAny();
    }
    return given.equals(MERGE);
  }
}
