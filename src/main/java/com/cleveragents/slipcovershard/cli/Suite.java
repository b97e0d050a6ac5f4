package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planner;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.BeforeScript;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.OwnEnvironment;
import com.cleveragents.slipcovershard.run.Processes;
import com.cleveragents.slipcovershard.run.PythonEnvironment;
import com.cleveragents.slipcovershard.run.PythonPackage;
import com.cleveragents.slipcovershard.run.RequestedPython;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.SuiteRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The suite of a project with all that it takes to run or plan it. */
final class Suite {
  private final Invocation invocation;
  private final Console console;
  private final RunSettings settings;
  private final BuildDirectory build;
  private final Processes processes = Processes.ofOperatingSystem();

  /** What children inherit; grows while their environment is prepared. */
  private final SortedMap<String, String> environment;

  Suite(Invocation invocation, Console console, RunSettings settings, BuildDirectory build) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
    SortedMap<String, String> variables = WorkflowVariables.forChildren(invocation.environment());
    this.environment =
        invocation.image().map(image -> image.withPrograms(variables)).orElse(variables);
  }

  /** Runs all of it. */
  SuiteResult run() throws IOException {
    PythonEnvironment python = prepare();
    return console.inGroup("Tests", () -> run(python));
  }

  private SuiteResult run(PythonEnvironment python) throws IOException {
    Progress progress = new Progress(console, invocation.clock());
    SuiteResult result = runner(python, progress).run();
    progress.finish();
    return result;
  }

  /** Asks the runner what there is, and plans it; nothing runs. */
  SuiteResult plan() throws IOException {
    return runner(python(), new Progress(console, invocation.clock())).list();
  }

  private SuiteRunner runner(PythonEnvironment python, Progress progress) throws IOException {
    Timings timings = timings();
    return new SuiteRunner(
        settings.toSuite(python.interpreter(), environment),
        build,
        processes,
        invocation.clock(),
        progress,
        units -> plan(units, timings),
        () -> python.diagnose(PythonPackage.BEHAVE, processes, settings.directory(), environment));
  }

  /** All that may take long before the clock of the run starts to tick. */
  private PythonEnvironment prepare() {
    // A script that makes the environment itself has to come first; any other may need ours.
    if (!settings.python().installs()) {
      settings.python().before().ifPresent(this::runFirst);
    }
    PythonEnvironment python = python();
    if (settings.python().installs()) {
      settings.python().before().ifPresent(this::runFirst);
    }
    return python;
  }

  private void runFirst(BeforeScript script) {
    Path log = build.ours().resolve("before.log");
    SortedMap<String, String> variables = new TreeMap<>(environment);
    variables.putAll(settings.fixedVariables());
    SortedMap<String, String> left =
        console.inGroup(
            "before",
            () -> {
              Instant start = invocation.clock().instant();
              try {
                return script.run(
                    processes, settings.directory(), variables, log, settings.timeout());
              } finally {
                BeforeScript.printed(log).forEach(line -> console.say("| " + line));
                Duration took = Duration.between(start, invocation.clock().instant());
                console.say("before: %.1f s".formatted(took.toMillis() / 1000.0));
              }
            });
    environment.clear();
    environment.putAll(left);
  }

  /** The project's own Python, or one of ours when something is to be installed. */
  private PythonEnvironment python() {
    return console.inGroup("Python environment", this::pythonEnvironment);
  }

  private PythonEnvironment pythonEnvironment() {
    OwnEnvironment own =
        new OwnEnvironment(
            processes,
            settings.directory(),
            build,
            environment,
            invocation.clock(),
            console::say,
            invocation.image());
    PythonEnvironment base = base(own);
    PythonEnvironment python =
        own.prepare(
            settings.python().installation(), PythonPackage.BEHAVE, base, settings.timeout());
    if (!python.equals(base)) {
      // As if the environment were activated: suites call programs that are installed in it.
      Path programs = python.interpreter().resolve("..").normalize();
      environment.put("VIRTUAL_ENV", programs.resolve("..").normalize().toString());
      environment.merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
    }
    console.explain("Python: " + python);
    return python;
  }

  private PythonEnvironment base(OwnEnvironment own) {
    PythonSettings wanted = settings.python();
    if (wanted.named().isPresent()) {
      return PythonEnvironment.named(wanted.named().get(), settings.directory(), environment);
    }
    boolean ofImage = wanted.installs() && invocation.image().isPresent();
    Optional<RequestedPython> version =
        wanted
            .version()
            .or(() -> ofImage ? RequestedPython.ofProject(settings.directory()) : Optional.empty());
    if (version.isPresent()) {
      return own.base(version.get(), settings.timeout());
    }
    return ofImage
        ? invocation.image().get().python()
        : PythonEnvironment.lookUp(settings.directory(), environment);
  }

  private Plan plan(List<Unit> units, Timings timings) {
    List<Long> sizes = units.stream().map(this::size).toList();
    boolean measured = timings.knowsAny(units);
    return Planner.plan(timings.weigh(units, sizes), settings.chunks(), measured);
  }

  private long size(Unit unit) {
    try {
      return Files.size(settings.directory().resolve(unit.path()));
    } catch (IOException e) {
      return 0; // gone meanwhile: the runner will say so
    }
  }

  private Timings timings() throws IOException {
    Optional<Path> file = settings.timings().filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return new Timings();
    }
    Optional<Timings> timings = Timings.fromJson(Files.readString(file.get()));
    if (timings.isEmpty()) {
      console.say(
          "timings: " + file.get() + " is no timings file of this version; planned without");
    }
    return timings.orElseGet(Timings::new);
  }
}
