package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole suites of real size, in chunks and in one process under plain SlipCover: the same
 * coverage.json to the last line and branch, and the same reports as SlipCover writes.
 */
class SameNumbersIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;

  static Stream<Environment> environments() {
    return TestEnvironments.all().stream();
  }

  /** Its steps all save to and read from one file, so each chunk needs a copy. */
  @ParameterizedTest
  @MethodSource("environments")
  void pythonDocxInCopies(Environment environment) throws Exception {
    TestProject project = pythonDocx();
    assertSameAsSerial(project, environment, 2, "--branch", "--isolate", "copy");
  }

  @Test
  void pythonDocxAgainAndAgain() throws Exception {
    TestProject project = pythonDocx();
    Environment environment = TestEnvironments.of("3.11", "1.3.3");
    JsonNode serial = serial(project, environment);
    SortedMap<String, String> ends = new TreeMap<>();
    List<String> ways =
        List.of("static", "queue", "static --granularity feature", "queue --accelerate off");
    List<Integer> counts = List.of(1, 2, 4, 3, 2, 4, 2, 4, 2);
    for (int run = 0; run < counts.size(); run++) {
      List<String> flags = new ArrayList<>(List.of("--branch", "--isolate", "copy", "--split"));
      flags.addAll(List.of(ways.get(run % ways.size()).split(" ", -1)));
      if (run == 1) { // from then on, long features are split
        flags.addAll(List.of("--verify", "serial"));
      }
      Outcome outcome =
          project
              .run(new Setup(environment, counts.get(run)), flags.toArray(String[]::new))
              .assertCode(ExitCode.PASSED);
      String name = counts.get(run) + " chunks, " + flags;
      assertEquals(serial, withoutTime(project.path("build/coverage.json")), name);
      ends = ends.isEmpty() ? outcome.ends() : ends;
      assertEquals(ends, outcome.ends(), name);
    }
    Outcome machines =
        project.shards(
            new Setup(environment, 2),
            2,
            "--branch",
            "--isolate=copy",
            "--timings=build/slipcover-shard/timings.json");
    machines.assertCode(ExitCode.PASSED);
    assertEquals(serial, withoutTime(project.path("build/coverage.json")), "two machines");
    assertEquals(ends, machines.ends(), "two machines");
  }

  /** The oldest and a new one; the other suite sees all of them. */
  @ParameterizedTest
  @CsvSource({"3.9, 1.2.6", "3.13, 1.3.3"})
  void exampleInTheCheckout(String python, String behave) throws Exception {
    Environment environment = TestEnvironments.of(python, behave);
    TestProject project = copyOf(Path.of("examples/library"));
    Outcome outcome = assertSameAsSerial(project, environment, 2, "--branch");
    outcome.assertSays("threshold 90 %: passed"); // from pyproject.toml
  }

  @Test
  void oneChunkIsTheSerialRunInTheSameOrder() throws Exception {
    TestProject project = copyOf(Path.of("examples/library"));
    Environment environment = TestEnvironments.of("3.11", "1.3.3");
    Files.delete(project.path("behave.ini")); // brings the scenario in that fails
    String[] plain = {"-f", "plain", "--no-timings", "--no-color", "-o"};
    serial(project, environment, join(plain, "serial.txt"));
    project
        .run(
            new Setup(environment, 1),
            "--runner-args",
            String.join(" ", plain) + " ours.txt",
            "--threshold",
            "none")
        .assertCode(ExitCode.TESTS_FAILED);
    assertEquals(
        Files.readString(project.path("serial.txt")), Files.readString(project.path("ours.txt")));
  }

  private Outcome assertSameAsSerial(
      TestProject project, Environment environment, int chunks, String... flags) throws Exception {
    JsonNode serial = serial(project, environment);
    Outcome outcome =
        project.run(new Setup(environment, chunks), flags).assertCode(ExitCode.PASSED);
    assertEquals(serial, withoutTime(project.path("build/coverage.json")));
    if (!environment.slipcover().equals("1.0.8")) { // which writes no XML
      assertEquals(reportOfSlipCover(project, environment, "--xml"), xmlOf(project));
      assertEquals(textOfSlipCover(project, environment), outcome.text("build/coverage.txt"));
    }
    return outcome;
  }

  private TestProject pythonDocx() throws Exception {
    // As its tox.ini has it: the package is found in src.
    return copyOf(TestEnvironments.pythonDocx())
        .variable("PYTHONPATH", "src")
        .variable("INPUT_GRANULARITY", "auto");
  }

  private TestProject copyOf(Path source) throws Exception {
    TestProject project = TestProject.in(temporary);
    project.empty();
    int code =
        new ProcessBuilder("cp", "-r", source + "/.", project.directory().toString())
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, code);
    return project;
  }

  private static String[] join(String[] words, String last) {
    return Stream.concat(Arrays.stream(words), Stream.of(last)).toArray(String[]::new);
  }

  private static JsonNode serial(TestProject project, Environment environment, String... arguments)
      throws Exception {
    boolean branch = arguments.length == 0;
    List<String> command = new ArrayList<>(List.of("-m", "slipcover", "--json"));
    if (branch) {
      command.add("--branch");
    }
    command.addAll(List.of("--out", "serial.json", "-m", "behave"));
    command.addAll(List.of(arguments));
    python(project, environment, "serial.log", command);
    Path file = project.path("serial.json");
    JsonNode coverage = withoutTime(file);
    Files.delete(file);
    return coverage;
  }

  private static String reportOfSlipCover(
      TestProject project, Environment environment, String format) throws Exception {
    python(
        project,
        environment,
        "table.txt",
        List.of(
            "-m",
            "slipcover",
            "--branch",
            format,
            "--out",
            "slipcover.out",
            "--merge",
            "build/coverage-chunk-1.json",
            "build/coverage-chunk-2.json"));
    return Files.readString(project.path("slipcover.out")).replaceAll(" timestamp=\"\\d+\"", "");
  }

  private static String xmlOf(TestProject project) throws IOException {
    return Files.readString(project.path("build/coverage.xml"))
        .replaceAll(" timestamp=\"\\d+\"", "");
  }

  /** The table that SlipCover prints for the same merge. */
  private static String textOfSlipCover(TestProject project, Environment environment)
      throws Exception {
    reportOfSlipCover(project, environment, "--json");
    return Files.readString(project.path("table.txt"));
  }

  private static void python(
      TestProject project, Environment environment, String output, List<String> arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(environment.python().toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(project.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(project.environment());
    File log = project.path(output).toFile();
    builder.redirectOutput(log).redirectErrorStream(true).start().waitFor();
  }

  private static JsonNode withoutTime(Path file) throws IOException {
    ObjectNode coverage = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) coverage.get("meta")).remove("timestamp");
    return coverage;
  }
}
