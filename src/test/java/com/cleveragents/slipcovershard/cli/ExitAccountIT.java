package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a runner returns is explained by what it counts, in each process, and by nothing else. */
class ExitAccountIT {
  private static final String FLAKY =
      """
      == features/a.feature
      Feature: a
        Scenario: works
          Given it works
        Scenario: trembles
          Given Python runs assert os.path.exists("again") or open("again", "w").close()
      == features/environment.py
      from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry
      """;

  private static final String TESTS =
      """
      == tests/test_a.py
      import os
      import pytest

      def test_works():
          pass

      def test_trembles():
          assert os.path.exists("again") or open("again", "w").close()
      """;

  private @TempDir Path folder;

  private TestProject pytest() throws Exception {
    return TestProject.in(folder).empty().with(TESTS).variable("INPUT_RUNNER", "pytest");
  }

  private static Setup newestPytest() {
    return new Setup(
        TestEnvironments.withPytest().stream()
            .filter(environment -> environment.name().contains("pytest9"))
            .findFirst()
            .orElseThrow(),
        1);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void anAbortAfterTheLastFeatureIsNotExplainedByAFlakyScenario(Setup setup) {
    TestProject project = TestProject.in(folder).with(FLAKY);
    project.with(
        "== features/environment.py\ndef after_all(context):\n    context._runner.aborted = True\n");

    project
        .run(setup, "--retry-failed=1", "features")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays(
            "the run was aborted after its last feature (chunks 1, 2)", "flaky: features/a");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void aScenarioThatTheSuiteRunsUntilItPassesHidesNoHookThatFailed(Setup setup) {
    TestProject project = TestProject.in(folder).with(FLAKY);
    String retries =
        """
        == features/environment.py
        import os
        from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry

        def before_feature(context, feature):
            for scenario in feature.scenarios:
                patch_scenario_with_autoretry(scenario, max_attempts=2)
        """;
    project.with(retries).run(setup, "features").assertCode(ExitCode.PASSED);
    project.with(
        retries
            + """

              def before_scenario(context, scenario):
                  if not os.path.exists("hook"):
                      open("hook", "w").close()
                      raise OSError("no server")
              """);

    project
        .run(setup, "features")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("behave counts 1 hook failure in features/a.feature:2, which did not end");
  }

  @Test
  void aRunnerOfTheSuiteCannotFailWithoutAReason() {
    TestProject project = TestProject.in(folder).with(FLAKY);
    project.with(
        """
        == again
        == own_runner.py
        from behave.runner import Runner
        class Strict(Runner):
            def run_model(self, features=None):
                return super().run_model(features) or True
        == behave.ini
        [behave]
        runner = own_runner:Strict
        """);
    project.variable("PYTHONPATH", ".");

    project
        .run(Setup.chunks(1), "features")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("behave returned 1, a failure, and nothing that it counts explains that");
  }

  @Test
  void aRetryIsAccountedForLikeAnyOtherProcess() throws Exception {
    TestProject project = pytest();
    project.with(
        """
        == tests/conftest.py
        def pytest_sessionfinish(session):
            if session.testscollected == 1:
                session.exitstatus = 1
        """);

    project
        .run(newestPytest(), "--retry-failed=1", "tests")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("changed pytest's exit code from 0 to 1 (chunk 2)", "flaky: tests/test_a.py");
  }

  static Stream<List<String>> fineSuites() {
    return Stream.of(
        List.of("a chunk without tests, and a plugin that takes that for success", "0"),
        List.of("the same without the plugin", "session.exitstatus"));
  }

  @ParameterizedTest
  @MethodSource("fineSuites")
  void whatPytestReturnsForNoTestsIsNoFailureOfAChunk(List<String> suite) throws Exception {
    TestProject project = pytest().with("== again\n== tests/test_empty.py\n");
    project.with(
        "== tests/conftest.py\ndef pytest_sessionfinish(session):\n    session.exitstatus = "
            + suite.get(1)
            + "\n");

    project.run(new Setup(newestPytest().environment(), 2), "tests").assertCode(ExitCode.PASSED);
  }

  @Test
  void rerunsAndKnownFailuresOfPytestAreNoFailures() throws Exception {
    TestProject project = pytest();
    project.with(
        """
        == tests/test_b.py
        import pytest

        @pytest.mark.xfail(strict=True)
        def test_known():
            assert False

        def test_subtests(subtests):
            for number in range(3):
                with subtests.test(number=number):
                    if number == 1:
                        pytest.skip("not this one")
                    if number == 2:
                        pytest.xfail("known")

        @pytest.mark.parametrize("number", [1, 2])
        def test_fails(number, subtests):
            with subtests.test("part"):
                assert number == 1
        """);
    Setup setup = new Setup(TestEnvironments.withPlugins(), 1);
    String options = "--reruns 1 -p no:fakefs";

    Outcome outcome =
        project
            .run(setup, "--runner-args=" + options, "tests")
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("tests/test_b.py::test_fails[2]: failed")
            .assertSaysNothingOf("pytest counts", "pytest returned");

    Map<String, String> expected = new TreeMap<>();
    expected.put("tests/test_a.py::test_works", "passed");
    expected.put("tests/test_a.py::test_trembles", "passed");
    expected.put("tests/test_b.py::test_known", "passed");
    expected.put("tests/test_b.py::test_subtests", "passed");
    expected.put("tests/test_b.py::test_fails[1]", "passed");
    expected.put("tests/test_b.py::test_fails[2]", "failed");
    assertEquals(expected, outcome.ends());
  }
}
