package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Runs what a machine should have run that left no part, so that a lost one costs time only. */
final class MissingShard {
  private final Invocation invocation;
  private final Console console;
  private final CommandSpec command;
  private final Function<Shard, Settings> settings;

  /**
   * @param settings those by which a machine runs its part
   */
  MissingShard(
      Invocation invocation,
      Console console,
      CommandSpec command,
      Function<Shard, Settings> settings) {
    this.invocation = invocation;
    this.console = console;
    this.command = command;
    this.settings = settings;
  }

  /** The user's variables for the suite, whose values are not for everybody. */
  SortedMap<String, String> variables() {
    return settings.apply(new Shard(1, 1)).run().variables();
  }

  /**
   * Runs it in a folder of its own.
   *
   * @param build that of the merge
   * @param suite where it runs, as ledgers name it
   */
  FinishedRun run(Shard shard, BuildDirectory build, String suite) throws IOException {
    Path folder = build.ours().resolve("parts").resolve("shard-" + shard.number());
    Settings own = settings.apply(shard);
    try (BuildDirectory place = BuildDirectory.lock(folder, invocation.clock().instant())) {
      KeptTimings timings =
          new KeptTimings(
              invocation,
              console,
              own.run(),
              place,
              SharedPlan.of(invocation, console, own, place));
      SuiteResult result =
          new Suite(invocation, console, own.run(), place).judgedBy(own.gates()).run(timings);
      Measurement measurement = Measurement.of(result, place);
      NewSkips skips = NewSkips.of(timings, result, own.run());
      Conclusion conclusion = skips.judge(Conclusion.of(result, measurement, own));
      GivenSettings given = new GivenSettings(command, invocation.environment(), own.run());
      new Publication(invocation, console, own, given, place, conclusion, measurement, skips)
          .writeRecords();
      build.include(place);
      FailureList.lines(conclusion.judgement().findings()).forEach(console::problem);
    }
    return FinishedRun.in(folder, shard + ", run here", Optional.of(invocation.job()), suite);
  }
}
