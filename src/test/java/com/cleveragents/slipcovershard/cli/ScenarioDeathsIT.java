package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenarios that end their process, or begin a second one: red, and the scenario is named. */
class ScenarioDeathsIT {
  private static final String OTHER =
      """
      == features/other.feature
      Feature: other
        Scenario: lives
          Given it works
      """;

  private @TempDir Path folder;

  private TestProject deadly(String code) {
    return TestProject.in(folder)
        .with(OTHER)
        .with(
            """
            == features/deadly.feature
            Feature: deadly
              Scenario: lives
                Given it works
              Scenario: dies
                Given it works
                Then Python runs %s
              Scenario: is never reached
                Given it works
            """
                .formatted(code));
  }

  static Stream<Arguments> deaths() {
    List<String[]> ofBehave =
        List.of(
            new String[] {"os.kill(os.getpid(), signal.SIGKILL)", "chunk 1 was killed by SIGKILL"},
            new String[] {"os.kill(os.getpid(), signal.SIGTERM)", "behave was left by SystemExit"},
            new String[] {"sys.exit(0)", "behave was left by SystemExit: 0"});
    List<String[]> ofAll =
        List.of(
            new String[] {"os._exit(0)", "chunk 1 ended with exit code 0"},
            new String[] {"os._exit(3)", "chunk 1 ended with exit code 3"},
            new String[] {"import ctypes; ctypes.string_at(0)", "chunk 1 was killed by SIGSEGV"},
            new String[] {"os.abort()", "chunk 1 was killed by SIGABRT"});
    return Stream.concat(crossed(Setup.all(), ofBehave), crossed(Setup.newest(), ofAll));
  }

  private static Stream<Arguments> crossed(Stream<Setup> setups, List<String[]> deaths) {
    return setups.flatMap(
        setup -> deaths.stream().map(death -> Arguments.of(setup, death[0], death[1])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("deaths")
  void namesTheScenarioThatEndsItsProcess(Setup setup, String code, String message) {
    Outcome outcome = deadly(code).run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays(message, "while it ran features/deadly.feature:4 (dies)");
    assertEquals("passed", outcome.ends().get("features/deadly.feature:2"));
    assertEquals("in flight", outcome.ends().get("features/deadly.feature:4"));
    assertEquals("never started", outcome.ends().get("features/deadly.feature:7"));
    assertFalse(outcome.has("build/coverage.json"));
    assertFalse(outcome.has("build/coverage.xml"));
    assertFalse(outcome.has("build/coverage-chunk-1.json"));
    if (setup.chunks() == 2) {
      assertEquals("passed", outcome.ends().get("features/other.feature:2"));
      assertTrue(outcome.has("build/coverage-chunk-2.json"));
      assertTrue(outcome.has("build/coverage-partial.json"));
    }
  }

  @Test
  void savesWhatAChunkMeasuredBeforeItWasAskedToEnd() {
    Outcome outcome =
        deadly("os.kill(os.getpid(), signal.SIGTERM)").run(Setup.chunks(1), "features");

    assertTrue(
        outcome.json("build/coverage-partial.json").at("/files/shop.py/executed_lines").size() > 0);
  }

  static Stream<Arguments> exits() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("before_scenario(context, scenario)", "features/a.feature:2"),
                        Arguments.of("after_scenario(context, scenario)", "features/a.feature:2"),
                        Arguments.of("before_feature(context, feature)", "features/a.feature"),
                        Arguments.of("before_all(context)", "before_all"),
                        Arguments.of("after_all(context)", "after_all"))
                    .map(exit -> Arguments.of(setup, exit.get()[0], exit.get()[1])));
  }

  /** behave 1.2.6 is left by it, 1.3 takes it for a failed hook. */
  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("exits")
  void takesNoExitOfAHookForAnEnd(Setup setup, String hook, String place) {
    Outcome outcome =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                == features/environment.py
                import sys
                def %s:
                    sys.exit(0)
                """
                    .formatted(hook))
            .run(setup, "features");

    boolean escapes = setup.isBehave("1.2") || place.equals("before_all");
    outcome.assertCode(escapes ? ExitCode.CHUNK_FAILED : ExitCode.TESTS_FAILED);
    outcome.assertSays("SystemExit: 0", place);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void takesNoExitWhileStepsAreLoadedForAnEnd(Setup setup) {
    Outcome outcome =
        TestProject.in(folder)
            .with(OTHER)
            .with("== features/steps/leaving.py\nimport sys\nsys.exit(0)\n")
            .run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("steps could not be loaded", "leaving.py", "SystemExit: 0");
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void endsAChildThatAStepForkedAndLetRunOn(Setup setup) {
    Outcome outcome = deadly("os.fork()").run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("features/deadly.feature:4", "forked");
    assertEquals(
        "{features/deadly.feature:2=passed, features/deadly.feature:4=passed,"
            + " features/deadly.feature:7=passed, features/other.feature:2=passed}",
        outcome.ends().toString());
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void letsChildrenBeThatEndByThemselves(Setup setup) {
    Outcome outcome =
        TestProject.in(folder)
            .with(
                """
                == features/children.feature
                Feature: children
                  Scenario: a fork that ends in the step
                    Given Python runs os.waitpid(os.fork() or os._exit(0), 0)
                  Scenario: a fork that leaves by SystemExit
                    Given Python runs os.waitpid(os.fork() or sys.exit(0), 0)
                  Scenario: a process of multiprocessing
                    Given Python runs p = mp.get_context("fork").Process(target=shop.sell, args=[1]); p.start(); p.join(); assert p.exitcode == 0
                  Scenario: a process that starts anew
                    Given Python runs p = mp.get_context("spawn").Process(target=shop.sell, args=[1]); p.start(); p.join(); assert p.exitcode == 0
                  Scenario: a command
                    Given Python runs subprocess.run(["true"], check=True)
                """)
            .run(setup, "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(5, outcome.ends().size());
  }

  @Test
  void endsWhatAStepLeftRunning() {
    Outcome outcome =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: starts a server and forgets it
                    Given Python runs subprocess.Popen(["sleep", "600"])
                """)
            .run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void isRedWhenAStepClosesTheLineToTheParent(Setup setup) {
    Outcome outcome = deadly("os.closerange(3, 256)").run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED).assertSays("features/deadly.feature:4");
  }
}
