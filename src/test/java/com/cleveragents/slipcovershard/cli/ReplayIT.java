package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One chunk of an earlier run, run again alone with the settings of then. */
class ReplayIT {
  private static final String SUITE =
      """
      == features/a.feature
      Feature: A
        Scenario: knows its chunk
          Given Python runs open("seen", "a").write(os.environ["SLIPCOVER_SHARD_CHUNK"] + os.environ["SLIPCOVER_SHARD_CHUNKS"] + " ")
      == features/b c.feature
      Feature: B
        Scenario: fails
          Given Python runs assert context.config.userdata["wanted"] == "no", os.environ.get("GIVEN")
        @left_out
        Scenario: is left out
          Given nobody knows
      """;

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void makesAProject() {
    project = TestProject.in(folder);
  }

  private static Stream<Setup> setups() {
    return Setup.pairs();
  }

  private Outcome failedRun(Setup setup) {
    return project
        .with(SUITE)
        .run(
            setup,
            "--runner-args",
            "--tags=~@left_out -D wanted=yes",
            "--env",
            "GIVEN=secret {chunk}",
            "--branch",
            "--threshold",
            "100",
            "features/a.feature",
            "features/b c.feature")
        .assertCode(ExitCode.TESTS_FAILED);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void needsNothingButThePlan(Setup setup) {
    Outcome first = failedRun(setup);
    first.assertSays(
        "again, alone: slipcover-shard run --plan build/slipcover-shard/plan.json --only-chunk 2");
    String plan = first.text("build/slipcover-shard/plan.json");
    assertFalse(plan.contains("secret"), plan);
    String ledger = first.text("build/slipcover-shard/ledger.json");
    String coverage = first.text("build/coverage.json");
    String timings = first.text("build/slipcover-shard/timings.json");

    String[] replay = {"run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "2"};
    project
        .command(replay)
        .assertCode(ExitCode.USAGE)
        .assertSays("the run was given --env, whose values are not kept in a plan");
    Outcome again =
        project
            .variable("INPUT_ENV", "GIVEN=secret {chunk}")
            .command(replay)
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays(
                "features/b c.feature:2 fails: failed (chunk 2)",
                "secret 2",
                "chunk 2 of 2 alone FAILED: tests failed (exit code 1)")
            .assertSaysNothingOf("Total", "threshold", "features/a.feature");
    assertTrue(again.has("build/slipcover-shard/replay/chunk-2.log"));
    assertTrue(again.has("build/slipcover-shard/replay/coverage-chunk-2.json"));
    // What it is to explain stays as it was.
    assertEquals(plan, again.text("build/slipcover-shard/plan.json"));
    assertEquals(ledger, again.text("build/slipcover-shard/ledger.json"));
    assertEquals(coverage, again.text("build/coverage.json"));
    assertEquals(timings, again.text("build/slipcover-shard/timings.json"));

    replay[4] = "1";
    project
        .command(replay)
        .assertCode(ExitCode.PASSED)
        .assertSays("chunk 1 of 2 alone passed (exit code 0); its coverage is a part");
    assertEquals("12 12 ", again.text("seen"));
    assertFalse(again.has("build/slipcover-shard/replay/chunk-2.log"));
    project.run(setup, "features/a.feature").assertCode(ExitCode.PASSED);
    assertFalse(again.has("build/slipcover-shard/replay"));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void runsThePiecesOfAFeatureAgain(Setup setup) {
    project
        .variable("INPUT_GRANULARITY", "auto")
        .with(
            """
                == features/long.feature
                Feature: Long
                  Scenario: one
                    Given it works
                  Scenario: two
                    Given it works
                """);
    project.prove(setup);
    project.run(setup).assertCode(ExitCode.PASSED).assertSays("is split");
    Outcome again =
        project
            .command("run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "2")
            .assertCode(ExitCode.PASSED);
    String events = again.text("build/slipcover-shard/replay/events-2.jsonl");
    assertTrue(events.contains("\"name\":\"two\""), events);
    assertFalse(events.contains("\"name\":\"one\""), events);
    project.with("== features/long.feature\nFeature: Other\n  Scenario: two\n    Given it works");
    project
        .command("run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("features/long.feature has changed since it was split");
  }

  @Test
  void saysWhatIsWrongWithThePlan() {
    Setup setup = Setup.chunks(2);
    failedRun(setup);
    project.variable("INPUT_ENV", "GIVEN=x");
    project
        .command("run", "--only-chunk", "2")
        .assertCode(ExitCode.USAGE)
        .assertSays("--plan and --only-chunk belong together");
    project
        .command("run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "3")
        .assertCode(ExitCode.USAGE)
        .assertSays("the plan has no chunk 3: --only-chunk is one of [1, 2]");
    project
        .command("run", "--plan", "shop.py", "--only-chunk", "1")
        .assertCode(ExitCode.USAGE)
        .assertSays("shop.py is damaged");
    project
        .command("run", "--plan", "missing.json", "--only-chunk", "1")
        .assertCode(ExitCode.USAGE)
        .assertSays("missing.json cannot be read");
    project
        .command(
            "run",
            "--plan",
            "build/slipcover-shard/plan.json",
            "--only-chunk",
            "1",
            "features/b c.feature")
        .assertCode(ExitCode.USAGE)
        .assertSays("the plan names features/a.feature, which the runner does not list any more");
  }
}
