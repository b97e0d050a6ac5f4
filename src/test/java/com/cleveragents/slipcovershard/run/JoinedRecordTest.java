package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinedRecordTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<String> UNITS = List.of("a", "b", "c", "d", "e");

  /** The third has nothing to run. */
  private static final List<List<Integer>> MACHINES =
      List.of(List.of(1, 3), List.of(0, 2, 4), List.of());

  private static RunRecord part(
      int machine, int secondsAfterNoon, List<Entry> units, List<ChunkRecord> chunks) {
    return part(machine, secondsAfterNoon, units, chunks, List.of());
  }

  private static RunRecord part(
      int machine,
      int secondsAfterNoon,
      List<Entry> units,
      List<ChunkRecord> chunks,
      List<Clash> clashes) {
    return part(
        new Division(new Shard(machine, MACHINES.size()), UNITS, MACHINES),
        secondsAfterNoon,
        units,
        chunks,
        clashes);
  }

  private static RunRecord part(
      Division division,
      int secondsAfterNoon,
      List<Entry> units,
      List<ChunkRecord> chunks,
      List<Clash> clashes) {
    return new RunRecord(
        "42.1 then",
        "backend",
        Optional.of(ExitCode.PASSED),
        NOON.plusSeconds(secondsAfterNoon),
        new Ledger(units),
        chunks,
        clashes,
        Optional.of(
            new Part(
                division,
                OptionalLong.empty(),
                Runner.BEHAVE,
                "",
                new TreeMap<>(),
                Optional.of("00ff"))));
  }

  /** A unit with one scenario, which begins a second later and takes two. */
  private static Entry entry(String path, int chunk, double started) {
    return new Entry(
        new Unit(0, 0, path, List.of(), 0),
        "name of " + path,
        path,
        chunk,
        UnitEnd.ENDED,
        Optional.empty(),
        started,
        4,
        List.of(
            new Scenario(
                7,
                "s",
                true,
                ScenarioEnd.PASSED,
                "passed",
                started + 1,
                2,
                3,
                1,
                Optional.empty())));
  }

  private static Entry neverStarted(String path) {
    return new Entry(
        new Unit(0, 0, path, List.of(), 0),
        "",
        "",
        Ledger.NO_CHUNK,
        UnitEnd.NEVER_STARTED,
        Optional.empty(),
        0,
        0,
        List.of());
  }

  private static ChunkRecord chunk(int number, OptionalInt goesOnFor) {
    return new ChunkRecord(
        number,
        goesOnFor,
        "in order",
        true,
        0.5,
        9,
        OptionalDouble.of(8),
        Optional.of("coverage-chunk-" + number + ".json"),
        Optional.of("00ff"));
  }

  private static ChunkRecord chunk(int number) {
    return chunk(number, OptionalInt.empty());
  }

  private static RunRecord join(RunRecord... parts) {
    return JoinedRecord.of("42.1 now", "backend", ExitCode.GATE_FAILED, List.of(parts));
  }

  private static List<String> paths(RunRecord record) {
    return record.ledger().units().stream().map(Entry::path).toList();
  }

  @Test
  void hasTheUnitsInTheOrderOfTheSuite() {
    RunRecord joined =
        join(
            part(1, 5, List.of(entry("d", 2, 1), entry("b", 1, 1)), List.of(chunk(1), chunk(2))),
            part(
                2,
                0,
                List.of(entry("a", 1, 1), entry("c", 1, 6), entry("e", 1, 11)),
                List.of(chunk(1))),
            part(3, 9, List.of(), List.of()));
    assertEquals(UNITS, paths(joined));
    assertEquals(
        IntStream.range(0, UNITS.size()).boxed().toList(),
        joined.ledger().units().stream().map(entry -> entry.unit().number()).toList());
    assertEquals("name of b", joined.ledger().units().get(1).name());
    assertEquals(5, joined.ledger().executedScenarios());
    assertEquals("42.1 now", joined.run());
    assertEquals("backend", joined.directory());
    assertEquals(Optional.of(ExitCode.GATE_FAILED), joined.exitCode());
    assertEquals(Optional.empty(), joined.part());
  }

  @Test
  void countsTheChunksOfAllMachines() {
    RunRecord joined =
        join(
            part(
                1,
                0,
                List.of(entry("b", 1, 1), neverStarted("d")),
                List.of(chunk(1), chunk(2), chunk(3, OptionalInt.of(1)))),
            part(3, 0, List.of(), List.of()),
            part(
                2,
                0,
                List.of(entry("a", 1, 1), entry("c", 2, 6), entry("e", 3, 11)),
                List.of(chunk(1), chunk(2), chunk(3, OptionalInt.of(2)))));
    assertEquals(
        List.of(1, 2, 3, 4, 5, 6), joined.chunks().stream().map(ChunkRecord::number).toList());
    assertEquals(OptionalInt.of(1), joined.chunks().get(2).goesOnFor());
    assertEquals(OptionalInt.empty(), joined.chunks().get(3).goesOnFor());
    assertEquals(OptionalInt.of(5), joined.chunks().get(5).goesOnFor());
    assertEquals(
        List.of(4, 1, 5, Ledger.NO_CHUNK, 6),
        joined.ledger().units().stream().map(Entry::chunk).toList());
    assertTrue(joined.chunks().stream().allMatch(chunk -> chunk.coverage().isEmpty()));
    assertFalse(joined.isMeasured(), "the files stay with the parts");
  }

  @Test
  void tellsTimesFromTheStartOfTheFirstMachine() {
    Clash.Side inside = new Clash.Side(1, Optional.of("b"), 1, 2);
    Clash.Side outside = new Clash.Side(2, Optional.empty(), 0, 3);
    Clash clash =
        new Clash(new Place(Place.Kind.DATABASE, "cart.db"), List.of(inside, outside), true);
    RunRecord joined =
        join(
            part(2, 3, List.of(entry("a", 1, 1), neverStarted("c")), List.of(chunk(1))),
            part(
                1,
                8,
                List.of(entry("b", 1, 2), neverStarted("d")),
                List.of(chunk(1), chunk(2)),
                List.of(clash)));
    assertEquals(NOON.plusSeconds(3), joined.started());
    List<Entry> units = joined.ledger().units();
    assertEquals(List.of("a", "b", "c", "d"), paths(joined));
    assertEquals(List.of(1.0, 7.0, 0.0, 0.0), units.stream().map(Entry::started).toList());
    assertEquals(2.0, units.get(0).scenarios().get(0).started());
    assertEquals(8.0, units.get(1).scenarios().get(0).started());
    assertEquals(4.0, units.get(1).seconds());
    assertEquals(2.0, units.get(1).scenarios().get(0).seconds());
    assertEquals(
        List.of(0.5, 5.5, 5.5), joined.chunks().stream().map(ChunkRecord::started).toList());
    assertEquals(
        List.of(
            new Clash(
                clash.place(),
                List.of(
                    new Clash.Side(2, Optional.of("b"), 6, 7),
                    new Clash.Side(3, Optional.empty(), 5, 8)),
                true)),
        joined.clashes());
  }

  /** What went on for a lost process may be named otherwise. */
  @Test
  void hasUnitsThatNobodyPlannedAtTheEnd() {
    RunRecord joined =
        join(
            part(1, 0, List.of(entry("rest of b", 3, 1), entry("d", 1, 1)), List.of(chunk(1))),
            part(
                2,
                0,
                List.of(entry("a", 1, 1), entry("c", 1, 1), entry("e", 1, 1)),
                List.of(chunk(1))));
    assertEquals(List.of("a", "c", "d", "e", "rest of b"), paths(joined));
  }

  @Test
  void keepsUnitsThatAreThereTwice() {
    Division first =
        new Division(new Shard(1, 2), List.of("a", "b", "a"), List.of(List.of(0, 2), List.of(1)));
    Division second = new Division(new Shard(2, 2), first.units(), first.machines());
    RunRecord joined =
        join(
            part(first, 0, List.of(entry("a", 1, 1), entry("a", 1, 9)), List.of(), List.of()),
            part(second, 0, List.of(entry("b", 1, 1)), List.of(), List.of()));
    assertEquals(List.of("a", "b", "a"), paths(joined));
    assertEquals(9.0, joined.ledger().units().get(2).started());
  }

  @Test
  void isOfPartsThatAreMeasuredOnlyIfSomethingMeasuredTheirUnits() {
    List<Entry> units = List.of(entry("b", 1, 1), entry("d", 1, 9));
    assertTrue(part(1, 0, units, List.of(chunk(1))).isMeasured());
    assertFalse(part(1, 0, units, List.of()).isMeasured());
    assertTrue(part(3, 0, List.of(), List.of()).isMeasured(), "there was nothing for it");
  }
}
