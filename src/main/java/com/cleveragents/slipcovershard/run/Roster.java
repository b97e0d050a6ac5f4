package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The processes of a run by their numbers: those of the chunks, then others in their place. */
final class Roster {
  private final ChunkStarter starter;
  private final SortedMap<Integer, Chunk> processes = new TreeMap<>();

  Roster(ChunkStarter starter) {
    this.starter = starter;
  }

  /** Starts one process for each chunk, all at once. */
  void startAll(Workplaces places, Path scratch, boolean listOnly) throws IOException {
    for (ChunkLaunch launch : starter.launches(places, scratch, listOnly)) {
      processes.put(launch.number(), starter.start(launch));
    }
  }

  /** The number of the next that is started. */
  int nextNumber() {
    return processes.lastKey() + 1;
  }

  /**
   * Starts another process of the same chunk.
   *
   * @param isLastAttempt nothing that fails in it runs again
   */
  void startInPlaceOf(Chunk ended, boolean isLastAttempt) {
    int number = nextNumber();
    try {
      Chunk fresh = starter.start(ended.launch().goingOn(number, isLastAttempt));
      fresh.goOnFor(ended);
      processes.put(number, fresh);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Chunk get(int number) {
    return Objects.requireNonNull(processes.get(number));
  }

  Stream<Chunk> all() {
    return processes.values().stream();
  }

  /** A snapshot: others may be started while it is walked through. */
  List<Chunk> running() {
    return all().filter(Chunk::isRunning).toList();
  }

  /** How many the chunk of this process has had. */
  long countOf(Chunk one) {
    return all().filter(other -> other.launch().number() == one.launch().number()).count();
  }

  /**
   * Ends those that have reported their end and then neither save nor exit.
   *
   * @param fixed what a chunk took in earlier runs beside its tests, saving included
   */
  void endOverdue(Instant now, Duration fixed) {
    Duration usual = all().map(Chunk::savingTime).reduce(fixed, Roster::longer);
    all().forEach(chunk -> chunk.endIfOverdue(now, usual));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Whether all are over, as they should be. */
  boolean allEndedInOrder() {
    return all().allMatch(chunk -> chunk.endedInOrder() || chunk.wasNotNeeded());
  }

  /** Saves what lost processes have measured. */
  void salvage(Processes starting) throws IOException, InterruptedException {
    for (Chunk chunk : processes.values()) {
      try {
        chunk.salvage(starting);
      } catch (ShardException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        throw e;
      }
    }
  }

  /** What became of all that had something to do. */
  List<ChunkResult> results() {
    return all().filter(chunk -> !chunk.wasNotNeeded()).map(Chunk::toResult).toList();
  }
}
