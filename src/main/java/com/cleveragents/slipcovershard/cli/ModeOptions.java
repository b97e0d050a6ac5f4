package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Shard;
import java.util.Optional;
import java.util.OptionalInt;
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

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "with --mode merge: how many shards there have to be")
  @Nullable String shards;

  /** How many machines' parts are to be merged, if that is said. */
  OptionalInt shards(Values values, Mistakes mistakes) {
    Optional<String> given = values.of(shards, "shards").map(String::strip);
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!given.get().matches("0*[1-9]\\d{0,2}") || Integer.parseInt(given.get()) > Shard.MOST) {
      mistakes.add("shards", given.get(), "a whole number from 1 to " + Shard.MOST);
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(given.get()));
  }

  /** Whether nothing is run, and earlier runs are merged. */
  boolean merges(Values values) {
    String given = values.of(mode, "mode").map(String::strip).orElse("run");
    Mistakes mistakes = new Mistakes();
    if (!given.equals("run") && !given.equals(MERGE)) {
      mistakes.add("mode", given, "run or merge");
    } else if (given.equals("run") && values.of(shards, "shards").isPresent()) {
      mistakes.add("shards", "is for mode: merge; a part is run with shard: " + Shard.ALLOWED);
    }
    mistakes.throwIfAny();
    return given.equals(MERGE);
  }
}
