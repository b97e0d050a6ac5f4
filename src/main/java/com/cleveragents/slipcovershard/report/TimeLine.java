package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.run.Clash;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Who ran what when, as a drawing and in words.
 *
 * @param words the run in one sentence
 * @param height of the drawing
 * @param ticks where its axis is labelled
 * @param rows the chunks
 * @param units what they ran, by its start, and what they should have run
 * @param clashes where they may have got in each other's way, a sentence each
 */
record TimeLine(
    String words,
    int height,
    List<Tick> ticks,
    List<Row> rows,
    List<UnitRow> units,
    List<String> clashes) {
  static final int WIDTH = 1000;
  static final int LEFT = 80;
  static final int TOP = 22;
  static final int ROW = 32;

  /** As many as draw quickly, whatever the suite. */
  private static final int MOST_BARS = 4000;

  private static final double SHORTEST_BAR = 1;
  private static final double SHORTEST_FAILED_BAR = 5;
  private static final int MOST_TICKS = 8;

  /** A label of the axis. */
  record Tick(String x, String label) {}

  /** A stretch of time. */
  record Bar(String x, String width, boolean failed, String title) {}

  /**
   * A chunk.
   *
   * @param y where its row begins
   * @param whole the life of its process
   * @param plan what the plan gave it, from when its first unit began; empty or one
   * @param bars what it ran
   */
  record Row(ChunkRecord chunk, int y, Bar whole, List<Bar> plan, List<Bar> bars, Counts counts) {
    String planned() {
      return chunk.planned().isPresent() ? seconds(chunk.planned().getAsDouble()) : "none";
    }

    String started() {
      return seconds(chunk.started());
    }

    String lasted() {
      return seconds(chunk.seconds());
    }
  }

  /** How many units and scenarios there were, and how many of the scenarios failed. */
  record Counts(int units, int scenarios, int failed) {}

  /** A unit in words. */
  record UnitRow(String unit, String name, int chunk, String when, String lasted, String end) {}

  static TimeLine of(RunRecord run) {
    return new Drawing(run).draw();
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /** A unit and when it ran, if it did. */
  private record Ran(Ledger.Entry entry, double start, double end, String outcome, boolean failed) {
    String title() {
      String name = entry.name().isEmpty() ? "" : " (" + entry.name() + ")";
      return entry.typed() + name + ": " + outcome + ", " + when();
    }

    String when() {
      return seconds(start) + " to " + seconds(end);
    }

    boolean isDrawn() {
      return entry.started() > 0 || entry.seconds() > 0;
    }

    UnitRow words() {
      return new UnitRow(
          entry.typed(),
          entry.name(),
          entry.chunk(),
          isDrawn() ? seconds(start) : "never",
          isDrawn() ? seconds(end - start) : "",
          outcome);
    }
  }

  /** The work of making one. */
  private static final class Drawing {
    private final RunRecord run;
    private final List<Ran> ran;
    private final List<Ran> notRun;
    private final double longest;

    Drawing(RunRecord run) {
      this.run = run;
      List<Ran> all =
          run.ledger().units().stream()
              .map(this::when)
              .sorted(Comparator.comparingDouble(Ran::start))
              .toList();
      this.ran = all.stream().filter(Ran::isDrawn).toList();
      this.notRun = all.stream().filter(unit -> !unit.isDrawn()).toList();
      this.longest =
          DoubleStream.concat(
                  ran.stream().mapToDouble(Ran::end),
                  run.chunks().stream()
                      .mapToDouble(chunk -> Math.max(end(chunk), plannedEnd(chunk))))
              .max()
              .orElse(0);
    }

    TimeLine draw() {
      List<Row> rows = new ArrayList<>();
      for (ChunkRecord chunk : run.chunks()) {
        rows.add(row(chunk, TOP + ROW * rows.size()));
      }
      List<UnitRow> units = Stream.concat(ran.stream(), notRun.stream()).map(Ran::words).toList();
      List<String> clashes = run.clashes().stream().map(Clash::sentence).toList();
      return new TimeLine(words(), TOP + ROW * rows.size() + 4, ticks(), rows, units, clashes);
    }

    private String words() {
      long failed = Stream.concat(ran.stream(), notRun.stream()).filter(Ran::failed).count();
      return run.ledger().units().size()
          + " files in "
          + run.chunks().size()
          + (run.chunks().size() == 1 ? " chunk, " : " chunks, ")
          + seconds(run.chunks().stream().mapToDouble(Drawing::end).max().orElse(0))
          + (failed == 0 ? "; none failed" : "; failed: " + failed)
          + (run.clashes().isEmpty() ? "" : "; clashes: " + run.clashes().size());
    }

    private Row row(ChunkRecord chunk, int y) {
      List<Ran> mine = ran.stream().filter(unit -> isOf(unit.entry(), chunk)).toList();
      String title =
          "chunk " + chunk.number() + ": " + chunk.end() + ", " + seconds(chunk.seconds());
      List<Bar> plan = new ArrayList<>();
      chunk
          .planned()
          .ifPresent(
              planned ->
                  plan.add(
                      bar(
                          firstStart(chunk),
                          firstStart(chunk) + planned,
                          0,
                          false,
                          "planned for chunk " + chunk.number() + ": " + seconds(planned))));
      return new Row(
          chunk,
          y,
          bar(chunk.started(), end(chunk), SHORTEST_BAR, !chunk.inOrder(), title),
          plan,
          bars(mine),
          counts(chunk));
    }

    /** Units that are too short to be seen apart are drawn as one. */
    private List<Bar> bars(List<Ran> mine) {
      double shortest =
          Math.max(SHORTEST_BAR, (double) (WIDTH - LEFT) * run.chunks().size() / MOST_BARS);
      List<Bar> bars = new ArrayList<>();
      List<Ran> together = new ArrayList<>();
      for (Ran unit : mine) {
        if (!together.isEmpty() && x(unit.end()) - x(together.get(0).start()) > shortest) {
          bars.add(bar(together));
          together.clear();
        }
        together.add(unit);
      }
      if (!together.isEmpty()) {
        bars.add(bar(together));
      }
      return bars;
    }

    private Bar bar(List<Ran> units) {
      Ran first = units.get(0);
      long failed = units.stream().filter(Ran::failed).count();
      double end = units.stream().mapToDouble(Ran::end).max().orElseThrow();
      String title =
          units.size() == 1
              ? first.title()
              : units.size()
                  + " files, "
                  + (failed == 0 ? "none failed" : failed + " failed")
                  + ", "
                  + seconds(first.start())
                  + " to "
                  + seconds(end);
      double least = failed == 0 ? SHORTEST_BAR : SHORTEST_FAILED_BAR;
      return bar(first.start(), end, least, failed > 0, title);
    }

    private Bar bar(double start, double end, double least, boolean failed, String title) {
      double width = Math.max(x(end) - x(start), least);
      return new Bar(decimal(x(start)), decimal(width), failed, title);
    }

    private Counts counts(ChunkRecord chunk) {
      int units = 0;
      int scenarios = 0;
      int failed = 0;
      for (Ledger.Entry entry : run.ledger().units()) {
        if (isOf(entry, chunk)) {
          units++;
          for (Ledger.Scenario scenario : entry.scenarios()) {
            scenarios += scenario.selected() ? 1 : 0;
            failed += scenario.end() == Ledger.ScenarioEnd.FAILED ? 1 : 0;
          }
        }
      }
      return new Counts(units, scenarios, failed);
    }

    private Ran when(Ledger.Entry entry) {
      boolean failed =
          entry.end() != Ledger.UnitEnd.ENDED
              || entry.error().isPresent()
              || entry.scenarios().stream().anyMatch(Drawing::isBad);
      boolean passed =
          entry.scenarios().stream()
              .anyMatch(
                  scenario -> scenario.selected() && scenario.end() == Ledger.ScenarioEnd.PASSED);
      boolean flaky =
          entry.scenarios().stream()
              .anyMatch(scenario -> scenario.end() == Ledger.ScenarioEnd.FLAKY);
      double end = entry.started() + entry.seconds();
      if (entry.end() == Ledger.UnitEnd.IN_FLIGHT) {
        end =
            run.chunks().stream()
                .filter(chunk -> isOf(entry, chunk))
                .mapToDouble(Drawing::end)
                .reduce(end, Math::max);
      }
      String outcome =
          switch (entry.end()) {
            case ENDED -> failed ? "FAILED" : flaky ? "flaky" : passed ? "passed" : "skipped";
            case CHANGED -> "FAILED, changed since it was split or begun";
            case DIFFERENT -> "FAILED, its list of tests differs between processes";
            case UNPARSABLE -> "FAILED, cannot be parsed";
            case IN_FLIGHT -> "FAILED, did not end";
            case NEVER_STARTED -> "FAILED, never started";
            case STOPPED -> "FAILED, stopped";
          };
      return new Ran(entry, entry.started(), end, outcome, failed);
    }

    private static boolean isBad(Ledger.Scenario scenario) {
      return scenario.selected()
          && scenario.end() != Ledger.ScenarioEnd.PASSED
          && scenario.end() != Ledger.ScenarioEnd.FLAKY
          && scenario.end() != Ledger.ScenarioEnd.SKIPPED;
    }

    private static boolean isOf(Ledger.Entry entry, ChunkRecord chunk) {
      return entry.chunk() == chunk.number();
    }

    private double firstStart(ChunkRecord chunk) {
      return ran.stream()
          .filter(unit -> isOf(unit.entry(), chunk))
          .mapToDouble(Ran::start)
          .findFirst()
          .orElse(chunk.started());
    }

    private static double end(ChunkRecord chunk) {
      return chunk.started() + chunk.seconds();
    }

    private double plannedEnd(ChunkRecord chunk) {
      return firstStart(chunk) + chunk.planned().orElse(0);
    }

    private double x(double seconds) {
      return LEFT + (longest == 0 ? 0 : seconds / longest * (WIDTH - LEFT - 5));
    }

    private static String decimal(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }

    /** Round numbers of seconds. */
    private List<Tick> ticks() {
      List<Tick> ticks = new ArrayList<>();
      double power = longest == 0 ? 1 : Math.pow(10, Math.floor(Math.log10(longest / MOST_TICKS)));
      double step = power;
      for (double factor : new double[] {2, 5, 10}) {
        if (longest / step > MOST_TICKS) {
          step = power * factor;
        }
      }
      int decimals = Math.max(0, (int) -Math.floor(Math.log10(step)));
      for (int number = 0; number * step <= longest && number <= MOST_TICKS + 1; number++) {
        String label = String.format(Locale.ROOT, "%." + decimals + "f s", number * step);
        ticks.add(new Tick(decimal(x(number * step)), label));
      }
      return ticks;
    }
  }
}
