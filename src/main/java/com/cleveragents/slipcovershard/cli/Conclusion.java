package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Runner;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a run comes to: everything that was found, what the gates say, and the exit code that
 * follows.
 *
 * @param coverage of the whole run; empty when it is not whole, and then nothing is computable
 * @param gate the rule that was to be applied, if any
 */
record Conclusion(
    SuiteResult result,
    List<Finding> findings,
    Optional<Coverage> coverage,
    List<Verdict> verdicts,
    Optional<String> gate) {
  Conclusion {
    findings = List.copyOf(findings);
    verdicts = List.copyOf(verdicts);
  }

  static Conclusion of(SuiteResult result, Measurement measurement, Settings settings) {
    GateSettings gates = settings.gates();
    List<Finding> findings = new ArrayList<>(Findings.of(result, settings.run().failOn()));
    findings.addAll(measurement.findings());
    Optional<Coverage> whole = measurement.coverage().filter(coverage -> measurement.isWhole());
    return new Conclusion(
        result,
        findings,
        whole,
        whole.map(gates::judge).orElse(List.of()),
        gates.threshold().map(threshold -> threshold.percent().toPlainString()));
  }

  /** That of a run which ended before it had a result, for this reason. */
  static Conclusion ofNoRun(Finding reason, Instant now) {
    SuiteResult nothing =
        new SuiteResult(
            Runner.BEHAVE, // or any other: nothing is told of what did not run
            List.of(),
            new TreeMap<>(),
            Optional.empty(),
            new Ledger(List.of()),
            List.of(),
            List.of(),
            Optional.empty(),
            new TreeSet<>(),
            false,
            now,
            now);
    return new Conclusion(nothing, List.of(reason), Optional.empty(), List.of(), Optional.empty());
  }

  /** The same with one more thing found. */
  Conclusion with(Finding finding) {
    List<Finding> all = new ArrayList<>(findings);
    all.add(finding);
    return new Conclusion(result, all, coverage, verdicts, gate);
  }

  /** The one exit code that stands for all that was found. */
  ExitCode code() {
    return ExitCode.worst(
        Stream.concat(findings.stream().map(Finding::code), verdicts.stream().map(Verdict::code))
            .toList());
  }

  /** Whether somebody has ended the run, and waits for the end of the program. */
  boolean isInterrupted() {
    return code() == ExitCode.INTERRUPTED;
  }

  /** The outputs of the step; what could not be computed is empty. */
  SortedMap<String, String> outputs(int seconds, SortedMap<String, String> files) {
    SortedMap<String, String> outputs = new TreeMap<>(files);
    Optional<Counter> lines = coverage.map(Coverage::lines);
    Optional<Counter> branches = coverage.filter(Coverage::withBranches).map(Coverage::branches);
    outputs.put(
        "total",
        coverage
            .flatMap(found -> found.total().percentCut(4))
            .map(BigDecimal::toPlainString)
            .orElse(""));
    outputs.put("passed", Boolean.toString(code() == ExitCode.PASSED));
    outputs.put("gates", gate.map(percent -> "threshold=" + percent).orElse("none"));
    outputs.put("covered-lines", text(lines.map(Counter::covered)));
    outputs.put("total-lines", text(lines.map(Counter::total)));
    outputs.put("covered-branches", text(branches.map(Counter::covered)));
    outputs.put("total-branches", text(branches.map(Counter::total)));
    outputs.put("tests", String.valueOf(tests()));
    outputs.put("failed", String.valueOf(result.ledger().count(ScenarioEnd.FAILED)));
    outputs.put("flaky", String.valueOf(result.ledger().count(ScenarioEnd.FLAKY)));
    outputs.put("skipped", String.valueOf(result.ledger().count(ScenarioEnd.SKIPPED)));
    outputs.put(
        "chunks",
        String.valueOf(
            result.chunks().stream().filter(chunk -> chunk.goesOnFor().isEmpty()).count()));
    outputs.put("seconds", String.valueOf(seconds));
    OptionalDouble expected =
        result.plan().map(Plan::expectedSeconds).orElse(OptionalDouble.empty());
    outputs.put(
        "expected-seconds",
        expected.isPresent() ? String.valueOf(Math.round(expected.getAsDouble())) : "");
    outputs.put("exit-code", String.valueOf(code().number()));
    return outputs;
  }

  private static String text(Optional<Long> number) {
    return number.map(String::valueOf).orElse("");
  }

  /** Selected scenarios that ran to an end of their own. */
  int tests() {
    return result.ledger().count(ScenarioEnd.PASSED)
        + result.ledger().count(ScenarioEnd.FLAKY)
        + result.ledger().count(ScenarioEnd.FAILED)
        + result.ledger().count(ScenarioEnd.SKIPPED);
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
            Stream.concat(
                    findings.stream().map(Finding::code), verdicts.stream().map(Verdict::code))
                .filter(reason -> reason != ExitCode.PASSED)
                .distinct()
                .map(ExitCode::meaning)
                .toList());
    return String.format(Locale.ROOT, "FAILED: %s (exit code %d)", reasons, code.number());
  }
}
