package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.ArtifactServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The artifact of a run in a workflow. */
class UploadIT {
  private static final Set<String> RESULTS =
      Set.of(
          "coverage.json",
          "coverage.txt",
          "coverage.xml",
          "coverage-chunk-1.json",
          "coverage-chunk-2.json",
          "slipcover-shard/ledger.json",
          "slipcover-shard/plan.json",
          "slipcover-shard/timings.json");

  private @TempDir Path folder;
  private TestProject project;
  private ArtifactServer server;

  UploadIT() throws IOException {
    server = ArtifactServer.of(ArtifactServer.Kind.FORGEJO);
  }

  @BeforeEach
  void drawsASuiteInAWorkflow() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: passes
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: passes
                    Given it works
                """)
            .variable("GITHUB_ACTIONS", "true")
            .variable("GITHUB_OUTPUT", folder.resolve("outputs").toString())
            .variable("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString());
    server.environment().forEach(project::variable);
  }

  @AfterEach
  void endsTheServer() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void holdsWhatCameOut(ArtifactServer.Kind kind) throws IOException {
    server.close();
    server = ArtifactServer.of(kind);
    server.environment().forEach(project::variable);

    Outcome outcome = project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);

    assertEquals(RESULTS, server.unzipped("coverage").keySet());
    for (Map.Entry<String, String> file : server.unzipped("coverage").entrySet()) {
      assertEquals(outcome.text("build/" + file.getKey()), file.getValue());
    }
    assertEquals("11", project.outputs().get("artifact-id"));
    outcome.assertSays("artifact coverage: 8 files");
  }

  @ParameterizedTest
  @CsvSource({"failed, 1", "all, 2", "none, 0"})
  void holdsTheLogsThatAreAskedFor(String logs, int chunks) throws IOException {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: fails\n    Given Python runs 1/0\n");
    project
        .run(Setup.chunks(2), "--upload-logs", logs, "--artifact-name", "mine", "features")
        .assertCode(ExitCode.TESTS_FAILED);

    List<String> names =
        server.unzipped("mine").keySet().stream().filter(name -> name.endsWith(".log")).toList();
    assertEquals(chunks, names.size(), names.toString());
    // The one that fails is in the second chunk.
    assertEquals(chunks > 0, server.unzipped("mine").containsKey("slipcover-shard/events-2.jsonl"));
  }

  @Test
  void holdsWhatIsThereOfARunThatIsNotWhole() throws IOException {
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: dies\n    Given Python runs os._exit(3)\n");
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.CHUNK_FAILED);

    Set<String> names = server.unzipped("coverage").keySet();
    assertTrue(names.contains("coverage-partial.json"), names.toString());
    assertFalse(names.contains("coverage.json"), names.toString());
    assertTrue(names.contains("slipcover-shard/ledger.json"), names.toString());
  }

  @Test
  void keepsNothingElseBackWhenItFails() throws IOException {
    server.close();
    server =
        ArtifactServer.of(
            ArtifactServer.Kind.FORGEJO,
            (exchange, method) -> {
              ArtifactServer.fail(exchange, 403, "not you");
              return true;
            });
    server.environment().forEach(project::variable);

    Outcome outcome = project.run(Setup.chunks(2), "features").assertCode(ExitCode.SERVICE_FAILED);

    outcome.assertSays("CreateArtifact was answered with 403: not you", "Total: ");
    assertTrue(outcome.has("build/coverage.json"));
    assertEquals("7", project.outputs().get("exit-code"));
    assertEquals("false", project.outputs().get("passed"));
    assertEquals("build/coverage.json", project.outputs().get("json"));
    assertEquals("", project.outputs().get("artifact-id"));
    assertTrue(Files.readString(folder.resolve("summary.md")).contains("403"));
  }

  @Test
  void isMissedOnlyByWhoAsksForIt() {
    project.variable("ACTIONS_RUNTIME_TOKEN", "");
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED).assertSays("not uploaded");
    project
        .run(Setup.chunks(1), "--upload", "true", "features")
        .assertCode(ExitCode.SERVICE_FAILED)
        .assertSays("ACTIONS_RUNTIME_TOKEN");
    project
        .run(Setup.chunks(1), "--upload", "false", "features")
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("uploaded");
    project.variable("GITHUB_ACTIONS", "");
    project
        .run(Setup.chunks(1), "--upload", "true", "features")
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("uploaded");
    assertEquals(List.of(), server.requests());
  }

  /** A red and talkative run whose suite does its worst to betray what it knows. */
  @Test
  void betraysNoSecret() throws IOException {
    List<String> secrets =
        List.of("token-of-the-job", "pass\"wörd of <db>", "value-from-env", ArtifactServer.token());
    project
        .variable("GITHUB_TOKEN", secrets.get(0))
        .variable("DB_PASSWORD", secrets.get(1))
        .variable("INPUT_ENV", "KEY=" + secrets.get(2) + "\nGITHUB_TOKEN=" + secrets.get(0))
        .variable("INPUT_BEFORE", "echo \"$DB_PASSWORD\"; echo \"$KEY\"; env")
        .with(
            """
            == features/b.feature
            Feature: b
              Scenario: betrays
                Given Python runs print(dict(os.environ)); assert not print(os.environ["DB_PASSWORD"])
                Given Python runs assert False, os.environ["DB_PASSWORD"] + os.environ["KEY"]
              Scenario: betrays by name
                Given Python runs raise OSError(os.environ["GITHUB_TOKEN"])
              Scenario: looks at the parent
                Given Python runs print(open("/proc/%d/environ" % os.getppid()).read()); assert 0
            """);
    Outcome outcome =
        project
            .run(Setup.chunks(2), "--verbose", "--upload-logs=all", "features")
            .assertCode(ExitCode.TESTS_FAILED);

    StringBuilder shown = new StringBuilder();
    server.unzipped("coverage").forEach((name, text) -> shown.append(name).append(text));
    assertTrue(shown.toString().contains("chunk-1.log"), "what to search is there");
    for (String secret : secrets) {
      for (String form :
          List.of(
              secret,
              secret.replace("\"", "\\\""),
              secret.replace("\"", "\\\"").replace("ö", "\\u00f6"), // our events
              secret.replace("<", "&lt;"))) {
        assertFalse(shown.toString().contains(form), form);
      }
    }
    shown.setLength(0);
    shown.append(outcome.said()).append(Files.readString(folder.resolve("summary.md")));
    shown.append(Files.readString(folder.resolve("outputs")));
    for (String secret : List.of(secrets.get(0), secrets.get(1), secrets.get(3))) {
      assertFalse(shown.toString().contains(secret), secret + " in " + shown);
    }
    // What stays on the runner's disk: nothing that only we were given.
    try (Stream<Path> files = Files.walk(project.path("build"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (!file.getFileName().toString().matches("chunk-.*log|events-.*|ledger.json")) {
          assertFalse(text.contains(ArtifactServer.token()), file.toString());
        }
      }
    }
  }
}
