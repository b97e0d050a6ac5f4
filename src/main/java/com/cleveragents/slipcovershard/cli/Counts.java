package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.OptionalDouble;

/**
 * How much there was of what a workflow is told the number of.
 *
 * @param tests selected scenarios that ran to an end of their own
 * @param failed those of them that failed
 * @param skipped those that the suite itself skipped
 * @param flaky those that failed and passed when they ran again
 * @param expectedSeconds of the chunks; empty where no times are known
 */
record Counts(
    int tests, int failed, int skipped, int flaky, long chunks, OptionalDouble expectedSeconds) {
  /** Of nothing. */
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, OptionalDouble.empty());

  static Counts of(SuiteResult result) {
    return of(
        result.ledger(),
        result.chunks().stream().filter(chunk -> chunk.goesOnFor().isEmpty()).count(),
        result.plan().map(Plan::expectedSeconds).orElse(OptionalDouble.empty()));
  }

  /** Of a run that is over; what it was expected to take is of no use any more. */
  static Counts of(RunRecord run) {
    return of(
        run.ledger(),
        run.chunks().stream().filter(chunk -> chunk.goesOnFor().isEmpty()).count(),
        OptionalDouble.empty());
  }

  private static Counts of(Ledger ledger, long chunks, OptionalDouble expectedSeconds) {
    int failed = ledger.count(ScenarioEnd.FAILED);
    int skipped = ledger.count(ScenarioEnd.SKIPPED);
    int flaky = ledger.count(ScenarioEnd.FLAKY);
    int tests = ledger.count(ScenarioEnd.PASSED) + failed + skipped + flaky;
    return new Counts(tests, failed, skipped, flaky, chunks, expectedSeconds);
  }

  /** Of both. */
  Counts plus(Counts other) {
    return new Counts(
        tests + other.tests,
        failed + other.failed,
        skipped + other.skipped,
        flaky + other.flaky,
        chunks + other.chunks,
        OptionalDouble.empty());
  }
}
