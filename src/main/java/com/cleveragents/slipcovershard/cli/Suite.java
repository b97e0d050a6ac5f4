package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowLog;
import com.cleveragents.slipcovershard.plan.BalancedPlanning;
import com.cleveragents.slipcovershard.plan.ExploringPlanning;
import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.Machines;
import com.cleveragents.slipcovershard.plan.Planning;
import com.cleveragents.slipcovershard.plan.SavedPlanning;
import com.cleveragents.slipcovershard.run.BeforeScript;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.OwnEnvironment;
import com.cleveragents.slipcovershard.run.Processes;
import com.cleveragents.slipcovershard.run.PythonEnvironment;
import com.cleveragents.slipcovershard.run.PythonSight;
import com.cleveragents.slipcovershard.run.RequestedPython;
import com.cleveragents.slipcovershard.run.SerialEnd;
import com.cleveragents.slipcovershard.run.SerialRun;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.SuiteRunner;
import com.cleveragents.slipcovershard.run.SuiteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The suite of a project with all that it takes to run or plan it. */
final class Suite {
  private final Invocation invocation;
  private final Console console;
  private final RunSettings settings;
  private final BuildDirectory build;
  private final Processes processes = Processes.ofOperatingSystem();

  /** What it is run with, once that is prepared. */
  private Optional<PythonEnvironment> prepared = Optional.empty();

  /** What of it there is to run, once that is known. */
  private Optional<Targets> targets = Optional.empty();

  /** What children inherit; grows while their environment is prepared. */
  private final SortedMap<String, String> environment;

  private Optional<PythonFacts.Known> known = Optional.empty();

  /** Whether a gate of another program may be switched off: one of ours is in its place. */
  private boolean gated = true;

  /** What the runner needs to be told where it runs without the probe, as the chunks reported. */
  private SortedSet<String> serialArguments = new TreeSet<>();

  Suite(Invocation invocation, Console console, RunSettings settings, BuildDirectory build) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
    this.environment = invocation.variablesForChildren();
  }

  /** The same, where these gates take the place of any that the suite brings along. */
  Suite judgedBy(GateSettings gates) {
    gated = gates.named();
    return this;
  }

  /** Runs all of it, planned by these timings. */
  SuiteResult run(KeptTimings timings) throws IOException {
    PythonEnvironment python = prepared.isPresent() ? prepared.get() : prepare();
    return console.inGroup(
        "Tests", () -> run(python, balanced(timings, settings.chunks()), OptionalInt.empty()));
  }

  /** Runs one chunk of a plan that was made before, in its own part of build-dir. */
  SuiteResult replay(SavedPlanning planning) throws IOException {
    PythonEnvironment python = prepare();
    return run(python, (features, versions) -> planning, OptionalInt.of(planning.chunk()));
  }

  /** Runs all of it once more, plain and in one process, until the deadline of its chunks. */
  SerialEnd runInOneProcess(SuiteResult chunks) {
    SuiteSettings same =
        settings.toSuite(
            prepared.orElseThrow().interpreter(),
            environment,
            targets(),
            OptionalInt.empty(),
            cache(),
            gated);
    SerialRun serial =
        new SerialRun(same.withArguments(serialArguments), build, processes, invocation.clock());
    return console.inGroup(
        "One process", () -> serial.run(chunks.started().plus(settings.timeout())));
  }

  private SuiteResult run(
      PythonEnvironment python,
      BiFunction<List<Feature>, Event.Hello, Planning> planning,
      OptionalInt onlyChunk) {
    Progress progress = new Progress(console, settings.runner(), invocation.clock());
    SuiteResult result = runner(python, progress, planning, onlyChunk).run();
    progress.finish();
    serialArguments = progress.serialArguments();
    return result;
  }

  /**
   * Asks the runner what there is, and plans it; nothing runs.
   *
   * @param chunks of the plan
   */
  SuiteResult plan(KeptTimings timings, int chunks) throws IOException {
    Progress progress = new Progress(console, settings.runner(), invocation.clock());
    return runner(python(), progress, balanced(timings, chunks), OptionalInt.empty()).list();
  }

  /**
   * What there is; nothing runs.
   *
   * @param most chunks that are to be looked at
   */
  SuiteResult explore(KeptTimings timings, int most) throws IOException {
    Progress progress = new Progress(console, settings.runner(), invocation.clock());
    BiFunction<List<Feature>, Event.Hello, Planning> planning =
        (features, versions) ->
            new ExploringPlanning(
                timings.of(features),
                settings.chunks(),
                most,
                SplitTrial.splitting(invocation, settings, versions));
    return runner(python(), progress, planning, OptionalInt.empty()).list();
  }

  private BiFunction<List<Feature>, Event.Hello, Planning> balanced(
      KeptTimings timings, int chunks) {
    return (features, versions) ->
        new BalancedPlanning(
            timings.of(features),
            chunks,
            SplitTrial.splitting(invocation, settings, versions),
            settings.queued(),
            settings.shard().map(shard -> new Machines(shard, timings.chunks())));
  }

  private SuiteRunner runner(
      PythonEnvironment python,
      Progress progress,
      BiFunction<List<Feature>, Event.Hello, Planning> planning,
      OptionalInt onlyChunk) {
    return new SuiteRunner(
        settings.toSuite(python.interpreter(), environment, targets(), onlyChunk, cache(), gated),
        build,
        processes,
        invocation.clock(),
        progress,
        planning,
        () -> {
          PythonSight sight =
              python.look(
                  settings.runner().product(), processes, settings.directory(), environment);
          known = Optional.of(new PythonFacts.Known(python, environment, Optional.of(sight)));
          return sight.lack().map(PythonSight.Lack::failure);
        });
  }

  /**
   * The user's own folder for such things. In a container there is none, and what a workflow keeps
   * from run to run must not be trusted with it: whoever can write a cache of the forge could
   * change what is measured.
   */
  private Optional<Path> cache() {
    if (invocation.image().isPresent() || WorkflowLog.isRead(invocation.environment())) {
      return Optional.empty();
    }
    Map<String, String> variables = invocation.environment();
    return Optional.ofNullable(variables.get("XDG_CACHE_HOME"))
        .filter(text -> text.startsWith("/"))
        .or(
            () ->
                Optional.ofNullable(variables.get("HOME"))
                    .filter(home -> home.startsWith("/") && Files.isDirectory(Path.of(home)))
                    .map(home -> home + "/.cache"))
        .map(folder -> Path.of(folder).resolve("slipcover-shard"));
  }

  /** Does all that may take long before the clock of the run starts to tick. */
  PythonEnvironment prepare() {
    // A script that makes the environment itself has to come first; any other may need ours.
    if (!settings.python().installs()) {
      settings.python().before().ifPresent(this::runFirst);
    }
    PythonEnvironment python = python();
    if (settings.python().installs()) {
      settings.python().before().ifPresent(this::runFirst);
    }
    prepared = Optional.of(python);
    targets();
    return python;
  }

  private Targets targets() {
    if (targets.isEmpty()) {
      targets = Optional.of(Targets.find(settings));
    }
    return targets.get();
  }

  private void runFirst(BeforeScript script) {
    Path log = build.beginLog("before.log");
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
            settings.python().installation(),
            settings.runner().product(),
            base,
            settings.timeout());
    if (!python.equals(base)) {
      // As if the environment were activated: suites call programs that are installed in it.
      Path programs = python.interpreter().resolve("..").normalize();
      environment.put("VIRTUAL_ENV", programs.resolve("..").normalize().toString());
      environment.merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
    }
    console.explain("Python: " + python);
    known = Optional.of(new PythonFacts.Known(python, environment, Optional.empty()));
    return python;
  }

  private PythonEnvironment base(OwnEnvironment own) {
    Optional<RequestedPython> version =
        settings.python().requested(settings.directory(), invocation.image());
    return version.isPresent()
        ? own.base(version.get(), settings.timeout())
        : settings.python().meant(settings.directory(), environment, invocation.image());
  }

  /** The Python that this has come to, and what it said of itself, if it was asked. */
  Optional<PythonFacts.Known> known() {
    return known;
  }
}
