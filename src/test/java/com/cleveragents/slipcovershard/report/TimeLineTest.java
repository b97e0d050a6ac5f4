package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeLineTest {
  private static Ledger.Entry unit(
      String path, int chunk, UnitEnd end, double started, double seconds, ScenarioEnd... ends) {
    List<Ledger.Scenario> scenarios = new ArrayList<>();
    for (ScenarioEnd scenario : ends) {
      scenarios.add(
          new Ledger.Scenario(
              3, "s", true, scenario, "word", started, seconds, 1, 1, Optional.empty()));
    }
    return new Ledger.Entry(
        new Unit(0, 0, path, List.of(), 0),
        "Name",
        "a",
        chunk,
        end,
        Optional.empty(),
        started,
        seconds,
        scenarios);
  }

  private static RunRecord.ChunkRecord chunk(int number, double seconds, OptionalDouble planned) {
    return new RunRecord.ChunkRecord(
        number,
        OptionalInt.empty(),
        "in order",
        true,
        0,
        seconds,
        planned,
        Optional.empty(),
        Optional.empty());
  }

  private static TimeLine line(List<RunRecord.ChunkRecord> chunks, Ledger.Entry... units) {
    return TimeLine.of(
        new RunRecord(
            "local",
            "",
            Optional.empty(),
            Instant.EPOCH,
            new Ledger(List.of(units)),
            chunks,
            List.of()));
  }

  @Test
  void drawsUnitsWhenTheyRan() {
    TimeLine line =
        line(
            List.of(chunk(1, 10, OptionalDouble.empty()), chunk(2, 5, OptionalDouble.empty())),
            unit("a.feature", 1, UnitEnd.ENDED, 2, 4, ScenarioEnd.PASSED),
            unit("b.feature", 2, UnitEnd.ENDED, 1, 2, ScenarioEnd.PASSED, ScenarioEnd.FAILED));
    assertEquals(
        List.of(
            new TimeLine.Bar(
                "263.0", "366.0", false, "a.feature (Name): passed, 2.00 s to 6.00 s")),
        line.rows().get(0).bars());
    assertEquals(
        List.of(
            new TimeLine.Bar("171.5", "183.0", true, "b.feature (Name): FAILED, 1.00 s to 3.00 s")),
        line.rows().get(1).bars());
    assertEquals("2 files in 2 chunks, 10.00 s; failed: 1", line.words());
    assertEquals(new TimeLine.Counts(1, 2, 1), line.rows().get(1).counts());
  }

  @Test
  void drawsThePlanFromTheFirstUnitOn() {
    TimeLine line =
        line(
            List.of(chunk(1, 10, OptionalDouble.of(5))),
            unit("a.feature", 1, UnitEnd.ENDED, 2, 4, ScenarioEnd.PASSED));
    assertEquals(
        List.of(new TimeLine.Bar("263.0", "457.5", false, "planned for chunk 1: 5.00 s")),
        line.rows().get(0).plan());
    assertEquals("5.00 s", line.rows().get(0).planned());
  }

  @Test
  void drawsNoPlanWhereNothingWasKnown() {
    TimeLine.Row row = line(List.of(chunk(1, 10, OptionalDouble.empty()))).rows().get(0);
    assertEquals(List.of(), row.plan());
    assertEquals("none", row.planned());
  }

  @Test
  void drawsWhatDidNotEndUpToTheEndOfItsChunk() {
    TimeLine line =
        line(
            List.of(chunk(1, 10, OptionalDouble.empty())),
            unit("a.feature", 1, UnitEnd.IN_FLIGHT, 4, 0, ScenarioEnd.IN_FLIGHT));
    assertEquals(
        List.of(
            new TimeLine.Bar(
                "446.0",
                "549.0",
                true,
                "a.feature (Name): FAILED, did not end, 4.00 s to 10.00 s")),
        line.rows().get(0).bars());
  }

  @Test
  void namesWhatNeverStartedInWordsOnly() {
    TimeLine line =
        line(
            List.of(chunk(1, 10, OptionalDouble.empty())),
            unit("a.feature", 1, UnitEnd.NEVER_STARTED, 0, 0));
    assertEquals(List.of(), line.rows().get(0).bars());
    assertEquals(
        List.of(new TimeLine.UnitRow("a.feature", "Name", 1, "never", "", "FAILED, never started")),
        line.units());
  }

  @Test
  void drawsUnitsThatAreTooShortAsOne() {
    Ledger.Entry[] units =
        IntStream.range(0, 20_000)
            .mapToObj(
                n ->
                    unit(
                        n + ".feature",
                        1,
                        UnitEnd.ENDED,
                        1 + n * 0.001,
                        0.001,
                        n == 10_000 ? ScenarioEnd.FAILED : ScenarioEnd.PASSED))
            .toArray(Ledger.Entry[]::new);
    TimeLine line = line(List.of(chunk(1, 25, OptionalDouble.empty())), units);
    List<TimeLine.Bar> bars = line.rows().get(0).bars();
    assertTrue(bars.size() < 1000, () -> bars.size() + " bars");
    assertEquals(1, bars.stream().filter(TimeLine.Bar::failed).count());
    assertEquals("27 files, none failed, 1.00 s to 1.03 s", bars.get(0).title());
    assertEquals(20_000, line.units().size());
  }

  @Test
  void labelsItsAxisWithRoundNumbers() {
    assertEquals(List.of("0 s", "5 s", "10 s", "15 s", "20 s", "25 s", "30 s"), labels(33));
    assertEquals(List.of("0.0 s", "0.1 s", "0.2 s", "0.3 s", "0.4 s"), labels(0.45));
    assertEquals(List.of("0 s"), labels(0));
    assertEquals(List.of("0 s", "2000 s", "4000 s", "6000 s", "8000 s"), labels(9000));
  }

  private static List<String> labels(double seconds) {
    return line(List.of(chunk(1, seconds, OptionalDouble.empty()))).ticks().stream()
        .map(TimeLine.Tick::label)
        .toList();
  }
}
