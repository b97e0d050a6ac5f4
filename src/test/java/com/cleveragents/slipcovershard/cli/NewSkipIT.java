package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenarios that hooks skip, though they ran before. */
class NewSkipIT {
  private static final String ONE = "1 test was skipped that ran before:\n  ";
  private static final String NOTHING = "skipped that ran before";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsHooksThatSkipByAVariable() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/environment.py
                import os
                def before_feature(context, feature):
                    if os.environ.get("SKIP") == "feature" and "outer" in feature.tags:
                        feature.skip("not here")
                def before_scenario(context, scenario):
                    if os.environ.get("SKIP") == "scenario" and "inner" in scenario.tags:
                        scenario.skip("not here")
                == features/a.feature
                Feature: a
                  Scenario: works
                    Given it works
                  @inner
                  Scenario: sells
                    Given it works
                == features/b.feature
                @outer
                Feature: b
                  Scenario: one
                    Given it works
                  Scenario: two
                    Given Python runs assert False
                """);
  }

  private static Stream<Setup> setups() {
    return Setup.pairs();
  }

  private Outcome run(Setup setup, String skip, String... flags) {
    return project.variable("SKIP", skip).run(setup, flags);
  }

  private static List<String> marked(Outcome outcome) {
    List<String> locations = new ArrayList<>();
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      for (JsonNode scenario : unit.path("scenarios")) {
        if (scenario.path("new_skip").asBoolean()) {
          locations.add(scenario.path("location").asText());
        }
      }
    }
    return locations;
  }

  @ParameterizedTest
  @MethodSource("setups")
  void areToldUntilTheyRunAgain(Setup setup) {
    run(setup, "scenario").assertCode(ExitCode.TESTS_FAILED).assertSaysNothingOf(NOTHING);
    run(setup, "").assertCode(ExitCode.TESTS_FAILED).assertSaysNothingOf(NOTHING);

    Outcome skipped = run(setup, "scenario", "--report", "markdown");
    skipped.assertSays(ONE + "features/a.feature:5 (sells)");
    assertEquals(List.of("features/a.feature:5"), marked(skipped));
    assertTrue(
        skipped
            .text("build/coverage.md")
            .contains("### Skipped, and run before\n\n```\nfeatures/a.feature:5 (sells)\n```\n"),
        () -> skipped.text("build/coverage.md"));

    run(setup, "scenario").assertSays(ONE + "features/a.feature:5 (sells)");
    Outcome ran = run(setup, "").assertSaysNothingOf(NOTHING);
    assertEquals(List.of(), marked(ran));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void failTheRunWhereThatIsWanted(Setup setup) {
    project.with("== features/b.feature\nFeature: b\n  Scenario: one\n    Given it works\n");
    run(setup, "scenario", "--fail-on-new-skip").assertCode(ExitCode.PASSED);
    run(setup, "", "--fail-on-new-skip").assertCode(ExitCode.PASSED);
    run(setup, "scenario")
        .assertCode(ExitCode.PASSED)
        .assertSays(ONE, "passed, but 1 test was skipped that ran before");

    Outcome red = run(setup, "scenario", "--fail-on-new-skip", "true");
    red.assertCode(ExitCode.TESTS_FAILED);
    red.assertSays("FAILED: tests failed (exit code 1); 1 test was skipped that ran before");
    red.assertSays(
        "FAILED  1 test was skipped that ran before", "    | features/a.feature:5 (sells)");
    red.assertSaysNothingOf(ONE);
    assertTrue(red.has("build/coverage.json"));
    run(setup, "scenario", "--fail-on-new-skip", "false").assertCode(ExitCode.PASSED);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void areThoseOfASkippedFeatureAlsoWhereTheyFailedBefore(Setup setup) {
    run(setup, "").assertCode(ExitCode.TESTS_FAILED);
    Outcome outcome = run(setup, "feature").assertCode(ExitCode.PASSED);
    outcome.assertSays("2 tests were skipped that ran before:");
    assertEquals(List.of("features/b.feature:3", "features/b.feature:5"), marked(outcome));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void areNotThoseThatTagsLeaveOut(Setup setup) {
    run(setup, "").assertCode(ExitCode.TESTS_FAILED);
    run(setup, "scenario", "--runner-args", "--tags=@outer").assertSaysNothingOf(NOTHING);
  }

  @Test
  void areInTheVerdictOfShardsAndOfTheirMerge() {
    project.with("== features/b.feature\nFeature: b\n  Scenario: one\n    Given it works\n");
    run(Setup.chunks(2), "").assertCode(ExitCode.PASSED);
    Path summary = folder.resolve("summary");
    project
        .variable("GITHUB_STEP_SUMMARY", summary.toString())
        .variable("SKIP", "scenario")
        .shards(Setup.chunks(1), 2, "--timings=build/slipcover-shard/timings.json")
        .assertCode(ExitCode.PASSED)
        .assertSays("passed, but 1 test was skipped that ran before");
    assertTrue(
        read(summary).contains("**passed, but 1 test was skipped that ran before**"),
        () -> read(summary));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void areThoseOfPytestAsWell() {
    project
        .variable("INPUT_RUNNER", "pytest")
        .with(
            """
            == test_it.py
            import os
            import pytest

            def test_it():
                if os.environ.get("SKIP"):
                    pytest.skip("not here")
            """);
    Setup setup = new Setup(TestEnvironments.withPytest().get(0), 1);
    run(setup, "", "test_it.py").assertCode(ExitCode.PASSED).assertSays("\npassed\n");
    run(setup, "yes", "test_it.py")
        .assertCode(ExitCode.PASSED)
        .assertSays("passed, but 1 test was skipped that ran before");
  }

  @Test
  void needTimingsOfAnEarlierRun() {
    run(Setup.chunks(2), "").assertCode(ExitCode.TESTS_FAILED);
    Outcome outcome = run(Setup.chunks(2), "scenario", "--build-dir", "elsewhere");
    outcome.assertSaysNothingOf(NOTHING);
    assertFalse(outcome.text("elsewhere/slipcover-shard/ledger.json").contains("new_skip"));
  }
}
