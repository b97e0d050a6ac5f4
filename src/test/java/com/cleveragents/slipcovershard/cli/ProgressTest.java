package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.Runner;
import com.cleveragents.slipcovershard.run.Tally;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;
  private final Clock clock = new SuppliedClock(() -> now);

  private void advance(Duration step) {
    now = now.plus(step);
  }

  private Progress progress(boolean terminal, Console.Level level) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Invocation invocation =
        new Invocation(
            new TreeMap<>(), Path.of("/"), stream, stream, terminal, clock, Optional.empty());
    return new Progress(new Console(invocation, level), Runner.BEHAVE, clock);
  }

  private static Plan plan(int chunks) {
    return new Plan(
        true,
        false,
        0,
        IntStream.rangeClosed(1, chunks)
            .mapToObj(
                chunk ->
                    new Plan.Share(
                        chunk,
                        List.of(
                            new WeightedUnit(
                                new Unit(
                                    chunk - 1,
                                    chunk - 1,
                                    "features/%d.feature".formatted(chunk),
                                    List.of(),
                                    0),
                                12))))
            .toList());
  }

  private static void runUntilTheSecondScenario(Progress progress) {
    progress.planned(plan(2));
    progress.told(
        1,
        new Event.UnitParsed(
            0,
            "Loans",
            "loans",
            2,
            new ParsedFeature(
                false,
                new TreeSet<>(),
                List.of(
                    new ParsedScenario(2, "a book is lent", true, 3),
                    new ParsedScenario(5, "a book is late", true, 3)))));
    progress.told(1, new Event.ScenarioStarted(0, 0));
    progress.told(
        1, new Event.ScenarioEnded(0, 0, "failed", true, 1, 3, Optional.empty(), Tally.NONE));
    progress.told(1, new Event.ScenarioStarted(0, 1));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void drawsALineForEachChunkOnATerminalAndTakesItAway() {
    Progress progress = progress(true, Console.Level.NORMAL);
    runUntilTheSecondScenario(progress);
    advance(Duration.ofSeconds(3));
    progress.tick();

    String drawn = said();
    assertTrue(
        drawn.contains(
            "chunk 1  0/1 features, 1 scenarios, 1 failed  3 s of 12 s  Loans: a book is late\n"),
        drawn);
    assertTrue(
        drawn.contains("chunk 2  0/1 features, 0 scenarios  3 s of 12 s  starting\n"), drawn);

    advance(Duration.ofMillis(50));
    progress.tick();
    assertEquals(drawn, said(), "not more than five times a second");

    advance(Duration.ofSeconds(1));
    progress.tick();
    assertTrue(said().contains("\u001b[2A\u001b[2Kchunk 1"), "the second drawing covers the first");
    progress.finish();
    assertTrue(said().endsWith("\u001b[2A\u001b[J"), said());
  }

  @Test
  void writesAWholeLineEveryTenSecondsElsewhere() {
    Progress progress = progress(false, Console.Level.NORMAL);
    runUntilTheSecondScenario(progress);
    for (int second = 1; second <= 25; second++) {
      advance(Duration.ofSeconds(1));
      progress.tick();
    }
    progress.finish();

    assertEquals(
        """
        2 features in 2 chunks, planned by the timings of earlier runs
        10 s: chunk 1 0/1 (1 failed); chunk 2 0/1
        20 s: chunk 1 0/1 (1 failed); chunk 2 0/1
        """,
        said());
  }

  @Test
  void drawsNoMoreLinesThanATerminalHas() {
    Progress progress = progress(true, Console.Level.NORMAL);
    progress.planned(plan(64));
    advance(Duration.ofSeconds(1));
    progress.tick();

    assertFalse(said().contains("\u001b["), said());
  }

  @Test
  void isSilentWhenQuiet() {
    Progress progress = progress(true, Console.Level.QUIET);
    runUntilTheSecondScenario(progress);
    advance(Duration.ofSeconds(30));
    progress.tick();
    progress.finish();

    assertEquals("", said());
  }
}
