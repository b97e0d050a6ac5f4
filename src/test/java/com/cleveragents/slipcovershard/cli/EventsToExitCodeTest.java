package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.NO_TESTS;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.FailOn;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Runner;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.ToldRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events, the ledger and the findings that follow from them, and the exit code of the run. */
class EventsToExitCodeTest {
  private static final String FLAKY =
      "process; has a b; a passed; b failed failed_reports=1; ends failed;"
          + " done 1 failed_reports=1; process; has a b; a passed; b passed; ends passed; ";

  /**
   * A row of the table.
   *
   * @param told see {@link ToldRun}
   * @param ends of the tests in the ledger, in its order
   * @param finding what one finding says; empty where there is to be none
   */
  private record Row(
      String what, Runner runner, String told, String ends, ExitCode code, String finding) {
    @Override
    public String toString() {
      return what + " (" + runner.word() + ")";
    }
  }

  private static Row pytest(String what, String told, String ends, ExitCode code, String finding) {
    return new Row(what, Runner.PYTEST, told, ends, code, finding);
  }

  private static Row behave(String what, String told, String ends, ExitCode code, String finding) {
    return new Row(what, Runner.BEHAVE, told, ends, code, finding);
  }

  static Stream<Row> ofPytest() {
    String one = "process; has a; ";
    String passes = one + "a passed; ends passed; ";
    String known = one + "a xfailed; ends passed; ";
    return Stream.of(
        pytest("all passes", passes + "done 0", "passed", PASSED, ""),
        pytest("a known failure", known + "done 0", "passed", PASSED, ""),
        pytest("an unexpected pass", one + "a xpassed; ends passed; done 0", "passed", PASSED, ""),
        pytest("all skipped", one + "a skipped; ends passed; done 0", "skipped", NO_TESTS, "no t"),
        pytest(
            "one skipped beside one that passes",
            "process; has a b; a skipped; b passed; ends passed; done 0",
            "skipped passed",
            PASSED,
            ""),
        pytest(
            "a failure",
            one + "a failed failed_reports=1; ends failed; done 1 failed_reports=1",
            "failed",
            TESTS_FAILED,
            "a: failed"),
        pytest(
            "a failure in the call and in the tear-down",
            one + "a failed failed_reports=2; ends failed; done 1 failed_reports=2",
            "failed",
            TESTS_FAILED,
            "a: failed"),
        pytest(
            "a failure, and a plugin that makes the exit code 0",
            one + "a failed failed_reports=1; ends failed; done 0 failed_reports=1",
            "failed",
            TESTS_FAILED,
            "a: failed"),
        pytest(
            "an outcome that nobody knows",
            one + "a odd; ends passed; done 0",
            "failed",
            TESTS_FAILED,
            "a: odd"),
        pytest(
            "one report more than the tests have",
            known + "done 1 failed_reports=1",
            "passed",
            TESTS_FAILED,
            "pytest counts 1 failed report outside of any test (chunk 1)"),
        pytest(
            "two reports more, beside a failure",
            one + "a failed failed_reports=1; ends failed; done 1 failed_reports=3",
            "failed",
            TESTS_FAILED,
            "pytest counts 2 failed reports outside of any test"),
        pytest(
            "an exit code that nothing explains, beside a known failure",
            known + "done 7",
            "passed",
            TESTS_FAILED,
            "pytest returned 7, a failure, and nothing that it counts explains that"),
        pytest(
            "an exit code that a plugin changed",
            known + "done 7 cause:a_plugin_changed_it",
            "passed",
            TESTS_FAILED,
            "a plugin changed it (chunk 1)"),
        pytest("flaky", FLAKY + "done 0", "passed flaky", PASSED, ""),
        pytest(
            "a retry that returns a failure although all passes in it",
            FLAKY + "done 1",
            "passed flaky",
            TESTS_FAILED,
            "pytest returned 1, a failure, and nothing that it counts explains that (chunk 2)"),
        pytest(
            "a failed report beside tests, and a flaky test",
            FLAKY.replace("done 1 failed_reports=1", "done 1 failed_reports=2") + "done 0",
            "passed flaky",
            TESTS_FAILED,
            "pytest counts 1 failed report outside of any test (chunk 1)"),
        pytest(
            "fails each time",
            FLAKY.replace("b passed", "b failed failed_reports=1") + "done 1 failed_reports=1",
            "passed failed",
            TESTS_FAILED,
            "b: failed (chunk 2)"),
        pytest(
            "fails, and is skipped by the retry",
            FLAKY.replace("b passed", "b skipped") + "done 0",
            "passed failed",
            TESTS_FAILED,
            "b: failed, and was skipped when it ran again"),
        pytest(
            "fails, and is a known failure in the retry",
            FLAKY.replace("b passed", "b xfailed") + "done 0",
            "passed failed",
            TESTS_FAILED,
            "b: failed, and was xfailed when it ran again"),
        pytest(
            "fails, and the retry does not come to it",
            FLAKY.replace("b passed; ends passed", "ends passed rest:b=untested") + "done 0",
            "passed failed",
            TESTS_FAILED,
            "b: failed, and was not run when it ran again"),
        pytest(
            "fails, and the retry does not find it",
            FLAKY.replace("has a b; a passed; b passed", "has a; a passed") + "done 0",
            "passed failed",
            TESTS_FAILED,
            "b: failed"),
        pytest(
            "passes, and is skipped where another test runs again",
            FLAKY.replace("a passed; b passed", "a skipped; b passed") + "done 0",
            "passed flaky",
            PASSED,
            ""),
        pytest(
            "one test twice in a file, of which one run fails",
            "process; has a a b; a passed; a#2 failed failed_reports=1; b passed; ends failed;"
                + " done 1 failed_reports=1",
            "passed failed passed",
            TESTS_FAILED,
            "a: failed"),
        pytest(
            "cannot be collected",
            "process; unparsable failed_reports=1; done 2 failed_reports=1",
            "",
            CHUNK_FAILED,
            "pytest cannot collect tests/test_a.py"),
        pytest(
            "a file of another chunk cannot be collected, which that chunk does not say",
            passes + "done 1 failed_reports=1 elsewhere:tests/test_b.py=1",
            "passed",
            TESTS_FAILED,
            "pytest could not collect tests/test_b.py"),
        pytest(
            "left out after a failure",
            "process; has a b; a failed failed_reports=1; ends failed stopped rest:b=untested;"
                + " done 1 failed_reports=1",
            "failed untested",
            TESTS_FAILED,
            "1 test was left out by pytest after a failure"),
        pytest("dies", one + "a starts; exit 139", "in_flight", CHUNK_FAILED, "SIGSEGV"),
        pytest(
            "another exit code than it reported",
            passes + "done 0; exit 1",
            "passed",
            CHUNK_FAILED,
            "ended with exit code 1"));
  }

  static Stream<Row> ofBehave() {
    String one = "process; has a; ";
    String passes = one + "a passed; ends passed; ";
    String fails = one + "a failed; ends failed failed_features=1; ";
    String retry = "process; has a; a passed; ends passed; done 0";
    return Stream.of(
        behave("all passes", passes + "done 0", "passed", PASSED, ""),
        behave(
            "a failure",
            fails + "done 1 failed_features=1",
            "failed",
            TESTS_FAILED,
            "features/a.feature:1 a: failed"),
        behave("flaky", fails + "done 1 failed_features=1; " + retry, "flaky", PASSED, ""),
        behave(
            "a clean-up after all that fails, and a flaky scenario",
            fails + "done 1 failed_features=1 cause:a_clean-up_failed; " + retry,
            "flaky",
            TESTS_FAILED,
            "a clean-up failed (chunk 1)"),
        behave(
            "a scenario that failed and passes when a hook runs it again",
            one + "a failed; a passed; ends passed failed_features=1; done 1 failed_features=1",
            "passed",
            TESTS_FAILED,
            "behave counts 1 failed feature in features/a.feature, but nothing in it ended as failed"),
        behave(
            "a scenario that the suite itself runs until it passes",
            one + "a failed; a passed; ends passed; done 0",
            "passed",
            PASSED,
            ""),
        behave(
            "the same, where a hook failed at first",
            one + "a failed hook_failures=1; a passed; ends passed; done 1 hook_failures=1",
            "passed",
            TESTS_FAILED,
            "behave counts 1 hook failure in features/a.feature:1, which did not end as failed"),
        behave(
            "a scenario that passes, and fails when a hook runs it again",
            one + "a passed; a failed; ends failed; done 0",
            "failed",
            TESTS_FAILED,
            "a: failed"),
        behave(
            "a status that a hook changed later",
            passes + "done 0 cause:it_ended_as_passed,_but_is_failed",
            "passed",
            TESTS_FAILED,
            "it ended as passed, but is failed"),
        behave(
            "a hook of the feature fails, and a scenario that would be flaky",
            one
                + "a failed; ends failed error failed_features=1 hook_failures=1;"
                + " done 1 failed_features=1 hook_failures=1",
            "failed",
            TESTS_FAILED,
            "a hook or clean-up of the feature failed"),
        behave(
            "a hook failure of the feature without a word, and a flaky scenario",
            fails.replace("failed_features=1", "failed_features=1 hook_failures=1")
                + "done 1 failed_features=1 hook_failures=1; "
                + retry,
            "flaky",
            TESTS_FAILED,
            "behave counts 1 hook failure in features/a.feature"),
        behave(
            "undefined steps outside of all scenarios",
            passes + "done 1 undefined_steps=2",
            "passed",
            TESTS_FAILED,
            "behave counts 2 undefined steps outside of any scenario"),
        behave(
            "after_all fails",
            passes + "hook after_all; done 1 hook_failures=1",
            "passed",
            TESTS_FAILED,
            "after_all failed (chunk 1)"),
        behave(
            "after_all fails, and so does a hook that nothing names",
            passes + "hook after_all; done 1 hook_failures=2",
            "passed",
            TESTS_FAILED,
            "behave counts 1 hook failure outside of any scenario"),
        behave(
            "a runner class that returns a failure",
            passes + "done 1",
            "passed",
            TESTS_FAILED,
            "behave returned 1, a failure, and nothing that it counts explains that"),
        behave(
            "a feature that ends as failed with scenarios that pass",
            one + "a passed; ends failed failed_features=1; done 1 failed_features=1",
            "passed",
            TESTS_FAILED,
            "the feature"),
        behave(
            "never runs", one + "ends passed; done 0", "never_started", CHUNK_FAILED, "has not"));
  }

  @ParameterizedTest
  @MethodSource({"ofPytest", "ofBehave"})
  void followFromEachOther(Row row) {
    SuiteResult result = ToldRun.of(row.runner(), row.told());
    List<Finding> findings = Findings.of(result, FailOn.NOTHING_MORE);
    Judgement judgement =
        new Judgement(findings, Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    assertEquals(row.ends(), ends(result.ledger()));
    assertEquals(row.code(), judgement.code(), findings::toString);
    assertEquals(row.code() == PASSED, findings.isEmpty(), findings::toString);
    assertTrue(
        row.finding().isEmpty()
            || findings.stream().anyMatch(each -> each.toString().contains(row.finding())),
        findings::toString);
  }

  private static String ends(Ledger ledger) {
    return String.join(
        " ",
        ledger.units().get(0).scenarios().stream()
            .map(scenario -> scenario.end().name().toLowerCase(Locale.ROOT))
            .toList());
  }
}
