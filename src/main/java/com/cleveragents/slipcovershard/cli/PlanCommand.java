package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.WholeFile;
import com.cleveragents.slipcovershard.plan.Exploration;
import com.cleveragents.slipcovershard.plan.MachineExploration;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.PlanFile;
import com.cleveragents.slipcovershard.plan.Splitting;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.FailOn;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.Runner;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows which feature would go to which chunk; no test runs, and no step is loaded. */
@Command(
    name = "plan",
    description = "Prints or saves the plan and runs nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private final SuiteOptions suite = new SuiteOptions();

  @Option(
      names = "--explore",
      description =
          "print what each number of chunks, and of machines, is expected to take, and how many are"
              + " best")
  private boolean explore;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(names = "--out", paramLabel = "FILE", description = "save the plan as JSON there")
  private @Nullable Path out;

  PlanCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(invocation, suite);
    RunSettings settings =
        Settings.read(invocation, suite, new GateOptions(), new ReportFlags(), new PublishOptions())
            .run();
    try (BuildDirectory build =
        BuildDirectory.lock(settings.buildDirectory(), invocation.clock().instant())) {
      KeptTimings timings = new KeptTimings(invocation, console, settings, build, Optional.empty());
      Suite tests = new Suite(invocation, console, settings, build);
      SuiteResult result =
          explore
              ? tests.explore(timings, mostChunks(settings))
              : tests.plan(timings, settings.chunks());
      List<Finding> findings = Findings.of(result, FailOn.NOTHING_MORE);
      if (result.plan().isEmpty() || result.plan().get().chunks().isEmpty()) {
        FailureList.lines(findings).forEach(console::problem);
        return ExitCode.worst(findings.stream().map(Finding::code).toList()).number();
      }
      if (explore) {
        explore(result, timings.earlier(), settings, console);
        return ExitCode.PASSED.number();
      }
      Plan plan = result.plan().get();
      if (out != null) {
        GivenSettings given = new GivenSettings(command, invocation.environment(), settings);
        PlanFile file = new PlanFile(plan, given.kept(), given.withheld());
        save(invocation.directory().resolve(out), file);
      }
      print(plan, result.runner(), console);
      return ExitCode.PASSED.number();
    }
  }

  /** For so many on all machines together, all features that might be split have to be parsed. */
  private static int mostChunks(RunSettings settings) {
    int eachMachine = Math.max(settings.chunks(), TimeAdvice.processors());
    return Math.max(Exploration.MOST_CHUNKS, MachineExploration.MOST_MACHINES * eachMachine);
  }

  private void explore(SuiteResult result, Timings timings, RunSettings settings, Console console) {
    if (timings.isEmpty()) {
      console.problem("without timings nothing can be said: run the suite once");
      return;
    }
    int processors = TimeAdvice.processors();
    Splitting splitting =
        result
            .versions()
            .map(versions -> SplitTrial.splitting(invocation, settings, versions))
            .orElse(Splitting.NEVER);
    Exploration exploration =
        Exploration.of(timings, result.features(), result.parsed(), splitting, processors);
    console.result("chunks   seconds, a CPU each   seconds on " + processors + " CPUs");
    for (Exploration.Point point : exploration.points()) {
      console.result(
          String.format(
              Locale.ROOT,
              "%6d   %19.1f   %17.1f%s",
              point.chunks(),
              point.seconds(),
              point.secondsHere(),
              point.chunks() == exploration.recommended() ? "  recommended" : ""));
    }
    exploration.pole().map(TimeAdvice::pole).ifPresent(console::result);
    boolean given =
        new Values(invocation.environment())
            .of(suite.chunks, "chunks", "BEHAVE_COVERAGE_CHUNKS")
            .isPresent();
    int chunks = given ? settings.chunks() : exploration.recommended();
    MachineExploration machines =
        MachineExploration.of(
            timings, result.features(), result.parsed(), splitting, chunks, processors);
    console.result("");
    new MachineTable(machines, chunks, given, exploration.pole(), result.runner())
        .lines()
        .forEach(console::result);
  }

  private static void save(Path file, PlanFile plan) {
    try {
      WholeFile.write(file, plan.toJson());
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, "--out: " + file + " cannot be written: " + e, e);
    }
  }

  private static void print(Plan plan, Runner runner, Console console) {
    for (Plan.Share share : plan.chunks()) {
      console.result(
          "chunk "
              + share.chunk()
              + ": "
              + share.units().size()
              + " "
              + runner.files(share.units().size())
              + ", "
              + weight(plan, share.weight()));
      for (WeightedUnit unit : share.units()) {
        console.result("  " + unit.unit().name() + "  " + weight(plan, unit.weight()));
      }
    }
  }

  private static String weight(Plan plan, double weight) {
    return plan.measured()
        ? String.format(Locale.ROOT, "%.2f s", weight)
        : String.format(Locale.ROOT, "%.0f bytes", weight);
  }
}
