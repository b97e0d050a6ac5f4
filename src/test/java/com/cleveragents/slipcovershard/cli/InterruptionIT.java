package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to the program itself, in a Java of its own. */
class InterruptionIT {
  private static final Duration BEGUN = Duration.ofSeconds(60);
  private static final Duration PROMISED = Duration.ofSeconds(5);
  private static final int KILLED = 128 + 9;

  private @TempDir Path folder;
  private TestProject project;
  private Optional<OwnJava> started = Optional.empty();

  @BeforeEach
  void drawsTwoFeaturesThatWait() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/hangs.feature
                Feature: hangs
                  Scenario: works
                    Given it works
                  Scenario: waits
                    Given Python runs open("hangs", "w"); time.sleep(600)
                == features/stubborn.feature
                Feature: stubborn
                  Scenario: works
                    Given it works
                  Scenario: waits
                    Given Python runs exec(open("stubborn.py").read())
                == stubborn.py
                open("stubborn", "w")
                if os.path.exists("deaf"):
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    open("is_deaf", "w")
                subprocess.Popen(["sleep", "600"])
                time.sleep(600)
                """);
  }

  @AfterEach
  void endsTheProgram() {
    started.ifPresent(OwnJava::close);
    awaitTheEndOfAll();
  }

  private void awaitTheEndOfAll() {
    TestProcesses.await("the end of all", PROMISED, () -> TestProcesses.in(directory()).isEmpty());
  }

  private Path directory() {
    return project.directory();
  }

  /** Starts the program and waits until each chunk has come so far. */
  private void begin(String... marks) throws IOException {
    started =
        Optional.of(
            OwnJava.start(
                project,
                folder.resolve("log"),
                List.of(),
                "run",
                "--python",
                Setup.chunks(2).python().toString(),
                "--chunks=2",
                "features"));
    for (String mark : marks) {
      TestProcesses.await(mark, BEGUN, () -> Files.exists(project.path(mark)));
    }
  }

  private OwnJava program() {
    return started.orElseThrow();
  }

  /** Waits for the end of the program and of all it started, which is to come in five seconds. */
  private Outcome end() throws IOException, InterruptedException {
    long sent = System.nanoTime();
    int code = program().exitCode();
    awaitTheEndOfAll();
    Duration took = Duration.ofNanos(System.nanoTime() - sent);
    assertTrue(took.compareTo(PROMISED) < 0, () -> "it took " + took);
    assertEquals(ExitCode.INTERRUPTED.number(), code);
    return new Outcome(ExitCode.INTERRUPTED, program().said(), "", directory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void savesWhatWasMeasuredAndEndsAllChildren(String signal) throws Exception {
    begin("hangs", "stubborn");
    program().send(signal);
    Outcome outcome = end();

    outcome.assertSays(
        "the run was interrupted", "features/hangs.feature:4", "features/stubborn.feature:4");
    assertFalse(outcome.has("build/coverage.json"));
    assertTrue(
        outcome.json("build/coverage-partial.json").at("/files/shop.py/executed_lines").size() > 0);
    assertEquals("passed", outcome.ends().get("features/hangs.feature:2"));
    assertEquals("in flight", outcome.ends().get("features/hangs.feature:4"));
    assertEquals(0, project.temporary().toFile().list().length);
  }

  @Test
  void killsAndNamesAChunkThatDoesNotAnswer() throws Exception {
    project.with("== deaf\n");
    begin("hangs", "is_deaf");
    program().send("INT");
    Outcome outcome = end();

    outcome.assertSays("chunk 1 was ended", "chunk 2 was ended", "features/stubborn.feature:4");
    assertTrue(outcome.has("build/coverage-partial.json"));
  }

  private void drawsAFeatureThatWaitsInOneProcessOnly() {
    project
        .variable("INPUT_VERIFY", "serial")
        .with(
            """
            == features/hangs.feature
            Feature: hangs where it is alone
              Scenario: waits
                Given Python runs os.environ["SLIPCOVER_SHARD_CHUNKS"] == "1" and exec(open("stubborn.py").read())
            == features/stubborn.feature
            Feature: works
              Scenario: works
                Given it works
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void endsTheOneProcessThatVerifiesAndPublishesTheRest(String signal) throws Exception {
    drawsAFeatureThatWaitsInOneProcessOnly();
    begin("stubborn");
    program().send(signal);
    Outcome outcome = end();

    outcome.assertSays("the run was interrupted while it was verified");
    assertEquals("passed", outcome.ends().get("features/hangs.feature:2"));
    assertTrue(outcome.has("build/coverage.json"));
    assertEquals(0, project.temporary().toFile().list().length);
  }

  @Test
  void endsTheOneProcessWhenItIsKilledItself() throws Exception {
    drawsAFeatureThatWaitsInOneProcessOnly();
    begin("stubborn");
    program().send("KILL");

    assertEquals(KILLED, program().exitCode());
    awaitTheEndOfAll();
  }

  @Test
  void leavesNoProcessBehindWhenItIsKilledItself() throws Exception {
    begin("hangs", "stubborn");
    program().send("KILL");

    assertEquals(KILLED, program().exitCode());
    awaitTheEndOfAll();
    assertFalse(Files.exists(project.path("build/coverage.json")));
  }
}
