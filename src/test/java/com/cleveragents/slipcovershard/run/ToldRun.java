package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A run of one test file as its processes report it, written as statements that a semicolon ends:
 *
 * <pre>
 * process                the next process gets the unit
 * has NAME...            the unit was parsed
 * NAME STATUS [KIND=N]   the test ran, and the runner counted failures of that kind; NAME#2 is
 *                        the second of that name
 * NAME starts            nothing is heard of its end
 * ends STATUS [KIND=N] [error] [stopped] [rest:NAME=STATUS]   the unit ended
 * unparsable [KIND=N]
 * hook NAME              it failed
 * done CODE [KIND=N] [cause:TEXT] [elsewhere:PATH=N]   underscores stand for spaces
 * exit CODE              where the process ends with another code than it reported
 * </pre>
 */
public final class ToldRun {
  private static final List<String> GOOD = List.of("passed", "skipped", "xfailed", "xpassed");

  private final Runner runner;
  private final Unit unit;
  private final LedgerBuilder ledger = new LedgerBuilder();
  private final List<ChunkResult> results = new ArrayList<>();
  private List<String> names = List.of();
  private @Nullable Told process;

  private ToldRun(Runner runner) {
    this.runner = runner;
    String path = runner == Runner.BEHAVE ? "features/a.feature" : "tests/test_a.py";
    this.unit = new Unit(0, 0, path, List.of(), 0);
    ledger.plan(plan());
  }

  private Plan plan() {
    return new Plan(
        false, false, 0, List.of(new Plan.Share(1, List.of(new WeightedUnit(unit, 1)))));
  }

  private static final class Told {
    private final int number;
    private final Accounting accounting = new Accounting();
    private final List<Event> troubles = new ArrayList<>();
    private Optional<Event.Done> done = Optional.empty();
    private OptionalInt exit = OptionalInt.empty();

    Told(int number) {
      this.number = number;
    }
  }

  /** The result of the run that is told like this. */
  public static SuiteResult of(Runner runner, String statements) {
    ToldRun run = new ToldRun(runner);
    Arrays.stream(statements.split(";"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .forEach(statement -> run.take(List.of(statement.split("\\s+"))));
    return run.toResult();
  }

  private void take(List<String> words) {
    String second = words.size() > 1 ? words.get(1) : "";
    switch (words.get(0)) {
      case "process" -> {
        endProcess();
        process = new Told(results.size() + 1);
        ledger.dispatched(unit, results.size() + 1);
      }
      case "has" -> {
        names = words.subList(1, words.size());
        List<ParsedScenario> scenarios = new ArrayList<>();
        names.forEach(
            name -> scenarios.add(new ParsedScenario(names.indexOf(name) + 1, name, true, 1)));
        hear(
            new Event.UnitParsed(
                0, "a", "a", names.size(), new ParsedFeature(false, new TreeSet<>(), scenarios)));
      }
      case "ends" ->
          hear(
              new Event.UnitEnded(
                  0,
                  second,
                  1,
                  rest(words),
                  words.contains("error") ? Optional.of("OSError") : Optional.empty(),
                  words.contains("stopped"),
                  Optional.empty(),
                  counts(words)));
      case "unparsable" -> hear(new Event.Unparsable(0, "SyntaxError", counts(words)));
      case "hook" -> hear(new Event.HookFailed(second, "OSError"));
      case "done" -> hear(done(Integer.parseInt(second), words));
      case "exit" -> current().exit = OptionalInt.of(Integer.parseInt(second));
      default -> test(position(words.get(0)), second, words);
    }
  }

  /** Of a test by its name; {@code NAME#2} is the second of that name. */
  private int position(String name) {
    String[] parts = name.split("#", 2);
    int first = names.indexOf(parts[0]);
    return parts.length == 1
        ? first
        : first + 1 + names.subList(first + 1, names.size()).indexOf(parts[0]);
  }

  private void test(int number, String status, List<String> words) {
    hear(new Event.ScenarioStarted(0, number));
    if (!status.equals("starts")) {
      hear(
          new Event.ScenarioEnded(
              0,
              number,
              status,
              !GOOD.contains(status),
              1,
              status.equals("skipped") ? 0 : 1,
              Optional.empty(),
              counts(words)));
    }
  }

  private static Event.Done done(int code, List<String> words) {
    return new Event.Done(
        code != 0,
        code,
        counts(words),
        marked(words, "cause:").map(text -> List.of(text.replace('_', ' '))).orElse(List.of()),
        marked(words, "elsewhere:").map(ToldRun::numbers).orElse(new TreeMap<>()),
        Optional.empty(),
        Optional.empty());
  }

  private SortedMap<Integer, String> rest(List<String> words) {
    SortedMap<Integer, String> rest = new TreeMap<>();
    marked(words, "rest:")
        .map(text -> text.split("=", 2))
        .ifPresent(pair -> rest.put(names.indexOf(pair[0]), pair[1]));
    return rest;
  }

  private static Optional<String> marked(List<String> words, String mark) {
    return words.stream()
        .filter(word -> word.startsWith(mark))
        .findFirst()
        .map(word -> word.substring(mark.length()));
  }

  private static Tally counts(List<String> words) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    words.stream()
        .filter(word -> word.contains("=") && !word.contains(":"))
        .forEach(word -> counts.putAll(numbers(word)));
    return new Tally(counts);
  }

  private static SortedMap<String, Integer> numbers(String word) {
    String[] pair = word.split("=", 2);
    SortedMap<String, Integer> numbers = new TreeMap<>();
    String kind = pair[0].contains("/") ? pair[0] : pair[0].replace('_', ' ');
    numbers.put(kind, Integer.valueOf(pair[1]));
    return numbers;
  }

  private Told current() {
    if (process == null) {
      throw new IllegalStateException("a run begins with a process");
    }
    return process;
  }

  private void hear(Event event) {
    current().accounting.note(event);
    ledger.add(event, 0);
    if (event instanceof Event.HookFailed) {
      current().troubles.add(event);
    } else if (event instanceof Event.Done told) {
      current().done = Optional.of(told);
    }
  }

  private void endProcess() {
    if (process == null) {
      return;
    }
    Told ended = process;
    int expected = ended.done.map(done -> done.failed() ? 1 : 0).orElse(-1);
    int exit = ended.exit.orElse(Math.max(expected, 0));
    boolean inOrder = exit == expected;
    results.add(
        new ChunkResult(
            ended.number,
            1,
            ended.number > 1 ? OptionalInt.of(1) : OptionalInt.empty(),
            Optional.empty(),
            names.size(),
            ended.accounting.toAccount(ended.done),
            Instant.EPOCH,
            Duration.ofSeconds(1),
            inOrder ? new ChunkEnd.InOrder(expected == 1) : new ChunkEnd.Died(exit),
            ended.done.map(done -> done),
            inOrder ? Optional.of(Path.of("coverage.json")) : Optional.empty(),
            List.of(),
            Path.of("chunk.log"),
            List.of(),
            Optional.empty(),
            ended.troubles,
            ended.done,
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
    process = null;
  }

  private SuiteResult toResult() {
    endProcess();
    return new SuiteResult(
        runner,
        List.of(),
        new TreeMap<>(),
        Optional.of(plan()),
        ledger.toLedger(),
        results,
        List.of(),
        Optional.empty(),
        new TreeSet<>(),
        false,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
