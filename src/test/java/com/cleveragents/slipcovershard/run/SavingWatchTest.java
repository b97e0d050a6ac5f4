package com.cleveragents.slipcovershard.run;

import static com.cleveragents.slipcovershard.run.ChildUsage.State.AT_DISK;
import static com.cleveragents.slipcovershard.run.ChildUsage.State.RUNNABLE;
import static com.cleveragents.slipcovershard.run.ChildUsage.State.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.run.SavingWatch.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A worker that saves is given time, whatever this program does meanwhile. */
class SavingWatchTest {
  private final SavingWatch watch = new SavingWatch();
  private Instant now = Instant.EPOCH;
  private Duration cpu = Duration.ofSeconds(7);
  private long written = 1000;
  private Duration usual = Duration.ZERO;

  /**
   * Looks every 200 ms, and says when the worker was ended.
   *
   * @param cpuMillis what it uses in each second
   * @param bytes what it writes in each second
   * @return in seconds; as many as there are where it was not ended
   */
  private double endOf(
      int seconds, int cpuMillis, int bytes, ChildUsage.State state, State expected) {
    State last = State.SAVING;
    int step = 0;
    for (; step < 5 * seconds && last == State.SAVING; step++) {
      last = watch.look(now, Optional.of(new ChildUsage(cpu, written, state)), usual);
      now = now.plusMillis(200);
      cpu = cpu.plusMillis(cpuMillis / 5);
      written += bytes / 5;
    }
    assertEquals(expected, last);
    return (step - (last == State.SAVING ? 0 : 1)) / 5.0;
  }

  @Test
  void idleWorkerIsEndedAfterTenSeconds() {
    assertEquals(10, endOf(100, 0, 0, WAITING, State.IDLE));
  }

  @Test
  void threadThatPollsCountsAsIdle() {
    assertEquals(10, endOf(100, 20, 0, WAITING, State.IDLE));
  }

  @Test
  void workerThatWritesMayGoOn() {
    assertEquals(1000, endOf(1000, 0, 10, WAITING, State.SAVING));
  }

  @Test
  void workerThatWorksAndWritesNothingIsEndedAfterAMinute() {
    assertEquals(60, endOf(100, 1000, 0, WAITING, State.NOT_SAVING));
  }

  @Test
  void waitingForACpuCountsAsWorkAndHasNoLimit() {
    assertEquals(600, endOf(600, 5, 0, RUNNABLE, State.SAVING));
  }

  @Test
  void waitingForADiskCountsAsWork() {
    assertEquals(60, endOf(100, 0, 0, AT_DISK, State.NOT_SAVING));
  }

  @Test
  void threadsCountForNoMoreThanTheClock() {
    assertEquals(60, endOf(100, 4000, 0, WAITING, State.NOT_SAVING));
  }

  @Test
  void tenTimesTheUsualTimeIsGivenWhereThatIsMore() {
    usual = Duration.ofSeconds(20);
    assertEquals(200, endOf(500, 1000, 0, WAITING, State.NOT_SAVING));
  }

  @Test
  void writingBeginsTheMinuteAnew() {
    assertEquals(50, endOf(50, 1000, 0, WAITING, State.SAVING));
    written++;
    assertEquals(60, endOf(500, 1000, 0, WAITING, State.NOT_SAVING), 0.2);
  }

  @Test
  void workBeginsTheTenSecondsAnew() {
    assertEquals(8, endOf(8, 0, 0, WAITING, State.SAVING));
    cpu = cpu.plusSeconds(2);
    assertEquals(10, endOf(100, 0, 0, WAITING, State.IDLE), 0.3);
  }

  @Test
  void aLongWhileBetweenTwoLooksCountsForOneSecond() {
    assertEquals(5, endOf(5, 0, 0, WAITING, State.SAVING));
    now = now.plusSeconds(300);
    assertEquals(4, endOf(100, 0, 0, WAITING, State.IDLE), 0.3);
  }

  @Test
  void withoutFiguresTheTenSecondsAreAllThereIs() {
    State last = State.SAVING;
    int looks = 0;
    for (; last == State.SAVING; looks++) {
      last = watch.look(now, Optional.empty(), usual);
      now = now.plusMillis(500);
    }
    assertEquals(State.IDLE, last);
    assertEquals(21, looks);
  }

  @Test
  void readsWhatLinuxShows() {
    String stat = "4711 (a (b) c) R 1 4711 4711 0 -1 4194560 1 2 3 4 250 50 9 9 20 0 1 0 5 6 7 8 9";
    assertEquals(new ChildUsage(Duration.ofSeconds(3), 12, RUNNABLE), ChildUsage.of(stat, 12));
    assertEquals(
        new ChildUsage(Duration.ofSeconds(3), 12, WAITING),
        ChildUsage.of(stat.replace(" R ", " S "), 12));
  }

  @Test
  void knowsWhatThisProcessUses() {
    Optional<ChildUsage> usage =
        ChildUsage.of(ProcessHandle.current(), Path.of("none"), Path.of("none"));
    assertEquals(true, usage.isPresent() && !usage.get().cpu().isZero());
  }
}
