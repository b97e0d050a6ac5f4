package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.Installation;
import com.cleveragents.slipcovershard.run.OwnEnvironment;
import com.cleveragents.slipcovershard.run.Processes;
import com.cleveragents.slipcovershard.run.PythonEnvironment;
import com.cleveragents.slipcovershard.run.PythonSight;
import com.cleveragents.slipcovershard.run.RequestedPython;
import com.cleveragents.slipcovershard.run.SearchPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is seen of the Python of a suite, and of the packages in it. */
final class PythonFacts {
  private static final String PYTHON = "Python";
  private static final String PACKAGES = "packages";

  private final Invocation invocation;
  private final RunSettings settings;
  private final SortedMap<String, String> environment;
  private final List<Fact> facts = new ArrayList<>();

  /**
   * What a run has found out already.
   *
   * @param environment of its children
   * @param sight empty if the Python was not asked
   */
  record Known(
      PythonEnvironment python,
      SortedMap<String, String> environment,
      Optional<PythonSight> sight) {
    Known {
      environment = new TreeMap<>(environment);
    }

    /** With what a chunk has told, where the Python itself was not asked what it lacks. */
    Known with(Optional<PythonSight> told) {
      return new Known(python, environment, sight.or(() -> told));
    }
  }

  private PythonFacts(
      Invocation invocation, RunSettings settings, SortedMap<String, String> environment) {
    this.invocation = invocation;
    this.settings = settings;
    this.environment = environment;
  }

  /** Those of a Python that a run has come to. */
  static List<Fact> of(Known known, Invocation invocation, RunSettings settings) {
    PythonFacts facts = new PythonFacts(invocation, settings, known.environment());
    facts.tell(known.python(), known.sight().orElseGet(() -> facts.look(known.python())));
    return facts.facts;
  }

  /** Those of the Python that a run would come to; nothing is made or fetched for it. */
  static List<Fact> of(Invocation invocation, RunSettings settings) throws IOException {
    PythonFacts facts = new PythonFacts(invocation, settings, invocation.variablesForChildren());
    facts.search();
    return facts.facts;
  }

  private PythonSight look(PythonEnvironment python) {
    return python.look(
        settings.runner().product(),
        Processes.ofOperatingSystem(),
        settings.directory(),
        environment);
  }

  private void search() throws IOException {
    Optional<RequestedPython> requested =
        settings.python().requested(settings.directory(), invocation.image());
    if (requested.isPresent()) {
      tell(requested.get());
      tellOwnEnvironment();
      return;
    }
    PythonEnvironment python;
    try {
      python = settings.python().meant(settings.directory(), environment, invocation.image());
    } catch (ShardException e) {
      tellThatThereIsNone(e);
      return;
    }
    PythonSight sight = look(python);
    if (!settings.python().installs()) {
      tell(python, tried(python, sight));
    } else if (sight.lack().filter(lack -> !lack.isOfPackages()).isPresent()) {
      tell(python, sight);
    } else {
      tellVersion(python, sight); // what it lacks is installed elsewhere
      tellOwnEnvironment();
    }
  }

  /** With what is not as quick as it could be, which a worker tells by itself. */
  private PythonSight tried(PythonEnvironment python, PythonSight sight) throws IOException {
    return settings.accelerated() && sight.lack().isEmpty()
        ? sight.remarking(
            python.untouched(Processes.ofOperatingSystem(), settings.directory(), environment))
        : sight;
  }

  private void tell(RequestedPython requested) {
    String wanted = requested.version() + ", as " + requested.origin() + " says";
    facts.add(
        SearchPath.of(environment).find("uv").isPresent()
            ? Fact.fine(PYTHON, wanted + "; a run has uv find or fetch it")
            : Fact.missing(
                PYTHON,
                wanted + "; but uv, which finds and fetches Pythons, is not on PATH",
                "install uv, or name an interpreter with --python"));
  }

  private void tellThatThereIsNone(ShardException failure) {
    if (failure.code() != ExitCode.USAGE) {
      throw failure;
    }
    boolean mayCome = settings.python().before().isPresent() && !settings.python().installs();
    facts.add(
        mayCome
            ? Fact.fine(PYTHON, "none yet; the script of before may make it")
            : Fact.missing(
                PYTHON,
                failure.sentence(),
                "name one with --python, or install one (on Debian and Ubuntu: apt-get install"
                    + " python3-venv)"));
  }

  private void tellVersion(PythonEnvironment python, PythonSight sight) {
    // Who named it knows how.
    String origin = python.origin().replaceFirst("(named by --python) .*", "$1");
    facts.add(
        Fact.fine(
            PYTHON,
            sight.version().map(text -> text + ", ").orElse("")
                + python.interpreter()
                + " ("
                + origin
                + ")"));
  }

  private void tell(PythonEnvironment python, PythonSight sight) {
    Optional<PythonSight.Lack> lack = sight.lack();
    if (lack.isPresent() && !lack.get().isOfPackages()) {
      facts.add(Fact.wrong(PYTHON, lack.get().what(), lack.get().advice()));
      return;
    }
    tellVersion(python, sight);
    String versions = versions(sight);
    if (lack.isEmpty()) {
      facts.add(
          Fact.fine(PACKAGES, versions + (sight.remark().isEmpty() ? "" : "; " + sight.remark())));
    } else if (settings.python().before().isPresent() && !settings.python().installs()) {
      facts.add(Fact.fine(PACKAGES, lack.get().what() + "; the script of before may change that"));
    } else {
      facts.add(
          Fact.missing(
              PACKAGES,
              lack.get().what() + (versions.isEmpty() ? "" : "; it has " + versions),
              lack.get().advice()));
    }
  }

  private static String versions(PythonSight sight) {
    return String.join(
        ", ",
        sight.packages().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList());
  }

  /** Whatever is in it, a run makes it anew where that is needed. */
  private void tellOwnEnvironment() {
    String what =
        settings.python().installation() instanceof Installation.Auto
            ? "what the project's files ask for"
            : "what --install says";
    Optional<PythonEnvironment> left = OwnEnvironment.leftIn(settings.buildDirectory());
    String versions = left.map(this::look).map(PythonFacts::versions).orElse("");
    facts.add(
        Fact.fine(
            PACKAGES,
            versions.isEmpty()
                ? what + ", in an environment that a run makes"
                : versions + " in " + left.get().interpreter() + ", made for --install"));
  }
}
