package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.ArtifactServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards of a workflow that find each other's plan and parts among the artifacts of the run. */
@Execution(ExecutionMode.CONCURRENT)
class ShardArtifactsIT {
  private static final Setup SETUP = Setup.chunks(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private @TempDir Path folder;
  private TestProject project;
  private ArtifactServer server;
  private long task = 100;

  ShardArtifactsIT() throws IOException {
    server = ArtifactServer.of(ArtifactServer.Kind.FORGEJO);
  }

  @BeforeEach
  void drawsSixFeatures() {
    project =
        TestProject.in(folder)
            .withShop(6)
            .variable("PYTHONDONTWRITEBYTECODE", "1")
            .variable("GITHUB_ACTIONS", "true")
            .variable("GITHUB_OUTPUT", folder.resolve("outputs").toString())
            .variable("INPUT_GRANULARITY", "")
            .variable("INPUT_RETRY-CRASHED", "");
  }

  @AfterEach
  void endsTheServer() {
    server.close();
  }

  private Outcome shard(int number, int count, int attempt, String... more) {
    return shardOf("tests (%d)".formatted(number), SETUP, number, count, attempt, more);
  }

  private Outcome shardOf(
      String job, Setup setup, int number, int count, int attempt, String... more) {
    server.environment(job, attempt, ++task).forEach(project::variable);
    List<String> all = new ArrayList<>(List.of("--shard=%d/%d".formatted(number, count)));
    all.addAll(List.of(more));
    all.add("features");
    return project.run(setup, all.toArray(String[]::new));
  }

  private Outcome merge(int attempt, String... more) {
    server.environment("coverage", attempt, ++task).forEach(project::variable);
    List<String> all =
        new ArrayList<>(List.of("run", "--mode=merge", "--build-dir=merged", "--threshold=80"));
    all.addAll(List.of(more));
    return project.command(all.toArray(String[]::new));
  }

  /** A merge that can run what is missing, which it needs a Python and paths for. */
  private Outcome mergeAndRun(String... more) {
    server.environment("coverage", 1, ++task).forEach(project::variable);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--mode=merge", "--missing=run", "--shards=3", "--build-dir=merged", "features"));
    all.addAll(List.of(more));
    return project.run(SETUP, all.toArray(String[]::new));
  }

  private static String part(int number, int count, int attempt) {
    return "coverage-shard-%d-of-%d-tests-42.%d".formatted(number, count, attempt);
  }

  /** Where, what and how it ended, without times and places. */
  private static List<String> ran(JsonNode ledger) {
    List<String> lines = new ArrayList<>();
    for (JsonNode unit : ledger.path("units")) {
      lines.add(unit.path("unit").asText() + " " + unit.path("end").asText());
      for (JsonNode scenario : unit.path("scenarios")) {
        lines.add(
            "%s %s %s %d"
                .formatted(
                    scenario.path("location").asText(),
                    scenario.path("name").asText(),
                    scenario.path("end").asText(),
                    scenario.path("executed").asInt()));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource
  void comeToWhatOneMachineComesTo(ArtifactServer.Kind kind) throws IOException {
    server.close();
    server = ArtifactServer.of(kind);
    for (int number = 1; number <= 3; number++) {
      shard(number, 3, 1, "--threshold=100")
          .assertCode(ExitCode.PASSED)
          .assertSays(
              "timings: none of an earlier run were found",
              "shard %d of 3: 2 features in 2 chunks".formatted(number));
    }

    Outcome merged =
        merge(1, "--shards=3", "--report=json,xml,text,junit,html").assertCode(ExitCode.PASSED);

    merged.assertSays(
        "3 parts of shards were found", part(2, 3, 1) + ": ", "threshold 80 %: passed");
    assertEquals("6", project.outputs().get("tests"));
    assertEquals("6", project.outputs().get("chunks"), "two on each machine");
    merged.assertSaysNothingOf("nothing to run");
    Outcome one =
        project
            .run(SETUP, "--build-dir=one", "--upload=false", "--report=json,xml,junit", "features")
            .assertCode(ExitCode.PASSED);
    assertEquals(
        one.json("one/coverage.json").path("files"),
        merged.json("merged/coverage.json").path("files"));
    assertEquals(
        withoutTime(one.text("one/coverage.xml")), withoutTime(merged.text("merged/coverage.xml")));
    assertEquals(
        ran(one.json("one/slipcover-shard/ledger.json")),
        ran(merged.json("merged/slipcover-shard/ledger.json")));
    assertEquals(
        one.text("one/junit.xml").lines().filter(line -> line.contains("<testcase")).count(),
        merged.text("merged/junit.xml").lines().filter(line -> line.contains("<testcase")).count());
    assertEquals(
        names(one.json("one/slipcover-shard/timings.json")),
        names(merged.json("merged/slipcover-shard/timings.json")));
    assertTrue(server.unzipped("coverage").containsKey("slipcover-shard/ledger.json"));
    assertTrue(server.unzipped("coverage").containsKey("junit.xml"));
    assertEquals(
        Set.of(
            "coverage-shard.json",
            "slipcover-shard/basis.json",
            "slipcover-shard/ledger.json",
            "slipcover-shard/plan.json",
            "slipcover-shard/timings.json"),
        server.unzipped(part(1, 3, 1)).keySet());
  }

  /** As act's service does, which calls whole what is still coming. */
  @Test
  void waitForAPlanThatIsStillComing() throws IOException {
    AtomicBoolean isThere = new AtomicBoolean();
    server.close();
    server =
        ArtifactServer.of(
            ArtifactServer.Kind.ACT,
            (exchange, method) -> {
              boolean isEarly =
                  method.equals("fetch")
                      && !exchange.getRequestHeaders().containsKey("Range")
                      && !isThere.getAndSet(true);
              if (isEarly) {
                exchange.sendResponseHeaders(200, -1);
              }
              return isEarly;
            });
    shard(1, 1, 1).assertCode(ExitCode.PASSED).assertSays("all shards plan by what this one knows");
    assertTrue(isThere.get(), "it was fetched before it was there");
  }

  private static String withoutTime(String xml) {
    return xml.replaceAll("timestamp=\"\\d+\"", "").replaceAll("(?s)<source>.*?</source>", "");
  }

  private static List<String> names(JsonNode timings) {
    List<String> names = new ArrayList<>();
    timings.path("features").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void planByWhatTheFirstOfThemKnew() throws IOException {
    project.run(SETUP, "--build-dir=before", "--upload=false", "features");
    Path times = project.path("before/slipcover-shard/timings.json");
    project.variable("INPUT_CHUNKS", "");
    Path kept = project.path("build/slipcover-shard/timings.json");
    Files.createDirectories(kept.getParent());
    Files.writeString(kept, weighted(times, 1));
    shard(1, 2, 1).assertSays("all shards plan by what this one knows");
    // A run of another branch ends meanwhile, and the runner of the second shard has its times.
    Files.writeString(kept, weighted(times, 5));

    shardOf("tests (2)", Setup.chunks(1), 2, 2, 1)
        .assertSays("planned by what another shard knew first", "timings: another shard's, ");

    merge(1, "--shards=2").assertCode(ExitCode.PASSED).assertSays("2 parts of shards were found");
    JsonNode machines = machines(part(1, 2, 1));
    assertEquals(1, machines.path(0).size(), "the long feature is alone on the first machine");
    assertEquals(machines, machines(part(2, 2, 1)));
    // That each by itself would not have come to the same:
    Files.writeString(kept, weighted(times, 5));
    server.names().stream().filter(it -> it.contains("basis")).forEach(server::forget);
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    assertNotEquals(machines, machines(part(2, 2, 1)));
    merge(1, "--shards=2")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("shard 2 of 2 was planned otherwise than shard 1 of 2");
  }

  /** Timings in which one feature takes as long as twenty. */
  private static String weighted(Path timings, int feature) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(Files.readString(timings));
    for (var entry : root.path("features").properties()) {
      double milliseconds = entry.getKey().contains("f" + feature) ? 20_000 : 1_000;
      for (JsonNode scenarios : entry.getValue().path(2)) {
        ArrayNode samples = (ArrayNode) scenarios.path(0);
        samples.set(1, JSON.getNodeFactory().numberNode(milliseconds));
      }
    }
    return root.toString();
  }

  private JsonNode machines(String part) throws IOException {
    return JSON.readTree(ledger(part)).path("shard").path("machines");
  }

  private String ledger(String part) throws IOException {
    return server.unzipped(part).getOrDefault("slipcover-shard/ledger.json", "");
  }

  /** A workflow hands over what is not set as well; a gate is for the merge to name. */
  @Test
  void areAllToldByAJobThatPlansFirst() throws IOException {
    Path summary = folder.resolve("summary");
    project.variable("INPUT_THRESHOLD", "").variable("GITHUB_STEP_SUMMARY", summary.toString());
    server.environment("plan", 1, ++task).forEach(project::variable);
    project
        .run(SETUP, "--mode=plan", "--shards=2", "features")
        .assertCode(ExitCode.PASSED)
        .assertSays("matrix: [\"1/2\",\"2/2\"]");
    assertEquals("[\"1/2\",\"2/2\"]", project.outputs().get("matrix"));
    assertEquals("2", project.outputs().get("shards"));

    shard(2, 2, 1)
        .assertCode(ExitCode.PASSED)
        .assertSays("planned by what another shard knew first");
    assertTrue(
        Files.readString(summary).contains("Total: that of all machines"), "it misses nothing");
    shard(1, 2, 1).assertSays("planned by what another shard knew first");
    merge(1).assertCode(ExitCode.PASSED);

    project
        .run(SETUP, "--mode=plan", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("shards: with mode: plan, how many machines");
  }

  /** Its suite ends elsewhere, so that SlipCover names files from the root. */
  @Test
  void ofDifferentWorkspacesNameTheSameFiles() throws IOException {
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    TestProject first = project;
    folder = Files.createDirectories(folder.resolve("another machine"));
    drawsSixFeatures();
    project.with(
        "== features/environment.py\nimport os\ndef after_all(context):\n    os.chdir('/')\n");
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    project = first;

    Outcome merged = merge(1, "--shards=2").assertCode(ExitCode.PASSED);

    List<String> files = new ArrayList<>();
    merged.json("merged/coverage.json").path("files").fieldNames().forEachRemaining(files::add);
    assertEquals(List.of("shop.py"), files);
  }

  @Test
  void areRedInTheLedgerWhereTheMergeCannotUpload() throws IOException {
    AtomicBoolean refuses = new AtomicBoolean();
    server.close();
    server =
        ArtifactServer.of(
            ArtifactServer.Kind.FORGEJO,
            (exchange, method) -> {
              boolean happens = refuses.get() && method.equals("CreateArtifact");
              if (happens) {
                ArtifactServer.fail(exchange, 403, "not you");
              }
              return happens;
            });
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    refuses.set(true);

    Outcome merged = merge(1, "--shards=2").assertCode(ExitCode.SERVICE_FAILED);

    merged.assertSays("CreateArtifact was answered with 403", "Total: ");
    JsonNode ledger = merged.json("merged/slipcover-shard/ledger.json");
    assertEquals(7, ledger.path("exit_code").asInt());
    assertTrue(merged.has("merged/coverage.json"));
  }

  @Test
  void thatAreMissingAreNamedOrRunByTheMerge() throws IOException {
    shard(1, 3, 1).assertCode(ExitCode.PASSED);
    shard(3, 3, 1).assertCode(ExitCode.PASSED);
    server.begin(part(2, 3, 1)); // it was lost while it uploaded

    Outcome failed = merge(1, "--shards=3").assertCode(ExitCode.CHUNK_FAILED);
    failed.assertSays(
        "shard 2 of 3 is missing (" + part(2, 3, 1) + " was not uploaded to its end)",
        "Total: not computable",
        "features/f");

    Outcome merged = mergeAndRun("--threshold=80").assertCode(ExitCode.PASSED);
    merged.assertSays("shard 2 of 3 is run here", "shard 2 of 3, run here: 2 tests");
    Outcome one = project.run(SETUP, "--build-dir=one", "--upload=false", "features");
    assertEquals(
        one.json("one/coverage.json").path("files"),
        merged.json("merged/coverage.json").path("files"));
    assertEquals(
        ran(one.json("one/slipcover-shard/ledger.json")),
        ran(merged.json("merged/slipcover-shard/ledger.json")));

    project.with("== features/f2.feature\nFeature: f2\n  Scenario: one\n    Given 8 is sold\n");
    mergeAndRun("--runner-args=--tags=-nowhere")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("Given 8 is sold", "cannot be merged", "setting runner-args: ");
  }

  @Test
  void thatNeverRanAreAllRunByTheMerge() {
    mergeAndRun("--threshold=80")
        .assertCode(ExitCode.PASSED)
        .assertSays("shard 1 of 3 is run here", "shard 3 of 3 is run here");
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    mergeAndRun()
        .assertCode(ExitCode.USAGE)
        .assertSays("3 shards are to be merged, these are of 2")
        .assertSaysNothingOf("is run here");
    server.forget(part(1, 2, 1));
    merge(1, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("shard 1 of 2 is missing", "run its job again, or set missing: run");
    merge(1).assertCode(ExitCode.CHUNK_FAILED).assertSays("no part of a shard was found");
  }

  @Test
  void ofAnEarlierAttemptCountOnlyWhereTheirJobsWereNotRunAgain() {
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    project.with("== features/f6.feature\nFeature: f6\n  Scenario: one\n    Given 9 is sold\n");
    for (int number = 1; number <= 2; number++) {
      shard(number, 2, 1);
    }
    merge(1, "--shards=2").assertCode(ExitCode.TESTS_FAILED);
    project.with("== features/f6.feature\nFeature: f6\n  Scenario: one\n    Given 6 is sold\n");

    // One job is run again: its new part is taken, the other's of the first attempt counts.
    int red = redShard();
    shard(red, 2, 2).assertCode(ExitCode.PASSED);
    merge(2, "--shards=2")
        .assertCode(ExitCode.PASSED)
        .assertSays(part(red, 2, 2) + ": ", part(3 - red, 2, 1) + ": ");

    // The other is run again as well, and dies before it leaves anything.
    server.environment("tests (%d)".formatted(3 - red), 2, ++task);
    merge(2, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays(
            "shard %d of 2 is missing (%s is stale: its job, or one of the same name, was run again and left no part)"
                .formatted(3 - red, part(3 - red, 2, 1)));

    // A server may drop what it had of the first attempt, first the file and then the row.
    server.delete(part(3 - red, 2, 1));
    merge(2, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("its part is listed and is not there");
  }

  private int redShard() {
    return server.names().contains(part(1, 2, 1)) && isRed(1) ? 1 : 2;
  }

  private boolean isRed(int number) {
    try {
      return JSON.readTree(ledger(part(number, 2, 1))).path("exit_code").asInt() != 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void ofAnEarlierAttemptDoNotCountWhereTheForgeDoesNotTell() throws IOException {
    server.close();
    server = ArtifactServer.of(ArtifactServer.Kind.GITHUB);
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    shard(2, 2, 2).assertCode(ExitCode.PASSED);
    merge(2, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("it is of attempt 1, this is attempt 2", "run all jobs again");
    shard(1, 2, 2).assertCode(ExitCode.PASSED);
    merge(2, "--shards=2", "--artifact-name=whole")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("shard 1 of 2 is missing");
    server.forget("coverage"); // that of the first merge, whose name would be taken
    merge(2, "--shards=2").assertCode(ExitCode.PASSED);
  }

  @Test
  void ofSeveralJobsAreToldApartByTheNameOfTheArtifact() {
    shardOf("fast", SETUP, 1, 1, 1, "--artifact-name=fast").assertCode(ExitCode.PASSED);
    shard(1, 1, 1).assertCode(ExitCode.PASSED);
    merge(1, "--artifact-name=fast")
        .assertCode(ExitCode.PASSED)
        .assertSays("fast-shard-1-of-1-fast-42.1: 6 tests");
    server.put("coverage-shard-1-of-2-lint-42.1", new byte[] {1});
    merge(1)
        .assertCode(ExitCode.USAGE)
        .assertSays("1 of the job tests, 2 of the job lint", "artifact-name");
    server.forget("coverage-shard-1-of-2-lint-42.1");
    server.put("coverage-shard-1-of-1-tests-41.9", new byte[] {1}); // of another run
    merge(1).assertCode(ExitCode.PASSED);
  }

  /** A matrix whose jobs all have the name that the workflow gives them. */
  @Test
  void ofJobsOfOneNameAreNotTakenForAttempts() {
    shardOf("tests", SETUP, 1, 2, 1).assertCode(ExitCode.PASSED);
    shardOf("tests", SETUP, 2, 2, 1).assertCode(ExitCode.PASSED);
    merge(1, "--shards=2").assertCode(ExitCode.PASSED);
    server.environment("tests", 2, ++task); // one of them runs again, and dies
    merge(2, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("its job, or one of the same name, was run again and left no part");
  }

  @Test
  void thatWereMadeOtherwiseAreNotMerged() throws IOException {
    shard(1, 2, 1, "--timeout-minutes=50", "--threshold=3").assertCode(ExitCode.PASSED);
    shard(2, 2, 1, "--retention-days=2").assertCode(ExitCode.PASSED);
    merge(1, "--shards=2").assertCode(ExitCode.PASSED);
    shard(2, 2, 1, "--omit=features/*").assertCode(ExitCode.PASSED);
    merge(1, "--shards=2")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays(
            "shard 2 of 2 was not made as shard 1 of 2 was", "setting omit: none, features/*");
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    String ledger = ledger(part(2, 2, 1));
    String python = JSON.readTree(ledger).path("shard").path("alike").path("Python").asText();
    assertTrue(python.matches("3\\.\\d+"), python);
    replaceLedger(ledger.replace("\"Python\" : \"" + python, "\"Python\" : \"3.99"));
    merge(1, "--shards=2")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("Python: " + python + ", 3.99");
  }

  private void replaceLedger(String ledger) throws IOException {
    var files = server.unzipped(part(2, 2, 1));
    files.put("slipcover-shard/ledger.json", ledger);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    server.put(part(2, 2, 1), bytes.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"damaged", "changed"})
  void thatAreNotWhatWasUploadedDoNotCount(String how) throws IOException {
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    byte[] zip = server.content(part(2, 2, 1)).clone();
    if (how.equals("damaged")) {
      server.put(part(2, 2, 1), java.util.Arrays.copyOf(zip, zip.length / 2));
      merge(1, "--shards=2").assertCode(ExitCode.CHUNK_FAILED).assertSays("is damaged");
    } else {
      var files = server.unzipped(part(2, 2, 1));
      files.merge("coverage-shard.json", "\n", String::concat);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(bytes)) {
        for (var file : files.entrySet()) {
          out.putNextEntry(new ZipEntry(file.getKey()));
          out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      server.put(part(2, 2, 1), bytes.toByteArray());
      merge(1, "--shards=2")
          .assertCode(ExitCode.COVERAGE_UNUSABLE)
          .assertSays("is not the file that the ledger beside it names");
    }
  }

  /** The part of a machine under another's name, and one that nothing measured. */
  @Test
  void thatAreNotWhatTheyAreCalledDoNotCount() throws IOException {
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    server.put(part(2, 2, 1), server.content(part(1, 2, 1)));
    merge(1, "--shards=2")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays(
            "shard 2 of 2 is missing",
            part(2, 2, 1) + " holds something else than shard 2 of 2",
            "Total: not computable");

    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    ObjectNode ledger = (ObjectNode) JSON.readTree(ledger(part(2, 2, 1)));
    ledger.putArray("chunks");
    replaceLedger(ledger.toString());
    merge(1, "--shards=2")
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays(part(2, 2, 1) + " was not whole", "Total: not computable");
  }

  @Test
  void areMergedFromAFolderAsWell() throws IOException {
    shard(1, 2, 1).assertCode(ExitCode.PASSED);
    shard(2, 2, 1).assertCode(ExitCode.PASSED);
    Path parts = Files.createDirectories(project.path("downloaded"));
    Files.write(parts.resolve(part(1, 2, 1) + ".zip"), server.content(part(1, 2, 1)));
    Path second = Files.createDirectories(parts.resolve(part(2, 2, 1)));
    for (var file : server.unzipped(part(2, 2, 1)).entrySet()) {
      Files.createDirectories(second.resolve(file.getKey()).getParent());
      Files.writeString(second.resolve(file.getKey()), file.getValue());
    }
    // Who downloads all artifacts has this one, too.
    String basis =
        server.names().stream().filter(it -> it.contains("-basis-of-")).findFirst().get();
    Files.write(parts.resolve(basis + ".zip"), server.content(basis));
    project.variable("GITHUB_RUN_ID", "43").variable("ACTIONS_RESULTS_URL", "");

    project
        .command("merge", "--parts=downloaded", "--shards=2", "--threshold=80")
        .assertCode(ExitCode.PASSED)
        .assertSays("2 parts of shards were found", "threshold 80 %: passed");
    project
        .command("run", "--mode=merge", "--parts=downloaded", "--shards=3")
        .assertCode(ExitCode.USAGE)
        .assertSays("3 shards are to be merged, these are of 2");
    Path newer = Files.createDirectories(parts.resolve(part(2, 2, 2)));
    project
        .command("merge", "--parts=downloaded")
        .assertCode(ExitCode.USAGE)
        .assertSays(part(2, 2, 2) + " holds no slipcover-shard/ledger.json");
    Files.delete(newer);
    Files.delete(parts.resolve(part(1, 2, 1) + ".zip"));
    project
        .command("merge", "--parts=downloaded")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays("shard 1 of 2 is missing");
    project
        .command("run", "--mode=merge")
        .assertCode(ExitCode.USAGE)
        .assertSays("there is no artifact service to find parts of shards with");
    project.command("merge").assertCode(ExitCode.USAGE).assertSays("give the JSON files to merge");
  }
}
