package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.run.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that was found, what the gates say, and the exit code that follows.
 *
 * @param coverage empty when it is not whole, and then nothing is computable
 * @param gate the rule that was to be applied, if any
 */
record Judgement(
    List<Finding> findings,
    Optional<Coverage> coverage,
    List<Verdict> verdicts,
    Optional<String> gate) {
  Judgement {
    findings = List.copyOf(findings);
    verdicts = List.copyOf(verdicts);
  }

  static Judgement of(List<Finding> findings, Optional<Coverage> coverage, GateSettings gates) {
    return new Judgement(
        findings,
        coverage,
        coverage.map(gates::judge).orElse(List.of()),
        gates.threshold().map(threshold -> threshold.percent().toPlainString()));
  }

  /** That of a run which ended before it had a result, for this reason. */
  static Judgement ofNoRun(Finding reason) {
    return new Judgement(List.of(reason), Optional.empty(), List.of(), Optional.empty());
  }

  /** The same with one more thing found. */
  Judgement with(Finding finding) {
    List<Finding> all = new ArrayList<>(findings);
    all.add(finding);
    return new Judgement(all, coverage, verdicts, gate);
  }

  /** The one exit code that stands for all that was found. */
  ExitCode code() {
    return ExitCode.worst(codes().toList());
  }

  private Stream<ExitCode> codes() {
    return Stream.concat(
        findings.stream().map(Finding::code), verdicts.stream().map(Verdict::code));
  }

  /** Whether somebody has ended the run, and waits for the end of the program. */
  boolean isInterrupted() {
    return code() == ExitCode.INTERRUPTED;
  }

  /** The last line of all: the exit code in words. */
  String verdictLine() {
    ExitCode code = code();
    if (code == ExitCode.PASSED) {
      return "passed";
    }
    String reasons =
        String.join(
            ", ",
            codes()
                .filter(reason -> reason != ExitCode.PASSED)
                .distinct()
                .map(ExitCode::meaning)
                .toList());
    return String.format(Locale.ROOT, "FAILED: %s (exit code %d)", reasons, code.number());
  }

  /** The line in the place of a total that is not computable. */
  String withoutTotal() {
    return "Total: not computable, because the run is not whole"
        + gate.map(percent -> "; threshold " + percent + " %: failed").orElse("");
  }
}
