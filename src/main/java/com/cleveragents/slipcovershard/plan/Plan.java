package com.cleveragents.slipcovershard.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which unit goes to which chunk.
 *
 * @param measured whether the weights are seconds of earlier runs, not sizes
 * @param queued whether the chunks take the next unit when they are free; the shares then say what
 *     each is expected to take, and after the run what it took
 * @param fixedSeconds what a chunk takes beside its units; 0 where that is not known
 * @param chunks the shares, in the order of their numbers; none is empty
 * @param division where this is the plan of one machine of several
 */
public record Plan(
    boolean measured,
    boolean queued,
    double fixedSeconds,
    List<Share> chunks,
    Optional<Division> division) {
  public Plan {
    chunks = List.copyOf(chunks);
  }

  /** That of a machine which runs the whole suite. */
  public Plan(boolean measured, boolean queued, double fixedSeconds, List<Share> chunks) {
    this(measured, queued, fixedSeconds, chunks, Optional.empty());
  }

  /**
   * What one chunk gets.
   *
   * @param chunk number of the chunk, from 1
   * @param units in the order in which the chunk runs them: the runner's own, unless queued
   */
  public record Share(int chunk, List<WeightedUnit> units) {
    public Share {
      units = List.copyOf(units);
    }

    /** Sum of the weights of the units. */
    public double weight() {
      return units.stream().mapToDouble(WeightedUnit::weight).sum();
    }
  }

  /** How many units there are in all chunks. */
  public int unitCount() {
    return chunks.stream().mapToInt(share -> share.units().size()).sum();
  }

  /** How many features there are, those that were split counted once. */
  public int featureCount() {
    return (int) units().stream().map(unit -> unit.unit().feature()).distinct().count();
  }

  /** All units, by their numbers. */
  public List<WeightedUnit> units() {
    return chunks.stream()
        .flatMap(share -> share.units().stream())
        .sorted(Comparator.comparingInt(unit -> unit.unit().number()))
        .toList();
  }

  /** All units in the order of a queue: what takes longest begins first. */
  public List<Bundle> longestFirst() {
    return Bundle.of(units()).stream().sorted(Bundle.LONGEST_FIRST).toList();
  }

  /** What a chunk is expected to take from its start to its end; empty where no time is known. */
  public OptionalDouble expectedSeconds(Share share) {
    return measured ? OptionalDouble.of(fixedSeconds + share.weight()) : OptionalDouble.empty();
  }

  /** What the run is expected to take; empty where no time is known. */
  public OptionalDouble expectedSeconds() {
    return chunks.stream().flatMapToDouble(share -> expectedSeconds(share).stream()).max();
  }
}
