package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run comes to: what became of it, and how that is judged. */
record Conclusion(SuiteResult result, Judgement judgement) {
  static Conclusion of(SuiteResult result, Measurement measurement, Settings settings) {
    List<Finding> findings = new ArrayList<>(Findings.ofAll(result, settings.run().failOn()));
    findings.addAll(measurement.findings());
    Optional<Coverage> whole =
        measurement
            .coverage()
            .filter(coverage -> measurement.isWhole() && settings.run().shard().isEmpty());
    return new Conclusion(result, Judgement.of(findings, whole, settings.gates()));
  }

  /** The same with one more thing found. */
  Conclusion with(Finding finding) {
    return new Conclusion(result, judgement.with(finding));
  }

  /** The same with something that a reader of the verdict has to know. */
  Conclusion remarking(String what) {
    return new Conclusion(result, judgement.remarking(what));
  }

  /** The one exit code that stands for all that was found. */
  ExitCode code() {
    return judgement.code();
  }

  /** Of the whole run; empty when it is not whole. */
  Optional<Coverage> coverage() {
    return judgement.coverage();
  }

  /** Whether somebody has ended the run, and waits for the end of the program. */
  boolean isInterrupted() {
    return judgement.isInterrupted();
  }
}
