package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a suite in chunks, merges what they measured, judges it and reports. */
@Command(
    name = "run",
    description = "Runs a suite in chunks under SlipCover, merges the coverage and gates on it.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private final SuiteOptions suite = new SuiteOptions();
  @Mixin private final GateOptions gate = new GateOptions();

  RunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Instant started = invocation.clock().instant();
    Console console = Console.of(invocation, suite);
    Settings settings = Settings.read(invocation, suite, gate);
    settings.gates().note().ifPresent(console::say);
    try (BuildDirectory build = BuildDirectory.lock(settings.run().buildDirectory(), started)) {
      build.clear();
      Suite work = new Suite(invocation, console, settings.run(), build);
      SuiteResult result = work.run();
      Measurement measurement = Measurement.of(result);
      Conclusion conclusion = Conclusion.of(result, measurement, settings.gates());
      Publication publication =
          new Publication(invocation, console, settings, build, conclusion, measurement);
      publication.writeRecords();
      publication.writeReports();
      publication.writeStepFiles(Duration.between(started, invocation.clock().instant()));
      publication.print();
      return publication.code().number();
    }
  }
}
