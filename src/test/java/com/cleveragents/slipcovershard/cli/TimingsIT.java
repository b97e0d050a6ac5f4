package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs learn of time, where they keep it, and what they tell of it. */
class TimingsIT {
  private static final String TIMINGS = "build/slipcover-shard/timings.json";
  private static final String SIZES = "planned by the sizes of files, so chunks may end apart";

  private static final Pattern SLOW_CHUNK =
      Pattern.compile("1 feature, \\d+\\.\\d\\d s\\n  features/slow");
  private static final Pattern TWO_MACHINES =
      Pattern.compile("\n +2 +4 +\\d+\\.\\d +\\d+\\.\\d\\d");
  private static final Pattern COST_OF_A_MACHINE =
      Pattern.compile("fixed cost of a machine, beside its chunks: \\d+\\.\\d s");
  private static final Pattern SLOWER =
      Pattern.compile(
          "much slower than before: features/c.feature:2 \\(is quick\\), \\d+\\.\\d s instead of");

  private @TempDir Path folder;
  private TestProject project;
  private final Setup setup = Setup.chunks(2);

  private static Stream<Setup> setups() {
    return Setup.pairs();
  }

  @BeforeEach
  void drawsASlowFeatureAndQuickOnes() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/slow.feature
                Feature: Slow
                  Scenario: takes long
                    Given Python runs time.sleep(0.8)
                == features/a.feature
                Feature: A
                  Scenario: is quick
                    Given it works
                  Scenario: is quick
                    Given it works
                == features/b.feature
                Feature: B
                  Scenario: fails
                    Given Python runs assert False
                == features/c.feature
                Feature: C
                  Scenario: is quick
                    Given it works
                """);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void planByTheRunBefore(Setup each) {
    Outcome first = project.run(each).assertCode(ExitCode.TESTS_FAILED);
    first.assertSays("timings: none of an earlier run were found; " + SIZES);
    assertTrue(first.json(TIMINGS).at("/features/features~1a.feature").toString().contains("[[1,"));

    Outcome second = project.run(each).assertCode(ExitCode.TESTS_FAILED);
    second.assertSays(
        "timings: " + TIMINGS + ", 0 min old, know 4 scenarios, and 3 of these 4 features",
        "features/slow.feature alone takes",
        "more than 1 chunk does not help until it is split",
        "imbalance",
        "expected by number of chunks");
    assertEquals(
        "seconds", second.json("build/slipcover-shard/plan.json").path("weights").asText());
    assertTrue(second.text("build/slipcover-shard/plan.json").contains("features/slow.feature"));
    String plan =
        project.command("plan", "--chunks", "2", "--python", each.python().toString()).out();
    assertTrue(SLOW_CHUNK.matcher(plan).find(), plan);
    project
        .command("plan", "--explore", "--python", each.python().toString())
        .assertCode(ExitCode.PASSED)
        .assertSays("seconds, a CPU each", "recommended", "features/slow.feature alone takes");
  }

  @Test
  void tellWhatMoreMachinesWouldBring() throws IOException {
    project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    Outcome second = project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    assertEquals(2, second.json(TIMINGS).path("machine_ms").size());
    String python = setup.python().toString();
    Outcome asked =
        project
            .command("plan", "--explore", "--chunks", "2", "--python", python)
            .assertCode(ExitCode.PASSED)
            .assertSays(
                "machines with 2 chunks each, as asked for",
                "what the forge needs to start a job comes on top");
    assertTrue(TWO_MACHINES.matcher(asked.said()).find(), asked::said);
    assertTrue(COST_OF_A_MACHINE.matcher(asked.said()).find(), asked::said);

    // As an earlier release would have left them.
    Path timings = project.path(TIMINGS);
    String before = Files.readString(timings).replaceFirst("\"machine_ms\":[^]]*],", "");
    Files.writeString(timings, before);
    project
        .command("plan", "--explore", "--python", python)
        .assertCode(ExitCode.PASSED)
        .assertSays(
            "as recommended above",
            "fixed cost of a machine, beside its chunks: not measured, and left out here");
  }

  @Test
  void doNotCountVerifyingAsACostOfAMachine() {
    Outcome outcome = project.run(setup, "--verify", "serial").assertCode(ExitCode.TESTS_FAILED);
    assertTrue(outcome.json(TIMINGS).path("machine_ms").isMissingNode());
    assertEquals(1, outcome.json(TIMINGS).path("chunk_ms").size());
  }

  @Test
  void tellNothingBeforeTheFirstRun() {
    project
        .command("plan", "--explore", "--python", setup.python().toString())
        .assertCode(ExitCode.PASSED)
        .assertSays("run the suite once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "torn {",
        "{\"version\":1,\"features\":{}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"features/a.feature\":[1,[],{\"is quick\":[[1,-5]]}]}}"
      })
  void areNoReasonToFail(String json) throws IOException {
    project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    Files.writeString(project.path(TIMINGS), json);
    Outcome outcome = project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("timings: " + TIMINGS + " is damaged, or of another release; " + SIZES);
    assertEquals(2, outcome.json(TIMINGS).path("version").asInt());

    Files.writeString(project.path("committed.json"), json);
    project
        .run(setup, "--timings", "committed.json")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("timings: committed.json is damaged, or of another release; " + SIZES);
    assertEquals(json, Files.readString(project.path("committed.json")));
  }

  @Test
  void ofAnotherProjectAreNotUsed() throws IOException {
    project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    String others = Files.readString(project.path(TIMINGS)).replace("features/", "other/");
    Files.writeString(project.path("other.json"), others);
    project
        .run(setup, "--timings", "other.json")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("timings: other.json knows none of these features: is it another project's?");
  }

  @Test
  void ofACommittedFileAreUsedAndNotChanged() throws IOException {
    project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    Files.move(project.path(TIMINGS), project.path("committed.json"));
    String before = Files.readString(project.path("committed.json"));
    Outcome outcome =
        project
            .run(setup, "--timings", "committed.json")
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("timings: committed.json, 0 min old, know 4 scenarios");
    assertEquals(before, Files.readString(project.path("committed.json")));
    // With what this run measured, to be committed again.
    assertEquals(2, outcome.json(TIMINGS).path("chunk_ms").size());
  }

  @Test
  void ofAMissingFileAreAnError() {
    project
        .run(setup, "--timings", "missing.json")
        .assertCode(ExitCode.USAGE)
        .assertSays("timings", "missing.json", "a file that exists, auto or none");
  }

  @Test
  void areKeptWhileNobodyAsksForThem() {
    project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    Outcome outcome =
        project
            .run(setup, "--timings", "none")
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("4 features in 2 chunks, planned by size")
            .assertSaysNothingOf("timings:");
    assertEquals(2, outcome.json(TIMINGS).path("chunk_ms").size());
  }

  @Test
  void nameScenariosThatBecameMuchSlower() {
    for (int run = 0; run < 3; run++) {
      project.run(setup).assertCode(ExitCode.TESTS_FAILED).assertSaysNothingOf("much slower");
    }
    project.with(
        """
        == features/c.feature
        Feature: C
          Scenario: is quick
            Given Python runs time.sleep(1.2)
        """);
    Outcome slow = project.run(setup).assertCode(ExitCode.TESTS_FAILED);
    assertTrue(SLOWER.matcher(slow.said()).find(), slow::said);
    assertFalse(slow.said().contains("slower than before: features/slow"), slow::said);
  }
}
