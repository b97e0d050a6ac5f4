package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a suite is dealt to machines, of which this is one. All machines of a run have to come to the
 * same by themselves, so nothing of a machine is in it but its number.
 *
 * @param shard this machine
 * @param machines what each runs: the names of its units, in their order in the suite; empty for
 *     machines that there is nothing for
 */
public record Division(Shard shard, List<List<String>> machines) {
  public Division {
    machines = machines.stream().map(List::copyOf).toList();
    if (machines.size() != shard.count()) {
      throw new IllegalArgumentException(machines.size() + " shares for " + shard);
    }
  }

  static Division of(List<Plan.Share> shares, Shard shard) {
    return new Division(
        shard,
        IntStream.range(0, shard.count())
            .mapToObj(index -> index < shares.size() ? shares.get(index).units() : none())
            .map(units -> units.stream().map(unit -> unit.unit().name()).toList())
            .toList());
  }

  private static List<WeightedUnit> none() {
    return List.of();
  }

  /** What this machine runs. */
  public List<String> own() {
    return machines.get(shard.number() - 1);
  }
}
