package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which scenarios run is for behave to say, whoever asks for them in whatever way. */
class SelectionIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawSeveralFeatures() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                @smoke
                Feature: a
                  Scenario: one
                    Given it works
                  @slow
                  Scenario: two
                    Given it works
                  Scenario Outline: many <n>
                    Given it works
                    Examples: of all kinds
                      | n |
                      | 1 |
                      | 2 |
                      | 3 |
                == features/b.feature
                Feature: b
                  Background:
                    Given it works
                  Scenario: three
                    Given it works
                == features/sub/c.feature
                Feature: c
                  Scenario: four
                    Given it works
                == features/chosen.txt
                # a comment
                sub/c.feature
                a.feature:13
                """);
  }

  static Stream<Arguments> selections() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        Arguments.of("features", "a:3 a:6 a:12 a:13 a:14 b:4 sub/c:2"),
                        Arguments.of("features/a.feature:3", "a:3"),
                        Arguments.of("features/a.feature:13", "a:13"),
                        Arguments.of("features/a.feature:3:12:14", "a:3 a:12 a:14"),
                        Arguments.of("features/a.feature:3 features/a.feature:14", "a:3 a:14"),
                        Arguments.of("features/a.feature:6 features/b.feature", "a:6 b:4"),
                        Arguments.of("@features/chosen.txt", "a:13 sub/c:2"),
                        Arguments.of("features/*.feature", "a:3 a:6 a:12 a:13 a:14 b:4"),
                        Arguments.of("features --include=sub", "sub/c:2"),
                        Arguments.of("features --exclude=a.feature", "b:4 sub/c:2"),
                        Arguments.of("features --name=t[wh]", "a:6 b:4"),
                        Arguments.of("features --tags=slow", "a:6"),
                        Arguments.of("features --tags=smoke --tags=-slow", "a:3 a:12 a:13 a:14"),
                        Arguments.of("features/sub features/b.feature", "b:4 sub/c:2"))
                    .map(it -> Arguments.of(setup, it.get()[0], it.get()[1])));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("selections")
  void runsWhatIsSelected(Setup setup, String words, String expected) {
    List<String> options = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      (word.startsWith("--") ? options : paths).add(word);
    }
    paths.addAll(0, List.of("--runner-args", String.join(" ", options)));

    Outcome outcome = project.run(setup, paths.toArray(String[]::new));

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(expected, ran(outcome));
  }

  /** Locations of scenarios that passed, shortened; every other selected one would show its end. */
  private static String ran(Outcome outcome) {
    return String.join(
        " ",
        outcome.ends().entrySet().stream()
            .map(it -> it.getKey() + (it.getValue().equals("passed") ? "" : "=" + it.getValue()))
            .map(it -> it.replace("features/", "").replace(".feature", ""))
            .sorted(
                (left, right) ->
                    Arrays.compare(
                        left.split(":", -1),
                        right.split(":", -1),
                        (one, other) ->
                            one.matches("\\d+")
                                ? Integer.compare(Integer.parseInt(one), Integer.parseInt(other))
                                : one.compareTo(other)))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void runsWhatTheConfigurationOfBehaveSelects(Setup setup) {
    project.with(
        """
        == behave.ini
        [behave]
        paths = features/a.feature
                features/sub
        tags = -slow
        exclude_re = nothing
        """);

    Outcome outcome = project.run(setup);

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("a:3 a:12 a:13 a:14 sub/c:2", ran(outcome));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void takesStepsAndHooksOfTheStage(Setup setup) {
    project.with(
        """
        == features/site_steps/steps.py
        from behave import given
        @given("it works")
        def works(context):
            assert context.stage == "site"
        == features/site_environment.py
        def before_all(context):
            context.stage = "site"
        == features/steps/steps.py
        raise ImportError("steps of another stage")
        """);

    Outcome outcome = project.run(setup, "--runner-args=--stage=site", "features");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE); // these steps use nothing that is measured
    assertEquals("a:3 a:6 a:12 a:13 a:14 b:4 sub/c:2", ran(outcome));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void runsAPathTwiceWhereBehaveDoes(Setup setup) {
    Outcome outcome =
        project.run(setup, "features/b.feature", "features/sub", "features/b.feature");

    outcome.assertCode(ExitCode.PASSED);
    List<String> units = new ArrayList<>();
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      units.add(unit.path("unit").asText() + "=" + unit.path("end").asText());
    }
    List<String> serial = new ArrayList<>();
    project
        .behave(setup, "-f", "json", "features/b.feature", "features/sub", "features/b.feature")
        .forEach(
            feature ->
                serial.add(feature.path("location").asText().replaceAll(":.*", "") + "=ended"));
    assertEquals(serial, units);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void copesWithAnyName(Setup setup) {
    project =
        TestProject.in(folder, "mein 'Projekt' #1 {chunk} ü")
            .with(
                """
                == features/Größe & Maß/ein "Fall" 🎉.feature
                Feature: "quoted" 'names' :: {chunk} 🎉
                  Scenario: 🎉 "quoted" 'names' :: {chunk} <b> \\ %s $HOME
                    Given it works
                  Scenario: 🎉 "quoted" 'names' :: {chunk} <b> \\ %s $HOME
                    Given Python runs assert False, '🎉 "quoted" :: {chunk} <b> \\ $HOME'
                == features/other.feature
                Feature: other
                  Scenario:
                    Given it works
                """);

    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays(
        "FAILED  features/Größe & Maß/ein \"Fall\" 🎉.feature:4 🎉 \"quoted\" 'names' :: {chunk} <b>"
            + " \\ %s $HOME: failed",
        "🎉 \"quoted\" :: {chunk} <b>");
    assertEquals(
        "{features/Größe & Maß/ein \"Fall\" 🎉.feature:2=passed,"
            + " features/Größe & Maß/ein \"Fall\" 🎉.feature:4=failed,"
            + " features/other.feature:2=passed}",
        outcome.ends().toString());
    assertTrue(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void runsFeaturesInOtherLanguages(Setup setup) {
    project.with(
        """
        == features/a.feature
        # language: de
        Funktionalität: Bücher
          Szenario: eines
            Angenommen it works
          Szenariogrundriss: viele
            Angenommen it works
            Beispiele:
              | n |
              | 1 |
        """);

    Outcome outcome = project.run(setup, "features/a.feature");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("a:3 a:9", ran(outcome));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void runsScenariosOfRules(Setup setup) {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: before all rules
            Given it works
          Rule: first
            Background:
              Given it works
            Scenario: one
              Given it works
          @slow
          Rule: second
            Scenario Outline: two
              Given it works
              Examples:
                | n |
                | 1 |
        """);

    assertEquals("a:2 a:7 a:15", ran(project.run(setup, "features/a.feature")));
    assertEquals("a:7 a:15", ran(project.run(setup, "features/a.feature:7:15")));
    assertEquals(
        "a:15", ran(project.run(setup, "--runner-args=--tags=slow", "features/a.feature")));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void countsAScenarioThatTheSuiteRepeatsOnceByItsLastEnd(Setup setup) {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: works at last
            Given Python runs attempts.append(1); assert len(attempts) > 2, "not yet"
          Scenario: never works
            Given Python runs assert False
        == features/steps/attempts.py
        import builtins
        builtins.attempts = []
        == features/environment.py
        from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry
        def before_feature(context, feature):
            for scenario in feature.scenarios:
                patch_scenario_with_autoretry(scenario, max_attempts=3)
        """);

    Outcome outcome = project.run(setup, "features/a.feature:2", "features/b.feature");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals("a:2 b:4", ran(outcome));
    assertEquals(3, attemptsOfTheFirst(outcome));
    outcome = project.run(setup, "features/a.feature", "features/b.feature");
    outcome.assertCode(ExitCode.TESTS_FAILED);
    assertEquals("a:2 a:4=failed b:4", ran(outcome));
    outcome.assertSaysNothingOf("not yet");
  }

  private static int attemptsOfTheFirst(Outcome outcome) {
    return outcome
        .json("build/slipcover-shard/ledger.json")
        .at("/units/0/scenarios/0/attempts")
        .asInt();
  }

  @Test
  void saysWhatIsWrongWithLinesThatSelectNothing() {
    Outcome outcome = project.run(Setup.chunks(2), "features/b.feature:4", "features/nothere:4");

    outcome.assertCode(ExitCode.USAGE).assertSays("features/nothere:4");
  }
}
