package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shows that the parts of several machines are the whole suite: each machine's is there once, and
 * all of them come from one division. What each of them ran is told by its own ledger.
 */
final class ShardProof {
  private final List<Finding> findings = new ArrayList<>();
  private final SortedMap<Integer, FinishedRun> parts = new TreeMap<>();

  private ShardProof() {}

  /**
   * What is missing of the proof.
   *
   * @param runs which have a ledger or are told of already
   * @param expected how many machines there have to be, if somebody says so
   */
  static List<Finding> of(List<FinishedRun> runs, OptionalInt expected) {
    List<FinishedRun> shards = runs.stream().filter(run -> division(run).isPresent()).toList();
    if (shards.isEmpty() && expected.isEmpty()) {
      return List.of();
    }
    ShardProof proof = new ShardProof();
    runs.stream()
        .filter(run -> run.record().isPresent() && division(run).isEmpty())
        .forEach(
            run -> proof.add("the run in " + run.name() + " is of a whole suite, not of a shard"));
    shards.forEach(proof::enter);
    if (proof.findings.isEmpty() && !shards.isEmpty()) {
      proof.compare(division(shards.get(0)).orElseThrow(), expected);
    }
    return List.copyOf(proof.findings);
  }

  private static Optional<Division> division(FinishedRun run) {
    return run.record().flatMap(RunRecord::division);
  }

  private void enter(FinishedRun run) {
    Division division = division(run).orElseThrow();
    FinishedRun other = parts.putIfAbsent(division.shard().number(), run);
    if (other != null) {
      add("%s and %s are both %s".formatted(other.name(), run.name(), division.shard()));
    }
  }

  private void compare(Division first, OptionalInt expected) {
    int count = first.shard().count();
    if (expected.isPresent() && expected.getAsInt() != count) {
      add("%d shards are to be merged, these are of %d".formatted(expected.getAsInt(), count));
      return;
    }
    for (FinishedRun run : parts.values()) {
      Division division = division(run).orElseThrow();
      if (!division.machines().equals(first.machines())) {
        findings.add(
            new Finding(
                ExitCode.COVERAGE_UNUSABLE,
                ("%s was planned otherwise than %s: other timings, settings, versions or sources;"
                        + " give all shards the same")
                    .formatted(division.shard(), first.shard()),
                Finding.bounded(differing(first, division))));
      }
    }
    for (int number = 1; number <= count; number++) {
      if (!parts.containsKey(number)) {
        List<String> units = first.machines().get(number - 1);
        findings.add(
            new Finding(
                ExitCode.CHUNK_FAILED,
                "shard %d of %d is missing: none of its units is known to have run"
                    .formatted(number, count),
                Finding.bounded(units)));
      }
    }
  }

  /** Units that they give to different machines, or that only one of them has. */
  private static List<String> differing(Division one, Division other) {
    List<String> differing = new ArrayList<>();
    int machines = Math.max(one.machines().size(), other.machines().size());
    for (int machine = 0; machine < machines; machine++) {
      List<String> left = at(one, machine);
      List<String> right = at(other, machine);
      left.stream().filter(unit -> !right.contains(unit)).forEach(differing::add);
      right.stream().filter(unit -> !left.contains(unit)).forEach(differing::add);
    }
    return differing.stream().sorted().distinct().toList();
  }

  private static List<String> at(Division division, int machine) {
    return machine < division.machines().size() ? division.machines().get(machine) : List.of();
  }

  private void add(String message) {
    findings.add(new Finding(ExitCode.USAGE, message, List.of()));
  }
}
