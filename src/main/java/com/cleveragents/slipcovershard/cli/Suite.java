package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planner;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Processes;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.SuiteRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Progress progress = new Progress(console, invocation.clock());
    SuiteResult result = runner(progress).run();
    progress.finish();
    return result;
  }

  /** Asks the runner what there is, and plans it; nothing runs. */
  SuiteResult plan() throws IOException {
    return runner(new Progress(console, invocation.clock())).list();
  }

  private SuiteRunner runner(Progress progress) throws IOException {
    Path interpreter = settings.python().map(Path::of).orElse(Path.of("python3"));
    Timings timings = timings();
    return new SuiteRunner(
        settings.toSuite(interpreter, RunSettings.chunkEnvironment(invocation.environment())),
        build,
        Processes.ofOperatingSystem(),
        invocation.clock(),
        progress,
        units -> plan(units, timings),
        () -> "cannot start");
  }

  private Plan plan(List<Unit> units, Timings timings) {
    List<Long> sizes = units.stream().map(this::size).toList();
    boolean measured = timings.knowsAny(units);
    int chunks = settings.chunks();
    Plan plan = Planner.plan(timings.weigh(units, sizes), chunks, measured);
    if (plan.chunks().size() < chunks) {
      console.say(
          chunks
              + " chunks were wanted, but there are only "
              + units.size()
              + (units.size() == 1 ? " feature" : " features"));
    }
    return plan;
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
