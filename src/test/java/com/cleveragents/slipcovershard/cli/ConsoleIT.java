package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads of a run. */
class ConsoleIT {
  private static final String RED = "\u001b[31m";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsOneFeatureThatFails() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: fails
                    Given it works
                    Then Python runs open("shared", "w"); 1/0
                == features/b.feature
                Feature: b
                  Scenario: passes
                    Given it works
                    Then Python runs open("shared", "w")
                """);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void namesScenarioStepErrorAndLogOfAFailure(Setup setup) {
    Outcome outcome = project.run(setup, "features").assertCode(ExitCode.TESTS_FAILED);

    outcome.assertSays(
        "FAILED  features/a.feature:2 fails: ",
        "Python runs open(\"shared\", \"w\"); 1/0",
        "ZeroDivisionError: division by zero",
        "log of chunk 1: " + project.path("build/slipcover-shard/chunk-1.log"),
        "chunk   features  scenarios    planned    seconds  end",
        "Total: ",
        "Reports: build/coverage.json, build/coverage.xml, build/coverage.txt");
    assertTrue(outcome.out().endsWith("FAILED: tests failed (exit code 1)\n"), outcome.out());
    outcome.assertSaysNothingOf("log of chunk 2", "own cost", "\u001b[");
  }

  @Test
  void tellsOnlyFailuresAndTheResultWhenQuiet() {
    Outcome outcome = project.run(Setup.chunks(2), "--quiet", "features");

    outcome.assertSays("FAILED  features/a.feature:2 fails: ", "Total: ", "(exit code 1)");
    outcome.assertSaysNothingOf("2 features in 2 chunks", "Reports: ", "features  scenarios");
  }

  @Test
  void tellsOwnCostWhenVerbose() {
    project
        .run(Setup.chunks(2), "--verbose", "features")
        .assertSays("our own cost: ", "chunk 2 ended with exit code 0");
  }

  @ParameterizedTest
  @CsvSource({"'', '', false", "'', 1, true", "'', 0, false", "1, 1, false"})
  void isColouredOnlyWhereThatIsWanted(String no, String force, boolean coloured) {
    project.variable("NO_COLOR", no).variable("FORCE_COLOR", force);
    assertEquals(coloured, project.run(Setup.chunks(1), "features").said().contains(RED));
  }

  @Test
  void saysWhyThereAreFewerChunksThanWereAskedFor() {
    Outcome outcome = project.run(Setup.chunks(5), "features");

    outcome.assertSays(
        "2 features in 2 chunks", "5 chunks were asked for, but there are only 2 features to run");
    assertEquals(2, outcome.said().split("5 chunks", -1).length, outcome::said); // said once
    assertEquals(2, outcome.ends().size());
    assertFalse(outcome.has("build/coverage-chunk-3.json"));
  }

  /**
   * As in one process: steps of the other root are never loaded, in whatever chunk its features
   * are.
   */
  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void theFirstPathsStepsServeAllFeatures(Setup setup) {
    project.with(
        """
        == one/features/a.feature
        Feature: a
          Scenario: own
            Given a step of one
        == one/features/steps/steps.py
        from behave import step
        import shop
        @step("a step of one")
        def of_one(context):
            shop.sell(1)
        == two/features/b.feature
        Feature: b
          Scenario: foreign
            Given a step of one
        == two/features/steps/steps.py
        raise OSError("never loaded")
        """);
    Outcome outcome = project.run(setup, "one/features", "two/features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        "{one/features/a.feature:2=passed, two/features/b.feature:2=passed}",
        outcome.ends().toString());
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void aListOfFeaturesIsReadByBehave(Setup setup) {
    project.with("== features/some.featureset\n# those that pass\nb.feature\n");
    Outcome outcome = project.run(setup, "@features/some.featureset");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("{features/b.feature:2=passed}", outcome.ends().toString());
  }
}
