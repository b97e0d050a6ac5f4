package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
  void namesAFeatureThatDoesNotParse(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/broken.feature
                Feature: broken
                  Scenario: x
                    Given it works
                    Nonsense here
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("behave cannot parse features/broken.feature", "line 4", "Nonsense here");
    assertEquals(
        "{features/a.feature:3=passed, features/a.feature:5=passed, features/b.feature:2=passed}",
        outcome.ends().toString());
    assertFalse(outcome.has("build/coverage.json"));
    assertTrue(outcome.has("build/coverage-partial.json"));
  }

  static Stream<Arguments> unloadable() {
    return Setup.all()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("features/steps/x.py", "import not_there", "not_there"),
                        Arguments.of("features/steps/x.py", "def broken(:", "SyntaxError"),
                        Arguments.of("features/environment.py", "import not_there", "not_there"),
                        Arguments.of("features/environment.py", "def broken(:", "SyntaxError"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1], it.get()[2])));
  }

  @ParameterizedTest(name = "{2} in {1} on {0}")
  @MethodSource("unloadable")
  void tellsOnceWhatCannotBeLoaded(Setup setup, String file, String code, String error) {
    Outcome outcome = project.with("== %s\n%s\n".formatted(file, code)).run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED).assertSays("could not be loaded", file, error);
    assertEquals(1, outcome.err().split("could not be loaded", -1).length - 1, outcome.err());
    assertEquals("[never started]", outcome.unitEnds().toString());
    assertFalse(outcome.has("build/coverage.json"));
  }

  static Stream<Arguments> hooks() {
    return Setup.all()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("before_all(context)", ExitCode.CHUNK_FAILED, "before_all"),
                        Arguments.of("after_all(context)", ExitCode.TESTS_FAILED, "after_all"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1], it.get()[2])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("hooks")
  void tellsOnceWhichHookOfTheWholeRunFailed(Setup setup, String hook, ExitCode code, String name) {
    Outcome outcome = withHook(hook, "raise OSError('no server')").run(setup, "features");

    outcome.assertCode(code).assertSays(name + " failed", "OSError: no server", "environment.py");
    assertEquals(1, outcome.err().split(name + " failed", -1).length - 1, outcome.err());
    assertEquals(code == ExitCode.TESTS_FAILED, outcome.has("build/coverage.json"));
  }

  private TestProject withHook(String hook, String code) {
    return project.with("== features/environment.py\ndef %s:\n    %s\n".formatted(hook, code));
  }

  static Stream<Arguments> failures() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("before_feature(context, feature)", "features/a.feature"),
                        Arguments.of("after_feature(context, feature)", "features/a.feature"),
                        Arguments.of("before_scenario(context, scenario)", "features/a.feature:3"),
                        Arguments.of("after_scenario(context, scenario)", "features/a.feature:3"),
                        Arguments.of("before_tag(context, tag)", "features/a.feature"),
                        Arguments.of("after_tag(context, tag)", "features/a.feature"),
                        Arguments.of("before_step(context, step)", "features/a.feature:3"),
                        Arguments.of("after_step(context, step)", "features/a.feature:3"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("failures")
  void saysWhereAHookFailed(Setup setup, String hook, String place) {
    Outcome outcome = withHook(hook, "raise OSError('no server')").run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED).assertSays("FAILED  " + place, "no server");
    assertTrue(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void isNotGreenWhenAHookTakesScenariosAway(Setup setup) {
    String taken = setup.isBehave("1.2") ? "scenarios" : "run_items";
    Outcome outcome =
        withHook(
                "before_feature(context, feature)",
                "if feature.name == 'a': feature.%s.clear()".formatted(taken))
            .run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("has not run everything it should have", "features/a.feature:3");
    assertEquals("never started", outcome.ends().get("features/a.feature:3"));
    assertFalse(outcome.has("build/coverage.json"));
    assertTrue(outcome.has("build/coverage-partial.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void failsWithAHookOfARule(Setup setup) {
    assumeTrue(setup.isBehave("1.3"), "behave 1.2.6 knows no rules");
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: fails beside it
            Given Python runs 1/0
          Rule: r
            Scenario: is left out
              Given it works
        """);
    Outcome outcome =
        withHook("before_rule(context, rule)", "raise OSError('no server')").run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED).assertSays("no server", "ZeroDivisionError");
    assertEquals("untested", outcome.ends().get("features/a.feature:5"));
    assertTrue(outcome.has("build/coverage.json"), "one process would leave it out, too");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void failsWithACleanUpFunction(Setup setup) {
    Outcome outcome =
        withHook("before_scenario(context, scenario)", "context.add_cleanup(lambda: 1 / 0)")
            .run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("FAILED  features/a.feature:3 one", "clean-up");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void failsWithACleanUpFunctionOfTheWholeRun(Setup setup) {
    Outcome outcome =
        withHook("before_all(context)", "context.add_cleanup(lambda: 1 / 0)")
            .run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
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
  void failsWithAnUndefinedStep(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/undefined.feature
                Feature: undefined
                  Scenario: who knows
                    Given it works
                    When nobody wrote this step
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays(
        "FAILED  features/undefined.feature:2 who knows",
        "When nobody wrote this step  # features/undefined.feature:4, undefined");
    assertTrue(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void failsWithAPendingStep(Setup setup) {
    assumeTrue(setup.isBehave("1.3"), "behave 1.2.6 knows no pending steps");
    Outcome outcome =
        project
            .with(
                """
                == features/pending.feature
                Feature: pending
                  Scenario: some day
                    Given a step for some day
                == features/steps/pending.py
                from behave import given
                from behave.api.pending_step import StepNotImplementedError
                @given("a step for some day")
                def some_day(context):
                    raise StepNotImplementedError("some day")
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("FAILED  features/pending.feature:2 some day", ":3, pending");
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
  void isNotGreenWhenAHookSkipsAll(Setup setup) {
    Outcome outcome =
        withHook("before_feature(context, feature)", "feature.skip('no database')")
            .run(setup, "features");

    outcome.assertCode(ExitCode.NO_TESTS).assertSays("no step was executed");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void isNotGreenWhenTagsExcludeAll(Setup setup) {
    Outcome outcome = project.run(setup, "--runner-args", "--tags=nowhere", "features");

    outcome.assertCode(ExitCode.NO_TESTS).assertSays("no scenario is selected");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void runsFeaturesWithoutAnythingToRun(Setup setup) {
    Outcome outcome =
        project
            .with(
                """
                == features/comment.feature
                # nothing yet
                == features/empty.feature
                == features/head.feature
                Feature: head only
                == features/stepless.feature
                Feature: stepless
                  Scenario: to be written
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("passed", outcome.ends().get("features/b.feature:2"));
    assertTrue(outcome.has("build/coverage.json"));
  }

  @Test
  void isNotGreenWithFeaturesWithoutAnythingToRunAlone() {
    Outcome outcome =
        TestProject.in(folder, "other")
            .with(
                """
                == features/empty.feature
                == features/stepless.feature
                Feature: stepless
                  Scenario: to be written
                """)
            .run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.NO_TESTS);
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
  void endsAChunkThatWritesWhereItHasNothingOpened(Setup setup) {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: passes
            Given it works
          Scenario: writes to all descriptors that it finds
            Given Python runs [os.write(int(f), b"x") for f in os.listdir("/proc/self/fd") if os.readlink("/proc/self/fd/" + f).endswith("(deleted)")]
          Scenario: never gets this far
            Given it works
        """);
    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("features/a.feature:4", "its events were damaged", "a line is no event: x{");
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
}
