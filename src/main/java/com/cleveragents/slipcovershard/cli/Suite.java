package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planner;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.OwnEnvironment;
import com.cleveragents.slipcovershard.run.Processes;
import com.cleveragents.slipcovershard.run.PythonEnvironment;
import com.cleveragents.slipcovershard.run.PythonPackage;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.SuiteRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** The suite of a project with all that it takes to run or plan it. */
final class Suite {
  private final Invocation invocation;
  private final Console console;
  private final RunSettings settings;
  private final BuildDirectory build;

  Suite(Invocation invocation, Console console, RunSettings settings, BuildDirectory build) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
  }

  /** Runs all of it. */
  SuiteResult run() throws IOException {
    Function<Progress, SuiteRunner> prepared = prepare();
    Progress progress = new Progress(console, invocation.clock());
    SuiteResult result = prepared.apply(progress).run();
    progress.finish();
    return result;
  }

  /** Asks the runner what there is, and plans it; nothing runs. */
  SuiteResult plan() throws IOException {
    return prepare().apply(new Progress(console, invocation.clock())).list();
  }

  /** All that may take long before the clock of the run starts to tick. */
  private Function<Progress, SuiteRunner> prepare() throws IOException {
    Processes processes = Processes.ofOperatingSystem();
    SortedMap<String, String> environment = RunSettings.chunkEnvironment(invocation.environment());
    PythonEnvironment python = python(processes, environment);
    Timings timings = timings();
    return progress ->
        new SuiteRunner(
            settings.toSuite(python.interpreter(), environment),
            build,
            processes,
            invocation.clock(),
            progress,
            units -> plan(units, timings),
            () ->
                python.diagnose(
                    PythonPackage.BEHAVE, processes, settings.directory(), environment));
  }

  /** The project's own Python, or one of ours when something is to be installed. */
  private PythonEnvironment python(Processes processes, SortedMap<String, String> environment) {
    PythonEnvironment base =
        settings
            .python()
            .map(name -> PythonEnvironment.named(name, settings.directory(), environment))
            .orElseGet(() -> PythonEnvironment.lookUp(settings.directory(), environment));
    PythonEnvironment python =
        new OwnEnvironment(
                processes,
                settings.directory(),
                build,
                environment,
                invocation.clock(),
                console::say)
            .prepare(settings.installation(), PythonPackage.BEHAVE, base, settings.timeout());
    if (!python.equals(base)) {
      // As if the environment were activated: suites call programs that are installed in it.
      Path programs = python.interpreter().resolve("..").normalize();
      environment.put("VIRTUAL_ENV", programs.resolve("..").normalize().toString());
      environment.merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
    }
    console.explain("Python: " + python);
    return python;
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
