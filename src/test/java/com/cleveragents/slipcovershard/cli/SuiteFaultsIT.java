package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Suites that are broken or fail: which code, and what is said of it. */
class SuiteFaultsIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawTwoFeatures() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                @fast
                Feature: a
                  Scenario: one
                    Given it works
                  Scenario: two
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: three
                    Given it works
                """);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void showsAFailedStepWithItsErrorAndTheLogOfItsChunk(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/fails.feature
                Feature: fails
                  Scenario: wrong sum
                    Given it works
                    Then Python runs print("some talk"); assert 1 + 1 == 3, "bad arithmetic"
                """)
            .run(setup, "features");

    String log = "build/slipcover-shard/chunk-%d.log".formatted(setup.chunks());
    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays(
        "FAILED  features/fails.feature:2 wrong sum: failed (chunk ",
        "Then Python runs print(",
        "# features/fails.feature:4, failed",
        "bad arithmetic",
        "log of chunk " + setup.chunks() + ": " + project.path(log)); // the other feature is first
    assertTrue(outcome.text(log).contains("some talk"));
    assertTrue(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void countsWhatTheSuiteSkipsAsNoFailure(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/skips.feature
                Feature: skips
                  Scenario: not here
                    Given it works
                    When Python runs context.scenario.skip("not on this machine")
                    Then Python runs assert False
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("skipped", outcome.ends().get("features/skips.feature:2"));
    assertEquals("passed", outcome.ends().get("features/a.feature:3"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void endsInAllChunksWhenTheSuiteStopsAtTheFirstFailure(Setup setup) {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: fails
            Given Python runs assert False, "first failure"
          Scenario: is left out
            Given it works
        == features/b.feature
        Feature: b
          Scenario: waits for the failure
            Given Python runs wait_for("build/slipcover-shard/events-1.jsonl", "unit_end")
        == features/c.feature
        Feature: c
          Scenario: is not begun
            Given it works
        == features/d.feature
        Feature: d
          Scenario: is not begun
            Given it works
        """);
    Outcome outcome = project.run(setup, "--runner-args", "--stop", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("first failure", "stops at the first failure");
    assertEquals("failed", outcome.ends().get("features/a.feature:2"));
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void isNotWholeWhenTheSuiteStopsInItsLastFeature(Setup setup) {
    project.with(
        """
        == features/b.feature
        Feature: b
          # a comment, long enough to make this feature the heaviest of both and the first to plan
          Scenario: fails
            Given Python runs time.sleep(0.5); assert False
          Scenario: is left out
            Given it works
        """);
    Outcome outcome = project.run(setup, "--runner-args", "--stop", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED).assertSays("1 scenario was left out");
    assertEquals("untested", outcome.ends().get("features/b.feature:5"));
    assertEquals("[ended]", outcome.unitEnds().toString());
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void letsChildrenBeThatEndByThemselves(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/children.feature
                Feature: children
                  Scenario: a fork that ends in the step
                    Given Python runs os.waitpid(os.fork() or os._exit(0), 0)
                  Scenario: a fork that leaves by SystemExit
                    Given Python runs os.waitpid(os.fork() or sys.exit(0), 0)
                  Scenario: a process of multiprocessing
                    Given Python runs p = mp.get_context("fork").Process(target=shop.sell, args=[1]); p.start(); p.join(); assert p.exitcode == 0
                  Scenario: a process that starts anew
                    Given Python runs p = mp.get_context("spawn").Process(target=shop.sell, args=[1]); p.start(); p.join(); assert p.exitcode == 0
                  Scenario: a command
                    Given Python runs subprocess.run(["true"], check=True)
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(5 + 3, outcome.ends().size());
  }
}
