package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.plan.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Per unit: planned where, ran where, how it ended. The proof that every scenario which the runner
 * would run was run exactly once.
 *
 * @param units in the order of the runner
 */
public record Ledger(List<Entry> units) {
  /** In place of a chunk's number. */
  public static final int NO_CHUNK = 0;

  public Ledger {
    units = List.copyOf(units);
  }

  /**
   * One unit.
   *
   * @param name what the runner calls it: that of the feature; empty before it was parsed
   * @param dotted what the runner's JUnit files put before that name: {@code sub.loans} for {@code
   *     features/sub/loans.feature}; empty before it was parsed
   * @param chunk the only place where it may run: where it was planned or, from a queue, where it
   *     went; {@link #NO_CHUNK} if it never left the queue
   * @param end how far it came
   * @param error what went wrong outside of its scenarios: a parse error, a hook of the feature
   * @param started seconds from the start of the run until it was parsed; 0 if it never was
   * @param seconds how long it took from then on, hooks included; 0 if it did not end
   * @param scenarios what the runner found in it, in its order; empty before it was parsed
   * @param list what identifies the tests of the file and these scenarios
   */
  public record Entry(
      Unit unit,
      String name,
      String dotted,
      int chunk,
      UnitEnd end,
      Optional<String> error,
      double started,
      double seconds,
      List<Scenario> scenarios,
      TestList list) {
    public Entry {
      scenarios = List.copyOf(scenarios);
    }

    /** One whose tests nothing identifies. */
    public Entry(
        Unit unit,
        String name,
        String dotted,
        int chunk,
        UnitEnd end,
        Optional<String> error,
        double started,
        double seconds,
        List<Scenario> scenarios) {
      this(unit, name, dotted, chunk, end, error, started, seconds, scenarios, TestList.NONE);
    }

    /** The unit as one would type it for the runner. */
    public String typed() {
      return unit.name();
    }

    /** The file, as the runner names it. */
    public String path() {
      return unit.path();
    }

    /** Whether it is Gherkin's; the other ones are Python's. */
    public boolean isFeature() {
      return Unit.isFeature(unit.path());
    }

    /** Whether it is a piece of a feature that was split. */
    public boolean isPiece() {
      return unit.isPiece();
    }

    /** Where a scenario stands, as one would type it for the runner. */
    public String location(Scenario scenario) {
      return Unit.locate(unit.path(), scenario.line(), scenario.name());
    }
  }

  /** How far a unit came. */
  public enum UnitEnd {
    /** All of it is over, hooks included. */
    ENDED,
    /**
     * It ran, but the file was not any more what the plan had split, or another process had begun.
     */
    CHANGED,
    /** It ran, but this process found other tests in the same file than the one before. */
    DIFFERENT,
    /** The runner cannot parse the file. */
    UNPARSABLE,
    /** It had begun when its chunk was lost. */
    IN_FLIGHT,
    /** It was never handed out. */
    NEVER_STARTED,
    /** It was not handed out any more because the suite's own stop option ended the run. */
    STOPPED
  }

  /**
   * One scenario, or one row of an outline.
   *
   * @param selected whether tags, names and lines let it run
   * @param status the runner's own word for how it ended; empty when it did not
   * @param started seconds from the start of the run; 0 if it never began
   * @param seconds how long it took, all attempts together
   * @param executed steps that were run
   * @param attempts how often it ran, of which the last counts
   * @param failure why it failed; of a flaky one, why it did before it passed
   */
  public record Scenario(
      int line,
      String name,
      boolean selected,
      ScenarioEnd end,
      String status,
      double started,
      double seconds,
      int executed,
      int attempts,
      Optional<Event.Failure> failure) {
    private Scenario failedAfterAll() {
      return end == ScenarioEnd.FLAKY
          ? new Scenario(
              line,
              name,
              selected,
              ScenarioEnd.FAILED,
              status,
              started,
              seconds,
              executed,
              attempts,
              failure)
          : this;
    }
  }

  /** How a scenario ended: a closed list, of which only the first three are good. */
  public enum ScenarioEnd {
    PASSED,
    SKIPPED,
    /** It failed, and passed when we ran it again in a clean process. */
    FLAKY,
    /** Anything else that the runner reports, known to us or not. */
    FAILED,
    /** The runner left it out, because a hook around it failed or because it stops early. */
    UNTESTED,
    /** It had begun when its chunk was lost. */
    IN_FLIGHT,
    /** It was not reached, and nothing that was told says why. */
    NEVER_STARTED
  }

  /**
   * Whether nothing is missing: every unit ended, and every scenario in it. What is left out after
   * a failed hook is not missing: one process would have left it out, too.
   */
  public boolean isWhole() {
    return units.stream().allMatch(Ledger::isWhole);
  }

  private static boolean isWhole(Entry entry) {
    return entry.end() == UnitEnd.ENDED
        && entry.scenarios().stream()
            .filter(Scenario::selected)
            .allMatch(
                scenario ->
                    switch (scenario.end()) {
                      case PASSED, SKIPPED, FLAKY, FAILED -> true;
                      case UNTESTED -> entry.error().isPresent();
                      case IN_FLIGHT, NEVER_STARTED -> false;
                    });
  }

  /**
   * The same where failures of these units count though they passed later.
   *
   * @param numbers of units that got in the way of others
   */
  Ledger withFailuresOf(Set<Integer> numbers) {
    return new Ledger(
        units.stream()
            .map(entry -> numbers.contains(entry.unit().number()) ? failedAfterAll(entry) : entry)
            .toList());
  }

  private static Entry failedAfterAll(Entry entry) {
    return new Entry(
        entry.unit(),
        entry.name(),
        entry.dotted(),
        entry.chunk(),
        entry.end(),
        entry.error(),
        entry.started(),
        entry.seconds(),
        entry.scenarios().stream().map(Scenario::failedAfterAll).toList(),
        entry.list());
  }

  /** How many selected scenarios ended so. */
  public int count(ScenarioEnd end) {
    return (int) selected(scenario -> scenario.end() == end).count();
  }

  /** How many scenarios ran at least one step. */
  public int executedScenarios() {
    return (int) selected(scenario -> scenario.executed() > 0).count();
  }

  private Stream<Scenario> selected(Predicate<Scenario> wanted) {
    return units.stream()
        .flatMap(entry -> entry.scenarios().stream())
        .filter(Scenario::selected)
        .filter(wanted);
  }
}
