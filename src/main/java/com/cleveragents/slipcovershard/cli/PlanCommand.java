package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows which feature would go to which chunk; no test runs, and no step is loaded. */
@Command(
    name = "plan",
    description = "Prints or saves the plan and runs nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin private final SuiteOptions suite = new SuiteOptions();

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
      SuiteResult result = new Suite(invocation, console, settings, build).plan();
      List<Finding> findings = Findings.of(result);
      if (result.plan().isEmpty() || result.plan().get().chunks().isEmpty()) {
        FailureList.lines(findings).forEach(console::problem);
        return ExitCode.worst(findings.stream().map(Finding::code).toList()).number();
      }
      Plan plan = result.plan().get();
      if (out != null) {
        BuildDirectory.write(invocation.directory().resolve(out), plan.toJson());
      }
      print(plan, console);
      return ExitCode.PASSED.number();
    }
  }

  private static void print(Plan plan, Console console) {
    for (Plan.Share share : plan.chunks()) {
      console.result(
          "chunk "
              + share.chunk()
              + ": "
              + share.units().size()
              + " features, "
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
