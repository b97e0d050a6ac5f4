package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.run.Account.Unexplained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Adds up what the events of one process report as failed, to compare it with what its runner
 * counts. A failure that another process reports explains nothing here.
 */
final class Accounting {
  /** The words of the runner for ends without a failure. */
  private static final List<String> GOOD = List.of("passed", "skipped", "untested");

  private static final String HOOK_FAILURES = "hook failures";
  private static final String FAILED_FEATURES = "failed features";

  private final List<UnitAccount> all = new ArrayList<>();

  /** By the number of the unit: the part of it that was parsed last. */
  private final Map<Integer, UnitAccount> current = new HashMap<>();

  private Tally attributed = Tally.NONE;
  private boolean toldFailure;

  /** Takes in an event of the process. */
  void note(Event event) {
    if (event instanceof Event.UnitParsed parsed) {
      UnitAccount unit = new UnitAccount(parsed.unit(), parsed.scenarios());
      all.add(unit);
      current.put(parsed.unit(), unit);
    } else if (event instanceof Event.ScenarioEnded ended) {
      boolean failed = ended.failed() || !GOOD.contains(ended.status());
      toldFailure |= failed;
      attributed = attributed.plus(ended.counts());
      unit(ended.unit()).ifPresent(unit -> unit.ended(ended, failed));
    } else if (event instanceof Event.UnitEnded ended) {
      toldFailure |= ended.error().isPresent() || !GOOD.containsAll(ended.rest().values());
      attributed = attributed.plus(ended.counts());
      unit(ended.unit()).ifPresent(unit -> unit.ended(ended));
    } else if (event instanceof Event.Unparsable unparsable) {
      toldFailure = true;
      attributed = attributed.plus(unparsable.counts());
    } else if (event instanceof Event.HookFailed) {
      attributed = attributed.plus(Tally.of(HOOK_FAILURES, 1));
    }
  }

  private Optional<UnitAccount> unit(int number) {
    return Optional.ofNullable(current.get(number));
  }

  /**
   * The comparison.
   *
   * @param done what the runner counts at its end; empty where it did not come so far
   */
  Account toAccount(Optional<Event.Done> done) {
    List<Unexplained> unexplained = new ArrayList<>();
    if (done.isPresent()) {
      all.forEach(unit -> unit.unexplained().forEach(unexplained::add));
      Tally outside = done.get().counted().minus(attributed);
      if (!outside.isEmpty()) {
        unexplained.add(new Unexplained(OptionalInt.empty(), Optional.empty(), outside));
      }
    }
    return new Account(toldFailure, unexplained);
  }

  /** A unit, or a part of one, as this process ran it. */
  private static final class UnitAccount {
    private final int number;
    private final List<ParsedScenario> scenarios;

    /**
     * By the position in the unit: what the runner counts for a scenario, all attempts together.
     */
    private final SortedMap<Integer, Tally> counts = new TreeMap<>();

    /** Positions of those whose last attempt in this process failed. */
    private final Set<Integer> failed = new HashSet<>();

    private Tally own = Tally.NONE;
    private boolean hasError;
    private boolean leftOut;

    UnitAccount(int number, List<ParsedScenario> scenarios) {
      this.number = number;
      this.scenarios = scenarios;
    }

    /** A suite may run a scenario several times in one process: the last attempt decides. */
    void ended(Event.ScenarioEnded ended, boolean hasFailed) {
      if (hasFailed) {
        failed.add(ended.scenario());
      } else {
        failed.remove(ended.scenario());
      }
      if (!ended.counts().isEmpty()) {
        counts.merge(ended.scenario(), ended.counts(), Tally::plus);
      }
    }

    void ended(Event.UnitEnded ended) {
      boolean badStatus = !GOOD.contains(ended.status());
      hasError |= ended.error().isPresent() || (badStatus && failed.isEmpty());
      leftOut |= ended.rest().values().stream().anyMatch(status -> !status.equals("skipped"));
      own = own.plus(ended.counts());
    }

    Stream<Unexplained> unexplained() {
      Stream<Unexplained> ofScenarios =
          counts.entrySet().stream()
              .filter(entry -> !failed.contains(entry.getKey()))
              .map(entry -> at(Optional.of(scenarios.get(entry.getKey())), entry.getValue()));
      Stream<Unexplained> ofUnit =
          Stream.of(at(Optional.empty(), ownRest())).filter(rest -> !rest.counts().isEmpty());
      return Stream.concat(ofScenarios, ofUnit);
    }

    /** A failed scenario makes its feature fail, but it is no reason for a hook that did. */
    private Tally ownRest() {
      if (hasError) {
        return Tally.NONE;
      }
      return failed.isEmpty() && !leftOut ? own : own.without(FAILED_FEATURES);
    }

    private Unexplained at(Optional<ParsedScenario> scenario, Tally tally) {
      return new Unexplained(OptionalInt.of(number), scenario, tally);
    }
  }
}
