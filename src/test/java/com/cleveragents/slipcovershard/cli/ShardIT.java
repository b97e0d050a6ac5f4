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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of one suite that several machines run, and {@code --mode merge} of them. */
@Execution(ExecutionMode.CONCURRENT)
class ShardIT {
  private static final Setup SETUP = Setup.chunks(2);

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsFiveFeatures() {
    project =
        TestProject.in(folder)
            .withShop(5)
            .variable("PYTHONDONTWRITEBYTECODE", "1")
            .variable("GITHUB_ACTIONS", "true")
            .variable("GITHUB_RUN_ID", "12")
            .variable("GITHUB_RUN_ATTEMPT", "1")
            .variable("GITHUB_OUTPUT", folder.resolve("outputs").toString())
            .variable("INPUT_GRANULARITY", "")
            .variable("INPUT_RETRY-CRASHED", "");
  }

  private Outcome shard(int number, int count, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--shard=%d/%d".formatted(number, count),
                "--build-dir=parts/" + number,
                "--threshold=100"));
    all.addAll(List.of(more));
    all.add("features");
    return project.run(SETUP, all.toArray(String[]::new));
  }

  private Outcome merge(int count, String... more) {
    List<String> all = new ArrayList<>(List.of("run", "--mode=merge", "--shards=" + count));
    all.addAll(List.of(more));
    for (int number = 1; number <= count; number++) {
      if (Files.exists(project.path("parts/" + number))) {
        all.add("parts/" + number);
      }
    }
    return project.command(all.toArray(String[]::new));
  }

  /** The command for all files of a part, which know nothing of other machines. */
  private String[] mergeOfChunks(int number) throws IOException {
    try (Stream<Path> files = Files.list(project.path("parts/" + number))) {
      return Stream.concat(
              Stream.of("merge"),
              files
                  .map(Path::toString)
                  .filter(name -> name.matches(".*coverage-chunk-\\d+\\.json")))
          .toArray(String[]::new);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void areTogetherWhatOneMachineMeasures(String split) throws IOException {
    for (int number = 1; number <= 3; number++) {
      Outcome part = shard(number, 3, "--split", split).assertCode(ExitCode.PASSED);
      part.assertSays("this is shard " + number + " of 3");
      assertEquals("", project.outputs().get("total"), "nobody takes a part for the whole");
      assertEquals("none", project.outputs().get("gates"));
      assertFalse(part.has("parts/" + number + "/coverage.json"));
      project
          .command(mergeOfChunks(number))
          .assertCode(ExitCode.PASSED)
          .assertSaysNothingOf("complete, says");
    }
    Outcome merged = merge(3, "--threshold=80").assertCode(ExitCode.PASSED);
    Outcome one = project.run(SETUP, "--build-dir=one", "features").assertCode(ExitCode.PASSED);

    JsonNode files = one.json("one/coverage.json").path("files");
    assertEquals(files, merged.json("build/coverage.json").path("files"));
    merged.assertSays("threshold 80 %: passed", "parts/2: ");
    assertEquals("5", project.outputs().get("tests"), "the single run was last");
  }

  @Test
  void areNotMergedWithoutOneOfThem() throws IOException {
    shard(1, 3).assertCode(ExitCode.PASSED);
    shard(3, 3).assertCode(ExitCode.PASSED);

    Outcome merged = merge(3, "--threshold=1").assertCode(ExitCode.CHUNK_FAILED);

    merged.assertSays("shard 2 of 3 is missing", "Total: not computable");
    JsonNode shard = merged.json("parts/1/slipcover-shard/ledger.json").path("shard");
    JsonNode places = shard.path("machines").path(1);
    places.forEach(
        place -> merged.assertSays("| " + shard.path("units").path(place.asInt()).asText()));
    assertTrue(places.size() > 0);
    assertFalse(merged.has("build/coverage.json"));
    assertEquals("false", project.outputs().get("passed"));
    project
        .command("run", "--mode=merge", "--shards=3", "parts/1")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("shard 2 of 3 is missing", "shard 3 of 3 is missing");
  }

  @Test
  void areNotMergedWhereTheyWerePlannedOtherwise() {
    shard(1, 2).assertCode(ExitCode.PASSED);
    project.with("== features/f6.feature\nFeature: f6\n  Scenario: one\n    Given 5 is sold\n");
    shard(2, 2).assertCode(ExitCode.PASSED);

    merge(2)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("shard 2 of 2 was planned otherwise than shard 1 of 2", "features/f6.feature");
  }

  @Test
  void areNotMergedTwiceOrWithTheWrongNumberOfThem() throws IOException {
    shard(1, 2).assertCode(ExitCode.PASSED);
    Path copy = project.path("parts/2");
    project.python(SETUP, "-c", "import shutil; shutil.copytree('parts/1', 'parts/2')");
    assertTrue(Files.exists(copy));
    merge(2).assertCode(ExitCode.USAGE).assertSays("parts/1 and parts/2 are both shard 1 of 2");
    project.python(SETUP, "-c", "import shutil; shutil.rmtree('parts/2')");
    shard(2, 2).assertCode(ExitCode.PASSED);
    merge(3).assertCode(ExitCode.USAGE).assertSays("3 shards are to be merged, these are of 2");
    project.command("run", "--mode=merge", "parts/1", "parts/2").assertCode(ExitCode.PASSED);
  }

  @Test
  void thatFailMakeTheMergeRed() {
    project.with("== features/f3.feature\nFeature: f3\n  Scenario: one\n    Given 7 is sold\n");
    List<ExitCode> codes = List.of(shard(1, 2).code(), shard(2, 2).code());

    assertTrue(codes.containsAll(List.of(ExitCode.PASSED, ExitCode.TESTS_FAILED)), codes::toString);
    merge(2)
        .assertCode(ExitCode.TESTS_FAILED)
        .assertSays("was red: tests failed", "features/f3.feature:2 one", "Given 7 is sold");
  }

  @Test
  void mayHaveNothingToDo() {
    for (int number = 1; number <= 7; number++) {
      Outcome part = shard(number, 7).assertCode(ExitCode.PASSED);
      if (number > 5) {
        part.assertSays("there is nothing for shard " + number + " of 7");
      }
    }
    merge(7, "--threshold=80")
        .assertCode(ExitCode.PASSED)
        .assertSays("2 of 7 shards had nothing to run: the suite has 5 units; 5 shards do");
    project.variable("INPUT_RUNNER-ARGS", "--tags=@nowhere");
    shard(1, 2).assertCode(ExitCode.PASSED);
    shard(2, 2).assertCode(ExitCode.PASSED);
    project.variable("INPUT_RUNNER-ARGS", "");
    merge(2).assertCode(ExitCode.NO_TESTS);
  }

  @Test
  void ofPytestAreMergedAsWell() throws IOException {
    project = TestProject.in(folder, "pytest").empty();
    for (String name : List.of("a", "b", "c")) {
      project.with("== tests/test_%s.py\ndef test_it():\n    assert True\n".formatted(name));
    }
    project.variable("INPUT_GRANULARITY", "").variable("INPUT_RETRY-CRASHED", "");
    for (int number = 1; number <= 2; number++) {
      project
          .run(
              SETUP,
              "--runner=pytest",
              "--shard=" + number + "/2",
              "--build-dir=parts/" + number,
              "tests")
          .assertCode(ExitCode.PASSED);
    }
    merge(2).assertCode(ExitCode.PASSED).assertSays("Total: ");
  }

  @Test
  void refuseWhatIsNoShard() {
    for (String shard : List.of("0/2", "3/2", "2", "a/b", "1/257")) {
      project
          .run(SETUP, "--shard", shard, "features")
          .assertCode(ExitCode.USAGE)
          .assertSays("i/n, such as 2/3");
    }
    project
        .run(SETUP, "--shard=1/2", "--verify=serial", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("leave it out with shard");
    project
        .run(SETUP, "--shards=2", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("mode: merge");
  }
}
