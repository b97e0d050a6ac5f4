package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of the table of exit codes in docs/contract.md that docs/faults.md does not have. */
class ExitCodesIT {
  private static final String UNDER = "== features/environment.py\n";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawTwoFeatures() {
    project =
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
                    Given it works
                """);
  }

  static Stream<Arguments> green() {
    return Stream.of(
        row("all pass", ""),
        row("the gate passes", "", "--threshold=75"),
        row("one is skipped", scenario("Python runs context.scenario.skip('not here')")),
        row("no gate is wanted", "", "--threshold=none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("green")
  void passed(String what, String drawing, List<String> arguments) {
    assertCode(ExitCode.PASSED, drawing, arguments).assertSays("\npassed\n");
  }

  static Stream<Arguments> wrongUses() {
    return Stream.of(
        row("no such flag", "", "--no-such-flag"),
        row("no such value", "", "--chunks=none"),
        row("arguments behave does not know", "", "--runner-args=--no-such-option"),
        row("no interpreter", "", "--python=missing/python"),
        row("build-dir cannot be written", "", "--build-dir=shop.py/build"),
        row("no template", "", "--template-db=missing.db"),
        row("no feature of that name", "", "features/missing.feature"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongUses")
  void wrongUsage(String what, String drawing, List<String> arguments) {
    assertCode(ExitCode.USAGE, drawing, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"behave", "slipcover"})
  void wrongUsageWithoutWhatIsNeeded(String module) {
    // A module of that name that cannot be imported hides the installed one.
    project.with("== hidden/%s.py\nraise ImportError('hidden')\n".formatted(module));
    project.variable("PYTHONPATH", project.path("hidden").toString());

    run(List.of()).assertCode(ExitCode.USAGE).assertSays(module);
  }

  @ParameterizedTest
  @ValueSource(strings = {"75.0001", "76", "100"})
  void aGateFailed(String threshold) {
    assertCode(ExitCode.GATE_FAILED, "", List.of("--threshold=" + threshold))
        .assertSays("3 of 4 lines = 75.0000 %", "(exit code 3)");
  }

  static Stream<Arguments> measurements() {
    return Stream.of(
        row("no file", atExit("os.mkdir('build/slipcover-shard/chunk-1.part.json')")),
        row("no JSON", atExit("setattr(json, 'dumps', lambda *a, **k: '{')")),
        row("another JSON", atExit("setattr(json, 'dumps', lambda *a, **k: '{}')")),
        row("nothing measured", "", "--omit=*"),
        row(
            "one with branches and one without",
            atExit(
                """
                setattr(json, 'dumps', lambda it, dumps=json.dumps, **k: dumps(
                    {**it, 'meta': {**it['meta'], 'branch_coverage': True}}))
                """
                    .replace("\n", " "))));
  }

  /** What the first chunk does after its last word, and before SlipCover writes what it has. */
  private static String atExit(String code) {
    return UNDER
        + "import atexit, json, os\n"
        + "if os.environ['SLIPCOVER_SHARD_CHUNK'] == '1':\n"
        + "    atexit.register(lambda: "
        + code
        + ")\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("measurements")
  void coverageIsUnusable(String what, String drawing, List<String> arguments) {
    assertCode(ExitCode.COVERAGE_UNUSABLE, drawing, arguments).assertSays("(exit code 6)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"})
  void theServiceFailed(String variable) {
    project.variable(variable, project.path("shop.py/none").toString());

    run(List.of()).assertCode(ExitCode.SERVICE_FAILED).assertSays(variable, "(exit code 7)");
  }

  private static Arguments row(String what, String drawing, String... arguments) {
    return Arguments.of(what, drawing, List.of(arguments));
  }

  private static String scenario(String step) {
    return """
        == features/c.feature
        Feature: c
          Scenario: three
            Given it works
            Then %s
        """
        .formatted(step);
  }

  private Outcome assertCode(ExitCode code, String drawing, List<String> arguments) {
    project.with(drawing);
    return run(arguments).assertCode(code);
  }

  private Outcome run(List<String> arguments) {
    return project.run(Setup.chunks(2), arguments.toArray(String[]::new));
  }
}
