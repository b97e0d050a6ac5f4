package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not come to an end by itself is ended by us. */
class TimeLimitsIT {
  private @TempDir Path folder;

  /** The system's clock, which leaps ahead once a file is there. */
  private static Clock leaping(Path signal, Duration leap) {
    return new SuppliedClock(() -> Files.exists(signal) ? Instant.now().plus(leap) : Instant.now());
  }

  private TestProject hanging() {
    TestProject project =
        TestProject.in(folder)
            .with(
                """
                == features/hangs.feature
                Feature: hangs
                  Scenario: works
                    Given it works
                  Scenario: waits
                    Given Python runs open("hangs", "w"); time.sleep(600)
                """);
    return project.clock(leaping(project.path("hangs"), Duration.ofMinutes(61)));
  }

  @Test
  void endsTheRunAtItsDeadlineAndNamesTheScenario() {
    Outcome outcome = hanging().run(Setup.chunks(1), "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("--timeout-minutes is over", "features/hangs.feature:4");
    assertEquals("in flight", outcome.ends().get("features/hangs.feature:4"));
    assertFalse(outcome.has("build/coverage.json"));
    assertTrue(
        outcome.json("build/coverage-partial.json").at("/files/shop.py/executed_lines").size() > 0);
  }

  @Test
  void waitsAsLongAsItIsTold() {
    Outcome outcome =
        hanging()
            .with(
                """
                == features/hangs.feature
                Feature: takes its time
                  Scenario: waits
                    Given Python runs open("hangs", "w"); time.sleep(1)
                """)
            .run(Setup.chunks(1), "--timeout-minutes", "62", "features");

    outcome.assertCode(ExitCode.PASSED);
  }

  @Test
  void killsAChunkThatDoesNotExitAfterItsLastFeature() {
    TestProject project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: leaves a thread behind
                    Given Python runs threading.Thread(target=lambda: (time.sleep(1), open("over", "w"), time.sleep(600))).start()
                """);
    Outcome outcome =
        project
            .clock(leaping(project.path("over"), Duration.ofSeconds(11)))
            .run(Setup.chunks(1), "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED).assertSays("chunk 1 did not exit", "a thread");
    assertFalse(outcome.has("build/coverage.json"));
  }
}
