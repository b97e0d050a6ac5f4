package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole suites of pytest: python-docx's 1,609 unit tests, and the example. */
class PytestSuitesIT {
  private @TempDir Path folder;

  /** Each suite with each pytest, in one of the two ways. */
  static Stream<Arguments> setups() {
    List<Setup> setups =
        TestEnvironments.withPytest().stream()
            .map(environment -> new Setup(environment, 2))
            .toList();
    return Stream.of("static", "queue")
        .flatMap(
            split ->
                IntStream.range(0, setups.size())
                    .mapToObj(
                        n ->
                            Arguments.of(
                                setups.get(n),
                                split,
                                (n % 2 == 0) == split.equals("static")
                                    ? "python-docx"
                                    : "pytest-invoices")));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("setups")
  void measureWhatOneProcessDoes(Setup setup, String split, String suite) throws IOException {
    boolean docx = suite.equals("python-docx");
    Path sources =
        docx ? TestEnvironments.pythonDocx() : Path.of("examples", suite).toAbsolutePath();
    TestProject project = TestProject.in(folder).empty();
    copy(sources, project.directory());
    project.variable("INPUT_RUNNER", "pytest").variable("PYTHONPATH", docx ? "src" : "");
    project.variable("INPUT_GRANULARITY", "auto").variable("INPUT_THRESHOLD", "none");

    project.run(setup, "--split", split, "tests").assertCode(ExitCode.PASSED);
    // Now there are times to plan by, and files may be split: the library's in a trial, by which
    // its
    // machines below split as well.
    String verify = docx && split.equals("queue") ? "serial" : "none";
    Outcome outcome =
        project
            .run(setup, "--split", split, "--verify", verify, "tests")
            .assertCode(ExitCode.PASSED);
    assertEquals(docx ? 1609 : 284, outcome.ends().size());
    JsonNode files = outcome.json("build/coverage.json").path("files");
    if (docx && split.equals("queue")) {
      Map<String, String> ends = outcome.ends();
      Outcome machines =
          project.shards(
              setup,
              2,
              "--split=" + split,
              "--timings=build/slipcover-shard/timings.json",
              "tests");
      assertEquals(
          files, machines.assertCode(ExitCode.PASSED).json("build/coverage.json").path("files"));
      assertEquals(ends, machines.ends());
    }

    project.python(
        setup,
        Stream.of(
                List.of("-m", "slipcover", "--json", "--out", "serial.json", "--fail-under", "0"),
                List.of("-m", "pytest", "-W", "ignore::pytest.PytestAssertRewriteWarning", "tests"))
            .flatMap(List::stream)
            .toArray(String[]::new));
    assertEquals(outcome.json("serial.json").path("files"), files);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(each -> !each.toString().contains("__pycache__")).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
