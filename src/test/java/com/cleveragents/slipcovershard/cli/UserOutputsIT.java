package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that the user's own formatters write come out as if one process had written them. */
class UserOutputsIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsFeaturesThatThePlanTakesOutOfOrder() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: small
                    Given it works
                == features/b.feature
                Feature: b
                  # a long comment makes it the heaviest, and so the first to be planned
                  Scenario: large
                    Given it works
                    And it works
                == features/c.feature
                Feature: c
                  Scenario: small, too
                    Given it works
                == features/d.feature
                Feature: d
                  Scenario: middle
                    Given it works
                    And it works
                """);
  }

  private static List<String> names(JsonNode features) {
    List<String> names = new ArrayList<>();
    features.forEach(
        feature ->
            names.add(feature.path("name").asText() + " " + feature.path("location").asText()));
    return names;
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void joinJsonInTheOrderOfTheRunner(Setup setup) {
    List<String> serial = names(project.behave(setup, "-f", "json", "features"));
    Outcome outcome = project.run(setup, "--runner-args", "-f json -o out/behave.json", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(4, serial.size());
    assertEquals(serial, names(outcome.json("out/behave.json")));
  }

  /** Python writes numbers that JSON does not have; what ran again is there once. */
  @Test
  void joinJsonWithNumbersThatAreNoneAndWithRetries() throws IOException {
    project.with(
        """
        == features/steps/numbers.py
        from behave import given, register_type
        register_type(Number=float)
        @given("the number {number:Number}")
        def number(context, number):
            pass
        == features/a.feature
        Feature: a
          Background:
            Given it works
          Scenario: steady
            Given the number nan
            And the number -inf
          Scenario: flaky
            Given Python runs assert os.path.exists("again") or open("again", "w").close()
          Scenario: wrong
            Given Python runs assert False, "\u00fc"
        """);
    project.variable("INPUT_RETRY-FAILED", "1");
    Outcome outcome =
        project.run(Setup.chunks(2), "--runner-args", "-f json -o out.json --junit", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    String text = outcome.text("out.json");
    assertTrue(text.contains(" NaN") && text.contains(" -Infinity"), text);
    Files.writeString(project.path("out.json"), text.replaceAll("NaN|-Infinity", "0"));
    JsonNode features = outcome.json("out.json");
    assertEquals(4, features.size());
    assertEquals("failed", features.get(0).path("status").asText());
    List<String> ends = new ArrayList<>();
    features
        .get(0)
        .path("elements")
        .forEach(it -> ends.add(it.path("name").asText() + " " + it.path("status").asText()));
    assertEquals(List.of(" ", "steady passed", "flaky passed", "wrong failed"), ends);
    String junit = outcome.text("reports/TESTS-a.xml");
    assertTrue(junit.contains("tests=\"3\"") && junit.contains("failures=\"1\""), junit);
    assertEquals(4, junit.split("<testcase", -1).length, junit);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void joinJsonOfAbsolutePaths(Setup setup) {
    String features = project.path("features").toString();
    List<String> serial = names(project.behave(setup, "-f", "json", features));
    Outcome outcome = project.run(setup, "--runner-args", "-f json -o behave.json", features);

    assertEquals(serial, names(outcome.assertCode(ExitCode.PASSED).json("behave.json")));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void collectJunitFiles(Setup setup) throws IOException {
    project.with("== behave.ini\n[behave]\njunit = true\njunit_directory = results\n");
    project.python(setup, "-m", "behave", "features");
    List<String> serial = files("results");
    project.python(setup, "-c", "import shutil; shutil.rmtree('results')");

    Outcome outcome = project.run(setup, "features").assertCode(ExitCode.PASSED);

    assertEquals(4, serial.size());
    assertEquals(serial, files("results"));
    assertTrue(outcome.text("results/TESTS-b.xml").contains("large"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void joinJunitFilesOfOneName(Setup setup) {
    project.with(
        """
        == features/one/same.feature
        Feature: same
          Scenario: of one
            Given it works
        == features/two/same.feature
        Feature: same
          Scenario: of two
            Given it works
        """);
    Outcome outcome =
        project.run(
            setup, "--runner-args=--junit --junit-directory=out", "features/one", "features/two");

    String both = outcome.assertCode(ExitCode.PASSED).text("out/TESTS-same.xml");
    assertTrue(both.contains("<testsuite ") && both.contains("tests=\"2\""), both);
    assertTrue(both.indexOf("name=\"of one\"") < both.indexOf("name=\"of two\""), both);
    assertEquals(2, both.split("<testsuite", -1).length, both);
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(project.path(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void keepAnyOtherFormatForEachChunk(Setup setup) {
    Outcome outcome = project.run(setup, "--runner-args", "-f plain -o plain.txt", "features");

    outcome.assertCode(ExitCode.PASSED);
    if (setup.chunks() == 1) {
      assertTrue(outcome.text("plain.txt").contains("Scenario: large"));
      outcome.assertSaysNothingOf("plain.txt");
    } else {
      assertFalse(outcome.has("plain.txt"));
      String both = outcome.text("plain.txt.chunk-1") + outcome.text("plain.txt.chunk-2");
      for (String scenario : List.of("small", "large", "small, too", "middle")) {
        assertTrue(both.contains("Scenario: " + scenario), both);
      }
      assertEquals(2, outcome.said().split("plain.txt \\(plain\\) cannot be joined", -1).length);
    }
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void keepWhatAKilledChunkLeftOfItsJson(Setup setup) {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: dies\n    Given Python runs os._exit(3)\n");
    Outcome outcome = project.run(setup, "--runner-args", "-f json -o behave.json", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    assertFalse(outcome.has("behave.json"), "half of the features look like all of them");
    assertTrue(outcome.has("behave.json.chunk-1") && outcome.has("behave.json.chunk-2"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void keepWhatTheOthersWroteWhenTheFirstChunkDiesAtOnce(Setup setup) {
    project
        .variable("PYTHONPATH", project.path(".").toString())
        .with(
            """
            == sitecustomize.py
            import os
            if os.environ.get("SLIPCOVER_SHARD_CHUNK") == "1":
                os._exit(9)
            """);
    Outcome outcome =
        project.run(
            setup, "--runner-args", "-f json -o behave.json -f plain -o plain.txt", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED).assertSays("chunk 1", "before it told anything");
    assertFalse(outcome.has("behave.json"));
    assertTrue(outcome.has("behave.json.chunk-2") && outcome.has("plain.txt.chunk-2"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void areThoseOfTheConfigurationOfBehaveToo(Setup setup) {
    List<String> serial = names(project.behave(setup, "-f", "json", "features"));
    project.with(
        """
        == behave.ini
        [behave]
        format = plain
            json
        outfiles = out/plain.txt
            out/behave.json
        """);
    Outcome outcome =
        project.run(setup, "--runner-args=--junit --junit-directory=out/junit", "features");

    outcome.assertCode(ExitCode.PASSED).assertSays("out/plain.txt (plain) cannot be joined");
    assertEquals(serial, names(outcome.json("out/behave.json")));
    assertTrue(outcome.has("out/plain.txt.chunk-1") && outcome.has("out/plain.txt.chunk-2"));
    assertTrue(outcome.text("out/junit/TESTS-d.xml").contains("middle"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void replaceThoseOfAnEarlierRun(Setup setup) {
    project.with("== plain.txt\nold\n== plain.txt.chunk-2\nold\n== plain.txt.chunk-9\nold\n");

    Outcome outcome = project.run(setup, "--runner-args", "-f plain -o plain.txt", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(setup.chunks() == 1, outcome.has("plain.txt"));
    assertEquals(setup.chunks() == 2, outcome.has("plain.txt.chunk-2"));
    assertFalse(outcome.has("plain.txt.chunk-9"));
    String first = setup.chunks() == 1 ? "plain.txt" : "plain.txt.chunk-2";
    assertTrue(outcome.text(first).contains("Scenario: "));
  }

  static Stream<Arguments> wrongPlaces() {
    return Setup.newest()
        .flatMap(
            setup ->
                Stream.of(
                        "-f json -o shop.py/behave.json",
                        "-f plain -o shop.py/plain.txt",
                        "-f json -o features",
                        "-f plain -o features",
                        "--junit --junit-directory shop.py")
                    .map(arguments -> Arguments.of(setup, arguments)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("wrongPlaces")
  void areAMistakeWhereTheyCannotBeWritten(Setup setup, String arguments) throws IOException {
    project.variable("GITHUB_OUTPUT", folder.resolve("outputs").toString());

    Outcome outcome = project.run(setup, "--runner-args=" + arguments, "features");

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays(arguments.replaceAll(".* ", "") + ", which behave was told to write");
    assertTrue(outcome.has("build/coverage.json"), "the rest is written all the same");
    assertTrue(outcome.has("features/a.feature"));
    List<String> outputs = Files.readAllLines(folder.resolve("outputs"));
    assertTrue(outputs.containsAll(List.of("passed=false", "exit-code=2")), outputs.toString());
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void leaveDevicesAlone(Setup setup) throws IOException {
    Path standIn = Files.createSymbolicLink(project.path("null"), Path.of("/dev/null"));

    project
        .run(setup, "--runner-args", "-f plain -o null", "features")
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("cannot be joined");

    assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(standIn));
    assertEquals(List.of("null"), files(".").stream().filter(it -> it.startsWith("null")).toList());
  }
}
