package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a run may take is for the user to say; docs/faults.md has what is ended then. */
class TimeLimitsIT {
  private @TempDir Path folder;

  @Test
  void waitsAsLongAsItIsTold() {
    TestProject project =
        TestProject.in(folder)
            .with(
                """
                == features/hangs.feature
                Feature: takes its time
                  Scenario: waits
                    Given Python runs open("hangs", "w"); time.sleep(1)
                """);
    Path signal = project.path("hangs");
    Outcome outcome =
        project
            .clock(
                new SuppliedClock(
                    () ->
                        Files.exists(signal)
                            ? Instant.now().plus(Duration.ofMinutes(61))
                            : Instant.now()))
            .run(Setup.chunks(1), "--timeout-minutes", "62", "features");

    outcome.assertCode(ExitCode.PASSED);
  }
}
