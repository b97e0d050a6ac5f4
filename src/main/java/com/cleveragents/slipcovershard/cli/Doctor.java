package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at all that a run needs; changes nothing, and goes on where one look fails. */
final class Doctor {
  private final Invocation invocation;
  private final Settings settings;
  private final List<Fact> facts = new ArrayList<>();

  private Doctor(Invocation invocation, Settings settings) {
    this.invocation = invocation;
    this.settings = settings;
  }

  /** One or more facts that are seen together. */
  private interface Look {
    List<Fact> look() throws IOException;
  }

  /** For a run that is yet to begin. */
  static List<Fact> beforeARun(Invocation invocation, Settings settings, Mistakes mistakes) {
    Doctor doctor = new Doctor(invocation, settings);
    doctor.machine();
    mistakes.sentences().forEach(sentence -> doctor.facts.add(Fact.wrong("setting", sentence, "")));
    doctor.see("Python", () -> PythonFacts.of(invocation, settings.run()));
    doctor.places(false);
    return doctor.facts;
  }

  /**
   * For a run that came to a bad end.
   *
   * @param python what it has found out already
   * @param holdsBuildDirectory whether the lock is still its own
   */
  static List<Fact> afterARun(
      Invocation invocation,
      Settings settings,
      Optional<PythonFacts.Known> python,
      boolean holdsBuildDirectory) {
    Doctor doctor = new Doctor(invocation, settings);
    doctor.machine();
    doctor.see(
        "Python",
        () ->
            python.isPresent()
                ? PythonFacts.of(python.get(), invocation, settings.run())
                : PythonFacts.of(invocation, settings.run()));
    doctor.places(holdsBuildDirectory);
    return doctor.facts;
  }

  private void machine() {
    see("version", () -> List.of(MachineFacts.version()));
    see("system", () -> List.of(MachineFacts.system(invocation)));
    see("user", () -> List.of(MachineFacts.user(invocation)));
  }

  private void places(boolean holdsBuildDirectory) {
    RunSettings run = settings.run();
    see("programs", () -> List.of(MachineFacts.programs(invocation, run)));
    see("CPUs", () -> List.of(MachineFacts.processors(run)));
    see("memory", () -> List.of(MachineFacts.memory()));
    see("build-dir", () -> List.of(PlaceFacts.buildDirectory(run, holdsBuildDirectory)));
    see("TMPDIR", () -> List.of(PlaceFacts.temporary(invocation.environment(), run)));
    see("template-db", () -> PlaceFacts.template(run.template()));
    see("workflow", () -> WorkflowFacts.of(invocation, settings));
  }

  private void see(String name, Look look) {
    try {
      facts.addAll(look.look());
    } catch (ShardException e) {
      if (e.code() == ExitCode.INTERRUPTED) {
        throw e;
      }
      facts.add(Fact.wrong(name, e.sentence(), ""));
    } catch (IOException | RuntimeException e) {
      facts.add(Fact.fine(name, "not known: " + e));
    }
  }
}
