package com.cleveragents.slipcovershard.plan;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How a suite is dealt to machines, of which this is one. All machines of a run have to come to the
 * same by themselves, so nothing of a machine is in it but its number.
 *
 * @param shard this machine
 * @param units the names of all units of the suite, in its order
 * @param machines what each runs: places in that list, from 0, ascending; empty for machines that
 *     there is nothing for
 * @param lists what identifies the tests of the files that were split, by their paths
 */
public record Division(
    Shard shard,
    List<String> units,
    List<List<Integer>> machines,
    SortedMap<String, String> lists) {
  public Division {
    units = List.copyOf(units);
    lists = new TreeMap<>(lists);
    machines = machines.stream().map(List::copyOf).toList();
    List<Integer> places = machines.stream().flatMap(List::stream).sorted().toList();
    if (machines.size() != shard.count()
        || !places.equals(IntStream.range(0, units.size()).boxed().toList())) {
      throw new IllegalArgumentException("not each unit has one place among those of " + shard);
    }
  }

  /** One in which no file was split. */
  public Division(Shard shard, List<String> units, List<List<Integer>> machines) {
    this(shard, units, machines, new TreeMap<>());
  }

  static Division of(List<Plan.Share> shares, Shard shard) {
    List<Unit> units =
        shares.stream()
            .flatMap(share -> share.units().stream())
            .map(WeightedUnit::unit)
            .sorted(Comparator.comparingInt(Unit::number))
            .toList();
    SortedMap<String, String> lists = new TreeMap<>();
    units.stream()
        .filter(Unit::isPiece)
        .forEach(piece -> lists.put(piece.path(), piece.list().identity()));
    return new Division(
        shard,
        units.stream().map(Unit::name).toList(),
        IntStream.range(0, shard.count())
            .mapToObj(index -> index < shares.size() ? places(shares.get(index)) : none())
            .toList(),
        lists);
  }

  private static List<Integer> places(Plan.Share share) {
    return share.units().stream().map(unit -> unit.unit().number()).sorted().toList();
  }

  private static List<Integer> none() {
    return List.of();
  }

  /** What this machine runs. */
  public List<String> own() {
    return of(shard.number());
  }

  /**
   * What a machine runs: the names of its units, in their order in the suite.
   *
   * @param machine from 1
   */
  public List<String> of(int machine) {
    return machines.get(machine - 1).stream().map(units::get).toList();
  }

  /** Whether both deal the same units in the same way. */
  public boolean isThatOf(Division other) {
    return units.equals(other.units)
        && machines.equals(other.machines)
        && lists.equals(other.lists);
  }
}
