package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A scenario that hangs is named, with where it hangs, and takes nothing else along. */
class ScenarioTimeoutIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsAProject() {
    project =
        TestProject.in(folder)
            .with(
                """
                == hanging.py
                import threading
                def waits_for_itself():
                    lock = threading.Lock()
                    lock.acquire()
                    lock.acquire()
                == features/a.feature
                Feature: a
                  Scenario: passes
                    Given it works
                """);
  }

  private TestProject hanging(String code) {
    return project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: hangs
            Given Python runs %s
          Scenario: comes after it
            Given it works
        """
            .formatted(code));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void namesTheScenarioAndTheLineThatHangs(Setup setup) {
    Outcome outcome =
        hanging("import hanging; hanging.waits_for_itself()")
            .variable("INPUT_RETRY-CRASHED", "1")
            .run(setup, "--scenario-timeout", "1", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays(
        "was killed while it ran features/b.feature:2 (hangs): that took longer than"
            + " --scenario-timeout",
        "did the same again",
        "hanging.py\", line 5 in waits_for_itself");
    Map<String, String> ends = new TreeMap<>(outcome.ends());
    assertEquals("in flight", ends.remove("features/b.feature:2"));
    assertEquals(Set.of("passed"), new TreeSet<>(ends.values()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
        "exec(\"while True: pass\")",
        "os.close(2); os.kill(os.getpid(), signal.SIGSTOP)",
      })
  void endsWhateverItIs(String code) {
    Outcome outcome = hanging(code).run(Setup.chunks(2), "--scenario-timeout", "1", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("features/b.feature:2 (hangs)", "--scenario-timeout");
  }

  @Test
  void doesNotHoldAForkThatRunsOn() {
    Outcome outcome =
        hanging("os.fork()").run(Setup.chunks(2), "--scenario-timeout", "9", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays(
        "features/b.feature:2: ", "forked a child process that continued the test run");
  }

  @Test
  void letsLongSuitesOfShortScenariosRun() {
    project.with(
        """
        == features/b.feature
        Feature: b
          Scenario Outline: rows
            Given Python runs time.sleep(0.6)
            Examples:
              | n |
              | 1 |
              | 2 |
              | 3 |
        """);

    project.run(Setup.chunks(1), "--scenario-timeout", "1", "features").assertCode(ExitCode.PASSED);
  }

  @Test
  void isAWholeNumberOfSeconds() {
    project
        .run(Setup.chunks(1), "--scenario-timeout", "soon", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("scenario-timeout", "soon");
  }

  @Test
  void isNotNeededForTheStacksOfACrash() {
    Outcome outcome =
        hanging("import ctypes; ctypes.string_at(0)").run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("was killed by SIGSEGV", "in string_at");
    assertTrue(outcome.text("build/slipcover-shard/chunk-2.log").contains("Segmentation fault"));
  }
}
