package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.WorkflowFiles;
import com.cleveragents.slipcovershard.machines.Agreement;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a job does that comes before those of a matrix: it settles what all of them plan by, and
 * gives the matrix. No Python is started.
 */
final class PlannedMatrix {
  private PlannedMatrix() {}

  static ExitCode settle(
      Invocation invocation,
      Console console,
      Settings settings,
      ModeOptions mode,
      Instant started) {
    Mistakes mistakes = new Mistakes();
    OptionalInt shards = mode.shards(new Values(invocation.environment()), mistakes);
    if (shards.isEmpty()) {
      mistakes.add("shards", "with mode: plan, how many machines share the suite");
    }
    if (settings.run().shard().isPresent()) {
      mistakes.add("shard", "with mode: plan nothing is run: leave it out");
    }
    mistakes.throwIfAny();
    try (BuildDirectory build = BuildDirectory.lock(settings.run().buildDirectory(), started)) {
      Agreement agreement =
          SharedPlan.of(invocation, console, settings, build, shards.getAsInt(), 0)
              .orElseThrow(
                  () ->
                      new ShardException(
                          ExitCode.SERVICE_FAILED,
                          "there is no artifact service to settle a plan with"
                              + " (ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN)"));
      KeptTimings timings =
          new KeptTimings(invocation, console, settings.run(), build, Optional.of(agreement));
      console.say(timings.described());
    }
    String matrix =
        IntStream.rangeClosed(1, shards.getAsInt())
            .mapToObj(number -> "\"%d/%d\"".formatted(number, shards.getAsInt()))
            .collect(Collectors.joining(",", "[", "]"));
    SortedMap<String, String> outputs = new TreeMap<>();
    outputs.put("matrix", matrix);
    outputs.put("shards", String.valueOf(shards.getAsInt()));
    new WorkflowFiles(invocation.environment()).writeOutputs(outputs);
    console.result("matrix: " + matrix);
    return ExitCode.PASSED;
  }
}
