package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.machines.JobAttempt;
import com.cleveragents.slipcovershard.machines.PartName;
import com.cleveragents.slipcovershard.report.ReportOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All settings of a command that deals with a suite, checked together.
 *
 * @param reports how reports are to look
 */
record Settings(
    RunSettings run, GateSettings gates, PublishSettings publish, ReportOptions reports) {

  /** Of the run's own artifact: a shard's says whose part it is. */
  String artifactName(JobAttempt job) {
    return run.shard()
        .map(shard -> new PartName(publish.artifactName(), shard, job).toString())
        .orElse(publish.artifactName());
  }

  /** What is told in the place of a total by one machine of several, which has none. */
  Optional<String> instead() {
    return run.shard()
        .map(
            shard -> "Total: that of all machines is told where they are merged; this is " + shard);
  }

  /** Reads and checks them; all mistakes are told at once, with code 2. */
  static Settings read(
      Invocation invocation,
      SuiteOptions suite,
      GateOptions gate,
      ReportFlags look,
      PublishOptions publishing) {
    Mistakes mistakes = new Mistakes();
    Settings settings = read(invocation, suite, gate, look, publishing, mistakes);
    mistakes.throwIfAny();
    return settings;
  }

  /** Reads them as far as they can be understood; what is wrong is added to the mistakes. */
  static Settings read(
      Invocation invocation,
      SuiteOptions suite,
      GateOptions gate,
      ReportFlags look,
      PublishOptions publishing,
      Mistakes mistakes) {
    Values values = new Values(invocation.environment());
    Path directory = RunSettings.directory(invocation, suite, mistakes);
    SlipCoverTable table = SlipCoverTable.find(directory, invocation.environment(), mistakes);
    RunSettings run = RunSettings.read(invocation, suite, directory, table, mistakes);
    GateSettings gates =
        run.shard().isPresent()
            ? GateSettings.ofPart(gate, values, table, mistakes).withoutGate()
            : GateSettings.read(gate, values, table, mistakes);
    PublishSettings publish = PublishSettings.read(invocation, publishing, mistakes);
    boolean branch = run.slipcover().branch() || table.branch();
    ReportOptions reports =
        look.applyTo(
            table.applyTo(ReportOptions.of(directory, branch)),
            new Values(invocation.environment()),
            mistakes);
    return new Settings(run, gates, publish, reports);
  }
}
