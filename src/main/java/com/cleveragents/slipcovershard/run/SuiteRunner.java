package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.ChunkEnd.Reason;
import com.cleveragents.slipcovershard.run.Worker.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a suite in chunks: starts the workers, hands out units as the plan says, and listens until
 * all have ended. Everything is decided on the calling thread, one message after the other.
 */
public final class SuiteRunner {
  /** How long an asked worker may take to save what it measured and end. */
  static final Duration SAVING_GRACE = Duration.ofMillis(3500);

  /** How long a worker that has told its end may take to exit. */
  private static final Duration EXIT_GRACE = Duration.ofSeconds(10);

  private static final Duration TICK = Duration.ofMillis(250);

  private final SuiteSettings settings;
  private final BuildDirectory build;
  private final Processes processes;
  private final Clock clock;
  private final RunObserver observer;
  private final Function<List<Unit>, Plan> planner;
  private final Supplier<Optional<ShardException>> diagnosis;

  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private final LedgerBuilder ledger = new LedgerBuilder();
  private Optional<Event.Listed> listed = Optional.empty();
  private Optional<Event.Hello> versions = Optional.empty();
  private Optional<Plan> plan = Optional.empty();
  private final SortedSet<String> unlisted = new TreeSet<>();
  private boolean listOnly;
  private Instant started = Instant.EPOCH;

  /**
   * @param planner makes the plan as soon as the units are known
   * @param diagnosis says what the interpreter lacks; asked only when a worker did not start well
   */
  public SuiteRunner(
      SuiteSettings settings,
      BuildDirectory build,
      Processes processes,
      Clock clock,
      RunObserver observer,
      Function<List<Unit>, Plan> planner,
      Supplier<Optional<ShardException>> diagnosis) {
    this.settings = settings;
    this.build = build;
    this.processes = processes;
    this.clock = clock;
    this.observer = observer;
    this.planner = planner;
    this.diagnosis = diagnosis;
  }

  /**
   * Runs to the end, whatever that is. An interruption of the thread ends the run early; the result
   * says so in place of the thread's flag, which would close every file that is written afterwards.
   */
  public SuiteResult run() {
    return start();
  }

  /** Lists and plans; the one worker that is asked ends before it loads a step. */
  public SuiteResult list() {
    listOnly = true;
    return start();
  }

  private SuiteResult start() {
    boolean interrupted = false;
    Instant ended;
    try (Scratch scratch = Scratch.create(settings)) {
      Path probe = ChunkLaunch.probeIn(scratch.path());
      Probe.unpackTo(probe);
      try (Guard guard =
              Guard.start(
                  processes,
                  settings.interpreter(),
                  probe,
                  settings.directory(),
                  settings.environment());
          Workplaces places =
              listOnly
                  ? Workplaces.shared(settings.directory(), 1)
                  : Workplaces.of(settings, build, scratch.path(), processes, usefulChunks())) {
        started = clock.instant();
        startWorkers(guard, places, scratch.path());
        try {
          listenUntil(started.plus(settings.timeout()));
        } catch (InterruptedException e) {
          interrupted = true;
          endAll(Reason.INTERRUPTED);
        }
        ended = clock.instant();
        places.collect(settings, build, observer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ChunkResult> results =
        chunks.stream()
            .map(Chunk::toResult)
            .filter(chunk -> !chunk.end().equals(new ChunkEnd.Ended(Reason.NOT_NEEDED)))
            .toList();
    return new SuiteResult(
        plan, ledger.toLedger(), results, versions, unlisted, interrupted, started, ended);
  }

  private void startWorkers(Guard guard, Workplaces places, Path scratch) throws IOException {
    PortBlocks ports = PortBlocks.free(places.count());
    for (int number = 1; number <= places.count(); number++) {
      ChunkFiles files = listOnly ? ChunkFiles.in(scratch, scratch, number) : build.files(number);
      ChunkLaunch launch =
          new ChunkLaunch(
              settings,
              build,
              number,
              files,
              places.of(number),
              scratch,
              ports.baseOf(number),
              listOnly);
      Worker worker =
          Worker.start(number, processes, launch.command(), guard, files, messages::add);
      chunks.add(new Chunk(number, worker, files, clock.instant()));
    }
    if (settings.template().isPresent() && !TemplateDatabase.isSqlite(settings.template().get())) {
      observer.note(settings.template().get() + " is no SQLite database: copied as it is");
    }
  }

  /** No more workers than there can be units, where the names on disk already tell. */
  private int usefulChunks() throws IOException {
    if (settings.paths().isEmpty()
        || settings.paths().stream().anyMatch(path -> path.startsWith("@"))) {
      return settings.chunks();
    }
    int files =
        FeatureFiles.below(settings.directory(), settings.paths()).size()
            + (int)
                settings.paths().stream()
                    .filter(path -> !settings.directory().resolve(path).toFile().isDirectory())
                    .count();
    return Math.max(1, Math.min(settings.chunks(), files));
  }

  private void listenUntil(Instant deadline) throws InterruptedException {
    while (chunks.stream().anyMatch(Chunk::isRunning)) {
      Message message = messages.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
      if (message instanceof Message.Told told) {
        onEvent(chunks.get(told.chunk() - 1), told.event());
      } else if (message instanceof Message.Exited exited) {
        onExit(chunks.get(exited.chunk() - 1), exited.exitCode());
      }
      Instant now = clock.instant();
      if (now.isAfter(deadline)) {
        endAll(Reason.DEADLINE);
      }
      chunks.stream()
          .filter(chunk -> chunk.isOverdue(now, EXIT_GRACE))
          .forEach(chunk -> chunk.kill(Reason.DID_NOT_EXIT));
      observer.tick();
    }
  }

  private void hear(Chunk chunk, Event event) {
    Instant now = clock.instant();
    chunk.note(event, now);
    ledger.add(event, Duration.between(started, now).toMillis() / 1000.0);
  }

  private void onEvent(Chunk chunk, Event event) {
    hear(chunk, event);
    if (event instanceof Event.Hello hello) {
      versions = Optional.of(hello);
      if (PythonPackage.SLIPCOVER.isTooOld(hello.slipcover())
          || PythonPackage.BEHAVE.isTooOld(hello.runner())) {
        refuse(
            chunk,
            "SlipCover " + hello.slipcover() + " or behave " + hello.runner() + " is too old");
      }
    } else if (event instanceof Event.Refused refused) {
      refuse(chunk, refused.message());
    } else if (event instanceof Event.Listed list) {
      onList(chunk, list);
    } else if (event instanceof Event.Next) {
      chunk.handOut().ifPresent(ledger::dispatched);
    } else if (event instanceof Event.UnitEnded ended && ended.stopped()) {
      chunks.forEach(Chunk::stop);
      ledger.stopped();
    }
    observer.told(chunk.number(), event);
  }

  /** The first list makes the plan; every other one has to be equal to it. */
  private void onList(Chunk chunk, Event.Listed list) {
    if (listed.isPresent()) {
      if (!listed.get().units().equals(list.units())) {
        chunk.kill(Reason.WRONG_LIST);
      }
      return;
    }
    listed = Optional.of(list);
    unlisted.addAll(missingFrom(list));
    if (!unlisted.isEmpty()) {
      chunk.settle(new ChunkEnd.Ended(Reason.WRONG_LIST));
      endAllAtOnce();
      return;
    }
    List<Unit> units = new ArrayList<>();
    for (Event.ListedUnit unit : list.units()) {
      units.add(new Unit(units.size(), unit.path(), unit.lines()));
    }
    Plan made = planner.apply(units);
    plan = Optional.of(made);
    observer.planned(made);
    if (!units.isEmpty() && made.chunks().size() < settings.chunks()) {
      observer.note(
          settings.chunks()
              + " chunks were asked for, but there are only "
              + units.size()
              + (units.size() == 1 ? " feature to run" : " features to run"));
    }
    if (listOnly) {
      return; // its one worker stands for all chunks, and ends by itself
    }
    ledger.plan(made);
    made.chunks().forEach(share -> chunks.get(share.chunk() - 1).take(share));
    chunks
        .subList(made.chunks().size(), chunks.size())
        .forEach(surplus -> surplus.kill(Reason.NOT_NEEDED));
  }

  private SortedSet<String> missingFrom(Event.Listed list) {
    try {
      return FeatureFiles.missingFrom(list, settings.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onExit(Chunk chunk, int exitCode) {
    if (!chunk.hasSpoken() && !chunk.isSettled()) {
      diagnosis
          .get()
          .ifPresent(
              lack -> {
                chunk.settle(new ChunkEnd.Refused(lack.sentence()));
                endAllAtOnce();
              });
    }
    chunk.exited(exitCode, clock.instant());
    observer.ended(chunk.number(), exitCode);
  }

  /** A chunk cannot run with these settings or this Python, and so no chunk can. */
  private void refuse(Chunk chunk, String why) {
    boolean settingsWereRead = listed.isPresent();
    Optional<ShardException> lack = settingsWereRead ? Optional.empty() : diagnosis.get();
    chunk.settle(new ChunkEnd.Refused(lack.map(ShardException::sentence).orElse(why)));
    endAllAtOnce();
  }

  /** One chunk has shown that no chunk can run: the others need not try. */
  private void endAllAtOnce() {
    chunks.stream().filter(Chunk::isRunning).forEach(chunk -> chunk.kill(Reason.RUN_ENDED));
  }

  /** Asks all to end; those that answer have saved what they measured, the others are killed. */
  private void endAll(Reason reason) {
    chunks.stream().filter(Chunk::isRunning).forEach(chunk -> chunk.terminate(reason));
    Instant latest = clock.instant().plus(SAVING_GRACE);
    awaitExits(latest);
    chunks.stream().filter(Chunk::isRunning).forEach(chunk -> chunk.kill(reason));
    awaitExits(latest.plusSeconds(1));
  }

  private void awaitExits(Instant latest) {
    while (chunks.stream().anyMatch(Chunk::isRunning) && clock.instant().isBefore(latest)) {
      try {
        Message message = messages.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (message instanceof Message.Told told) {
          hear(chunks.get(told.chunk() - 1), told.event());
        } else if (message instanceof Message.Exited exited) {
          onExit(chunks.get(exited.chunk() - 1), exited.exitCode());
        }
      } catch (InterruptedException e) {
        return; // asked twice: no more waiting
      }
    }
  }
}
