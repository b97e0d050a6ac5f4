package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What failed runs again in a clean process, and what passes then is flaky and not passed. */
class RetryFailedIT {
  /** Fails the first time. */
  private static final String FLAKY =
      "assert os.path.exists(\"again\") or open(\"again\", \"w\").close()";

  /** Fails the first time, and then runs a line that it does not run otherwise. */
  private static final String WRONG_AT_FIRST =
      "if not os.path.exists(\"again\"): open(\"again\", \"w\").close(); shop.sell(-1); 1 / 0";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsAProject() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: passes
                    Given it works
                """);
  }

  private TestProject with(String first, String code, String last) {
    return project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: first
            Given Python runs %s
          Scenario: trembles
            Given it works
            And Python runs %s
          Scenario: last
            Given Python runs %s
        """
            .formatted(first, code, last));
  }

  private static JsonNode measured(Outcome outcome) {
    return outcome.json("build/coverage.json").path("files").path("shop.py");
  }

  private static Set<Integer> missing(Outcome outcome) {
    Set<Integer> lines = new TreeSet<>();
    measured(outcome).path("missing_lines").forEach(line -> lines.add(line.asInt()));
    return lines;
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void tellsFlakyFromPassed(Setup setup) {
    Outcome outcome = with("1", FLAKY, "1").run(setup, "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.PASSED);
    outcome.assertSays("flaky: features/b.feature:4 trembles");
    Map<String, String> ends = new TreeMap<>(outcome.ends());
    assertEquals("flaky", ends.remove("features/b.feature:4"));
    assertEquals(Set.of("passed"), new TreeSet<>(ends.values()));
    assertEquals(Set.of(3), missing(outcome));
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void isRedForWhatIsFlakyWhereThatIsWanted(String split) {
    Outcome outcome =
        with("1", FLAKY, "1")
            .run(
                Setup.chunks(2),
                "--retry-failed=1",
                "--fail-on-flaky",
                "--split=" + split,
                "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("features/b.feature:4 trembles is flaky", "ASSERT FAILED");
    assertTrue(outcome.has("build/coverage.json"));
  }

  @Test
  void isTheSuitesOwnFailureWithoutBeingAsked() {
    with("1", FLAKY, "1").run(Setup.chunks(1), "features").assertCode(ExitCode.TESTS_FAILED);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void staysFailedIfItFailsEachTime(Setup setup) {
    Outcome outcome =
        with("1", "open('times', 'a').write('x'); assert False", "1")
            .run(setup, "--retry-failed", "2", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("features/b.feature:4 trembles: failed");
    assertEquals("failed", outcome.ends().get("features/b.feature:4"));
    assertEquals("xxx", outcome.text("times"));
  }

  @Test
  void runsItInACleanProcess() {
    Outcome outcome =
        with("sys.dirty = True", "assert not hasattr(sys, \"dirty\")", "1")
            .run(Setup.chunks(1), "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("flaky", outcome.ends().get("features/b.feature:4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.13"})
  void countsTheCoverageOfTheLastAttemptOnly(String python) {
    Setup setup = new Setup(TestEnvironments.of(python, "1.3.3"), 1);
    Outcome outcome = with("1", WRONG_AT_FIRST, "1").run(setup, "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(Set.of(3), missing(outcome));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.13"})
  void countsTheCoverageOfTheLastAttemptAlsoWhereItFails(String python) {
    Setup setup = new Setup(TestEnvironments.of(python, "1.3.3"), 1);
    String alwaysWrong = "shop.sell(-1); assert False";

    for (String times : new String[] {"1", "2"}) {
      Outcome outcome = with("1", alwaysWrong, "1").run(setup, "--retry-failed", times, "features");
      outcome.assertCode(ExitCode.TESTS_FAILED);
      assertEquals(Set.of(), missing(outcome));
    }

    // A hook of the feature that fails makes the first attempt the last one.
    project.with(
        """
        == features/environment.py
        def after_feature(context, feature):
            assert feature.name != "b"
        """);
    Outcome outcome = with("1", alwaysWrong, "1").run(setup, "--retry-failed", "1", "features");
    outcome.assertCode(ExitCode.TESTS_FAILED);
    assertEquals(Set.of(), missing(outcome));
  }

  @Test
  void countsWhatAnotherScenarioRanAfterTheFailure() {
    Setup setup = new Setup(TestEnvironments.of("3.13", "1.3.3"), 1);
    Outcome outcome =
        with("1", WRONG_AT_FIRST, "assert shop.sell(-1)")
            .run(setup, "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(Set.of(), missing(outcome));
  }

  @Test
  void neverLetsAFailureInAClashPassLater() {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: writes, too
            Given Python runs open("again", "a").close()
        """);
    Outcome outcome =
        with(
                "1",
                "assert os.path.exists(\"own\") or open(\"own\", \"w\").close()",
                "open(\"again\", \"a\").close()")
            .run(Setup.chunks(2), "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("failed, and passed when it ran again, but again was touched by");
    assertEquals("failed", outcome.ends().get("features/b.feature:4"));
  }

  @Test
  void runsAFeatureThatMustStayWholeAgainAsAWhole() {
    project.with(
        """
        == features/b.feature
        @slipcover_shard.whole
        Feature: b
          Scenario: first
            Given Python runs open("first", "a").write("x"); sys.prepared = True
          Scenario: trembles
            Given Python runs assert sys.prepared
            And Python runs %s
        """
            .formatted(FLAKY));

    Outcome outcome = project.run(Setup.chunks(2), "--retry-failed", "1", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("xx", outcome.text("first"));
    assertEquals("flaky", outcome.ends().get("features/b.feature:5"));
    assertEquals("passed", outcome.ends().get("features/b.feature:3"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void isNoSuccessToBeSkippedTheSecondTime(Setup setup) {
    String skips =
        "context.scenario.skip() if os.path.exists('again')"
            + " else (open('again', 'w').close(), 1 / 0)";
    Outcome outcome =
        with("1", skips, "1").run(setup, "--retry-failed", "1", "--report=json,junit", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("features/b.feature:4 trembles: failed, and was skipped when it ran again");
    assertEquals("failed", outcome.ends().get("features/b.feature:4"));
    assertTrue(outcome.text("build/junit.xml").contains("ZeroDivisionError"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void onlyPassingIsSuccessForTestsOfPytest(String split) throws Exception {
    TestProject suite = TestProject.in(folder, "other").empty().variable("INPUT_RUNNER", "pytest");
    suite.with(
        """
        == shop.py
        def sell(price):
            if price < 0:
                return "refused"
            return "sold"
        == tests/test_b.py
        import os
        import pytest
        import shop

        def fails_once(name):
            if not os.path.exists(name):
                open(name, "w").close()
                assert False

        prepared = False

        def test_first():
            global prepared
            prepared = True

        def test_needs_the_first():
            if not prepared:
                pytest.skip("the first did not run")
            assert False

        def test_known():
            fails_once("known")
            pytest.xfail("a known failure")

        def test_flaky():
            fails_once("flaky")

        def test_always_fails():
            shop.sell(1)
            shop.sell(-1)
            assert False
        """);
    Setup setup = new Setup(TestEnvironments.withPytest().get(0), 1);

    Outcome outcome = suite.run(setup, "--retry-failed=1", "--split=" + split, "tests");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays(
        "test_needs_the_first: failed, and was skipped when it ran again",
        "test_known: failed, and was xfailed when it ran again",
        "flaky: tests/test_b.py::test_flaky");
    assertEquals("flaky", outcome.ends().get("tests/test_b.py::test_flaky"));
    assertEquals(Set.of(), missing(outcome));
  }

  @Test
  void isToldInReportsAndOutputs() throws Exception {
    Path outputs = folder.resolve("outputs");
    Path summary = folder.resolve("summary");
    project
        .variable("GITHUB_OUTPUT", outputs.toString())
        .variable("GITHUB_STEP_SUMMARY", summary.toString());

    Outcome outcome =
        with("1", FLAKY, "1")
            .run(Setup.chunks(1), "--retry-failed=1", "--report=json,junit,html", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertTrue(outcome.text(outputs.toString()).contains("flaky=1\n"));
    assertTrue(outcome.text(summary.toString()).contains("features/b.feature:4 trembles"));
    assertTrue(outcome.text("build/junit.xml").contains("<flakyFailure type="));
    assertTrue(outcome.text("build/junit.xml").contains("failures=\"0\""));
    assertTrue(outcome.text("build/html/index.html").contains("<td>flaky</td>"));
  }
}
