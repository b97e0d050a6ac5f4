package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.SplitProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Shows that the parts of several machines are the whole suite: each machine's is there once, all
 * of them come from one division and were made alike, and each ran what the division gave it.
 */
final class ShardProof {
  private static final int LONGEST_VALUE = 60;

  private final List<Finding> findings = new ArrayList<>();
  private final SortedMap<Integer, FinishedRun> parts = new TreeMap<>();
  private final Map<Integer, String> lost;

  private ShardProof(Map<Integer, String> lost) {
    this.lost = lost;
  }

  /**
   * What is missing of the proof.
   *
   * @param runs which have a ledger or are told of already
   * @param expected how many machines there have to be, if somebody says so
   * @param lost why a machine's part does not count, by its number, as far as that is known
   */
  static List<Finding> of(List<FinishedRun> runs, OptionalInt expected, Map<Integer, String> lost) {
    List<FinishedRun> shards = runs.stream().filter(run -> part(run).isPresent()).toList();
    if (shards.isEmpty() && expected.isEmpty()) {
      return List.of();
    }
    ShardProof proof = new ShardProof(lost);
    runs.stream()
        // One that was red may have had no plan yet; its machine is missing.
        .filter(run -> run.record().isPresent() && run.findings().isEmpty() && part(run).isEmpty())
        .forEach(run -> proof.add(run.name() + " is of a whole suite, not of a shard"));
    shards.forEach(proof::enter);
    if (proof.findings.isEmpty() && shards.isEmpty()) {
      IntStream.rangeClosed(1, expected.orElseThrow())
          .forEach(number -> proof.miss(number, expected.orElseThrow(), List.of()));
    } else if (proof.findings.isEmpty()) {
      proof.compare(part(shards.get(0)).orElseThrow(), expected);
    }
    return List.copyOf(proof.findings);
  }

  /** The machines whose parts are not among these; none where nobody knows how many there are. */
  static List<Shard> missing(List<FinishedRun> runs, OptionalInt expected) {
    List<Shard> there =
        runs.stream()
            .flatMap(run -> part(run).stream())
            .map(part -> part.division().shard())
            .toList();
    int count = expected.orElse(there.isEmpty() ? 0 : there.get(0).count());
    if (there.stream().anyMatch(shard -> shard.count() != count)) {
      return List.of(); // which is told, and nothing that is run would change it
    }
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> new Shard(number, count))
        .filter(shard -> !there.contains(shard))
        .toList();
  }

  private static Optional<Part> part(FinishedRun run) {
    return run.record().flatMap(RunRecord::part);
  }

  private void enter(FinishedRun run) {
    Division division = part(run).orElseThrow().division();
    FinishedRun other = parts.putIfAbsent(division.shard().number(), run);
    if (other != null) {
      add("%s and %s are both %s".formatted(other.name(), run.name(), division.shard()));
    }
  }

  private void compare(Part first, OptionalInt expected) {
    Division division = first.division();
    int count = division.shard().count();
    if (expected.isPresent() && expected.getAsInt() != count) {
      add("%d shards are to be merged, these are of %d".formatted(expected.getAsInt(), count));
      return;
    }
    parts.values().forEach(run -> compare(first, part(run).orElseThrow()));
    parts.values().forEach(this::holdAgainstLedger);
    if (findings.isEmpty() && parts.size() == count) {
      List<Ledger.Entry> all = new ArrayList<>();
      parts.values().forEach(run -> all.addAll(run.record().orElseThrow().ledger().units()));
      findings.addAll(SplitProof.of(new Ledger(all)));
    }
    for (int number = 1; number <= count; number++) {
      if (!parts.containsKey(number)) {
        miss(number, count, division.of(number));
      }
    }
  }

  private void compare(Part first, Part other) {
    Division division = other.division();
    if (division.shard().count() != first.division().shard().count()) {
      add(
          "%s and %s are not of the same number of shards"
              .formatted(first.division().shard(), division.shard()));
      return;
    }
    List<String> facts = differing(first.alike(), other.alike());
    if (!facts.isEmpty()) {
      findings.add(
          new Finding(
              ExitCode.COVERAGE_UNUSABLE,
              "%s was not made as %s was, so that they cannot be merged"
                  .formatted(division.shard(), first.division().shard()),
              facts));
    } else if (!differingLists(first.division(), division).isEmpty()) {
      findings.add(
          new Finding(
              ExitCode.COVERAGE_UNUSABLE,
              ("the lists of tests of files that are split differ between %s and %s, so their"
                      + " pieces do not prove that all tests ran; set granularity: feature")
                  .formatted(first.division().shard(), division.shard()),
              Finding.bounded(differingLists(first.division(), division))));
    } else if (!division.isThatOf(first.division())) {
      findings.add(
          new Finding(
              ExitCode.COVERAGE_UNUSABLE,
              ("%s was planned otherwise than %s: by other timings, or for other test files; give"
                      + " all shards the same")
                  .formatted(division.shard(), first.division().shard()),
              Finding.bounded(differing(first.division(), division))));
    }
  }

  /** What a machine has to run is in its ledger; that it did so, is for the ledger to say. */
  private void holdAgainstLedger(FinishedRun run) {
    RunRecord record = run.record().orElseThrow();
    Division division = part(run).orElseThrow().division();
    List<String> told =
        record.ledger().units().stream().map(entry -> entry.unit().name()).sorted().toList();
    if (record.isMeasured() && !told.equals(division.own().stream().sorted().toList())) {
      findings.add(
          new Finding(
              ExitCode.COVERAGE_UNUSABLE,
              "%s ran other units than those that were its own".formatted(division.shard()),
              Finding.bounded(told)));
    }
  }

  private void miss(int number, int count, List<String> units) {
    String why =
        Optional.ofNullable(lost.get(number)).map(reason -> " (" + reason + ")").orElse("");
    findings.add(
        new Finding(
            ExitCode.CHUNK_FAILED,
            "shard %d of %d is missing%s: none of its units is known to have run%s"
                .formatted(
                    number,
                    count,
                    why,
                    why.isEmpty() ? "; run its job again, or set missing: run" : ""),
            Finding.bounded(units)));
  }

  private static List<String> differing(
      SortedMap<String, String> first, SortedMap<String, String> other) {
    TreeSet<String> names = new TreeSet<>(first.keySet());
    names.addAll(other.keySet());
    return names.stream()
        .filter(name -> !first.getOrDefault(name, "").equals(other.getOrDefault(name, "")))
        .map(name -> "%s: %s, %s".formatted(name, shown(first, name), shown(other, name)))
        .toList();
  }

  private static String shown(SortedMap<String, String> facts, String name) {
    String value = facts.getOrDefault(name, "none");
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
  }

  /** Units that they give to different machines, or that only one of them has. */
  private static List<String> differing(Division one, Division other) {
    List<String> differing = new ArrayList<>();
    for (int machine = 1; machine <= one.shard().count(); machine++) {
      List<String> left = one.of(machine);
      List<String> right = other.of(machine);
      left.stream().filter(unit -> !right.contains(unit)).forEach(differing::add);
      right.stream().filter(unit -> !left.contains(unit)).forEach(differing::add);
    }
    return differing.stream().sorted().distinct().toList();
  }

  /** Files that both have split, and found other tests in; and those that only one has split. */
  private static List<String> differingLists(Division one, Division other) {
    TreeSet<String> paths = new TreeSet<>(one.lists().keySet());
    paths.addAll(other.lists().keySet());
    paths.removeIf(
        path -> one.lists().getOrDefault(path, "").equals(other.lists().getOrDefault(path, "")));
    return List.copyOf(paths);
  }

  private void add(String message) {
    findings.add(new Finding(ExitCode.USAGE, message, List.of()));
  }
}
