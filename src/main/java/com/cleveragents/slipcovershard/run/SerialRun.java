package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.SerialEnd.Ended;
import com.cleveragents.slipcovershard.run.SerialEnd.Interrupted;
import com.cleveragents.slipcovershard.run.SerialEnd.Lost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The whole suite in one process: plain SlipCover and behave as one would type it, at a place and
 * with an environment like those of a chunk.
 */
public final class SerialRun {
  /** To the suite it is the first and only chunk. */
  private static final int NUMBER = 1;

  private static final Duration TICK = Duration.ofMillis(100);

  /** How long a killed process may take to be gone. */
  private static final Duration KILL_GRACE = Duration.ofSeconds(1);

  private final SuiteSettings settings;
  private final BuildDirectory build;
  private final Processes processes;
  private final Clock clock;

  /**
   * @param settings those of the chunks
   */
  public SerialRun(SuiteSettings settings, BuildDirectory build, Processes processes, Clock clock) {
    this.settings = settings;
    this.build = build;
    this.processes = processes;
    this.clock = clock;
  }

  /**
   * Runs it to its end, or to the deadline. An interruption of the thread ends it early; the result
   * says so in place of the thread's flag.
   */
  public SerialEnd run(Instant deadline) {
    Path log = build.ours().resolve("serial.log");
    try {
      return start(deadline);
    } catch (InterruptedException e) {
      return new Interrupted();
    } catch (ShardException e) {
      return notRun(e.sentence(), log);
    } catch (IOException | UncheckedIOException e) {
      return notRun(e.toString(), log);
    }
  }

  /** What is cut short by an interruption ends with some error, and the thread's flag is set. */
  private static SerialEnd notRun(String why, Path log) {
    return Thread.interrupted()
        ? new Interrupted()
        : new Lost("could not be run: " + why, log, LogTail.of(log));
  }

  private SerialEnd start(Instant deadline) throws IOException, InterruptedException {
    Scratch scratch = Scratch.create(settings);
    try {
      Probe.unpackTo(ChunkLaunch.probeIn(scratch.path()));
      try (Workplaces places =
              Workplaces.of(settings, build, scratch.path(), processes, List.of(NUMBER));
          Guard guard = Guard.start(processes, settings, scratch.path())) {
        return await(launch(places.of(NUMBER), scratch.path()), guard, deadline);
      }
    } finally {
      scratch.remove();
    }
  }

  private ChunkLaunch launch(Workplace place, Path scratch) {
    return new ChunkLaunch(
        settings,
        build,
        NUMBER,
        NUMBER,
        build.serialFiles(scratch),
        place,
        scratch,
        PortBlocks.free(NUMBER).baseOf(NUMBER),
        false,
        true);
  }

  private SerialEnd await(ChunkLaunch launch, Guard guard, Instant deadline)
      throws IOException, InterruptedException {
    Instant started = clock.instant();
    Path log = launch.files().log();
    Process process = processes.start(launch.serial());
    guard.watch(process.pid(), launch.process());
    try {
      while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (clock.instant().isAfter(deadline)) {
          return new Lost("was ended: --timeout-minutes is over", log, LogTail.of(log));
        }
      }
    } finally {
      // Its group, too: what tests have left running may not outlive them.
      guard.kill(process.pid());
      process.destroyForcibly().waitFor(KILL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return end(launch, process.exitValue(), Duration.between(started, clock.instant()));
  }

  private static SerialEnd end(ChunkLaunch launch, int exitCode, Duration elapsed) {
    Path log = launch.files().log();
    List<String> lastLines = LogTail.of(log);
    Path coverage = launch.files().unproven();
    boolean saved = Files.isRegularFile(coverage);
    if (saved && (exitCode == 0 || exitCode == 1)) {
      return new Ended(
          exitCode == 1, coverage, launch.workplace().originals(), elapsed, log, lastLines);
    }
    String how = new ChunkEnd.Died(exitCode).description();
    return new Lost(saved ? how : how + " and left no coverage", log, lastLines);
  }
}
