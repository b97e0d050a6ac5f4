package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Nothing that a test prints or says is obeyed by the runner, and failures are not folded away. */
class WorkflowCommandsIT {
  /** Every command there is, in both syntaxes, before every kind of line break. */
  private static final String COMMANDS =
      """
      == commands.py
      import sys
      NAMES = (
          "add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher"
          " save-state set-env set-output stop-commands warning"
      ).split()
      STARTS = ("::%s name=X::evil", "##[%s name=X;]evil", "  ::%s::evil")
      LINES = [start % name for name in NAMES for start in STARTS]
      BREAKS = ["\\n", "\\r", "\\r\\n", "\\x0b", "\\x85", "\\u2028"]
      TEXT = "".join(line + BREAKS[n % len(BREAKS)] for n, line in enumerate(LINES))
      if __name__ == "__main__":
          print(TEXT, end="")
          print(TEXT, file=sys.stderr)
          sys.stdout.write(LINES[0])
      """;

  private @TempDir Path folder;

  private Outcome run(String step) {
    return TestProject.in(folder)
        .variable("GITHUB_ACTIONS", "true")
        .with(COMMANDS)
        .with(
            """
            == features/a.feature
            Feature: ::set-env name=X::evil
              Scenario: ##[add-path]evil ::set-output name=X::evil
                Given Python runs import commands; %s
            """
                .formatted(step))
        .run(Setup.chunks(1), "--verbose", "features");
  }

  /** What a runner would take for a command, wherever it sees a line begin. */
  private static List<String> commands(Outcome outcome) {
    return Stream.of(outcome.said().split("[\r\n\u000b\f\u0085\u2028\u2029]"))
        .filter(line -> line.strip().startsWith("::") || line.contains("##["))
        .toList();
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        Arguments.of(
            ExitCode.PASSED, "print(commands.TEXT); print(commands.TEXT, file=sys.stderr)"),
        Arguments.of(ExitCode.PASSED, "subprocess.check_call([sys.executable, 'commands.py'])"),
        Arguments.of(
            ExitCode.TESTS_FAILED,
            "os.write(1, commands.TEXT.encode()); os.write(2, commands.LINES[0].encode()); assert 0"),
        Arguments.of(ExitCode.TESTS_FAILED, "raise ValueError(commands.TEXT)"),
        Arguments.of(
            ExitCode.TESTS_FAILED,
            "context.scenario.name = commands.TEXT; assert False, commands.TEXT"),
        Arguments.of(ExitCode.CHUNK_FAILED, "print(commands.TEXT, flush=True); os._exit(3)"),
        Arguments.of(ExitCode.TESTS_FAILED, "exec(compile('1/0', commands.LINES[0], 'exec'))"));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void obeyNoneButOurs(ExitCode code, String step) {
    Outcome outcome = run(step).assertCode(code);

    List<String> commands = commands(outcome);
    assertTrue(commands.size() >= 4, outcome.said());
    for (int number = 0; number < commands.size(); number += 2) {
      assertTrue(commands.get(number).matches("::group::[A-Z][a-z -]+"), commands.toString());
      assertEquals("::endgroup::", commands.get(number + 1));
    }
  }

  @Test
  void tellFailuresOutsideOfAnyGroup() {
    Outcome outcome = run("assert False, 'the reason'").assertCode(ExitCode.TESTS_FAILED);

    outcome.assertSays("the reason", "Total: ");
    boolean folded = false;
    for (String line : outcome.said().lines().toList()) {
      folded = line.startsWith("::group::") || (folded && !line.equals("::endgroup::"));
      assertTrue(!folded || !line.matches(".*(the reason|Total: ).*"), outcome.said());
    }
  }
}
