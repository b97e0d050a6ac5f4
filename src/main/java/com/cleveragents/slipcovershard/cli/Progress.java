package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.RunObserver;
import com.cleveragents.slipcovershard.run.Runner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Shows a run while it goes on. On a terminal one live line a chunk; elsewhere a whole line every
 * few seconds.
 */
final class Progress implements RunObserver {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
  private static final int MOST_LIVE_LINES = 20;
  private static final int LIVE_WIDTH = 100;

  /** Without wrapping, a line longer than the terminal is wide stays one line to go back up. */
  private static final String WRAP_OFF = "\u001b[?7l";

  private static final String WRAP_ON = "\u001b[?7h";

  private final Console console;
  private final Runner runner;
  private final Clock clock;
  private final Instant started;
  private final Map<Integer, State> chunks = new TreeMap<>();
  private Instant lastLine;
  private final SortedSet<String> serialArguments = new TreeSet<>();
  private int drawn;
  private boolean measured;

  Progress(Console console, Runner runner, Clock clock) {
    this.console = console;
    this.runner = runner;
    this.clock = clock;
    this.started = clock.instant();
    this.lastLine = started;
  }

  private static final class State {
    private double planned;
    private int units;
    private int unitsDone;
    private int scenarios;
    private int failed;
    private final Map<Integer, Event.UnitParsed> begun = new HashMap<>();
    private String doing = "starting";
  }

  @Override
  public void planned(Plan plan) {
    measured = plan.measured();
    SortedSet<Integer> planned = new TreeSet<>();
    plan.chunks().forEach(share -> planned.add(share.chunk()));
    chunks.keySet().retainAll(planned);
    for (Plan.Share share : plan.chunks()) {
      State state = state(share.chunk());
      state.planned = plan.expectedSeconds(share).orElse(0);
      state.units = share.units().size();
    }
    int count = plan.chunks().size();
    console.say(
        plan.division().map(division -> division.shard() + ": ").orElse("")
            + plan.featureCount()
            + " "
            + runner.files(plan.featureCount())
            + " in "
            + count
            + (count == 1 ? " chunk" : " chunks")
            + (measured ? ", planned by the timings of earlier runs" : ", planned by size"));
  }

  private State state(int chunk) {
    return chunks.computeIfAbsent(chunk, key -> new State());
  }

  /** What the runner needs to be told where it runs without the probe. */
  SortedSet<String> serialArguments() {
    return new TreeSet<>(serialArguments);
  }

  @Override
  public void told(int chunk, Event event) {
    if (event instanceof Event.SwitchedOff plugin) {
      serialArguments.addAll(plugin.arguments());
    }
    State state = state(chunk);
    if (event instanceof Event.Listed) {
      state.doing = runner == Runner.BEHAVE ? "loading steps" : "importing tests";
    } else if (event instanceof Event.UnitParsed parsed) {
      state.begun.put(parsed.unit(), parsed);
      state.doing = parsed.name();
    } else if (event instanceof Event.ScenarioStarted started) {
      Event.UnitParsed unit = Objects.requireNonNull(state.begun.get(started.unit()));
      state.doing = unit.name() + ": " + unit.scenarios().get(started.scenario()).name();
    } else if (event instanceof Event.ScenarioEnded ended) {
      state.scenarios++;
      state.failed += ended.failed() ? 1 : 0;
    } else if (event instanceof Event.UnitEnded ended) {
      state.begun.remove(ended.unit());
      state.unitsDone++;
    } else if (event instanceof Event.Done) {
      state.doing = "saving";
    }
  }

  @Override
  public void ended(int chunk, int exitCode) {
    State state = chunks.get(chunk);
    if (state != null) {
      state.doing = "ended";
    }
    console.explain("chunk " + chunk + " ended with exit code " + exitCode);
  }

  @Override
  public void note(String line) {
    erase();
    console.say(line);
  }

  @Override
  public void tick() {
    if (console.isQuiet()) {
      return;
    }
    Instant now = clock.instant();
    if (console.isTerminal() && chunks.size() <= MOST_LIVE_LINES) {
      if (Duration.between(lastLine, now).toMillis() >= 200) {
        lastLine = now;
        drawLive(now);
      }
    } else if (Duration.between(lastLine, now).compareTo(LINE_INTERVAL) >= 0) {
      lastLine = now;
      console.say(summary(now));
    }
  }

  /** Takes the live lines away, so that what follows stands alone. */
  void finish() {
    erase();
  }

  private void drawLive(Instant now) {
    StringBuilder text = new StringBuilder(WRAP_OFF);
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A");
    }
    chunks.forEach(
        (chunk, state) -> text.append("\u001b[2K").append(line(chunk, state, now)).append('\n'));
    drawn = chunks.size();
    console.draw(text.append(WRAP_ON).toString());
  }

  private void erase() {
    if (drawn > 0) {
      console.draw("\u001b[" + drawn + "A\u001b[J");
      drawn = 0;
    }
  }

  private String line(int chunk, State state, Instant now) {
    String expected = measured ? " of " + seconds(state.planned) : "";
    String line =
        "chunk %d  %d/%d %s, %d %s%s  %s%s  %s"
            .formatted(
                chunk,
                state.unitsDone,
                state.units,
                runner.files(2),
                state.scenarios,
                runner.tests(2),
                state.failed == 0 ? "" : ", " + state.failed + " failed",
                seconds(Duration.between(started, now).toMillis() / 1000.0),
                expected,
                state.doing);
    return line.length() <= LIVE_WIDTH ? line : line.substring(0, LIVE_WIDTH - 1) + "…";
  }

  private String summary(Instant now) {
    StringBuilder text = new StringBuilder();
    text.append(seconds(Duration.between(started, now).toMillis() / 1000.0)).append(':');
    chunks.forEach(
        (chunk, state) ->
            text.append(" chunk ")
                .append(chunk)
                .append(' ')
                .append(state.unitsDone)
                .append('/')
                .append(state.units)
                .append(state.failed == 0 ? "" : " (" + state.failed + " failed)")
                .append(';'));
    return text.substring(0, text.length() - 1);
  }

  private static String seconds(double seconds) {
    return Math.round(seconds) + " s";
  }
}
