package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong settings end with code 2 before anything is started, and all of them are told at once. */
class SettingsTest {
  @TempDir Path folder;

  private TestProject project() {
    return TestProject.in(folder)
        .with(
            """
            == features/a.feature
            Feature: a
            == docs/readme.txt
            no feature
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "--chunks, 0",
    "--chunks, -1",
    "--chunks, x",
    "--chunks, 257",
    "--chunks, 1e9",
    "--threshold, -1",
    "--threshold, 101",
    "--threshold, abc",
    "--threshold, NaN",
    "--runner, unittest",
    "--isolate, maybe",
    "--branch=, maybe",
    "--report, pdf",
    "--timeout-minutes, 0",
    "--verify, parallel",
    "--timings, missing.json",
    "--template-db, missing.db",
    "--template-db, features",
    "--working-directory, missing",
    "--build-dir, .",
    "--python, missing/python"
  })
  void refusesAWrongValueAndNamesIt(String flag, String value) {
    String[] words =
        flag.endsWith("=") ? new String[] {"run", flag + value} : new String[] {"run", flag, value};
    project().command(words).assertCode(ExitCode.USAGE).assertSays(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"missing", "features/*.txt", "../elsewhere", "docs", "docs/readme.txt", "@none"})
  void refusesAPathThatMatchesNothingEvenBesideOneThatDoes(String path) {
    project()
        .command("run", "features/a.feature", path)
        .assertCode(ExitCode.USAGE)
        .assertSays("paths: '" + path + "'");
  }

  @Test
  void tellsAllMistakesAtOnce() {
    project()
        .variable("INPUT_RUNNER-ARGS", "--tags 'open")
        .variable("INPUT_THRESHOLD", " ")
        .variable("BEHAVE_COVERAGE_CHUNKS", "none")
        .variable("INPUT_FAIL-ON-NEW-SKIP", "maybe")
        .command("run", "--keep", "*.log", "--env", "SECRET hunter2")
        .assertCode(ExitCode.USAGE)
        .assertSays("runner-args: ", "is not closed", "threshold: the input is empty")
        .assertSays("fail-on-new-skip: 'maybe'", "true or false")
        .assertSays("chunks: 'none'", "keep: ", "env: variable 1 is not of the form NAME=value")
        .assertSaysNothingOf("hunter2");
  }

  @ParameterizedTest
  @CsvSource({"5, 6, 7, 5", ", 6, 7, 6", ", '', 7, 7"})
  void aFlagWinsOverTheInputAndThatOverTheVariable(
      String flag, String input, String variable, String wanted) {
    TestProject project =
        project()
            .variable("INPUT_CHUNKS", "x" + input)
            .variable("BEHAVE_COVERAGE_CHUNKS", "x" + variable);
    if (input.isEmpty()) {
      project.variable("INPUT_CHUNKS", input);
    }
    Outcome outcome =
        flag == null ? project.command("run") : project.command("run", "--chunks", "x" + flag);
    outcome.assertCode(ExitCode.USAGE).assertSays("chunks: 'x" + wanted + "'");
  }

  @Test
  void brokenPyprojectIsAMistake() {
    project()
        .with("== pyproject.toml\n[tool.slipcover\n")
        .command("run")
        .assertCode(ExitCode.USAGE)
        .assertSays("is no valid TOML");
  }

  @Test
  void branchFalseCannotUndoTheTable() {
    project()
        .with("== pyproject.toml\n[tool.slipcover]\nbranch = true\n")
        .command("run", "--branch", "false")
        .assertCode(ExitCode.USAGE)
        .assertSays("branch: ", "pyproject.toml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan", "merge"})
  void everyCommandHasHelp(String command) {
    Outcome outcome = project().command(command, "--help").assertCode(ExitCode.PASSED);
    assertTrue(outcome.out().contains("Usage: slipcover-shard " + command), outcome.out());
  }

  @Test
  void unknownFlagsAreRefused() {
    Outcome outcome = project().command("run", "--chunk", "2").assertCode(ExitCode.USAGE);
    assertTrue(outcome.err().contains("--chunk"), outcome.err());
    assertFalse(outcome.has("build"));
  }

  @Test
  void versionIsStampedByTheBuild() {
    Outcome outcome = project().command("--version").assertCode(ExitCode.PASSED);
    List<String> lines = outcome.out().lines().toList();
    assertTrue(lines.get(0).matches("slipcover-shard \\d+\\.\\d+\\.\\d+.*"), outcome.out());
    assertEquals(List.of("commit: not a release", "base: not a release"), lines.subList(1, 3));
    assertTrue(
        lines
            .get(3)
            .matches("inside: slipcover [\\d.]+, behave [\\d.]+, pytest [\\d.]+, uv [\\d.]+"),
        outcome.out());
    assertEquals(outcome.out(), project().command("run", "--version").out());
    assertEquals("", outcome.err());
  }
}
