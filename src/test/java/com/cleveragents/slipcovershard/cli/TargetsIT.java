package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code paths} and {@code source} stand for, and when it is looked for. */
class TargetsIT {
  private static final String MAKES =
      "mkdir -p made/lib generated; printf 'x = 1\\n' >made/lib/m.py; for i in 1 2 3; do printf"
          + " 'Feature: f\\n  Scenario: s\\n    Given it works\\n' >generated/f$i.feature; printf"
          + " 'def test_it():\\n    pass\\n' >generated/test_f$i.py; done; ln -sf ../features/steps"
          + " generated/steps";

  private @TempDir Path folder;

  private static Setup pytest() {
    List<TestEnvironments.Environment> all = TestEnvironments.withPytest();
    return new Setup(all.get(all.size() - 1), 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generated", "generated/*[1-9].*", "generated/**/f?.feature"})
  void takesFeaturesAndSourcesThatTheScriptOfBeforeMakes(String path) {
    Outcome outcome =
        TestProject.in(folder)
            .run(Setup.chunks(2), "--before", MAKES, "--source=made/*,.", path)
            .assertCode(ExitCode.PASSED);

    assertEquals(3, outcome.ends().size());
    assertTrue(outcome.json("build/coverage.json").path("files").has("made/lib/m.py"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void takesTestsThatTheScriptOfBeforeMakes(String split) {
    Outcome outcome =
        TestProject.in(folder)
            .variable("INPUT_RUNNER", "pytest")
            .run(
                pytest(),
                "--split",
                split,
                "--before",
                MAKES,
                "--source=made,generated",
                "generated/*.py")
            .assertCode(ExitCode.PASSED);

    assertEquals(3, outcome.ends().size());
    assertTrue(outcome.json("build/coverage.json").path("files").has("made/lib/m.py"));
  }

  @Test
  void looksForBothBeforeAChunkStarts() {
    TestProject project = TestProject.in(folder).withShop(1);

    Outcome outcome =
        project
            .run(
                Setup.chunks(2),
                "--before",
                "mkdir -p src/made_shop; rm features/f1.feature",
                "--source=made-shop",
                "features/f1.feature")
            .assertCode(ExitCode.USAGE);

    outcome.assertSays(
        "paths: 'features/f1.feature' matches nothing in",
        "source: 'made-shop' does not exist in " + project.directory(),
        "did you mean 'src/made_shop'?");
    assertTrue(outcome.has("build/slipcover-shard/before.log"));
    assertFalse(outcome.has("build/slipcover-shard/chunk-1.log"));
  }

  /** behave 1.2.6 follows a link where the walk begins only, 1.3 everywhere. */
  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void findsFeaturesBehindLinksAsBehaveDoes(Setup setup) throws IOException {
    TestProject project = TestProject.in(folder).withShop(2);
    Files.createDirectories(project.path("elsewhere"));
    Files.move(project.path("features"), project.path("elsewhere/real"));
    Files.createSymbolicLink(project.path("features"), Path.of("elsewhere/real"));
    project.with("== more/m.feature\nFeature: m\n  Scenario: m\n    Given 1 is sold\n");
    Files.createSymbolicLink(project.path("features/more"), Path.of("../../more"));

    Outcome outcome = project.run(setup, "features").assertCode(ExitCode.PASSED);

    assertEquals(project.behave(setup, "-fjson", "features").size(), outcome.ends().size());
    assertEquals(setup.isBehave("1.2.6") ? 2 : 3, outcome.ends().size());
  }
}
