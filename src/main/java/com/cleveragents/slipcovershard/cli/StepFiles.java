package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.ci.WorkflowFiles;
import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import com.cleveragents.slipcovershard.report.ReportFormat;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a workflow learns of a run: the outputs of the step, and a summary. */
final class StepFiles {
  /** Those that have an output of the step. */
  static final List<ReportFormat> FORMATS =
      List.of(ReportFormat.JSON, ReportFormat.XML, ReportFormat.TEXT);

  static final String ARTIFACT_ID = "artifact-id";

  private final WorkflowFiles workflow;
  private final Redaction secrets;

  StepFiles(Invocation invocation) {
    this.workflow = new WorkflowFiles(invocation.environment());
    this.secrets = Redaction.of(WorkflowVariables.secrets(invocation.environment()));
  }

  /**
   * Writes the outputs, all of them for every run.
   *
   * @param places where reports and artifact are, by the names of their outputs
   */
  void writeOutputs(Conclusion conclusion, Duration elapsed, SortedMap<String, String> places) {
    SortedMap<String, String> all = new TreeMap<>(places);
    FORMATS.forEach(format -> all.putIfAbsent(format.word(), ""));
    all.putIfAbsent(ARTIFACT_ID, "");
    workflow.writeOutputs(conclusion.outputs((int) elapsed.toSeconds(), all));
  }

  /** Writes the summary, with the failures at its end. */
  void writeSummary(Conclusion conclusion, String numbers) {
    String failures =
        conclusion.findings().isEmpty()
            ? ""
            : "\n### Failures\n\n```\n"
                + String.join("\n", FailureList.lines(conclusion.findings())).replace("```", "'''")
                + "\n```\n";
    workflow.writeSummary(
        secrets.apply("**" + conclusion.verdictLine() + "**\n\n" + numbers + failures));
  }
}
