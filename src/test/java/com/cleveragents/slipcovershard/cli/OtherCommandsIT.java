package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code plan}, {@code merge} and {@code report}. */
class OtherCommandsIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsFeaturesThatCoverDifferentLines() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: sells
                    Given it works
                    And Python runs open("ran", "a").write("a")
                == features/b.feature
                Feature: b
                  Scenario: refuses
                    Given Python runs assert shop.sell(-1) == "refused"; open("ran", "a").write("b")
                """);
  }

  private Outcome plan(Setup setup, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "plan";
    all[1] = "--python";
    all[2] = setup.python().toString();
    all[3] = "--chunks=" + setup.chunks();
    System.arraycopy(more, 0, all, 4, more.length);
    return project.command(all);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void plansWithoutRunningOrLoadingAnything(Setup setup) {
    project.with("== features/steps/loud.py\nopen('loaded', 'w')\n");
    Outcome outcome = plan(setup, "--out", "plan.json", "features").assertCode(ExitCode.PASSED);

    outcome.assertSays(
        "chunk 1: 1 feature,", "chunk 2: 1 feature,", "features/a.feature", "features/b.feature");
    assertFalse(outcome.has("ran"), "a scenario ran");
    assertFalse(outcome.has("loaded"), "steps were loaded");
    assertFalse(outcome.has("build/coverage.json"));

    project.run(setup, "features").assertCode(ExitCode.PASSED);
    assertEquals(
        outcome.json("plan.json"),
        outcome.json("build/slipcover-shard/plan.json"),
        "run does as planned");
  }

  @Test
  void planKeepsWhatTheLastRunLeft() {
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    Outcome outcome = plan(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);

    assertTrue(outcome.has("build/coverage.json"));
    // Its timings are the weights.
    assertTrue(
        outcome.out().matches("(?s)chunk 1: 1 feature, \\d+\\.\\d\\d s\\R.*"), outcome.out());
    outcome.assertSaysNothingOf(" bytes");
  }

  @Test
  void planTellsWhatIsWrong() {
    plan(Setup.chunks(1), "--tags", "nothing").assertCode(ExitCode.USAGE);
    plan(Setup.chunks(1), "nowhere").assertCode(ExitCode.USAGE).assertSays("nowhere");
  }

  /** Two files of SlipCover's own, from two serial runs. */
  private void measureApart() {
    for (String name : new String[] {"a", "b"}) {
      project.python(
          Setup.chunks(1),
          "-m",
          "slipcover",
          "--json",
          "--out",
          name + ".json",
          "-m",
          "behave",
          "features/" + name + ".feature");
    }
  }

  private static JsonNode timeless(JsonNode coverage) {
    ((ObjectNode) coverage.path("meta")).remove("timestamp");
    return coverage;
  }

  @Test
  void knowNoTestsWhereThereIsOnlyCoverage() {
    for (String command : new String[] {"merge", "report"}) {
      project
          .command(command, "--report", "xml,junit", "coverage.json")
          .assertCode(ExitCode.USAGE)
          .assertSays("report: junit tells of tests, of which coverage files know nothing");
    }
  }

  @Test
  void mergesAsSlipCoverDoes() {
    measureApart();
    Outcome merged =
        project
            .command("merge", "--build-dir", "out", "--report", "json,xml,text", "a.json", "b.json")
            .assertCode(ExitCode.PASSED)
            .assertSays("completeness not proved");
    project.python(
        Setup.chunks(1), "-m", "slipcover", "--merge", "a.json", "b.json", "--out", "theirs.json");

    assertEquals(timeless(merged.json("theirs.json")), timeless(merged.json("out/coverage.json")));
    assertTrue(merged.has("out/coverage.xml"));
    assertTrue(merged.has("out/coverage.txt"));
    assertFalse(merged.json("out/coverage.json").equals(timeless(merged.json("a.json"))));
  }

  @Test
  void mergesTheSpellingsOfOneFile() {
    measureApart();
    JsonNode plain = project.command("merge", "a.json", "b.json").json("build/coverage.json");
    String other = project.command("merge", "a.json").text("b.json");
    String absolute = other.replace("\"shop.py\"", "\"" + project.path("shop.py") + "\"");
    String elsewhere = other.replace("\"shop.py\"", "\"/elsewhere/shop.py\"");
    assertNotEquals(other, absolute);
    project.with("== absolute.json\n" + absolute + "\n== elsewhere.json\n" + elsewhere + "\n");

    Outcome merged = project.command("merge", "a.json", "absolute.json");
    assertEquals(timeless(plain), timeless(merged.json("build/coverage.json")));
    merged = project.command("merge", "--path-map", "/elsewhere=.", "a.json", "elsewhere.json");
    assertEquals(timeless(plain), timeless(merged.json("build/coverage.json")));
    merged = project.command("merge", "a.json", "elsewhere.json");
    assertEquals(timeless(plain), timeless(merged.json("build/coverage.json")));
    project
        .command("merge", "--path-map", "nothing", "a.json")
        .assertCode(ExitCode.USAGE)
        .assertSays("path-map: 'nothing' is not allowed; it takes FROM=TO");
  }

  @Test
  void mergeTrustsTheLedgerBesideTheFiles() throws IOException {
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);
    String[] both = {"merge", "build/coverage-chunk-1.json", "build/coverage-chunk-2.json"};
    Outcome whole = project.command(both).assertCode(ExitCode.PASSED);
    whole.assertSays("complete, says the ledger of the run").assertSaysNothingOf("not proved");

    project
        .command("merge", "build/coverage-chunk-2.json")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("names coverage-chunk-1.json, too");
    String changed = whole.text("build/coverage-chunk-1.json").replace("\"meta\"", " \"meta\"");
    project.with("== build/coverage-chunk-1.json\n" + changed + "\n");
    project
        .command(both)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("coverage-chunk-1.json is not the file that the ledger beside it names");
    Files.delete(project.path("build/coverage-chunk-2.json"));
    project
        .command(both)
        .assertCode(ExitCode.USAGE)
        .assertSays("coverage-chunk-2.json does not exist");
  }

  @Test
  void mergeRefusesChunksOfARunThatWasNotWhole() {
    project.with(
        "== features/c.feature\nFeature: c\n  Scenario: dies\n    Given Python runs __import__('os')._exit(0)\n");
    project.run(Setup.chunks(3), "features").assertCode(ExitCode.CHUNK_FAILED);
    project
        .command("merge", "build/coverage-chunk-1.json", "build/coverage-chunk-2.json")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("was not whole");
  }

  @Test
  void mergeHoldsTheTotalAgainstTheThreshold() {
    measureApart();
    project
        .command("merge", "--threshold", "100", "a.json")
        .assertCode(ExitCode.GATE_FAILED)
        .assertSays("threshold 100 %: failed", "completeness not proved");
    project
        .command("merge", "--threshold", "50", "a.json", "b.json")
        .assertCode(ExitCode.PASSED)
        .assertSays("threshold 50 %: passed");
  }

  @Test
  void mergeSaysWithNoOutputThatAnythingPassed() {
    measureApart();
    Outcome outcome =
        project
            .variable("GITHUB_OUTPUT", project.path("outputs").toString())
            .command("merge", "a.json", "b.json");
    assertFalse(outcome.has("outputs") && outcome.text("outputs").contains("passed=true"));
  }

  @Test
  void mergeRefusesWhatItCannotTrust() {
    measureApart();
    project.with("== coverage-partial.json\n{}\n== broken.json\n{\"files\": \n== empty.json\n\n");

    project.command("merge", "a.json", "gone.json").assertCode(ExitCode.USAGE).assertSays("gone");
    for (String file : new String[] {"coverage-partial.json", "broken.json", "empty.json"}) {
      Outcome outcome = project.command("merge", "a.json", file);
      outcome.assertCode(ExitCode.COVERAGE_UNUSABLE).assertSays(file);
      assertFalse(outcome.has("build/coverage.json"));
    }
    project.command("merge").assertCode(ExitCode.USAGE).assertSays("FILE");
    for (String noFile : new String[] {"features", "shop.py/a.json", "/", ""}) {
      project.command("merge", "a.json", noFile).assertCode(ExitCode.USAGE).assertSays(noFile);
    }
  }

  @Test
  void reportsInOtherFormatsAndWithAnotherThreshold() {
    measureApart();
    project.command("merge", "--report", "json,xml,lcov", "a.json", "b.json");
    Outcome before = project.command("report", "build/coverage.json", "--build-dir", "other");
    String json = before.text("build/coverage.json");

    Outcome outcome =
        project
            .command("report", "--report", "xml,lcov,markdown", "build/coverage.json")
            .assertCode(ExitCode.PASSED)
            .assertSays("completeness not proved");

    assertEquals(json, outcome.text("build/coverage.json"), "what was only read stays as it is");
    assertEquals(
        timeless(before.json("build/coverage.json")), timeless(before.json("other/coverage.json")));
    assertTrue(outcome.has("build/coverage.md"));
    project.command("report", "--threshold", "100", "a.json").assertCode(ExitCode.GATE_FAILED);
  }

  @Test
  void reportRefusesWhatItCannotTrust() {
    measureApart();
    project.with("== coverage-partial.json\n{}\n");
    project
        .command("report", "coverage-partial.json")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("was not whole");
    project.command("report").assertCode(ExitCode.USAGE).assertSays("FILE");
    project.command("report", "a.json", "b.json").assertCode(ExitCode.USAGE).assertSays("b.json");
    project
        .command("report", "--missing-width", "0", "--xml-package-depth=x", "a.json")
        .assertCode(ExitCode.USAGE)
        .assertSays("missing-width: '0'", "xml-package-depth: 'x'");
  }
}
