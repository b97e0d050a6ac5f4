package com.cleveragents.slipcovershard.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Watches a worker that has reported its end: it may go on as long as it writes, and for a while as
 * long as it works. Only what the worker itself does counts. How late its report was read does not,
 * nor how long this program was busy between two looks.
 */
final class SavingWatch {
  /** How long a worker may wait without doing anything. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);

  /** Work below this within {@link #IDLE_LIMIT} is that of a thread which polls. */
  private static final Duration POLLING = Duration.ofSeconds(1);

  /** How much CPU time a worker may always use without writing anything. */
  private static final Duration LEAST_LIMIT = Duration.ofSeconds(60);

  /** A worker may work without writing for so many times what saving takes elsewhere. */
  private static final int PATIENCE = 10;

  private static final Duration SHORTEST_STEP = Duration.ofMillis(100);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

  private Optional<Instant> looked = Optional.empty();
  private Duration cpu = Duration.ZERO;
  private long written;
  private Duration idle = Duration.ZERO;
  private Duration polled = Duration.ZERO;

  /** Work since it wrote last: not by the clock, since others may keep it from the CPU. */
  private Duration unwritten = Duration.ZERO;

  /** What a worker does after its end was reported. */
  enum State {
    /** It may go on. */
    SAVING,
    /** It has done nothing for too long. */
    IDLE,
    /** It works, and has written nothing for too long. */
    NOT_SAVING
  }

  /**
   * Takes one more look.
   *
   * @param usage empty where the system does not show it: then the worker counts as idle
   * @param usual what saving takes in other chunks, or took in earlier runs
   */
  State look(Instant now, Optional<ChildUsage> usage, Duration usual) {
    if (looked.isEmpty()) {
      looked = Optional.of(now);
      cpu = usage.map(ChildUsage::cpu).orElse(cpu);
      written = usage.map(ChildUsage::written).orElse(written);
      return State.SAVING;
    }
    Duration passed = Duration.between(looked.get(), now);
    if (passed.compareTo(SHORTEST_STEP) >= 0) {
      looked = Optional.of(now);
      step(shorter(passed, LONGEST_STEP), usage);
    }
    if (idle.compareTo(IDLE_LIMIT) >= 0) {
      return State.IDLE;
    }
    Duration limit = longer(LEAST_LIMIT, usual.multipliedBy(PATIENCE));
    return unwritten.compareTo(limit) >= 0 ? State.NOT_SAVING : State.SAVING;
  }

  private void step(Duration passed, Optional<ChildUsage> usage) {
    Duration used = usage.map(now -> now.cpu().minus(cpu)).orElse(Duration.ZERO);
    Optional<ChildUsage.State> state = usage.map(ChildUsage::state);
    boolean atDisk = state.equals(Optional.of(ChildUsage.State.AT_DISK));
    boolean runnable = state.equals(Optional.of(ChildUsage.State.RUNNABLE));
    boolean wrote = usage.filter(now -> now.written() > written).isPresent();
    cpu = cpu.plus(used);
    written = usage.map(now -> Math.max(written, now.written())).orElse(written);
    Duration worked = atDisk ? passed : shorter(used, passed);
    unwritten = wrote ? Duration.ZERO : unwritten.plus(worked);
    // On a machine with too few CPUs, waiting for one is work.
    polled = polled.plus(longer(used, runnable || atDisk ? passed : Duration.ZERO));
    if (wrote || polled.compareTo(POLLING) > 0) {
      idle = Duration.ZERO;
      polled = Duration.ZERO;
    } else {
      idle = idle.plus(passed);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
