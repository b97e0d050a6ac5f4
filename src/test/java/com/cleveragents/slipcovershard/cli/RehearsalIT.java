package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that plays the worker while the launcher records which classes a run loads. Nothing
 * else would tell that it speaks as the worker does no more: starts would only become slower.
 */
class RehearsalIT {
  @Test
  void playsAWholeRunWithoutAndWithTimings(@TempDir Path folder) throws Exception {
    TestProject project =
        TestProject.in(folder).empty().with("== features/a.feature\n== features/b.feature");
    Files.writeString(
        project.path("coverage.json"),
        Files.readString(
            Path.of(
                "src/test/resources/com/cleveragents/slipcovershard/recorded/1.1.0/branches-small.json")));
    String python = Path.of("tools/rehearsal-python").toAbsolutePath().toString();

    for (String planned : new String[] {"planned by size", "planned by the timings"}) {
      project
          .command("run", "--chunks", "2", "--python", python, "--branch", "features")
          .assertCode(ExitCode.PASSED)
          .assertSays("2 features in 2 chunks, " + planned);
    }
  }
}
