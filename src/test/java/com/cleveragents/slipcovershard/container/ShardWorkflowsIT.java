package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.container.TestImages.Ended;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards in the jobs of a matrix, and the job that merges them, in the runner act. */
class ShardWorkflowsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestImages images = TestImages.assumed();
  private final Path folder;
  private final ActRunner act;

  ShardWorkflowsIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    act = new ActRunner(images, folder);
  }

  private static String example(String name) throws IOException {
    return Files.readString(Path.of("examples/workflows", name));
  }

  /** What other runs on this machine left in the runner's cache does not count. */
  private String cache() {
    return "--cache-server-path=" + folder.resolve("cache");
  }

  /** What the jobs with that name said, with what is set for later steps. */
  private static String said(Ended ended, String job) {
    String prefix = "/" + job;
    return ended
        .said()
        .lines()
        .filter(line -> line.matches("\\[[^\\]]*" + prefix + " *\\] .*"))
        .collect(Collectors.joining("\n"));
  }

  private static void assertSays(Ended ended, String job, String... parts) {
    for (String part : parts) {
      assertTrue(said(ended, job).contains(part), () -> part + " is not in " + ended.said());
    }
  }

  /** Where, what and how it ended, without times and places. */
  private static List<String> ran(SortedMap<String, String> artifact) throws IOException {
    List<String> lines = new ArrayList<>();
    JsonNode ledger = JSON.readTree(artifact.getOrDefault("slipcover-shard/ledger.json", ""));
    for (JsonNode unit : ledger.path("units")) {
      for (JsonNode scenario : unit.path("scenarios")) {
        lines.add(
            "%s %s %s"
                .formatted(
                    scenario.path("location").asText(),
                    scenario.path("name").asText(),
                    scenario.path("end").asText()));
      }
    }
    return lines.stream().sorted().toList();
  }

  private static JsonNode files(SortedMap<String, String> artifact) throws IOException {
    return JSON.readTree(artifact.getOrDefault("coverage.json", "")).path("files");
  }

  private static String timeless(SortedMap<String, String> artifact) {
    return artifact.getOrDefault("coverage.xml", "").replaceAll("timestamp=\"\\d+\"", "");
  }

  @Test
  void comeToWhatOneMachineComesTo() throws IOException {
    act.copy("library");
    act.sh(
        "cd features; rm -r nightly command_line exchange reports"); // most of the time is theirs
    String one =
        """
        one:
          runs-on: docker
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              with: {chunks: 2, threshold: 50, artifact-name: one}
        """
            .indent(2);
    Ended ended =
        act.run(example("shards.yml").replace("threshold: 97", "threshold: 50") + one, cache());

    assertEquals(0, ended.code(), ended.said());
    assertSays(ended, "coverage", "3 parts of shards were found", "threshold 50 %: passed");
    SortedMap<String, String> merged = act.artifact("coverage");
    SortedMap<String, String> whole = act.artifact("one");
    assertEquals(files(whole), files(merged));
    assertEquals(timeless(whole), timeless(merged));
    assertTrue(ran(merged).size() > 50, "the suite is large: " + ran(merged).size());
    assertEquals(ran(whole), ran(merged));
  }

  @Test
  void takeTheirMatrixFromAJobThatPlans() throws IOException {
    act.copy("pytest-invoices");
    Ended ended =
        act.run(example("shards-planned.yml").replace("threshold: 97", "threshold: 60"), cache());

    assertEquals(0, ended.code(), ended.said());
    assertSays(ended, "plan", "matrix: [\"1/2\",\"2/2\"]");
    for (String job : List.of("tests-1", "tests-2")) {
      assertSays(ended, job, "planned by what another shard knew first (coverage-basis-of-2-");
    }
    assertSays(ended, "coverage", "2 parts of shards were found", "threshold 60 %: passed");
  }

  /** Four features that execute something each; one fails in the first attempt. */
  private void makeASmallProject() throws IOException {
    act.sh("mkdir -p features/steps");
    StringBuilder shop = new StringBuilder("def sell(price):\n");
    for (int price = 1; price <= 4; price++) {
      shop.append("    if price == %d:\n        return %d\n".formatted(price, price));
      Files.writeString(
          act.project().resolve("features/f%d.feature".formatted(price)),
          "Feature: f%d\n  Scenario: one\n    Given %d is sold\n".formatted(price, price));
    }
    Files.writeString(act.project().resolve("shop.py"), shop);
    Files.writeString(
        act.project().resolve("features/steps/sell.py"),
        """
        import os, pathlib, signal, time
        import shop
        from behave import given

        @given("{price:d} is sold")
        def sold(context, price):
            if os.environ.get("LOST") == "true":
                process = os.getppid()  # the program that started us, and with it the container
                while pathlib.Path("/proc/%d/comm" % process).read_text() != "java\\n":
                    stat = pathlib.Path("/proc/%d/stat" % process).read_text()
                    process = int(stat.rpartition(")")[2].split()[1])
                os.kill(process, signal.SIGKILL)
                time.sleep(60)
            assert shop.sell(price) == price
            assert price != 2 or os.environ["GITHUB_RUN_ATTEMPT"] != os.environ.get("RED")
        """);
    // An environment for all: they are to begin at once.
    Ended made =
        TestImages.docker(
            "run",
            "--rm",
            "--entrypoint",
            "/bin/bash",
            "--volume",
            act.project() + ":" + act.project(),
            "--workdir",
            act.project().toString(),
            images.of("action"),
            "-euc",
            "uv=/opt/slipcover-shard/bin/uv; $uv venv -q .venv; $uv pip install -q --python .venv/bin/python"
                + " --no-index --find-links /opt/slipcover-shard/wheels behave slipcover;"
                + " .venv/bin/python -m compileall -q .venv; rm .venv/.gitignore");
    assertEquals(0, made.code(), made.said());
  }

  /**
   * Two shards of which one fails in the first attempt, and three of which one is killed and one
   * never begins.
   */
  private static final String FIRST =
      """
      on: [push]
      jobs:
        tests:
          runs-on: docker
          strategy: {fail-fast: false, matrix: {shard: [1, 2]}}
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              env: {RED: 1}
              with: {shard: "${{ matrix.shard }}/2", python: .venv}
        coverage:
          needs: tests
          if: always()
          runs-on: docker
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              with: {mode: merge, shards: 2, threshold: 50}
        lossy:
          runs-on: docker
          strategy: {fail-fast: false, matrix: {shard: [1, 2, 3]}}
          steps:
            - uses: actions/checkout@v4
            - run: test ${{ matrix.shard }} != 3
            - uses: cleveragents/slipcover-shard@v1
              env: {LOST: "${{ matrix.shard == 2 }}"}
              with: {shard: "${{ matrix.shard }}/3", python: .venv, artifact-name: lossy}
        made-up-for:
          needs: lossy
          if: always()
          runs-on: docker
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              continue-on-error: true
              with: {mode: merge, shards: 3, threshold: 50, artifact-name: lossy}
            - uses: cleveragents/slipcover-shard@v1
              with:
                mode: merge
                shards: 3
                missing: run
                python: .venv
                threshold: 50
                artifact-name: lossy
      """;

  /** The shard that failed is run again, and merged; then the other as well. */
  private static final String SECOND =
      """
      on: [push]
      jobs:
        tests:
          runs-on: docker
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              with: {shard: 2/2, python: .venv}
            - id: one
              uses: cleveragents/slipcover-shard@v1
              continue-on-error: true
              with: {mode: merge, shards: 2, threshold: 50, upload: false}
            - run: echo "one of them again ${{ steps.one.outputs.exit-code }}"
            - uses: cleveragents/slipcover-shard@v1
              with: {shard: 1/2, python: .venv}
            - id: both
              uses: cleveragents/slipcover-shard@v1
              with: {mode: merge, shards: 2, threshold: 50}
            - run: echo "both again ${{ steps.both.outputs.exit-code }}"
      """;

  /** A workflow in which one of two shards is left out. */
  private static final String OTHER =
      """
      on: [push]
      jobs:
        tests:
          runs-on: docker
          steps:
            - uses: actions/checkout@v4
            - uses: cleveragents/slipcover-shard@v1
              with: {shard: 1/2, python: .venv}
            - uses: cleveragents/slipcover-shard@v1
              with: {mode: merge, shards: 2, threshold: 50, upload: false}
      """;

  @Test
  void areToldApartByHowTheyEndedByAttemptAndByRun() throws Exception {
    makeASmallProject();
    act.write("first", FIRST);
    act.write("second", SECOND);
    act.write("other", OTHER);
    act.commit();

    Ended first = act.runAgain("first", cache(), "--env", "GITHUB_RUN_ATTEMPT=1");
    assertEquals(1, first.code(), first.said());
    assertARedShardIsMerged(first);
    assertLostShardsAreNamedOrRun(first);

    FutureTask<Ended> other =
        new FutureTask<>(
            () ->
                act.runAgain(
                    "other",
                    "--cache-server-path=" + folder.resolve("other-cache"),
                    "--env",
                    "GITHUB_RUN_ID=2"));
    new Thread(other).start();
    Ended second = act.runAgain("second", cache(), "--env", "GITHUB_RUN_ATTEMPT=2");
    assertAnEarlierAttemptIsStale(second);
    assertAnotherRunIsNotSeen(other.get());
  }

  /** The numbers of a red suite are told all the same. */
  private void assertARedShardIsMerged(Ended ended) throws IOException {
    assertSays(ended, "tests-2", "features/f2.feature:2 one: failed", "exit-code=1");
    assertSays(
        ended,
        "coverage",
        "2 parts of shards were found",
        "coverage-shard-2-of-2-tests-1.1 was red: tests failed",
        "Total: 9 of 9 lines = 100.0000 %; threshold 50 %: passed",
        "tests=4",
        "exit-code=1");
    assertEquals(4, ran(act.artifact("coverage")).size());
  }

  /** Without a part of theirs, then with what they should have run. */
  private void assertLostShardsAreNamedOrRun(Ended ended) throws IOException {
    assertSays(ended, "lossy-3", "Job failed");
    assertTrue(!said(ended, "lossy-2").contains("exit-code="), "nothing was left to tell one");
    assertSays(
        ended,
        "made-up-for",
        "1 part of a shard was found",
        "shard 2 of 3 is missing: none of its units is known to have run",
        "| features/f2.feature",
        "shard 3 of 3 is missing: none of its units is known to have run",
        "| features/f3.feature",
        "exit-code=5",
        "shard 2 of 3 is run here: it left no part",
        "shard 3 of 3, run here: 1 tests, 0 failed",
        "exit-code=0",
        "Job succeeded");
    assertEquals(4, ran(act.artifact("lossy")).size());
  }

  /** The runner does not tell of attempts at jobs, so that an earlier part is not believed. */
  private static void assertAnEarlierAttemptIsStale(Ended ended) {
    assertEquals(0, ended.code(), ended.said());
    assertSays(
        ended,
        "tests",
        "shard 1 of 2 is missing (coverage-shard-1-of-2-tests-1.1 is stale: it is of attempt 1",
        "| features/f1.feature",
        "one of them again 5",
        "coverage-shard-1-of-2-tests-1.2: 2 tests, 0 failed",
        "both again 0");
  }

  /** Whose second shard is there, of the same job and name. */
  private static void assertAnotherRunIsNotSeen(Ended ended) {
    assertEquals(1, ended.code(), ended.said());
    assertSays(
        ended,
        "tests",
        "all shards plan by what this one knows (coverage-basis-of-2-",
        "1 part of a shard was found",
        "shard 2 of 2 is missing: none of its units is known to have run",
        "exit-code=5");
  }
}
