package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs and summary of the step, for green runs and for red ones. */
class StepFilesIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsASuiteInAWorkflow() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: works
                    Given it works
                  Scenario: is skipped
                    Given Python runs context.scenario.skip()
                == features/b.feature
                Feature: b
                  Scenario: works
                    Given it works
                """)
            .variable("GITHUB_OUTPUT", folder.resolve("outputs").toString())
            .variable("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString());
    project.variable("GITHUB_WORKSPACE", project.path("..").normalize().toString());
  }

  private String summary() throws Exception {
    return Files.readString(folder.resolve("summary.md"));
  }

  /** Leaves shop.py: four lines, of which the suite covers three. */
  private void withoutTheSteps() {
    project.variable("INPUT_OMIT", "features/*");
  }

  @Test
  void tellAPassedRun() throws Exception {
    withoutTheSteps();
    Outcome outcome =
        project.run(Setup.chunks(2), "--threshold", "75", "features").assertCode(ExitCode.PASSED);
    SortedMap<String, String> outputs = project.outputs();

    assertEquals("true", outputs.get("passed"));
    assertEquals("75.0000", outputs.get("total"));
    assertEquals("threshold=75", outputs.get("gates"));
    assertEquals("3", outputs.get("covered-lines"));
    assertEquals("4", outputs.get("total-lines"));
    assertEquals("", outputs.get("covered-branches"));
    assertEquals("3", outputs.get("tests"));
    assertEquals("0", outputs.get("failed"));
    assertEquals("1", outputs.get("skipped"));
    assertEquals("2", outputs.get("chunks"));
    assertEquals("0", outputs.get("exit-code"));
    assertEquals("project/build/coverage.json", outputs.get("json"));
    assertEquals("project/build/coverage.xml", outputs.get("xml"));
    assertEquals("project/build/coverage.txt", outputs.get("text"));
    outcome.assertSays("Total: 3 of 4 lines = 75.0000 %; threshold 75 %: passed");
    assertTrue(summary().startsWith("**passed**"), summary());
    assertTrue(summary().contains("| chunk |") && summary().contains("shop.py"), summary());
  }

  @Test
  void holdsTheExactTotalAgainstTheThreshold() throws Exception {
    withoutTheSteps();
    project
        .run(Setup.chunks(2), "--threshold", "75.0001", "features")
        .assertCode(ExitCode.GATE_FAILED)
        .assertSays("threshold 75.0001 %: failed");

    assertEquals("false", project.outputs().get("passed"));
    assertEquals("75.0000", project.outputs().get("total"));
    assertEquals("3", project.outputs().get("exit-code"));
    assertTrue(summary().startsWith("**FAILED"), summary());
  }

  @Test
  void saySoWhenNoGateApplies() throws Exception {
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    assertEquals("none", project.outputs().get("gates"));
  }

  @Test
  void nameWhatFailed() throws Exception {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: fails\n    Given Python runs 1/0\n");
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.TESTS_FAILED);

    assertEquals("false", project.outputs().get("passed"));
    assertEquals("1", project.outputs().get("failed"));
    assertEquals("1", project.outputs().get("exit-code"));
    assertTrue(summary().contains("features/b.feature:2"), summary());
    assertTrue(summary().contains("ZeroDivisionError"), summary());
  }

  @Test
  void haveNoTotalWhenAChunkWasLost() throws Exception {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: dies\n    Given Python runs os._exit(0)\n");
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.CHUNK_FAILED);

    for (String empty : List.of("total", "covered-lines", "total-lines", "json", "xml", "text")) {
      assertEquals("", project.outputs().get(empty), empty);
    }
    assertEquals("false", project.outputs().get("passed"));
    assertEquals("5", project.outputs().get("exit-code"));
    assertTrue(summary().contains("not computable"), summary());
    assertTrue(summary().contains("features/b.feature:2"), summary());
  }

  @Test
  void areThoseOfTheContract() throws Exception {
    project.run(Setup.chunks(1), "--branch", "features").assertCode(ExitCode.PASSED);
    SortedMap<String, String> documented = new TreeMap<>();
    String contract = Files.readString(Path.of("docs/contract.md"));
    String section = contract.split("## Step outputs", 2)[1].split("\n## ", 2)[0];
    Pattern name = Pattern.compile("`([a-z-]+)`");
    for (String row : section.lines().filter(line -> line.startsWith("| `")).toList()) {
      Matcher matcher = name.matcher(row.split("\\|", 3)[1]);
      Stream.generate(matcher::find)
          .takeWhile(found -> found)
          .forEach(found -> documented.put(matcher.group(1), ""));
    }
    assertEquals(documented.keySet(), project.outputs().keySet());
  }

  static Stream<Arguments> falseStarts() {
    return Stream.of(
        Arguments.of("a wrong setting", List.of("--chunks", "x"), "chunks: 'x'"),
        Arguments.of("an unknown option", List.of("--chunk", "2"), "--chunk"),
        Arguments.of("nothing to run with", List.of("--python", "nowhere"), "nowhere"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("falseStarts")
  void tellOfARunThatDidNotBegin(String name, List<String> wrong, String reason) throws Exception {
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    SortedMap<String, String> ofARun = project.outputs();
    Files.delete(folder.resolve("outputs"));
    Files.delete(folder.resolve("summary.md"));

    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(wrong);
    project.command(arguments.toArray(String[]::new)).assertCode(ExitCode.USAGE);

    assertEquals(ofARun.keySet(), project.outputs().keySet());
    assertEquals("false", project.outputs().get("passed"));
    assertEquals("2", project.outputs().get("exit-code"));
    assertEquals("", project.outputs().get("total"));
    assertEquals("", project.outputs().get("json"));
    assertTrue(summary().contains(reason), summary());
  }

  @Test
  void areAddedToWhatIsThere() throws Exception {
    Files.writeString(folder.resolve("outputs"), "earlier=1\n");
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    assertEquals("1", project.outputs().get("earlier"));
  }

  @Test
  void areMissedWhenTheyCannotBeWritten() {
    project
        .variable("GITHUB_OUTPUT", folder.resolve("no/folder").toString())
        .run(Setup.chunks(1), "features")
        .assertCode(ExitCode.SERVICE_FAILED)
        .assertSays("GITHUB_OUTPUT");
  }

  @Test
  void tellOfASummaryThatCannotBeWritten() throws Exception {
    Outcome outcome =
        project
            .variable("GITHUB_STEP_SUMMARY", folder.resolve("no/folder").toString())
            .run(Setup.chunks(1), "features")
            .assertCode(ExitCode.SERVICE_FAILED);

    assertEquals("false", project.outputs().get("passed"));
    assertEquals("7", project.outputs().get("exit-code"));
    assertEquals("project/build/coverage.json", project.outputs().get("json"));
    assertTrue(
        outcome.out().endsWith("FAILED: the CI service refused or failed (exit code 7)\n"),
        outcome.out());
  }

  @Test
  void tellOfAReportThatCannotBeWritten() throws Exception {
    project.with(
        """
        == features/environment.py
        import os
        def after_all(context):
            os.makedirs("build/coverage.xml/in-the-way", exist_ok=True)
        """);
    project
        .run(Setup.chunks(1), "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("coverage.xml", "Total: 3 of 4 lines");

    assertEquals("false", project.outputs().get("passed"));
    assertEquals("2", project.outputs().get("exit-code"));
    assertEquals("", project.outputs().get("xml"));
    assertTrue(summary().contains("coverage.xml"), summary());
  }
}
