package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps the ledger while events come in; what no event closes stays open and shows as a gap. */
final class LedgerBuilder {
  private final Map<Integer, OpenUnit> units = new TreeMap<>();

  /** The unit that each chunk imports, or imported last. */
  private final Map<Integer, OpenUnit> importing = new HashMap<>();

  /** Enters every unit of the plan as never started. */
  void plan(Plan plan) {
    for (Plan.Share share : plan.chunks()) {
      int chunk = plan.queued() ? Ledger.NO_CHUNK : share.chunk();
      share
          .units()
          .forEach(unit -> units.put(unit.unit().number(), new OpenUnit(unit.unit(), chunk)));
    }
  }

  /**
   * The unit, or a part of it once more, is on its way to a chunk: from now on it is lost if
   * nothing more is heard of it.
   */
  void dispatched(Unit unit, int chunk) {
    OpenUnit open = unit(unit.number());
    open.isRetried = open.end == UnitEnd.ENDED;
    open.end = UnitEnd.IN_FLIGHT;
    open.chunk = chunk;
    open.asked = unit;
    open.scenarios.forEach(OpenScenario::again);
  }

  /** What failed and can be tried again, by the chunk that ran it last. */
  SortedMap<Integer, List<Unit>> failed() {
    SortedMap<Integer, List<Unit>> failed = new TreeMap<>();
    for (OpenUnit unit : units.values()) {
      if (unit.hasFailed()) {
        failed.computeIfAbsent(unit.chunk, chunk -> new ArrayList<>()).add(unit.failedPart());
      }
    }
    return failed;
  }

  /** What a lost chunk was at: of several units that were handed to it, the one in progress. */
  Optional<Interrupted> interrupted(int chunk) {
    List<OpenUnit> open = inFlight(chunk);
    return open.stream()
        .filter(OpenUnit::isRunning)
        .findFirst()
        .or(() -> open.stream().filter(this::isBeingImported).findFirst())
        .or(() -> open.stream().filter(OpenUnit::hasBegun).reduce((one, later) -> later))
        .or(() -> open.stream().findFirst())
        .map(OpenUnit::toInterrupted);
  }

  /** What else was handed to it, and was not finished. */
  List<Unit> waiting(int chunk, Optional<Interrupted> interrupted) {
    return inFlight(chunk).stream()
        .filter(
            unit -> interrupted.stream().noneMatch(at -> at.unit().number() == unit.unit.number()))
        .flatMap(unit -> unit.toInterrupted().suspect().stream())
        .toList();
  }

  private boolean isBeingImported(OpenUnit unit) {
    return importing.get(unit.chunk) == unit && unit.scenarios.isEmpty();
  }

  private List<OpenUnit> inFlight(int chunk) {
    return units.values().stream()
        .filter(unit -> unit.chunk == chunk && unit.end == UnitEnd.IN_FLIGHT)
        .toList();
  }

  /** What was never handed out will not be, because the suite's own stop option says so. */
  void stopped() {
    for (OpenUnit unit : units.values()) {
      if (unit.end == UnitEnd.NEVER_STARTED) {
        unit.end = UnitEnd.STOPPED;
      }
    }
  }

  /**
   * Takes in what a worker told.
   *
   * @param at seconds since the run started
   */
  void add(Event event, double at) {
    if (event instanceof Event.UnitParsed parsed) {
      unit(parsed.unit()).parsed(parsed, at);
    } else if (event instanceof Event.Importing begins) {
      OpenUnit next = unit(begins.unit());
      importing.put(next.chunk, next);
    } else if (event instanceof Event.Unparsable unparsable) {
      OpenUnit unit = unit(unparsable.unit());
      unit.end = UnitEnd.UNPARSABLE;
      unit.error = unparsable.error();
    } else if (event instanceof Event.ScenarioStarted started) {
      OpenScenario scenario = unit(started.unit()).running.get(started.scenario());
      scenario.end = ScenarioEnd.IN_FLIGHT;
      if (scenario.attempts++ == 0) {
        scenario.started = at;
      }
    } else if (event instanceof Event.ScenarioEnded ended) {
      unit(ended.unit()).running.get(ended.scenario()).close(ended);
    } else if (event instanceof Event.UnitEnded ended) {
      close(ended);
    }
  }

  /** Whether the process that was to try a unit again does not find what had failed. */
  boolean isLostToRetry(int unit) {
    return unit(unit).isLostToRetry;
  }

  private void close(Event.UnitEnded ended) {
    OpenUnit unit = unit(ended.unit());
    unit.end = unit.differs;
    unit.seconds += ended.seconds();
    unit.error = ended.error().orElse(unit.error);
    ended
        .rest()
        .forEach(
            (number, status) -> {
              ScenarioEnd end =
                  switch (status) {
                    case "skipped" -> ScenarioEnd.SKIPPED;
                    // behave calls a scenario without steps passed, also one that never began.
                    case "untested", "passed" -> ScenarioEnd.UNTESTED;
                    default -> ScenarioEnd.FAILED;
                  };
              unit.running.get(number).close(end, status);
            });
    boolean failedOutside =
        !List.of("passed", "skipped", "untested").contains(ended.status())
            && unit.scenarios.stream().noneMatch(scenario -> scenario.end == ScenarioEnd.FAILED);
    if (failedOutside && unit.error == null) {
      unit.error = "the feature ended as " + ended.status() + " outside of its scenarios";
    }
    if (unit.error == null && !ended.stopped()) {
      unit.scenarios.stream()
          .filter(scenario -> scenario.end == ScenarioEnd.UNTESTED)
          .forEach(scenario -> scenario.end = ScenarioEnd.NEVER_STARTED);
    }
  }

  private OpenUnit unit(int number) {
    OpenUnit unit = units.get(number);
    if (unit == null) {
      throw new IllegalStateException("a worker told of unit " + number + ", which is not planned");
    }
    return unit;
  }

  /** The ledger as it stands. */
  Ledger toLedger() {
    List<Ledger.Entry> entries = new ArrayList<>();
    units.values().stream()
        .sorted(Comparator.comparingInt(unit -> unit.unit.number()))
        .forEach(unit -> entries.add(unit.toEntry()));
    return new Ledger(entries);
  }

  private static final class OpenUnit {
    private final Unit unit;
    private int chunk;
    private final List<OpenScenario> scenarios = new ArrayList<>();

    /**
     * The scenarios by what identifies them: a unit may hold 100,000 of them. pytest may run a test
     * several times, and each run counts.
     */
    private final Map<String, OpenScenario> byId = new HashMap<>();

    /**
     * Those that were found when the unit, or a part of it, was parsed last. What the unit did not
     * have before is among them, but is none of its scenarios.
     */
    private List<OpenScenario> running = List.of();

    private ParsedFeature found = new ParsedFeature(true, new TreeSet<>(), List.of());

    private Unit asked;
    private int inFile;
    private UnitEnd end = UnitEnd.NEVER_STARTED;

    /** How it ends, once it does: whether each process found the same tests. */
    private UnitEnd differs = UnitEnd.ENDED;

    private boolean isRetried;
    private boolean isLostToRetry;
    private @Nullable String error;
    private String name = "";
    private String dotted = "";
    private double started;
    private double seconds;

    OpenUnit(Unit unit, int chunk) {
      this.unit = unit;
      this.chunk = chunk;
      this.asked = unit;
    }

    void parsed(Event.UnitParsed told, double at) {
      boolean isFirst = scenarios.isEmpty();
      if (isFirst) {
        started = at;
        name = told.name();
        dotted = told.dotted();
        found = told.feature();
        told.scenarios().forEach(scenario -> scenarios.add(new OpenScenario(scenario)));
        List<String> keys = keysOf(found);
        IntStream.range(0, keys.size())
            .forEach(index -> byId.put(keys.get(index), scenarios.get(index)));
      }
      inFile = told.inFile();
      boolean isSame = isFirst ? isAsPlanned(told) : isAsBefore(told.feature());
      // Whatever a whole file turns out to be in another process says nothing of what it was.
      boolean counts = isSame || isFirst || asked.isPiece();
      List<String> keys = keysOf(told.feature());
      running =
          IntStream.range(0, keys.size())
              .mapToObj(
                  index ->
                      Optional.ofNullable(byId.get(keys.get(index)))
                          .filter(open -> counts)
                          .orElseGet(() -> new OpenScenario(told.scenarios().get(index))))
              .toList();
      isLostToRetry = !isSame && isRetried;
      if (!isSame && !isRetried) {
        TestList expected = isFirst ? asked.list() : found.list();
        boolean hasChanged = !expected.content().equals(told.feature().list().content());
        differs = hasChanged ? UnitEnd.CHANGED : UnitEnd.DIFFERENT;
      }
    }

    /**
     * What identifies each scenario, which is its line where nobody has told more, and which run it
     * is.
     */
    private static List<String> keysOf(ParsedFeature feature) {
      Map<String, Integer> seen = new HashMap<>();
      List<String> keys = new ArrayList<>();
      for (int index = 0; index < feature.scenarios().size(); index++) {
        String id =
            index < feature.list().ids().size()
                ? feature.list().ids().get(index)
                : String.valueOf(feature.scenarios().get(index).line());
        keys.add(id + " " + seen.merge(id, 1, Integer::sum));
      }
      return keys;
    }

    /** A piece has to be of the very list that was split; a whole file has its one list. */
    private boolean isAsPlanned(Event.UnitParsed told) {
      TestList list = told.feature().list();
      return !asked.isPiece()
          || (asked.list().isThatOf(list)
              && asked.pieceOf() == told.inFile()
              && hasAllOf(asked, list));
    }

    private boolean isAsBefore(ParsedFeature again) {
      return asked.isPiece() ? hasAllOf(asked, again.list()) : found.list().isThatOf(again.list());
    }

    private static boolean hasAllOf(Unit asked, TestList list) {
      return new TreeSet<>(asked.list().ids()).equals(new TreeSet<>(list.ids()));
    }

    boolean isRunning() {
      return scenarios.stream().anyMatch(scenario -> scenario.end == ScenarioEnd.IN_FLIGHT);
    }

    boolean hasBegun() {
      return scenarios.stream().anyMatch(scenario -> scenario.end != ScenarioEnd.NEVER_STARTED);
    }

    boolean hasFailed() {
      return end == UnitEnd.ENDED
          && error == null
          && scenarios.stream().anyMatch(scenario -> scenario.end == ScenarioEnd.FAILED);
    }

    /** All of it where it must not be taken apart. */
    Unit failedPart() {
      return found.whole()
          ? unit
          : unit.only(
              scenarios.stream()
                  .filter(scenario -> scenario.end == ScenarioEnd.FAILED)
                  .map(scenario -> scenario.parsed.line())
                  .toList(),
              found,
              inFile);
    }

    Interrupted toInterrupted() {
      List<Integer> rest = new ArrayList<>();
      OptionalInt scenario = OptionalInt.empty();
      for (OpenScenario open : scenarios) {
        if (open.end == ScenarioEnd.IN_FLIGHT) {
          scenario = OptionalInt.of(open.parsed.line());
        } else if (open.end == ScenarioEnd.NEVER_STARTED && open.parsed.selected()) {
          rest.add(open.parsed.line());
        }
      }
      boolean divisible = !found.whole() && !scenarios.isEmpty();
      return new Interrupted(asked, scenario, rest, inFile, found, divisible);
    }

    Ledger.Entry toEntry() {
      return new Ledger.Entry(
          unit,
          name,
          dotted,
          chunk,
          end,
          Optional.ofNullable(error),
          started,
          seconds,
          scenarios.stream().map(OpenScenario::toScenario).toList(),
          found.list());
    }
  }

  private static final class OpenScenario {
    private static final String AGAIN = " when it ran again";

    private final ParsedScenario parsed;
    private ScenarioEnd end = ScenarioEnd.NEVER_STARTED;
    private String status = "";
    private double started;
    private double seconds;
    private int executed;
    private int attempts;
    private boolean failedBefore;

    /** How it had ended when it was handed out once more. */
    private ScenarioEnd before = ScenarioEnd.NEVER_STARTED;

    private Optional<Event.Failure> failure = Optional.empty();

    OpenScenario(ParsedScenario parsed) {
      this.parsed = parsed;
    }

    void close(Event.ScenarioEnded ended) {
      seconds += ended.seconds();
      if (close(endOf(ended), ended.status())) {
        executed = ended.executed();
        failure = end == ScenarioEnd.FLAKY ? failure : ended.failure();
      }
    }

    /**
     * How it ended, or was left out. Once another process runs it again, only passing changes a
     * failure, and only a failure changes what has passed.
     *
     * @return whether this is its end now
     */
    boolean close(ScenarioEnd last, String word) {
      boolean hasPassed = last == ScenarioEnd.PASSED && word.equals("passed");
      if (before == ScenarioEnd.FAILED && last != ScenarioEnd.FAILED && !hasPassed) {
        end = ScenarioEnd.FAILED;
        status = "failed, and was " + (word.equals("untested") ? "not run" : word) + AGAIN;
        return false;
      }
      boolean passedBefore = before == ScenarioEnd.PASSED || before == ScenarioEnd.FLAKY;
      if (passedBefore && last != ScenarioEnd.FAILED && !hasPassed) {
        end = before;
        return false;
      }
      end = hasPassed && failedBefore ? ScenarioEnd.FLAKY : last;
      status = word;
      return true;
    }

    /** It may be about to run once more, in another process. */
    void again() {
      failedBefore |= end == ScenarioEnd.FAILED;
      before = end;
    }

    private static ScenarioEnd endOf(Event.ScenarioEnded ended) {
      if (ended.failed()) {
        return ScenarioEnd.FAILED;
      }
      return switch (ended.status()) {
        case "passed", "xfailed", "xpassed" -> ScenarioEnd.PASSED;
        case "skipped" -> ScenarioEnd.SKIPPED;
        default -> ScenarioEnd.FAILED;
      };
    }

    Ledger.Scenario toScenario() {
      return new Ledger.Scenario(
          parsed.line(),
          parsed.name(),
          parsed.selected(),
          end,
          status,
          started,
          seconds,
          executed,
          attempts,
          failure);
    }
  }
}
