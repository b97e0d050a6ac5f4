package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signals to the program in each of its stages, and then a run over what was left. */
class InterruptionStagesIT {
  private static final Duration ENOUGH = Duration.ofSeconds(60);
  private static final int KILLED = 128 + 9;

  private static final String WAITING = "exec(open('waits.py').read())";

  private static final String SUITE =
      """
      == features/a.feature
      Feature: a
        Scenario: passes
          Given it works
      == features/b.feature
      Feature: b
        Scenario: passes
          Given it works
      == waits.py
      import os, time
      if not os.path.exists("calm"):
          open("begun", "w").close()
          time.sleep(600)
      """;

  /** Where it can be caught: each goes on once there is a file named calm. */
  private enum Stage {
    BEFORE(""),
    IMPORT("== features/steps/waiting.py\n" + WAITING + "\n"),
    BEFORE_ALL(hook("before_all", WAITING)),
    STEP(
        """
        == features/a.feature
        Feature: a
          Scenario: waits
            Given Python runs exec(open("waits.py").read())
        """),
    AFTER_ALL(hook("after_all", WAITING)),
    SAVING(hook("after_all", "import atexit; atexit.register(lambda: " + WAITING + ")")),
    PUBLISHING("");

    private final String drawing;

    Stage(String drawing) {
      this.drawing = drawing;
    }

    private static String hook(String name, String code) {
      return "== features/environment.py\ndef %s(context):\n    %s\n".formatted(name, code);
    }

    /** Gives the file that is there when the stage has begun. */
    String drawIn(TestProject project) throws IOException, InterruptedException {
      project.with(drawing);
      if (this == PUBLISHING) {
        // Nobody reads it, so whoever opens it to write has to wait.
        Path summary = project.path("summary");
        assertEquals(0, new ProcessBuilder("mkfifo", summary.toString()).start().waitFor());
        project.variable("GITHUB_STEP_SUMMARY", summary.toString());
        return "build/coverage.json";
      }
      if (this == BEFORE) {
        project.variable("INPUT_BEFORE", "test -e calm || { touch begun; sleep 600; }");
      }
      return "begun";
    }
  }

  static Stream<Arguments> interruptions() {
    return Stream.of("INT", "TERM", "KILL")
        .flatMap(signal -> Stream.of(Stage.values()).map(stage -> Arguments.of(signal, stage)));
  }

  @Execution(ExecutionMode.CONCURRENT) // of the method: other classes are not to run beside it
  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("interruptions")
  void leaveNothingInTheWayOfTheNextRun(String signal, Stage stage, @TempDir Path folder)
      throws Exception {
    TestProject project = TestProject.in(folder).with(SUITE);
    String begun = stage.drawIn(project);

    interrupt(project, signal, begun, folder.resolve("log"));

    assertEquals(stage == Stage.PUBLISHING, Files.exists(project.path("build/coverage.json")));
    if (signal.equals("KILL")) {
      emptyTemporary(project);
    } else {
      assertArrayEquals(new String[0], project.temporary().toFile().list());
    }
    project.environment().remove("GITHUB_STEP_SUMMARY");
    Outcome next = project.with("== calm\n").run(Setup.chunks(2), "features");
    next.assertCode(ExitCode.PASSED);
    assertTrue(next.has("build/coverage.json"));
    assertFalse(next.has("build/coverage-partial.json"));
  }

  private static void interrupt(TestProject project, String signal, String begun, Path log)
      throws IOException, InterruptedException {
    String python = Setup.chunks(2).python().toString();
    try (OwnJava program =
        OwnJava.start(
            project, log, List.of(), "run", "--python", python, "--chunks=2", "features")) {
      TestProcesses.await(begun, ENOUGH, () -> Files.exists(project.path(begun)));
      program.send(signal);
      int code = program.exitCode();
      assertEquals(
          signal.equals("KILL") ? KILLED : ExitCode.INTERRUPTED.number(), code, program::said);
    } finally {
      TestProcesses.await(
          "the end of all", ENOUGH, () -> TestProcesses.in(project.directory()).isEmpty());
    }
  }

  /** Nobody can tidy up who is killed; the system does, some day. */
  private static void emptyTemporary(TestProject project) throws IOException {
    try (Stream<Path> files = Files.walk(project.temporary())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(project.temporary())) {
          Files.delete(file);
        }
      }
    }
  }
}
