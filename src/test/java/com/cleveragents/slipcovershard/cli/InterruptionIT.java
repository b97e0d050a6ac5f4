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
import java.util.concurrent.TimeUnit;
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
  private static final long ENOUGH = 60;

  private @TempDir Path folder;
  private TestProject project;
  private Optional<Process> started = Optional.empty();

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
    started.ifPresent(Process::destroyForcibly);
    TestProcesses.await("the end of all", PROMISED, () -> TestProcesses.in(directory()).isEmpty());
  }

  private Path directory() {
    return project.directory();
  }

  /** Starts the program and waits until each chunk is in its second scenario. */
  private void begin(String... marks) throws IOException {
    List<String> command =
        List.of(
            "env",
            "--default-signal=INT", // or it stays ignored, where these tests run in the background
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--python",
            Setup.chunks(2).python().toString(),
            "--chunks",
            "2",
            "features");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(project.environment());
    builder.redirectErrorStream(true).redirectOutput(log().toFile());
    started = Optional.of(builder.start());
    for (String mark : marks) {
      TestProcesses.await(mark, BEGUN, () -> Files.exists(project.path(mark)));
    }
  }

  private Process program() {
    return started.orElseThrow();
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** Java can send SIGTERM and SIGKILL only. */
  private void send(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(program().pid())).start();
    assertEquals(0, kill.waitFor());
  }

  /** Waits for the end of the program and of all it started, which is to come in five seconds. */
  private Outcome end() throws IOException, InterruptedException {
    long sent = System.nanoTime();
    assertTrue(program().waitFor(ENOUGH, TimeUnit.SECONDS), "the program does not end");
    TestProcesses.await("the end of all", PROMISED, () -> TestProcesses.in(directory()).isEmpty());
    Duration took = Duration.ofNanos(System.nanoTime() - sent);
    assertTrue(took.compareTo(PROMISED) < 0, () -> "it took " + took);
    assertEquals(ExitCode.INTERRUPTED.number(), program().exitValue());
    return new Outcome(ExitCode.INTERRUPTED, Files.readString(log()), "", directory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void savesWhatWasMeasuredAndEndsAllChildren(String signal) throws Exception {
    begin("hangs", "stubborn");
    send(signal);
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
    send("INT");
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
    send(signal);
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
    send("KILL");

    assertTrue(program().waitFor(ENOUGH, TimeUnit.SECONDS));
    TestProcesses.await("the end of all", PROMISED, () -> TestProcesses.in(directory()).isEmpty());
  }

  @Test
  void leavesNoProcessBehindWhenItIsKilledItself() throws Exception {
    begin("hangs", "stubborn");
    send("KILL");

    assertTrue(program().waitFor(ENOUGH, TimeUnit.SECONDS));
    TestProcesses.await("the end of all", PROMISED, () -> TestProcesses.in(directory()).isEmpty());
    assertFalse(Files.exists(project.path("build/coverage.json")));
  }
}
