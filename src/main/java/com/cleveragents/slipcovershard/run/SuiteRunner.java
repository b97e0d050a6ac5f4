package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planning;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.ChunkEnd.Reason;
import com.cleveragents.slipcovershard.run.Worker.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Runs a suite in chunks: starts the workers, hands out units as the plan says, and listens until
 * all have ended. Everything is decided on the calling thread, one message after the other.
 */
public final class SuiteRunner {
  /** How long an asked worker may take to save what it measured and end. */
  static final Duration SAVING_GRACE = Duration.ofMillis(3500);

  /** How long a worker may take to write where it is, when a scenario takes too long. */
  private static final Duration STACKS_GRACE = Duration.ofSeconds(1);

  private static final Duration TICK = Duration.ofMillis(100);

  private final SuiteSettings settings;
  private final BuildDirectory build;
  private final Processes processes;
  private final Clock clock;
  private final RunObserver observer;
  private final Supplier<Optional<ShardException>> diagnosis;

  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final LedgerBuilder ledger = new LedgerBuilder();
  private final Agenda agenda;
  private Optional<Roster> roster = Optional.empty();
  private Optional<Event.Hello> versions = Optional.empty();

  private final Inquiry inquiry;

  /** What workers remarked: all of them say the same. */
  private final SortedSet<String> remarks = new TreeSet<>();

  private final SortedSet<String> unlisted = new TreeSet<>();
  private boolean listOnly;
  private Instant started = Instant.EPOCH;

  /** What a chunk takes beside its tests, as far as earlier runs measured it. */
  private Duration fixed = Duration.ZERO;

  /**
   * @param planning how the plan of these features is made, with what the workers run with
   * @param diagnosis says what the interpreter lacks; asked only when a worker did not start well
   */
  public SuiteRunner(
      SuiteSettings settings,
      BuildDirectory build,
      Processes processes,
      Clock clock,
      RunObserver observer,
      BiFunction<List<Feature>, Event.Hello, Planning> planning,
      Supplier<Optional<ShardException>> diagnosis) {
    this.settings = settings;
    this.build = build;
    this.processes = processes;
    this.clock = clock;
    this.observer = observer;
    this.agenda = new Agenda(settings.directory(), settings.runner(), planning);
    this.inquiry = new Inquiry(agenda, () -> chunks().all().filter(Chunk::isAtWork));
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
    agenda.planOnly();
    return start();
  }

  private SuiteResult start() {
    try {
      Scratch scratch = Scratch.create(settings);
      try {
        return start(scratch);
      } finally {
        scratch.remove().ifPresent(observer::note);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SuiteResult start(Scratch scratch) throws IOException {
    boolean interrupted = false;
    Instant ended;
    Probe.unpackTo(ChunkLaunch.probeIn(scratch.path()));
    try (Workplaces places =
        listOnly
            ? Workplaces.shared(settings.directory(), List.of(1))
            : Workplaces.of(
                settings, build, scratch.path(), processes, ChunkStarter.numbers(settings))) {
      try (Guard watching = Guard.start(processes, settings, scratch.path())) {
        started = clock.instant();
        ChunkStarter starter =
            new ChunkStarter(settings, build, processes, watching, clock, messages::add);
        roster = Optional.of(new Roster(starter));
        chunks().startAll(places, scratch.path(), listOnly);
        tellTemplate();
        try {
          Instant deadline = started.plus(settings.timeout());
          listenUntil(deadline);
          for (int round = 0; round < settings.retryFailed() && tryAgain(round); round++) {
            listenUntil(deadline);
          }
          chunks().salvage(processes);
          new SlipCoverTrial(settings, processes, scratch.path())
              .verdict(ledger.toLedger(), chunks().all().toList())
              .ifPresent(observer::note);
        } catch (InterruptedException e) {
          interrupted = true;
          endAll(Reason.INTERRUPTED);
        }
        ended = clock.instant();
      }
      // Nothing writes any more from here on, unless it has escaped the guard.
      interrupted |= Thread.interrupted();
      places.collect(settings, build, observer);
      agenda.planWhatNeverBegan().ifPresent(ledger::plan);
    }
    List<ChunkResult> results = chunks().results();
    Ledger whatRan = ledger.toLedger();
    List<Clash> clashes = Clash.of(settings, whatRan, results);
    return new SuiteResult(
        settings.runner(),
        agenda.features(),
        agenda.parsed(),
        agenda.plan(results),
        whatRan.withFailuresOf(Clash.units(clashes, results)),
        results,
        clashes,
        versions,
        unlisted,
        interrupted,
        started,
        ended);
  }

  private void tellTemplate() throws IOException {
    if (settings.template().isPresent() && !TemplateDatabase.isSqlite(settings.template().get())) {
      observer.note(settings.template().get() + " is no SQLite database: copied as it is");
    }
  }

  private void listenUntil(Instant deadline) throws InterruptedException {
    while (!running().isEmpty()) {
      List<Message> arrived = nextMessages();
      for (Chunk chunk : running()) {
        double read = secondsSinceStart();
        for (EventDecoder.Sent sent : chunk.news()) {
          hear(chunk, sent);
          if (!chunk.isSettled()) {
            onEvent(chunk, sent.event());
          }
        }
        settings.scenarioTimeout().ifPresent(limit -> endIfStuck(chunk, read, limit));
      }
      arrived.forEach(this::onMessage);
      Instant now = clock.instant();
      if (now.isAfter(deadline)) {
        endAll(Reason.DEADLINE);
      }
      chunks().endOverdue(now, fixed);
      observer.tick();
    }
  }

  /**
   * Runs what has failed once more, in fresh processes; not after a loss, which makes the run red
   * anyhow, nor when the suite itself wants to stop at a failure.
   *
   * @param round from 0
   * @return whether there is anything to listen to
   */
  private boolean tryAgain(int round) {
    if (!chunks().allEndedInOrder() || agenda.isStopped()) {
      return false;
    }
    Map<Integer, List<Unit>> failed = ledger.failed();
    failed.forEach(
        (number, units) -> {
          agenda.tryAgain(units, chunks().nextNumber());
          chunks().startInPlaceOf(chunk(number), round + 1 == settings.retryFailed());
        });
    if (!failed.isEmpty()) {
      observer.note("what failed runs again, in clean processes");
    }
    return !failed.isEmpty();
  }

  /** By then the worker has told in its log where it is. */
  private static void endIfStuck(Chunk chunk, double read, Duration limit) {
    if (chunk.isStuck(read, limit.plus(STACKS_GRACE))) {
      chunk.kill(Reason.SCENARIO_TIMEOUT);
    }
  }

  private double secondsSinceStart() {
    return Duration.between(started, clock.instant()).toMillis() / 1000.0;
  }

  private Roster chunks() {
    return roster.orElseThrow();
  }

  private Chunk chunk(int number) {
    return chunks().get(number);
  }

  /** Empty when there was none for a while: events that need no answer are read all the same. */
  private List<Message> nextMessages() throws InterruptedException {
    List<Message> arrived = new ArrayList<>();
    Optional.ofNullable(messages.poll(TICK.toMillis(), TimeUnit.MILLISECONDS))
        .ifPresent(arrived::add);
    messages.drainTo(arrived);
    return arrived;
  }

  private List<Chunk> running() {
    return chunks().running();
  }

  private void hear(Chunk chunk, EventDecoder.Sent sent) {
    Instant now = clock.instant();
    double at = chunk.toRunTime(sent.at(), secondsSinceStart());
    chunk.note(sent.event(), now, at);
    ledger.add(sent.event(), at);
  }

  private void onMessage(Message message) {
    if (message instanceof Message.Exited exited) {
      onExit(chunk(exited.chunk()), exited.exitCode());
    }
  }

  private void onEvent(Chunk chunk, Event event) {
    if (event instanceof Event.Hello hello) {
      if (versions.isEmpty() && !hello.untouched().isEmpty()) {
        observer.note(hello.untouched());
      }
      versions = Optional.of(hello);
      if (PythonPackage.SLIPCOVER.isTooOld(hello.slipcover())
          || settings.runner().product().isTooOld(hello.runner())) {
        refuse(
            chunk,
            "SlipCover "
                + hello.slipcover()
                + " or "
                + settings.runner().word()
                + " "
                + hello.runner()
                + " is too old");
      }
    } else if (event instanceof Event.Refused refused) {
      refuse(chunk, refused.message());
    } else if (event instanceof Event.Listed list) {
      onList(chunk, list);
    } else if (event instanceof Event.Next) {
      onNext(chunk);
    } else if (event instanceof Event.Parsed told) {
      if (inquiry.onAnswer(chunk, told)) {
        makePlan();
      }
    } else if (event instanceof Event.UnitParsed told) {
      agenda.know(told);
      if (ledger.isLostToRetry(told.unit())) {
        observer.note(
            "what failed in "
                + agenda.pathOf(told.unit())
                + " cannot be tried again: its list of tests differs between processes");
      }
    } else if (event instanceof Event.Remark remark) {
      if (remarks.add(remark.text())) {
        observer.note(remark.text());
      }
    } else if (event instanceof Event.UnitEnded ended && ended.stopped()) {
      agenda.stop();
      ledger.stopped();
    }
    observer.told(chunk.number(), event);
  }

  /** The first list makes the plan; every other one has to be equal to it. */
  private void onList(Chunk chunk, Event.Listed list) {
    if (agenda.isListed()) {
      if (!agenda.isSame(list)) {
        chunk.kill(Reason.WRONG_LIST);
      }
      return;
    }
    agenda.list(list);
    unlisted.addAll(missingFrom(list));
    if (!unlisted.isEmpty()) {
      chunk.settle(new ChunkEnd.Ended(Reason.WRONG_LIST));
      endAllAtOnce();
    } else if (agenda.begin(versions.orElse(new Event.Hello("", "", "", "")))) {
      makePlan();
    }
  }

  /** The plan may have to know what is in files; all wait for the plan. */
  private void onNext(Chunk chunk) {
    if (agenda.isPlanned()) {
      handOut(chunk);
    } else {
      inquiry.onNext(chunk);
    }
  }

  private void handOut(Chunk chunk) {
    Optional<WeightedUnit> next = listOnly ? Optional.empty() : agenda.next(chunk.number());
    next.ifPresent(unit -> ledger.dispatched(unit.unit(), chunk.number()));
    chunk.handOut(next);
  }

  private void makePlan() {
    Plan made = agenda.makePlan();
    fixed = Duration.ofMillis(Math.round(made.fixedSeconds() * 1000));
    observer.planned(made);
    agenda.keptWhole().forEach(observer::note);
    PlanRemarks.of(settings, made).forEach(observer::note);
    if (!listOnly) {
      ledger.plan(made);
      if (!made.queued()) {
        made.chunks().forEach(share -> chunk(share.chunk()).take(share));
      }
      if (settings.onlyChunk().isEmpty()) {
        // No worker has been given anything yet, so those of no use have done no harm.
        running().stream()
            .filter(chunk -> chunk.number() > made.chunks().size())
            .forEach(surplus -> surplus.kill(Reason.NOT_NEEDED));
      }
    }
    inquiry.takeIdle().stream().map(this::chunk).filter(Chunk::isAtWork).forEach(this::handOut);
  }

  private SortedSet<String> missingFrom(Event.Listed list) {
    return FeatureFiles.missingFrom(
        list, settings.directory(), versions.map(Event.Hello::runner).orElse(""));
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
    if (!chunk.endedInOrder()) {
      onLoss(chunk);
    }
    if (!agenda.isPlanned() && inquiry.onExit(chunk)) {
      makePlan(); // it cannot answer any more, and the others wait
    }
    observer.ended(chunk.number(), exitCode);
  }

  /** What a lost process has not run goes on in a fresh one, as often as that is wanted. */
  private void onLoss(Chunk lost) {
    Optional<Interrupted> interrupted = ledger.interrupted(lost.number());
    lost.interruptedAt(interrupted);
    lost.sweep();
    if (lost.wasLostAtWork()
        && chunks().countOf(lost) <= settings.retryCrashed()
        && agenda.leaves(lost.number(), interrupted)) {
      int number = chunks().nextNumber();
      agenda.handOver(
          lost.number(), number, interrupted, ledger.waiting(lost.number(), interrupted));
      chunks().startInPlaceOf(lost, true); // after a loss, nothing is tried again
      observer.note(
          "chunk " + lost.number() + " was lost; chunk " + number + " goes on in its place");
    }
  }

  /** A chunk cannot run with these settings or this Python, and so no chunk can. */
  private void refuse(Chunk chunk, String why) {
    boolean settingsWereRead = agenda.isListed();
    Optional<ShardException> lack = settingsWereRead ? Optional.empty() : diagnosis.get();
    chunk.settle(new ChunkEnd.Refused(lack.map(ShardException::sentence).orElse(why)));
    endAllAtOnce();
  }

  /** One chunk has shown that no chunk can run: the others need not try. */
  private void endAllAtOnce() {
    running().forEach(chunk -> chunk.kill(Reason.RUN_ENDED));
  }

  /**
   * Asks all to end; those that answer have saved what they measured, the others are killed. One
   * whose process is over already has ended by itself, though that was not read yet.
   */
  private void endAll(Reason reason) {
    running().stream().filter(Chunk::isAlive).forEach(chunk -> chunk.terminate(reason));
    Instant latest = clock.instant().plus(SAVING_GRACE);
    awaitExits(latest);
    running().forEach(chunk -> chunk.kill(reason));
    awaitExits(latest.plusSeconds(1));
  }

  private void awaitExits(Instant latest) {
    while (!running().isEmpty() && clock.instant().isBefore(latest)) {
      try {
        List<Message> arrived = nextMessages();
        running().forEach(chunk -> chunk.news().forEach(sent -> hear(chunk, sent)));
        arrived.forEach(this::onMessage);
      } catch (InterruptedException e) {
        return; // asked twice: no more waiting
      }
    }
  }
}
