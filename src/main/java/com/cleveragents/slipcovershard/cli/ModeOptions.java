package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Shard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what a step of a workflow does, and with what of other machines, as typed. */
final class ModeOptions {
  /** What a step does. */
  enum Mode {
    RUN,
    /** Settles what all shards plan by, and how many there are. */
    PLAN,
    /** Runs nothing, and merges what was run before. */
    MERGE
  }

  @Option(
      names = "--mode",
      paramLabel = "run|plan|merge",
      description =
          "merge: runs nothing and merges the parts that shards left in the artifacts of this run or"
              + " in --parts, or the runs whose build-dirs PATH names; plan: settles what --shards"
              + " N machines plan by (run)")
  @Nullable String mode;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "with --mode merge or plan: how many shards there have to be")
  @Nullable String shards;

  @Option(
      names = "--parts",
      paramLabel = "DIR",
      description =
          "with --mode merge: take the parts from the folders and zips in DIR, not from the"
              + " artifacts of this run")
  @Nullable String parts;

  @Option(
      names = "--missing",
      paramLabel = "fail|run",
      description =
          "with --mode merge: what is done about a shard that left no part; run: its tests are run"
              + " here, with PATH and all settings of a run (fail)")
  @Nullable String missing;

  /** How many machines there are, if that is said. */
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

  /** The folder with the parts, if one is named. */
  Optional<PartsSource> parts(Values values, Path directory, Mistakes mistakes) {
    return values
        .of(parts, "parts")
        .map(
            name -> {
              Path folder = directory.resolve(name).normalize();
              if (!Files.isDirectory(folder)) {
                mistakes.add("parts", name, "a folder that exists, with a folder or zip per shard");
              }
              return new PartsSource.Folder(folder);
            });
  }

  /** Whether what a missing shard should have run is run by the merge. */
  boolean runsMissing(Values values, Mistakes mistakes) {
    String given = values.of(missing, "missing").map(String::strip).orElse("fail");
    if (!given.equals("run") && !given.equals("fail")) {
      mistakes.add("missing", given, "fail or run");
    }
    return given.equals("run");
  }

  /** What is to be done; settings of another mode are errors. */
  Mode mode(Values values) {
    String given = values.of(mode, "mode").map(String::strip).orElse("run");
    Mistakes mistakes = new Mistakes();
    Mode found = Mode.RUN;
    try {
      found = Mode.valueOf(given.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      mistakes.add("mode", given, "run, plan or merge");
    }
    if (found == Mode.RUN && values.of(shards, "shards").isPresent()) {
      mistakes.add(
          "shards", "is for mode: merge or plan; a part is run with shard: " + Shard.ALLOWED);
    }
    if (found != Mode.MERGE) {
      values.of(parts, "parts").ifPresent(name -> mistakes.add("parts", "is for mode: merge"));
      values
          .of(missing, "missing")
          .ifPresent(name -> mistakes.add("missing", "is for mode: merge"));
    }
    mistakes.throwIfAny();
    return found;
  }
}
