package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What SlipCover makes of a journal is what the process itself would have saved. */
class JournalIT {
  private static final Path PROBE = Path.of("src/main/python").toAbsolutePath();

  static List<Environment> environments() {
    return TestEnvironments.differentInSlipcover();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void hasAllThatSlipcoverWouldHaveSaved(Environment environment, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path work = Files.createDirectory(folder.toRealPath().resolve("work"));
    Path log = folder.resolve("log");
    List<String> command =
        List.of(
            environment.python().toString(),
            Path.of("src/test/python/journal_check.py").toAbsolutePath().toString(),
            PROBE.toString(),
            work.toString());
    Process process =
        Processes.ofOperatingSystem()
            .start(
                ChildCommand.logged(command, folder, Map.of("PYTHONDONTWRITEBYTECODE", "1"), log));

    assertEquals(0, process.waitFor(), Files.readString(log));
  }
}
