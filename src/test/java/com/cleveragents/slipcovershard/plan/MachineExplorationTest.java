package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.plan.MachineExploration.Limit;
import com.cleveragents.slipcovershard.plan.MachineExploration.Point;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineExplorationTest {
  private static final SortedMap<Integer, ParsedFeature> NOTHING_PARSED = new TreeMap<>();

  /** Features that take these seconds. */
  private static MachineExploration explore(
      OptionalDouble machine, OptionalDouble chunk, int chunks, int processors, int... seconds) {
    List<String> paths =
        IntStream.range(0, seconds.length).mapToObj("%03d.feature"::formatted).toList();
    List<FeatureRun> runs =
        IntStream.range(0, seconds.length)
            .mapToObj(number -> Drawn.run(paths.get(number), "0 | s " + seconds[number]))
            .toList();
    Timings timings =
        Timings.NONE.after(Drawn.NOON, chunk, runs, path -> true).withMachine(machine);
    List<Feature> features =
        IntStream.range(0, seconds.length)
            .mapToObj(number -> Drawn.feature(number, paths.get(number), 100))
            .toList();
    return MachineExploration.of(
        timings, features, NOTHING_PARSED, Splitting.ANY, chunks, processors);
  }

  private static int[] features(int count, int seconds) {
    return IntStream.range(0, count).map(number -> seconds).toArray();
  }

  @Test
  void countsWhatMachinesAndChunksCostByThemselves() {
    MachineExploration exploration =
        explore(OptionalDouble.of(30), OptionalDouble.of(10), 2, 2, features(24, 10));
    assertEquals(
        List.of(
            new Point(1, 30 + 10 + 120, 160 / 60.0),
            new Point(2, 30 + 10 + 60, 200 / 60.0),
            new Point(4, 30 + 10 + 30, 280 / 60.0),
            new Point(8, 30 + 10 + 20, 480 / 60.0)),
        exploration.points());
    assertEquals(OptionalDouble.of(30), exploration.machineSeconds());
    assertEquals(OptionalDouble.of(10), exploration.chunkSeconds());
  }

  @Test
  void knowsThatMoreChunksThanProcessorsShareThem() {
    MachineExploration exploration =
        explore(OptionalDouble.of(30), OptionalDouble.of(10), 4, 2, features(24, 10));
    assertEquals(new Point(1, 30 + (240 + 40) / 2.0, 170 / 60.0), exploration.points().get(0));
  }

  @Test
  void countsOnlyThatLongForAMachineAsItHasWork() {
    // One machine has the long feature; the other three share 30 seconds.
    MachineExploration exploration =
        explore(OptionalDouble.of(5), OptionalDouble.of(1), 1, 1, 60, 10, 10, 10);
    assertEquals(new Point(4, 66, (66 + 3 * 16) / 60.0), exploration.points().get(2));
  }

  @ParameterizedTest
  @CsvSource({
    "0,   NOT_REACHED,   64",
    "30,  FIXED_COST,    32", // 16 machines have 40 s of tests each, more than they cost
    "100, FIXED_COST,    8",
    "999, FIXED_COST,    1"
  })
  void stopsWhereMachinesCostMoreThanTheyRun(int fixed, Limit limit, int recommended) {
    MachineExploration exploration =
        explore(OptionalDouble.of(fixed), OptionalDouble.empty(), 1, 1, features(640, 1));
    assertEquals(limit, exploration.limit());
    assertEquals(recommended, exploration.recommended());
  }

  @Test
  void stopsAtWhatCannotBeSplit() {
    int[] seconds = features(64, 1);
    seconds[7] = 20;
    MachineExploration exploration =
        explore(OptionalDouble.of(1), OptionalDouble.of(1), 1, 1, seconds);
    assertEquals(Limit.LONGEST_UNIT, exploration.limit());
    assertEquals(4, exploration.recommended());
  }

  @Test
  void stopsWhereThereIsNotAUnitForEachChunk() {
    MachineExploration exploration =
        explore(OptionalDouble.of(1), OptionalDouble.of(1), 4, 4, features(10, 60));
    assertEquals(List.of(1, 2), exploration.points().stream().map(Point::machines).toList());
    assertEquals(Limit.NO_MORE_UNITS, exploration.limit());
    assertEquals(2, exploration.recommended());
  }

  @Test
  void saysWhatWasNotMeasured() {
    MachineExploration exploration =
        explore(OptionalDouble.empty(), OptionalDouble.empty(), 1, 1, 8, 8);
    assertEquals(OptionalDouble.empty(), exploration.machineSeconds());
    assertEquals(OptionalDouble.empty(), exploration.chunkSeconds());
    assertEquals(new Point(2, 8, 16 / 60.0), exploration.points().get(1));
  }
}
