package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.NetworkWatch;
import com.cleveragents.slipcovershard.cli.ModeOptions.Mode;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Ownership;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a suite in chunks, merges what they measured, judges it and reports. */
@Command(
    name = "run",
    description = "Runs a suite in chunks under SlipCover, merges the coverage and gates on it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class) // the container's arguments follow the word run
final class RunCommand implements Callable<Integer> {
  /** Read by the thread that ends a run whose time is up. */
  private volatile Optional<Publication> published = Optional.empty();

  private Invocation invocation;
  private Optional<TimeLimit> timeLimit = Optional.empty();

  @Mixin private final SuiteOptions suite = new SuiteOptions();
  @Mixin private final GateOptions gate = new GateOptions();
  @Mixin private final ReportFlags look = new ReportFlags();
  @Mixin private final PublishOptions publish = new PublishOptions();
  @Mixin private final ReplayOptions replay = new ReplayOptions();
  @Mixin private final ModeOptions mode = new ModeOptions();
  @Spec private CommandSpec command = CommandSpec.create();

  RunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    invocation = publish.applyTo(invocation);
    Instant started = invocation.clock().instant();
    Console console = Console.of(invocation, suite);
    Optional<NetworkWatch> watch =
        invocation.image().map(image -> NetworkWatch.start(endedFromOutside(console)));
    try {
      return call(console, started).number();
    } finally {
      watch.ifPresent(NetworkWatch::close);
      invocation.image().ifPresent(image -> Ownership.giveBack(invocation.workspace(), started));
    }
  }

  private ExitCode call(Console console, Instant started) throws IOException {
    Mode asked = mode.mode(new Values(invocation.environment()));
    if (replay.isAsked()) {
      return Replay.of(replay, invocation).run(console, suite, command, started);
    }
    noteVersion(console);
    return switch (asked) {
      case RUN -> run(console, started);
      case MERGE -> merge(console, started);
      case PLAN -> PlannedMatrix.settle(invocation, console, ofPlan(), mode, started);
    };
  }

  private Settings settings() {
    return Settings.read(invocation, suite, gate, look, publish);
  }

  /** Nothing is judged, so nobody has to name a gate. */
  private Settings ofPlan() {
    gate.threshold = GateSettings.NONE;
    return settings();
  }

  private ExitCode merge(Console console, Instant started) throws IOException {
    Set<String> given = GivenSettings.values(command, invocation.environment()).keySet();
    MergeSettings settings =
        MergeSettings.read(invocation, given, mode, suite, gate, look, publish);
    Optional<MissingShard> missing = Optional.empty();
    if (settings.runsMissing()) {
      ofShard(new Shard(1, 1)); // what is wrong is told before anything is fetched
      missing = Optional.of(new MissingShard(invocation, console, command, this::ofShard));
    }
    return MergedRuns.merge(invocation, console, settings, missing, started);
  }

  private Settings ofShard(Shard shard) {
    suite.shard = shard.number() + "/" + shard.count();
    return settings();
  }

  private ExitCode run(Console console, Instant started) throws IOException {
    Settings settings = settings();
    settings.gates().note().ifPresent(console::say);
    RedLog log = new RedLog(invocation, console, settings);
    try (BuildDirectory build = BuildDirectory.lock(settings.run().buildDirectory(), started)) {
      build.clear(
          settings.gates().names(),
          settings.run().template().mayBe(settings.run().python().before().isPresent()));
      KeptTimings timings =
          new KeptTimings(
              invocation,
              console,
              settings.run(),
              build,
              SharedPlan.of(invocation, console, settings, build));
      Suite tests =
          log.of(new Suite(invocation, console, settings.run(), build).judgedBy(settings.gates()));
      tests.prepare();
      timeLimit =
          Optional.of(
              TimeLimit.start(
                  settings.run().timeout().plus(TimeLimit.GRACE),
                  () -> outOfTime(console, started)));
      SuiteResult result = tests.run(timings);
      Measurement measurement = Measurement.of(result, build);
      NewSkips skips = NewSkips.of(timings, result, settings.run());
      Conclusion ofChunks = skips.judge(Conclusion.of(result, measurement, settings));
      Verification verification = new Verification(console, settings.run(), build, tests);
      Conclusion compared = verification.of(ofChunks, measurement);
      SplitTrial trial =
          SplitTrial.of(
              invocation, settings.run(), result, timings.earlier(), verification.compared());
      Conclusion conclusion = trial.judge(compared);
      GivenSettings given = new GivenSettings(command, invocation.environment(), settings.run());
      Publication publication =
          new Publication(
              invocation, console, settings, given, build, conclusion, measurement, skips);
      published = Optional.of(publication);
      try {
        publication.writeRecords();
        TimeAdvice advice =
            new TimeAdvice(
                result,
                timings.earlier(),
                timings.keep(conclusion, trial, started),
                settings.run(),
                trial);
        publication.writeReports();
        publication.upload();
        publication.writeStepFiles(Duration.between(started, invocation.clock().instant()));
        log.open(publication.conclusion().code(), result);
        new Printout(invocation, console, settings, build)
            .print(started, publication.conclusion(), publication.report(), advice, skips);
      } catch (IOException | RuntimeException | Error e) { // of any kind: the ledger must not say 0
        publication.breaksOff(e);
        throw e;
      }
      return publication.conclusion().code();
    } catch (ShardException e) {
      log.open(e.code());
      throw e;
    } finally {
      timeLimit.ifPresent(TimeLimit::close);
    }
  }

  /** What follows the tests hangs where nothing can interrupt it. */
  private void outOfTime(Console console, Instant started) {
    Finding reason =
        new Finding(
            ExitCode.CHUNK_FAILED,
            "--timeout-minutes is over, and what follows the tests did not end (reports, upload)",
            List.of());
    console.problem("slipcover-shard: " + reason.message());
    ShardException failure = new ShardException(reason.code(), reason.message());
    published.ifPresent(begun -> begun.breaksOff(failure));
    Duration elapsed = Duration.between(started, invocation.clock().instant());
    new StepFiles(invocation)
        .writeOutputs(Judgement.ofNoRun(reason), Counts.NONE, elapsed, new TreeMap<>());
  }

  private static Runnable endedFromOutside(Console console) {
    Thread main = Thread.currentThread();
    return () -> {
      console.problem("the network is gone: the job was cancelled, or its time is up");
      main.interrupt();
    };
  }

  private void noteVersion(Console console) throws IOException {
    String reference = invocation.environment().getOrDefault("GITHUB_ACTION_REF", "");
    if (invocation.image().isPresent() && !Version.mayBe(reference)) {
      console.problem(
          "this is "
              + "slipcover-shard "
              + Version.number()
              + ", but the workflow asks for "
              + reference
              + ": the runner keeps an image from earlier; remove it there, or name a full version");
    }
  }
}
