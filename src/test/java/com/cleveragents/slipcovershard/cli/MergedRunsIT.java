package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.ArtifactServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both runners in one repository: a run each, and {@code --mode merge} of the two. */
class MergedRunsIT {
  private static final Setup SETUP = Setup.chunks(2);

  private @TempDir Path folder;
  private TestProject project;

  /** Each runner executes a line that the other does not. */
  @BeforeEach
  void drawsFeaturesAndTestsOfOnePackage() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: sells
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: sells
                    Given it works
                == tests/test_shop.py
                import shop

                def test_refuses():
                    assert shop.sell(-1) == "refused"
                """)
            .variable("PYTHONDONTWRITEBYTECODE", "1")
            .variable("GITHUB_ACTIONS", "true")
            .variable("GITHUB_RUN_ID", "12")
            .variable("GITHUB_RUN_ATTEMPT", "1")
            .variable("GITHUB_OUTPUT", folder.resolve("outputs").toString())
            .variable("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString())
            .variable("INPUT_GRANULARITY", "")
            .variable("INPUT_RETRY-CRASHED", "");
  }

  private Outcome behave(String... more) {
    return run("behave", "features", more);
  }

  private Outcome pytest(String... more) {
    return run("pytest", "tests", more);
  }

  /** With a build-dir and without a gate of its own, if nothing else is said. */
  private Outcome run(String runner, String tests, String... more) {
    project.variable("INPUT_BUILD-DIR", "build/" + runner).variable("INPUT_THRESHOLD", "none");
    List<String> all = new ArrayList<>(List.of("--runner", runner));
    all.addAll(List.of(more));
    all.add(tests);
    Outcome outcome = project.run(SETUP, all.toArray(String[]::new));
    project.variable("INPUT_BUILD-DIR", "").environment().remove("INPUT_THRESHOLD");
    return outcome;
  }

  private Outcome merge(String... more) {
    List<String> all = new ArrayList<>(List.of("run", "--mode", "merge"));
    all.addAll(List.of(more));
    all.addAll(List.of("build/behave", "build/pytest"));
    return project.command(all.toArray(String[]::new));
  }

  private static JsonNode timeless(JsonNode coverage) {
    ((ObjectNode) coverage.path("meta")).remove("timestamp");
    return coverage;
  }

  @Test
  void areWhatSlipCoverMakesOfTheirCoverage() throws IOException {
    behave().assertCode(ExitCode.PASSED);
    pytest().assertCode(ExitCode.PASSED);
    Outcome merged = merge("--threshold", "100").assertCode(ExitCode.PASSED);

    project.python(
        SETUP,
        "-m",
        "slipcover",
        "--merge",
        "build/behave/coverage.json",
        "build/pytest/coverage.json",
        "--out",
        "theirs.json");
    assertEquals(
        timeless(merged.json("theirs.json")), timeless(merged.json("build/coverage.json")));
    merged.assertSays(
        "build/behave: 2 tests, 0 failed, 0 skipped; passed",
        "build/pytest: 1 tests, 0 failed, 0 skipped; passed",
        "threshold 100 %: passed");
    SortedMap<String, String> outputs = project.outputs();
    assertEquals("100.0000", outputs.get("total"));
    assertEquals("true", outputs.get("passed"));
    assertEquals("threshold=100", outputs.get("gates"));
    assertEquals("3", outputs.get("tests"));
    assertEquals("3", outputs.get("chunks"));
    assertEquals("build/coverage.json", outputs.get("json"));
    assertTrue(Files.readString(folder.resolve("summary.md")).contains("build/pytest: 1 tests"));
  }

  /** With a source, each run has the files of the other, though it does not load them. */
  @Test
  void takeTheLinesOfATestFromTheRunThatLoadsIt() {
    project.variable("INPUT_SOURCE", ".");
    project.with(
        """
        == tests/test_shop.py
        import shop

        def test_refuses():
            assert (
                shop.sell(-1)
                == "refused"
            ), "sold"
        == tests/test_more.py
        def test_more():
            pass
        """);
    behave().assertCode(ExitCode.PASSED);
    Outcome pytest = pytest().assertCode(ExitCode.PASSED);
    project.variable("INPUT_SOURCE", "");
    Outcome merged = merge().assertCode(ExitCode.PASSED);

    JsonNode files = merged.json("build/coverage.json").path("files");
    assertEquals(
        pytest.json("build/pytest/coverage.json").path("files").path("tests/test_shop.py"),
        files.path("tests/test_shop.py"));
    assertTrue(files.has("features/steps/steps.py"));
    project
        .command(
            "merge", "build/pytest/coverage-chunk-1.json", "build/pytest/coverage-chunk-2.json")
        .assertCode(ExitCode.PASSED)
        .assertSays("complete, says the ledger of the run 12.1 ");
  }

  @Test
  void areHeldAgainstTheThresholdTogether() {
    behave().assertCode(ExitCode.PASSED);
    project.with("== tests/test_shop.py\nimport shop\n\ndef test_nothing():\n    pass\n");
    pytest().assertCode(ExitCode.PASSED);

    merge("--threshold", "100").assertCode(ExitCode.GATE_FAILED).assertSays("100 %: failed");
    project.variable("INPUT_THRESHOLD", "");
    merge().assertCode(ExitCode.USAGE).assertSays("threshold: the input is empty");
  }

  @Test
  void areUploadedAsOneArtifact() throws IOException {
    behave("--upload=false").assertCode(ExitCode.PASSED);
    pytest("--upload=false").assertCode(ExitCode.PASSED);
    try (ArtifactServer server = ArtifactServer.of(ArtifactServer.Kind.FORGEJO)) {
      server.environment().forEach(project::variable);
      project.variable("GITHUB_RUN_ID", "12");
      Outcome merged = merge("--artifact-name", "both").assertCode(ExitCode.PASSED);

      SortedMap<String, String> files = new TreeMap<>(server.unzipped("both"));
      assertEquals(
          List.of("coverage.json", "coverage.txt", "coverage.xml"), List.copyOf(files.keySet()));
      assertEquals(merged.text("build/coverage.json"), files.get("coverage.json"));
      assertEquals("11", project.outputs().get("artifact-id"));
    }
  }

  @Test
  void areRedWhereOneWasRed() throws IOException {
    behave().assertCode(ExitCode.PASSED);
    project.with("== tests/test_shop.py\nimport shop\n\ndef test_fails():\n    assert 0\n");
    pytest().assertCode(ExitCode.TESTS_FAILED);

    merge("--threshold", "1")
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("build/pytest was red: tests failed (exit code 1)");

    assertEquals("false", project.outputs().get("passed"));
    assertEquals("1", project.outputs().get("failed"));
    assertNotEquals("", project.outputs().get("total"), "all tests were run");
  }

  @Test
  void areRedWhereOneMissedAGateOfItsOwn() {
    behave("--threshold=100").assertCode(ExitCode.GATE_FAILED);
    pytest().assertCode(ExitCode.PASSED);
    merge("--threshold", "1").assertCode(ExitCode.GATE_FAILED).assertSays("was red: a gate failed");
  }

  @Test
  void areRedWhereOneCouldNotBePublished() throws IOException {
    behave().assertCode(ExitCode.PASSED);
    pytest("--upload=true").assertCode(ExitCode.SERVICE_FAILED);
    merge().assertCode(ExitCode.SERVICE_FAILED).assertSays("build/pytest was red: the CI service");
  }

  @Test
  void haveNoTotalWhereOneIsNotWhole() throws IOException {
    behave().assertCode(ExitCode.PASSED);
    project.with("== tests/test_shop.py\nimport os\n\ndef test_dies():\n    os._exit(0)\n");
    pytest().assertCode(ExitCode.CHUNK_FAILED);

    Outcome merged =
        merge("--threshold", "1")
            .assertCode(ExitCode.CHUNK_FAILED)
            .assertSays("Total: not computable", "build/pytest was red");

    assertEquals("", project.outputs().get("total"));
    assertFalse(merged.has("build/coverage.json"));
  }

  @Test
  void areRedWhereOneDidNotHappen() throws IOException {
    merge().assertCode(ExitCode.USAGE).assertSays("build/behave holds no", "build/pytest holds no");
    behave().assertCode(ExitCode.PASSED);
    pytest("--no-such-option").assertCode(ExitCode.USAGE);

    Outcome merged = merge("--threshold", "1").assertCode(ExitCode.USAGE);

    merged.assertSays("build/pytest holds no slipcover-shard/ledger.json: nothing was run");
    assertEquals("false", project.outputs().get("passed"));
    assertEquals("", project.outputs().get("total"));
    assertFalse(merged.has("build/coverage.json"));
  }

  /** A workspace that is kept, and a step that was left out today. */
  @ParameterizedTest
  @CsvSource({"GITHUB_RUN_ID, 13", "GITHUB_RUN_ATTEMPT, 2"})
  void areRedWhereOneIsOfAnEarlierJob(String variable, String value) {
    behave().assertCode(ExitCode.PASSED);
    pytest().assertCode(ExitCode.PASSED);
    project.variable(variable, value);
    behave().assertCode(ExitCode.PASSED);

    merge()
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("build/pytest is of another job (12.1 ");
  }

  @Test
  void areRefusedWhenTheirFilesAreNotThoseOfTheRun() throws IOException {
    behave().assertCode(ExitCode.PASSED);
    pytest().assertCode(ExitCode.PASSED);
    Path chunk = project.path("build/pytest/coverage-chunk-1.json");
    Files.writeString(chunk, Files.readString(chunk) + "\n");
    merge()
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("coverage-chunk-1.json is not the file that the ledger beside it names");
    Files.delete(chunk);
    merge().assertCode(ExitCode.USAGE).assertSays("coverage-chunk-1.json does not exist");
    Files.delete(project.path("build/behave/coverage.json"));
    merge().assertSays("build/behave was not whole");
    Path ledger = project.path("build/behave/slipcover-shard/ledger.json");
    Files.writeString(ledger, Files.readString(ledger).replaceFirst("\"exit_code\" : 0,", ""));
    merge().assertCode(ExitCode.USAGE).assertSays("build/behave does not tell what it came to");
    Files.writeString(ledger, "{}");
    merge().assertSays("is no ledger of version 1");
  }

  @Test
  void ofDifferentDirectoriesAreNotMerged() throws IOException {
    project.with("== sub/tests/test_it.py\nimport one\n\ndef test_it():\n    one.x()\n");
    project.with("== sub/one.py\ndef x():\n    pass\n");
    project.variable("GITHUB_WORKSPACE", project.directory().toString());
    behave().assertCode(ExitCode.PASSED);
    pytest("--working-directory=sub", "--build-dir=../build/pytest").assertCode(ExitCode.PASSED);
    merge()
        .assertCode(ExitCode.USAGE)
        .assertSays("build/pytest is of a run in the working-directory 'sub', this is ''");
  }

  @Test
  void takeNoSettingsOfARun() {
    project.variable("INPUT_CHUNKS", "4").variable("INPUT_REPORT", "junit");
    merge("--runner", "pytest", "--build-dir", "build/behave")
        .assertCode(ExitCode.USAGE)
        .assertSays(
            "chunks: with mode: merge nothing is run",
            "runner: with mode: merge nothing is run",
            "report: each run writes its own junit.xml");
    project.variable("INPUT_CHUNKS", "").variable("INPUT_REPORT", "");
    behave().assertCode(ExitCode.PASSED);
    merge("--build-dir", "build/behave").assertCode(ExitCode.USAGE).assertSays("build-dir: is one");
    assertTrue(Files.exists(project.path("build/behave/coverage.json")));
    for (String paths : new String[] {"build/behave", "build/behave build/../build/behave"}) {
      project
          .variable("INPUT_PATHS", paths)
          .command("run", "--mode=merge")
          .assertCode(ExitCode.USAGE)
          .assertSays("the build-dirs of two runs or more, or of all shards");
    }
    project
        .command("run", "--mode=join")
        .assertCode(ExitCode.USAGE)
        .assertSays("run, plan or merge");
  }
}
