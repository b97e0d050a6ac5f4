package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What more machines would bring, each with the same number of chunks.
 *
 * @param points in the order of the numbers of machines; twice as many each time
 * @param recommended the fewest machines of which twice as many would not pay
 * @param limit why they would not
 * @param machineSeconds what a machine takes beside its chunks; empty where that was not measured
 * @param chunkSeconds what a chunk takes beside its units; empty where that was not measured
 */
public record MachineExploration(
    List<Point> points,
    int recommended,
    Limit limit,
    OptionalDouble machineSeconds,
    OptionalDouble chunkSeconds) {
  /** More are not looked at. */
  public static final int MOST_MACHINES = 64;

  /**
   * What twice as many machines have to save. With equal shares, that is the case as long as a
   * machine takes longer for its tests than for what it costs by itself.
   */
  private static final double WORTH_TWICE = 0.25;

  /** Beyond an even share by so much, what cannot be divided decides. */
  private static final double UNEVEN = 1.1;

  /** Why more machines do not pay. */
  public enum Limit {
    /** They would pay, but more are not looked at. */
    NOT_REACHED,
    /** Something that cannot be divided takes that long. */
    LONGEST_UNIT,
    /** What each machine and chunk costs by itself. */
    FIXED_COST,
    /** There is not a unit for each chunk. */
    NO_MORE_UNITS
  }

  public MachineExploration {
    points = List.copyOf(points);
  }

  /**
   * One number of machines.
   *
   * @param seconds until the last of them has ended
   * @param machineMinutes of all of them
   */
  public record Point(int machines, double seconds, double machineMinutes) {}

  /**
   * Plans for up to {@link #MOST_MACHINES} machines, as each of them would, since what they take
   * together depends on who has the longest units.
   *
   * @param timings has to know some of the features
   * @param splitting which features may be split
   * @param chunks on each machine
   * @param processors of each machine
   */
  public static MachineExploration of(
      Timings timings,
      List<Feature> features,
      SortedMap<Integer, ParsedFeature> parsed,
      Splitting splitting,
      int chunks,
      int processors) {
    List<Work> works = Work.of(features, parsed, new Estimate(timings, features), splitting);
    int units = works.stream().mapToInt(work -> work.mostUnits()).sum();
    Costs costs = new Costs(timings, processors);
    List<Point> points = new ArrayList<>();
    Limit limit = Limit.NOT_REACHED;
    for (int machines = 1; machines <= MOST_MACHINES; machines *= 2) {
      if (machines > 1 && machines * chunks > units) {
        limit = Limit.NO_MORE_UNITS;
        break;
      }
      List<WeightedUnit> dealt =
          new BalancedPlanning(timings, machines * chunks, splitting, false)
              .plan(features, parsed)
              .units();
      points.add(costs.point(dealt, machines, chunks));
    }
    for (int index = 0; index + 1 < points.size(); index++) {
      if (points.get(index + 1).seconds() > points.get(index).seconds() * (1 - WORTH_TWICE)) {
        double total = works.stream().mapToDouble(Work::weight).sum();
        int machines = points.get(index).machines();
        double even = costs.seconds(2 * machines, chunks, total);
        return new MachineExploration(
            points,
            machines,
            points.get(index + 1).seconds() > even * UNEVEN ? Limit.LONGEST_UNIT : Limit.FIXED_COST,
            timings.machine().typical(),
            timings.chunk().typical());
      }
    }
    return new MachineExploration(
        points,
        points.get(points.size() - 1).machines(),
        limit,
        timings.machine().typical(),
        timings.chunk().typical());
  }

  /** What is measured of machines and chunks; where it is not, it counts as nothing. */
  private record Costs(double machine, double chunk, int processors) {
    Costs(Timings timings, int processors) {
      this(timings.machine().typical().orElse(0), timings.chunk().typical().orElse(0), processors);
    }

    Point point(List<WeightedUnit> units, int machines, int chunks) {
      double longest = 0;
      double sum = (machines - Math.min(machines, Bundle.of(units).size())) * machine;
      for (Plan.Share share : Planner.deal(units, machines)) {
        List<Plan.Share> own = Planner.deal(share.units(), chunks);
        double heaviest = own.stream().mapToDouble(Plan.Share::weight).max().orElse(0);
        double seconds = seconds(own.size(), share.weight(), heaviest);
        longest = Math.max(longest, seconds);
        sum += seconds;
      }
      return new Point(machines, longest, sum / 60);
    }

    /** Of one of several machines among which all is dealt evenly. */
    double seconds(int machines, int chunks, double total) {
      return seconds(chunks, total / machines, total / machines / chunks);
    }

    /** More chunks than processors share these. */
    private double seconds(int chunks, double weight, double heaviest) {
      double atLeast = (weight + chunks * chunk) / Math.min(chunks, processors);
      return machine + Math.max(chunk + heaviest, atLeast);
    }
  }
}
