package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The parts of several machines as the record of one run: its units in the suite's order. */
public final class JoinedRecord {
  private final Instant started;
  private final List<Placed> units = new ArrayList<>();
  private final List<ChunkRecord> chunks = new ArrayList<>();
  private final List<Clash> clashes = new ArrayList<>();

  /** A unit, and where it is in the suite. */
  private record Placed(int place, Entry entry) {}

  private JoinedRecord(Instant started) {
    this.started = started;
  }

  /**
   * That of the parts of one division, in the order of their machines. Chunks get numbers of their
   * own, those of the first machine first; the files of the chunks stay with the parts.
   *
   * @param run names it
   * @param code what all of it came to
   */
  public static RunRecord of(String run, String directory, ExitCode code, List<RunRecord> parts) {
    Instant started =
        parts.stream().map(RunRecord::started).min(Comparator.naturalOrder()).orElseThrow();
    JoinedRecord joined = new JoinedRecord(started);
    parts.forEach(joined::add);
    List<Entry> entries =
        joined.units.stream()
            .sorted(Comparator.comparingInt(Placed::place))
            .map(Placed::entry)
            .toList();
    List<Entry> numbered = new ArrayList<>();
    entries.forEach(entry -> numbered.add(numbered(entry, numbered.size())));
    return new RunRecord(
        run,
        directory,
        Optional.of(code),
        started,
        new Ledger(numbered),
        joined.chunks,
        joined.clashes,
        Optional.empty());
  }

  private void add(RunRecord part) {
    int before = chunks.stream().mapToInt(ChunkRecord::number).max().orElse(0);
    double later = Duration.between(started, part.started()).toMillis() / 1000.0;
    Division division = part.division().orElseThrow();
    List<Integer> places = new ArrayList<>(division.machines().get(division.shard().number() - 1));
    for (Entry entry : part.ledger().units()) {
      // What went on for a lost process may be named otherwise; it stays with its file.
      Integer place =
          places.stream()
              .filter(it -> division.units().get(it).equals(entry.unit().name()))
              .findFirst()
              .orElse(division.units().size());
      places.remove(place);
      units.add(new Placed(place, shifted(entry, before, later)));
    }
    part.chunks().forEach(chunk -> chunks.add(shifted(chunk, before, later)));
    part.clashes().forEach(clash -> clashes.add(shifted(clash, before, later)));
  }

  private static Entry numbered(Entry entry, int number) {
    Unit unit = entry.unit();
    return new Entry(
        new Unit(number, number, unit.path(), unit.lines(), unit.pieceOf(), unit.list()),
        entry.name(),
        entry.dotted(),
        entry.chunk(),
        entry.end(),
        entry.error(),
        entry.started(),
        entry.seconds(),
        entry.scenarios(),
        entry.list());
  }

  private static Entry shifted(Entry entry, int before, double later) {
    return new Entry(
        entry.unit(),
        entry.name(),
        entry.dotted(),
        entry.chunk() == Ledger.NO_CHUNK ? Ledger.NO_CHUNK : entry.chunk() + before,
        entry.end(),
        entry.error(),
        shifted(entry.started(), later),
        entry.seconds(),
        entry.scenarios().stream().map(scenario -> shifted(scenario, later)).toList(),
        entry.list());
  }

  private static Scenario shifted(Scenario scenario, double later) {
    return new Scenario(
        scenario.line(),
        scenario.name(),
        scenario.selected(),
        scenario.end(),
        scenario.status(),
        shifted(scenario.started(), later),
        scenario.seconds(),
        scenario.executed(),
        scenario.attempts(),
        scenario.failure());
  }

  /** What never began has no time. */
  private static double shifted(double started, double later) {
    return started == 0 ? 0 : started + later;
  }

  private static Clash shifted(Clash clash, int before, double later) {
    List<Clash.Side> sides =
        clash.sides().stream()
            .map(
                side ->
                    new Clash.Side(
                        side.chunk() + before,
                        side.unit(),
                        side.from() + later,
                        side.until() + later))
            .toList();
    return new Clash(clash.place(), sides, clash.overlapping());
  }

  private static ChunkRecord shifted(ChunkRecord chunk, int before, double later) {
    OptionalInt goesOnFor =
        chunk.goesOnFor().isPresent()
            ? OptionalInt.of(chunk.goesOnFor().getAsInt() + before)
            : OptionalInt.empty();
    return new ChunkRecord(
        chunk.number() + before,
        goesOnFor,
        chunk.end(),
        chunk.inOrder(),
        chunk.started() + later,
        chunk.seconds(),
        chunk.planned(),
        Optional.empty(),
        Optional.empty());
  }
}
