package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of a run's chunks, after something has happened to one of them. */
class ChunkFilesIT {
  private static final String FIRST = "build/coverage-chunk-1.json";
  private static final String SECOND = "build/coverage-chunk-2.json";

  /** What happens to the first one. */
  private enum Damage {
    CUT_SHORT("ends in the middle"),
    EMPTIED("is empty"),
    EXCHANGED("is not the file that the ledger beside it names"),
    OF_AN_EARLIER_RUN("is not the file that the ledger beside it names");

    private final String told;

    Damage(String told) {
      this.told = told;
    }

    void happenIn(TestProject project, byte[] earlier) throws IOException {
      Path first = project.path(FIRST);
      byte[] bytes = Files.readAllBytes(first);
      switch (this) {
        case CUT_SHORT -> Files.write(first, Arrays.copyOf(bytes, bytes.length / 2));
        case EMPTIED -> Files.write(first, new byte[0]);
        case EXCHANGED -> {
          Files.move(project.path(SECOND), first, StandardCopyOption.REPLACE_EXISTING);
          Files.write(project.path(SECOND), bytes);
        }
        case OF_AN_EARLIER_RUN -> Files.write(first, earlier);
      }
    }
  }

  private @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Damage.class)
  void areRefusedWhenTheyAreNotThoseOfTheRun(Damage damage) throws IOException {
    TestProject project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: two
                    Given Python runs assert shop.sell(-1) == "refused"
                """);
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);
    byte[] earlier = Files.readAllBytes(project.path(FIRST));
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);
    Files.delete(project.path("build/coverage.json"));
    damage.happenIn(project, earlier);

    Outcome outcome = project.command("merge", FIRST, SECOND);

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays("coverage-chunk-1.json " + damage.told);
    assertFalse(outcome.has("build/coverage.json"));
  }
}
