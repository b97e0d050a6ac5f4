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
 * <p>A remark is what a reader of the verdict has to know, whatever the exit code is.
 *
 * @param coverage empty when it is not whole, and then nothing is computable
 * @param gate the rule that was to be applied, if any
 * @param remark the rest of the verdict line: {@code 3 tests were skipped that ran before}
 */
record Judgement(
    List<Finding> findings,
    Optional<Coverage> coverage,
    List<Verdict> verdicts,
    Optional<String> gate,
    Optional<String> remark) {
  Judgement {
    findings = List.copyOf(findings);
    verdicts = List.copyOf(verdicts);
  }

  static Judgement of(List<Finding> findings, Optional<Coverage> coverage, GateSettings gates) {
    return new Judgement(
        findings,
        coverage,
        coverage.map(gates::judge).orElse(List.of()),
        gates.threshold().map(threshold -> threshold.percent().toPlainString()),
        Optional.empty());
  }

  /** That of a run which ended before it had a result, for this reason. */
  static Judgement ofNoRun(Finding reason) {
    return new Judgement(
        List.of(reason), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  /** The same with one more thing found. */
  Judgement with(Finding finding) {
    List<Finding> all = new ArrayList<>(findings);
    all.add(finding);
    return new Judgement(all, coverage, verdicts, gate, remark);
  }

  /** The same with something that a reader of the verdict has to know. */
  Judgement remarking(String what) {
    return new Judgement(findings, coverage, verdicts, gate, Optional.of(what));
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
      return "passed" + remark.map(what -> ", but " + what).orElse("");
    }
    String reasons =
        String.join(
            ", ",
            codes()
                .filter(reason -> reason != ExitCode.PASSED)
                .distinct()
                .map(ExitCode::meaning)
                .toList());
    return String.format(
        Locale.ROOT,
        "FAILED: %s (exit code %d)%s",
        reasons,
        code.number(),
        remark.map(what -> "; " + what).orElse(""));
  }

  /** The line in the place of a total that is not computable. */
  String withoutTotal() {
    return "Total: not computable, because the run is not whole"
        + gate.map(percent -> "; threshold " + percent + " %: failed").orElse("");
  }
}
