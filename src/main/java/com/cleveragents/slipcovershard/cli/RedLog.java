package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.PythonSight;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The beginning of what is told of a red run: the lines of {@code doctor}, where the reason may lie
 * outside of the tests.
 */
final class RedLog {
  static final String TITLE = "What slipcover-shard sees";

  private static final Set<ExitCode> OPENED =
      Set.of(
          ExitCode.USAGE,
          ExitCode.CHUNK_FAILED,
          ExitCode.COVERAGE_UNUSABLE,
          ExitCode.SERVICE_FAILED);

  private final Invocation invocation;
  private final Console console;
  private final Settings settings;
  private Optional<Suite> suite = Optional.empty();
  private boolean isOpen;

  RedLog(Invocation invocation, Console console, Settings settings) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
  }

  /** From now on it is the log of this suite, whose Python need not be looked for again. */
  Suite of(Suite begun) {
    suite = Optional.of(begun);
    return begun;
  }

  /** Of a run with a result; it still holds build-dir. */
  void open(ExitCode code, SuiteResult result) {
    open(code, result.versions().map(told -> PythonSight.of(result.runner(), told)), true);
  }

  /** Of a run that ended before it had a result, and has let go of build-dir. */
  void open(ExitCode code) {
    open(code, Optional.empty(), false);
  }

  private void open(ExitCode code, Optional<PythonSight> told, boolean holdsBuildDirectory) {
    if (isOpen || console.isQuiet() || !OPENED.contains(code)) {
      return;
    }
    isOpen = true;
    Optional<PythonFacts.Known> python = suite.flatMap(Suite::known).map(it -> it.with(told));
    console.inGroup(
        TITLE,
        () -> {
          try {
            List<Fact> facts = Doctor.afterARun(invocation, settings, python, holdsBuildDirectory);
            console.sayTitle(TITLE);
            Fact.lines(facts).forEach(console::say);
            return facts;
          } catch (RuntimeException e) {
            console.say("(not known: " + e + ")"); // it must not hide why the run is red
            return List.of();
          }
        });
  }
}
