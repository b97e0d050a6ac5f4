package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where several exit codes apply, the order of docs/contract.md decides. */
class ExitCodeOrderIT {
  /** A reason for each code, such that every two of them can meet; in the order of the contract. */
  private enum Reason {
    USAGE("", "INPUT_RUNNER-ARGS", "--dry-run"),
    CHUNK_FAILED("== features/broken.feature\nNonsense\n", "NONE", ""),
    COVERAGE_UNUSABLE(
        """
        == features/steps/thief.py
        import sys
        sys.meta_path[:] = [it for it in sys.meta_path if "Slipcover" not in type(it).__name__]
        """,
        "NONE",
        ""),
    TESTS_FAILED(
        """
        == features/environment.py
        def after_all(context):
            raise OSError("no server")
        """,
        "NONE",
        ""),
    NO_TESTS("== behave.ini\n[behave]\ntags = nowhere\n", "NONE", ""),
    GATE_FAILED("", "INPUT_THRESHOLD", "100"),
    SERVICE_FAILED("", "GITHUB_OUTPUT", "/dev/null/output");

    private final String drawing;
    private final String variable;
    private final String value;

    Reason(String drawing, String variable, String value) {
      this.drawing = drawing;
      this.variable = variable;
      this.value = value;
    }

    ExitCode code() {
      return ExitCode.valueOf(name());
    }
  }

  private @TempDir Path folder;

  private Outcome run(Reason... reasons) {
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
                    Given it works
                """);
    for (Reason reason : reasons) {
      project.with(reason.drawing).variable(reason.variable, reason.value);
    }
    return project.run(Setup.chunks(2), "features");
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonAloneGivesItsCode(Reason reason) {
    run(reason).assertCode(reason.code());
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Reason.values())
        .flatMap(
            worse ->
                Arrays.stream(Reason.values())
                    .filter(other -> other.compareTo(worse) > 0)
                    .map(other -> Arguments.of(worse, other)));
  }

  @ParameterizedTest(name = "{0} before {1}")
  @MethodSource("pairs")
  void theWorseReasonDecides(Reason worse, Reason other) {
    run(worse, other).assertCode(worse.code());
  }

  @Test
  void allReasonsTogetherGiveTheWorst() {
    run(Reason.values()).assertCode(ExitCode.USAGE);
  }

  @Test
  void severalReasonsAreAllTold() {
    run(Reason.COVERAGE_UNUSABLE, Reason.TESTS_FAILED, Reason.SERVICE_FAILED)
        .assertCode(ExitCode.COVERAGE_UNUSABLE)
        .assertSays("sys.meta_path", "no server", "$GITHUB_OUTPUT");
  }
}
