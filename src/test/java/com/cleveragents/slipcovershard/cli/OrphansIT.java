package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a suite leaves behind ends with the run, also where it has left the group of its chunk. */
class OrphansIT {
  /** A daemon as they are written: of a session of its own, and nobody's child any more. */
  private static final String DAEMON =
      """
      == daemon.py
      import os, sys, time
      if os.fork():
          sys.exit()
      os.setsid()
      if os.fork():
          os._exit(0)
      open("daemon.pid", "w").write(str(os.getpid()))
      time.sleep(600)
      """;

  private @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, True, PASSED",
    "2, True, PASSED",
    "1, DIES, CHUNK_FAILED",
    "2, DIES, CHUNK_FAILED"
  })
  void endWithTheRun(int chunks, String then, ExitCode code) throws Exception {
    // Also where TMPDIR, from which they have their mark, has a name like this.
    Path temporary = Files.createDirectories(folder.toRealPath().resolve("t m p ä"));
    TestProject project =
        TestProject.in(folder)
            .variable("TMPDIR", temporary.toString())
            .with(DAEMON)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: leaves something behind
                    Given it works
                    And Python runs subprocess.run([sys.executable, "daemon.py"], check=True)
                    And Python runs wait_for("daemon.pid")
                    And Python runs %s
                """
                    .formatted(then.replace("DIES", "os.kill(os.getpid(), signal.SIGKILL)")));

    project.run(Setup.chunks(chunks), "features").assertCode(code); // looks after processes

    assertEquals(0, TestProcesses.in(folder).size());
  }
}
