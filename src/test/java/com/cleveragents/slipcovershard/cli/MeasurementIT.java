package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured, what of it counts, and what is no measurement at all. */
class MeasurementIT {
  private @TempDir Path folder;
  private TestProject project;

  /** Each feature covers another part of the shop, and one alone imports the stock. */
  @BeforeEach
  void drawFeaturesThatCoverDifferentCode() {
    project =
        TestProject.in(folder)
            .with(
                """
                == stock.py
                def count(things):
                    total = 0
                    for thing in things:
                        total += 1
                    return total
                == features/refused.feature
                Feature: refused
                  Scenario: one
                    Given Python runs assert shop.sell(-1) == "refused"
                == features/sold.feature
                Feature: sold
                  Scenario: one
                    Given Python runs assert shop.sell(1) == "sold"
                  Scenario: counted
                    Given Python runs import stock; assert stock.count([]) == 0
                """);
  }

  static Stream<Arguments> measurements() {
    return Setup.all()
        .flatMap(setup -> Stream.of(false, true).map(branch -> Arguments.of(setup, branch)));
  }

  @ParameterizedTest(name = "{0}, branches: {1}")
  @MethodSource("measurements")
  void isThatOfOneProcess(Setup setup, boolean branch) {
    List<String> command = new ArrayList<>(List.of("-m", "slipcover", "--json"));
    if (branch) {
      command.add("--branch");
    }
    command.addAll(List.of("--out", "serial.json", "-m", "behave", "features"));
    project.python(setup, command.toArray(String[]::new));

    Outcome outcome = project.run(setup, "--branch=" + branch, "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        withoutTime(outcome.json("serial.json")), withoutTime(outcome.json("build/coverage.json")));
    assertEquals(List.of("shop.py", "stock.py"), files(outcome));
  }

  private static JsonNode withoutTime(JsonNode coverage) {
    ((ObjectNode) coverage.path("meta")).remove("timestamp");
    return coverage;
  }

  private static List<String> files(Outcome outcome) {
    List<String> files = new ArrayList<>();
    outcome.json("build/coverage.json").path("files").fieldNames().forEachRemaining(files::add);
    return files;
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void isUnusableWhenTheSuiteTakesSlipCoverAway(Setup setup) {
    project.with(
        """
        == features/sold.feature
        Feature: sold
          Scenario: one
            Given it works
            When Python runs sys.meta_path[:] = [f for f in sys.meta_path if "Slipcover" not in type(f).__name__]
        """);

    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    // The other feature is the first.
    outcome.assertSays(
        "chunk "
            + setup.chunks()
            + " did not measure all that it ran from features/sold.feature on",
        "sys.meta_path");
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys.monitoring.free_tool_id(sys.monitoring.COVERAGE_ID)",
        "sys.monitoring.register_callback(sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE,"
            + " None)"
      })
  void isUnusableWhenTheSuiteTakesSlipCoversMonitoringAway(String code) {
    Setup setup = new Setup(TestEnvironments.of("3.13", "1.3.3"), 1);
    project.with(
        """
        == features/sold.feature
        Feature: sold
          Scenario: one
            Given it works
            When Python runs %s
        """
            .formatted(code));

    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays("from features/sold.feature on", "sys.monitoring");
  }

  @Test
  void isNotDisturbedByATracerOrBySomebodyElsesMonitoring() {
    Setup setup = new Setup(TestEnvironments.of("3.13", "1.3.3"), 1);
    project.with(
        """
        == features/sold.feature
        Feature: sold
          Scenario: one
            Given Python runs sys.settrace(lambda *_: None); sys.setprofile(lambda *_: None)
            And Python runs sys.monitoring.use_tool_id(4, "other"); sys.monitoring.set_events(4, sys.monitoring.events.LINE)
            And it works
        """);

    project.run(setup, "features").assertCode(ExitCode.PASSED);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void isUnusableWhenNothingWasMeasured(Setup setup) {
    Outcome outcome = project.run(setup, "--omit=*", "--threshold=50", "features");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays("no executed line", "--omit").assertSaysNothingOf("100.0000", "passed");
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void isUnusableWhenAProcessCannotSaveIt(Setup setup) {
    project.with(
        """
        == features/environment.py
        import os
        def after_all(context):
            chunk = os.environ["SLIPCOVER_SHARD_CHUNK"]
            os.mkdir("build/slipcover-shard/chunk-%s.part.json" % chunk)
        """);

    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
    outcome.assertSays("chunk 1 ended in order, but SlipCover wrote no whole file", "chunk-1.log");
    assertFalse(outcome.has("build/coverage.json"));
    assertFalse(outcome.has("build/coverage-chunk-1.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void isJudgedOnceAndInTotalByTheProjectsOwnThreshold(Setup setup) {
    project.with("== pyproject.toml\n[tool.slipcover]\nfail-under = 88.8\n");

    Outcome outcome = project.run(setup, "features"); // 8 of 9 lines, and less in each chunk

    outcome.assertCode(ExitCode.PASSED);
    outcome.assertSays(
        "threshold 88.8 %: fail-under in pyproject.toml",
        "8 of 9 lines = 88.8888 %; threshold 88.8 %: passed");
    project.run(setup, "--threshold", "88.9", "features").assertCode(ExitCode.GATE_FAILED);
    project.with("== pyproject.toml\n[tool.slipcover]\nfail-under = 99\n");
    project.run(setup, "features").assertCode(ExitCode.GATE_FAILED).assertSays("threshold 99 %");
    project.run(setup, "--threshold", "none", "features").assertCode(ExitCode.PASSED);
  }

  @Test
  void isOfWhatTheProjectsOwnTableSays() {
    project.with(
        """
        == pyproject.toml
        [tool.slipcover]
        branch = true
        source = ["."]
        omit = ["features/*", "unused/a.py"]
        == unused/a.py
        answer = 42
        == unused/b.py
        answer = 42
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(List.of("shop.py", "stock.py", "unused/b.py"), files(outcome));
    assertTrue(outcome.json("build/coverage.json").at("/meta/branch_coverage").asBoolean());
    outcome = project.run(Setup.chunks(2), "--source", "unused", "--omit", "nothing", "features");
    outcome.assertCode(ExitCode.COVERAGE_UNUSABLE);
  }

  @Test
  void isOfWhatTheFlagsSay() {
    Outcome outcome =
        project.run(
            Setup.chunks(2), "--source=.", "--omit=stock.py,features/*", "--branch", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(List.of("shop.py"), files(outcome));
    assertTrue(outcome.json("build/coverage.json").at("/meta/branch_coverage").asBoolean());
  }

  @Test
  void isNotOfWhatRunsKeepInTheirBuildDirectories() {
    project.run(Setup.chunks(2), "--build-dir=out/other", "features").assertCode(ExitCode.PASSED);
    project.with(
        """
        == out/other/slipcover-shard/venv/lib/installed.py
        x = 1
        == build/slipcover-shard/venv/lib/installed.py
        x = 1
        == out/slipcover-shard/of_the_project.py
        x = 1
        """);

    Outcome outcome = project.run(Setup.chunks(2), "--source=.", "--omit=features/*", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        List.of("out/slipcover-shard/of_the_project.py", "shop.py", "stock.py"), files(outcome));
  }

  @Test
  void isRefusedWhereFlagAndTableDisagreeAboutBranches() {
    project.with("== pyproject.toml\n[tool.slipcover]\nbranch = true\n");

    Outcome outcome = project.run(Setup.chunks(2), "--branch=false", "features");

    outcome.assertCode(ExitCode.USAGE).assertSays("branch = true", "pyproject.toml");
  }
}
