package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A feature that takes longer than a chunk should is split, and nothing of it is lost or doubled.
 */
class GranularityIT {
  private static final String LONG =
      """
      == features/environment.py
      def before_feature(context, feature):
          print("before feature", feature.name)
      == features/long.feature
      Feature: Long
        Background:
          Given Python runs context.ready = True
        Scenario: first
          Given Python runs assert context.ready
        Scenario Outline: rows
          Given Python runs assert <number>
          Examples: some
            | number |
            | 1      |
            | 2      |
          @others
          Examples: more
            | number |
            | 3      |
            | 4      |
        @left_out
        Scenario: is not selected
          Given nobody knows
        Scenario: last
          Given it works
      """;

  private static final Pattern TESTCASE = Pattern.compile("<testcase [^>]*>");

  private @TempDir Path folder;

  private TestProject project(String drawing) {
    return TestProject.in(folder).with(drawing).variable("INPUT_GRANULARITY", "auto");
  }

  private static Stream<Setup> setups() {
    return Setup.pairs();
  }

  private static Stream<Setup> newest() {
    return Stream.of(Setup.chunks(2));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void runsEachScenarioOnceWhateverTheNumberOfPieces(Setup setup) {
    TestProject project = project(LONG);
    String[] flags = {"--runner-args", "--tags=~@left_out -f json -o out.json --junit"};
    Outcome whole =
        project
            .run(setup, with(flags, "--granularity", "feature"))
            .assertCode(ExitCode.PASSED)
            .assertSays("2 chunks were asked for, but there are only 1 feature");
    SortedMap<String, String> ends = whole.ends();
    JsonNode coverage = whole.json("build/coverage.json").path("files");
    JsonNode json = whole.json("out.json");
    List<String> cases = cases(project);
    assertEquals(6, ends.size());

    for (int chunks : List.of(2, 6, 4)) {
      // More chunks ask for more pieces than were proved, which are tried; fewer run the same ones.
      project.evenTimings();
      Outcome split =
          project
              .run(
                  new Setup(setup.environment(), chunks),
                  with(flags, chunks == 4 ? new String[0] : new String[] {"--verify=serial"}))
              .assertCode(ExitCode.PASSED)
              .assertSays("features/long.feature is split");
      assertEquals(ends, split.ends());
      assertEquals(chunks, split.json("build/slipcover-shard/ledger.json").path("chunks").size());
      assertEquals(coverage, split.json("build/coverage.json").path("files"));
      assertEquals(withoutTimes(json), withoutTimes(split.json("out.json")));
      assertEquals(cases, cases(project));
    }
  }

  private static String[] with(String[] flags, String... more) {
    return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
  }

  private static String withoutTimes(JsonNode features) {
    return features.toString().replaceAll("\"duration\":[^,}]*", "\"duration\":0");
  }

  /** The test cases of behave's own JUnit file, in their order. */
  private static List<String> cases(TestProject project) {
    try {
      return TESTCASE
          .matcher(Files.readString(project.path("reports/TESTS-long.xml")))
          .results()
          .map(match -> match.group().replaceAll(" time=\"[^\"]*\"", ""))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("setups")
  void keepsWholeWhatSaysSo(Setup setup) {
    TestProject project =
        project(LONG.replace("Feature: Long", "@slipcover_shard.whole\nFeature: Long"));
    staysWhole(project, setup).assertSays("2 chunks were asked for, but there are only 1 feature");
  }

  /** Also when an earlier run is known, and everything is tried. */
  private static Outcome staysWhole(TestProject project, Setup setup) {
    String[] flags = {"--runner-args", "--tags=~@left_out"};
    project.run(setup, flags).assertCode(ExitCode.PASSED).assertSaysNothingOf("is split:");
    return project
        .run(setup, with(flags, "--verify", "serial"))
        .assertCode(ExitCode.PASSED)
        .assertSaysNothingOf("is split:", "in pieces", "in 2 pieces");
  }

  @ParameterizedTest
  @MethodSource("newest")
  void splitsRules(Setup setup) {
    TestProject project =
        project(
            """
            == features/rules.feature
            Feature: Rules
              Scenario: of none
                Given it works
              Rule: one
                Scenario: of one
                  Given it works
                Scenario: of one, too
                  Given it works
              Rule: two
                Scenario: of two
                  Given it works
            """);
    project.prove(setup);
    Outcome outcome = project.run(setup).assertCode(ExitCode.PASSED).assertSays("is split");
    assertEquals(4, outcome.ends().size());
    assertEquals(2, outcome.json("build/slipcover-shard/plan.json").path("chunks").size());
  }

  /** behave 1.3 runs what is tagged so with every selection of a feature. */
  @ParameterizedTest
  @MethodSource("newest")
  void keepsFeaturesWholeThatSetThemselvesUp(Setup setup) {
    TestProject project = project(LONG.replace("  Scenario: first", "  @setup\n  Scenario: first"));
    String order = LONG.replace("  Scenario: last", "  @order.2\n  Scenario: last");
    project.with(order.replace("long.feature", "ordered.feature"));
    String dependent = LONG.replace("Feature: Long", "@depends_on(login)\nFeature: Long");
    project.with(dependent.replace("long.feature", "dependent.feature"));
    staysWhole(project, setup);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void isRedWhenTheFileChangesAfterItWasSplit(Setup setup) {
    String grows =
        """
        == features/a.feature
        Feature: A
          Scenario: grows the other one
            Given Python runs open("features/long.feature", "a").write("  Scenario: new\\n")
        """;
    TestProject project = project(LONG);
    String[] flags = {"--runner-args", "--tags=~@left_out"};
    project.prove(setup, flags);
    Outcome outcome =
        project
            .with(grows)
            .run(setup, flags)
            .assertSays("features/long.feature has changed since it was split");
    outcome.assertCode(ExitCode.CHUNK_FAILED);
    assertTrue(outcome.unitEnds().contains("changed"));
    assertTrue(!outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("newest")
  void splitsByTheTimesOfEarlierRuns(Setup setup) {
    String slow =
        """
        == features/slow.feature
        Feature: Slow
          Scenario: a
            Given Python runs time.sleep(0.3)
          Scenario: b
            Given Python runs time.sleep(0.3)
        == features/quick.feature
        Feature: Quick
          %s
          Scenario: c
            Given it works
        """
            .formatted("# much to read, and nothing to do\n".repeat(100));
    TestProject project = project(slow);
    project.run(setup).assertCode(ExitCode.PASSED).assertSaysNothingOf("slow.feature is split");
    project
        .run(setup, "--verify", "serial")
        .assertCode(ExitCode.PASSED)
        .assertSays("slow.feature is split", "features/slow.feature: its tests pass in 2 pieces");
    Outcome second =
        project.run(setup).assertCode(ExitCode.PASSED).assertSays("features/slow.feature is split");
    assertEquals(3, second.ends().size());
    JsonNode plan = second.json("build/slipcover-shard/plan.json");
    assertEquals("seconds", plan.path("weights").asText());
  }
}
