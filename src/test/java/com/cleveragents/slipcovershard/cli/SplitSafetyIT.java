package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test files whose tests depend on each other stay whole, or a trial is red. */
class SplitSafetyIT {
  private static final Setup BEHAVE = Setup.chunks(2);
  private static final String[] TRIAL = {"--granularity=auto", "--verify=serial"};

  private @TempDir Path folder;

  private TestProject pytest(String drawing) throws Exception {
    return TestProject.in(folder)
        .empty()
        .with("== shop.py\ndef sell(price):\n    return price\n== tests/test_long.py\n" + drawing)
        .variable("INPUT_RUNNER", "pytest")
        .variable("INPUT_SOURCE", ".")
        .variable("INPUT_OMIT", "tests/*");
  }

  private static Setup withPytest() {
    return new Setup(TestEnvironments.withPytest().get(0), 2);
  }

  /** The first run says how to find out; the trial is red; what comes after it knows. */
  private static void assertTrialIsRed(
      TestProject project, Setup setup, String path, String... says) {
    String[] auto = {"--granularity=auto"};
    project
        .run(setup, auto)
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("is split:")
        .assertSays(
            path
                + " could run in 2 pieces: to find out whether that is safe, run with"
                + " --granularity auto --verify serial",
            "the longest chunk would take");
    project.run(setup, auto).assertCode(ExitCode.PASSED).assertSaysNothingOf("is split:");
    project
        .run(setup, TRIAL)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays(path + ": in pieces its tests do not do what they do in one process")
        .assertSays(says);
    project
        .run(setup, TRIAL)
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("is split:")
        .assertSays(path + " could run in 2 pieces: it stays whole");
  }

  @Test
  void stateOfAModuleMakesATrialRed() throws Exception {
    TestProject project =
        pytest(
            """
            import time
            import shop

            state = []

            def test_first():
                time.sleep(0.3)
                state.append(shop.sell(1))

            def test_second():
                time.sleep(0.3)
                assert state == [1]
            """);
    assertTrialIsRed(project, withPytest(), "tests/test_long.py", "tests passed in one process");
  }

  @Test
  void skippedDependantsMakeATrialRedThoughTheyExecuteNothingElse() throws Exception {
    TestProject project =
        pytest(
            """
            import time
            import pytest
            import shop

            passed = set()

            def test_first():
                time.sleep(0.3)
                assert shop.sell(1) == 1
                passed.add("first")

            def test_second():
                if "first" not in passed:
                    pytest.skip("needs the first")
                time.sleep(0.3)
                assert shop.sell(1) == 1
            """);
    assertTrialIsRed(
        project,
        withPytest(),
        "tests/test_long.py",
        "tests were skipped in pieces of a file that run when the file is whole",
        "1 test was skipped that ran before");
  }

  @Test
  void whatAScenarioLeavesMakesATrialRed() {
    TestProject project =
        TestProject.in(folder)
            .with(
                """
                == features/long.feature
                Feature: Long
                  Scenario: leaves something
                    Given Python runs time.sleep(0.3); shop.left = 1
                  Scenario: uses it
                    Given Python runs time.sleep(0.3); assert shop.left
                """)
            .variable("INPUT_SPLIT", "queue");
    assertTrialIsRed(project, BEHAVE, "features/long.feature", "tests passed in one process");
  }

  @Test
  void whatIsTiedTogetherIsNotTried() throws Exception {
    TestProject project =
        pytest(
            """
            import time

            class TestAll:
                state = []

                def test_first(self):
                    time.sleep(0.2)
                    self.state.append(1)

                class TestInner:
                    def test_second(self):
                        time.sleep(0.2)
                        assert TestAll.state
            == tests/test_dependency.py
            import time
            import pytest

            @pytest.mark.dependency()
            def test_first():
                time.sleep(0.2)

            @pytest.mark.dependency(depends=["test_first"])
            def test_second():
                time.sleep(0.2)
            == tests/test_conftest.py
            import time

            def test_marked_by_conftest():
                time.sleep(0.2)

            def test_second():
                time.sleep(0.2)
            == tests/test_steps.py
            import time
            import pytest

            @pytest.mark.parametrize("test_step", ["one", "two"])
            def test_all(test_step):
                time.sleep(0.2)
            == conftest.py
            import pytest

            def pytest_configure(config):
                config.addinivalue_line("markers", "dependency(depends): as of pytest-dependency")
                config.addinivalue_line("markers", "incremental: each needs those before it")

            def pytest_collection_modifyitems(items):
                for item in items:
                    if item.name == "test_marked_by_conftest":
                        item.add_marker(pytest.mark.incremental)
            """);
    Setup setup = new Setup(withPytest().environment(), 5);
    for (String[] flags : List.of(new String[] {"--granularity=auto"}, TRIAL)) {
      Outcome outcome =
          project
              .run(setup, flags)
              .assertCode(ExitCode.PASSED)
              .assertSaysNothingOf("is split:", "are split:", "pieces as in");
      assertEquals(4, outcome.json("build/slipcover-shard/plan.json").path("chunks").size());
    }
  }
}
