package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of behave with which it runs no test and ends with 0: never green. */
class IdleOptionsIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawOneFeature() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                """);
  }

  static Stream<Arguments> arguments() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("--dry-run", "dry-run"),
                        Arguments.of("-d", "dry-run"),
                        Arguments.of("--help", "help"),
                        Arguments.of("--version", "version"),
                        Arguments.of("--steps-catalog", "steps-catalog"),
                        Arguments.of("--lang-list", "lang-list"),
                        Arguments.of("--lang-help=de", "lang-help"),
                        Arguments.of("--tags-help", "tags-help"),
                        Arguments.of("-f help", "format"),
                        Arguments.of("--no-such-option", "--no-such-option"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("arguments")
  void refusesArgumentsThatRunNothing(Setup setup, String argument, String named) {
    Outcome outcome = project.run(setup, "--runner-args=" + argument, "features");

    outcome.assertCode(ExitCode.USAGE).assertSays(named, "behave");
    assertFalse(outcome.has("build/coverage.json"));
  }

  static Stream<Arguments> configurations() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("dry_run = true", "dry-run"),
                        Arguments.of("steps_catalog = true", "steps-catalog"),
                        Arguments.of("format = help", "format"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("configurations")
  void refusesAConfigurationThatRunsNothing(Setup setup, String line, String named) {
    Outcome outcome =
        project.with("== behave.ini\n[behave]\n" + line + "\n").run(setup, "features");

    outcome.assertCode(ExitCode.USAGE).assertSays(named, "behave");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void isNotGreenWhenNothingIsInProgress(Setup setup) {
    project.run(setup, "--runner-args=--wip", "features").assertCode(ExitCode.NO_TESTS);
  }
}
