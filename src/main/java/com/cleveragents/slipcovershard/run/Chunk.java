package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.ChunkEnd.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedSet;

/** One chunk while it runs: its worker, what it still has to do, and what is known of it. */
final class Chunk {
  /** How long SlipCover may take to make a file of a journal. */
  private static final Duration SALVAGE_LIMIT = Duration.ofSeconds(60);

  private final ChunkLaunch launch;
  private final Worker worker;
  private final ChunkFiles files;
  private final Instant started;
  private final List<WeightedUnit> given = new ArrayList<>();
  private final List<Event> troubles = new ArrayList<>();
  private final List<Touch> touches = new ArrayList<>();
  private Optional<Blindness> blindness = Optional.empty();
  private OptionalDouble scenarioSince = OptionalDouble.empty();
  private Optional<Plan.Share> planned = Optional.empty();
  private int scenarios;
  private final Accounting accounting = new Accounting();
  private List<Event.Output> outputs = List.of();
  private Optional<Event.Output> junit = Optional.empty();
  private Optional<Event> last = Optional.empty();
  private Optional<Event.Done> done = Optional.empty();
  private Optional<Instant> doneAt = Optional.empty();
  private Optional<ChunkEnd> end = Optional.empty();
  private Optional<Instant> exitedAt = Optional.empty();
  private final SavingWatch saving = new SavingWatch();

  /** What the run's clock showed when the worker's showed 0. */
  private double workerBegan = Double.POSITIVE_INFINITY;

  private List<String> lastLines = List.of();
  private Optional<Path> coverage = Optional.empty();
  private final List<Path> partials = new ArrayList<>();
  private Optional<Interrupted> interrupted = Optional.empty();
  private OptionalInt goesOnFor = OptionalInt.empty();

  Chunk(ChunkLaunch launch, Worker worker, Instant started) {
    this.launch = launch;
    this.worker = worker;
    this.files = launch.files();
    this.started = started;
  }

  /** The number of its process: that of the chunk, but where it goes on for a lost one. */
  int number() {
    return launch.process();
  }

  ChunkLaunch launch() {
    return launch;
  }

  /** It was started to go on with what that one has not run. */
  void goOnFor(Chunk lost) {
    goesOnFor = OptionalInt.of(lost.number());
  }

  /** Takes on its share of the plan. */
  void take(Plan.Share share) {
    planned = Optional.of(share);
  }

  /** What it has told since the last call; nothing more once that is damaged. */
  List<EventDecoder.Sent> news() {
    List<EventDecoder.Sent> news = worker.news();
    if (worker.damage().isPresent()) {
      kill(Reason.DAMAGED_EVENTS);
    }
    return news;
  }

  /**
   * When something was told.
   *
   * @param at by the worker's clock
   * @param now by that of the run: the event that was read soonest tells how they differ
   * @return seconds since the run started
   */
  double toRunTime(double at, double now) {
    workerBegan = Math.min(workerBegan, now - at);
    return workerBegan + at;
  }

  /**
   * Keeps what an event says about the chunk itself.
   *
   * @param at seconds since the start of the run
   */
  void note(Event event, Instant now, double at) {
    accounting.note(event);
    if (!(event instanceof Event.Touched || event instanceof Event.Strayed)) {
      // These two do not say where the worker is.
      last = Optional.of(event);
    }
    if (event instanceof Event.Listed listed) {
      outputs = listed.outputs();
      junit = listed.junit();
    } else if (event instanceof Event.ScenarioStarted) {
      scenarioSince = OptionalDouble.of(at);
    } else if (event instanceof Event.ScenarioEnded) {
      scenarioSince = OptionalDouble.empty();
      scenarios++;
    } else if (event instanceof Event.Touched touched) {
      touched.places().forEach(place -> touches.add(new Touch(place, touched.unit(), at)));
    } else if (event instanceof Event.UnitEnded ended) {
      sees(OptionalInt.of(ended.unit()), ended.lost());
    } else if (event instanceof Event.Done said) {
      sees(OptionalInt.empty(), said.lost());
      done = Optional.of(said);
      doneAt = Optional.of(now);
    } else if (event instanceof Event.NotLoaded
        || event instanceof Event.HookFailed
        || event instanceof Event.Strayed
        || event instanceof Event.Broken
        || event instanceof Event.Unsaved) {
      troubles.add(event);
    }
  }

  private void sees(OptionalInt unit, Optional<String> lost) {
    blindness = blindness.or(() -> lost.map(why -> new Blindness(unit, why)));
  }

  /** Hands out a unit, or says that there are no more. */
  void handOut(Optional<WeightedUnit> unit) {
    unit.ifPresent(given::add);
    unit.ifPresentOrElse(next -> worker.send(next.unit()), worker::sendEnd);
  }

  /** Asks what is in these features. */
  void ask(SortedSet<Integer> features) {
    worker.sendQuestion(features);
  }

  /** What was planned for it; without such a plan, what it was given. */
  private Optional<Plan.Share> share() {
    return planned.or(
        () -> Optional.of(new Plan.Share(number(), given)).filter(share -> !given.isEmpty()));
  }

  boolean isRunning() {
    return exitedAt.isEmpty();
  }

  /** Whether it runs, and nothing has ended it yet. */
  boolean isAtWork() {
    return isRunning() && !isSettled();
  }

  /** Whether it is over, and as it should be. */
  boolean endedInOrder() {
    return end.isPresent() && end.get() instanceof ChunkEnd.InOrder;
  }

  /** Whether it was lost at work: one that never came so far would come no further next time. */
  boolean wasLostAtWork() {
    boolean lost =
        end.isPresent()
            && (end.get() instanceof ChunkEnd.Died
                || end.get().equals(new ChunkEnd.Ended(Reason.DAMAGED_EVENTS))
                || end.get().equals(new ChunkEnd.Ended(Reason.SCENARIO_TIMEOUT)));
    return lost && !given.isEmpty() && done.isEmpty();
  }

  /** Keeps what it was at when it was lost. */
  void interruptedAt(Optional<Interrupted> what) {
    interrupted = what;
  }

  /** Lets SlipCover save what a lost process has seen, as far as its journal tells. */
  void salvage(Processes processes) throws IOException {
    if (endedInOrder() || given.isEmpty()) {
      return;
    }
    Optional<ChildCommand> command = launch.salvage();
    if (command.isPresent()
        && ShortChild.run(processes, command.get(), SALVAGE_LIMIT).equals(OptionalInt.of(0))
        && WholeJson.isIn(files.salvaged())) {
      partials.add(files.salvaged());
    }
  }

  /** Whether there was nothing for it to do. */
  boolean wasNotNeeded() {
    return end.equals(Optional.of(new ChunkEnd.Ended(Reason.NOT_NEEDED)));
  }

  boolean isSettled() {
    return end.isPresent();
  }

  /** Whether it ended because the suite's own code could not be imported. */
  boolean couldNotLoad() {
    return troubles.stream().anyMatch(Event.NotLoaded.class::isInstance);
  }

  boolean hasSpoken() {
    return last.isPresent();
  }

  /** Whether its process still runs, whatever has been read of it. */
  boolean isAlive() {
    return isRunning() && worker.isAlive();
  }

  /**
   * Ends it if it has reported its end and then neither saves nor exits.
   *
   * @param usual what saving takes in other chunks, or took in earlier runs
   */
  void endIfOverdue(Instant now, Duration usual) {
    if (done.isPresent() && isAlive()) {
      switch (saving.look(now, worker.usage(files.unproven()), usual)) {
        case SAVING -> {}
        case IDLE -> kill(Reason.DID_NOT_EXIT);
        case NOT_SAVING -> kill(Reason.DID_NOT_SAVE);
      }
    }
  }

  /** How long it took from its reported end to its exit; zero if it did not come so far. */
  Duration savingTime() {
    return doneAt.isPresent() && exitedAt.isPresent() && endedInOrder()
        ? Duration.between(doneAt.get(), exitedAt.get())
        : Duration.ZERO;
  }

  /**
   * Whether a scenario has been in flight for longer than that.
   *
   * @param read when its events were read last, in seconds since the run started: what it has told
   *     since then is not known
   */
  boolean isStuck(double read, Duration limit) {
    return isAtWork()
        && isAlive()
        && scenarioSince.isPresent()
        && read - scenarioSince.getAsDouble() > limit.toMillis() / 1000.0;
  }

  /** Settles how the chunk ended before its process has; the first word counts. */
  void settle(ChunkEnd how) {
    if (end.isEmpty()) {
      end = Optional.of(how);
    }
  }

  /** Asks the worker to save and end. */
  void terminate(Reason reason) {
    settle(new ChunkEnd.Ended(reason));
    worker.terminate();
  }

  /** Ends what a lost process leaves behind outside of its group. */
  void sweep() {
    worker.sweep();
  }

  void kill(Reason reason) {
    settle(new ChunkEnd.Ended(reason));
    worker.kill();
  }

  /** The process has ended: its coverage gets its name only if everything is in order. */
  void exited(int exitCode, Instant now) {
    exitedAt = Optional.of(now);
    worker.close();
    boolean fits = done.isPresent() && exitCode == (done.get().failed() ? 1 : 0);
    settle(fits ? new ChunkEnd.InOrder(done.get().failed()) : new ChunkEnd.Died(exitCode));
    if (!(end.get() instanceof ChunkEnd.InOrder)) {
      lastLines = LogTail.of(files.log());
    }
    Path written = files.unproven();
    if (!WholeJson.isIn(written)) {
      return;
    }
    if (end.get() instanceof ChunkEnd.InOrder) {
      try {
        launch.build().adopt(written, files.coverage());
        coverage = Optional.of(files.coverage());
      } catch (IOException e) {
        partials.add(written); // the suite has put something in its place: not proved to be whole
      }
    } else {
      partials.add(written);
    }
  }

  /** What became of it, once it has ended. */
  ChunkResult toResult() {
    return new ChunkResult(
        number(),
        launch.number(),
        goesOnFor,
        share(),
        scenarios,
        accounting.toAccount(done),
        started,
        Duration.between(started, exitedAt.orElse(started)),
        end.orElse(new ChunkEnd.Ended(Reason.RUN_ENDED)),
        last,
        coverage,
        partials,
        files.log(),
        worker.damage().map(List::of).orElse(lastLines),
        interrupted,
        troubles,
        done,
        touches,
        blindness,
        outputs,
        junit);
  }
}
