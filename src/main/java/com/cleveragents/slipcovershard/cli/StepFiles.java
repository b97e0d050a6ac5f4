package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.ci.WorkflowFiles;
import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a workflow learns of a run: the outputs of the step, and a summary. */
final class StepFiles {
  /** Those that have an output of the step. */
  private static final List<ReportFormat> FORMATS =
      List.of(ReportFormat.JSON, ReportFormat.XML, ReportFormat.TEXT);

  private static final String ARTIFACT_ID = "artifact-id";

  private final Invocation invocation;
  private final WorkflowFiles workflow;

  StepFiles(Invocation invocation) {
    this.invocation = invocation;
    this.workflow = new WorkflowFiles(invocation.environment());
  }

  /**
   * The outputs that tell where the reports and the artifact are.
   *
   * @param directory the project's root
   * @param artifact its id; empty if there is none
   */
  SortedMap<String, String> places(Path directory, BuildDirectory build, String artifact) {
    SortedMap<String, String> places = new TreeMap<>();
    for (ReportFormat format : FORMATS) {
      String name = format.fileName("coverage");
      places.put(
          format.word(),
          build.isOfThisRun(name)
              ? invocation.fromWorkspace(build.path().resolve(name), directory)
              : "");
    }
    places.put(ARTIFACT_ID, artifact);
    return places;
  }

  /**
   * Writes the outputs, all of them for every run; what could not be computed is empty.
   *
   * @param places see {@link #places}; empty where a run ended before it had any
   */
  void writeOutputs(
      Judgement judgement, Counts counts, Duration elapsed, SortedMap<String, String> places) {
    SortedMap<String, String> outputs = new TreeMap<>(places);
    FORMATS.forEach(format -> outputs.putIfAbsent(format.word(), ""));
    outputs.putIfAbsent(ARTIFACT_ID, "");
    Optional<Coverage> coverage = judgement.coverage();
    Optional<Counter> lines = coverage.map(Coverage::lines);
    Optional<Counter> branches = coverage.filter(Coverage::withBranches).map(Coverage::branches);
    outputs.put(
        "total",
        coverage
            .flatMap(found -> found.total().percentCut(4))
            .map(BigDecimal::toPlainString)
            .orElse(""));
    outputs.put("passed", Boolean.toString(judgement.code() == ExitCode.PASSED));
    outputs.put("gates", judgement.gate().map(percent -> "threshold=" + percent).orElse("none"));
    outputs.put("covered-lines", text(lines.map(Counter::covered)));
    outputs.put("total-lines", text(lines.map(Counter::total)));
    outputs.put("covered-branches", text(branches.map(Counter::covered)));
    outputs.put("total-branches", text(branches.map(Counter::total)));
    outputs.put("tests", String.valueOf(counts.tests()));
    outputs.put("failed", String.valueOf(counts.failed()));
    outputs.put("flaky", String.valueOf(counts.flaky()));
    outputs.put("skipped", String.valueOf(counts.skipped()));
    outputs.put("chunks", String.valueOf(counts.chunks()));
    outputs.put("seconds", String.valueOf(elapsed.toSeconds()));
    OptionalDouble expected = counts.expectedSeconds();
    outputs.put(
        "expected-seconds",
        expected.isPresent() ? String.valueOf(Math.round(expected.getAsDouble())) : "");
    outputs.put("matrix", ""); // those of a job that plans for others
    outputs.put("shards", "");
    outputs.put("exit-code", String.valueOf(judgement.code().number()));
    workflow.writeOutputs(outputs);
  }

  private static String text(Optional<Long> number) {
    return number.map(String::valueOf).orElse("");
  }

  /** Writes the summary, with the failures at its end, as far as there is room. */
  void writeSummary(Judgement judgement, String numbers) {
    Redaction secrets =
        SecretValues.of(invocation)
            .besides(judgement.coverage().map(it -> it.files().keySet()).orElse(Set.of()))
            .redaction();
    // Before anything is cut: of a secret that is cut in two, neither half would be found.
    String failures = secrets.apply(String.join("\n", FailureList.lines(judgement.findings())));
    workflow.writeSummary(
        StepSummary.of(
            secrets.apply(judgement.verdictLine()),
            secrets.apply(numbers),
            failures.lines().toList(),
            workflow.roomInSummary()));
  }
}
