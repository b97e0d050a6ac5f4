package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an interruption of the main thread, which then saves what there is
 * and ends its children; the process ends with code 130 when it has, or when it takes too long.
 */
final class Interruption {
  /** Whoever sends the signal tends to send SIGKILL some seconds later. */
  private static final Duration PATIENCE = Duration.ofMillis(4900);

  private final Thread main;
  private final CountDownLatch finished = new CountDownLatch(1);

  private Interruption(Thread main) {
    this.main = main;
  }

  static Interruption ofThisThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::onShutdown, "interruption"));
    return interruption;
  }

  private void onShutdown() {
    if (finished.getCount() == 0) {
      return; // the end of the program, not a signal
    }
    main.interrupt();
    try {
      if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("slipcover-shard: the run did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
  }

  /**
   * The command has come to its end; this does not return.
   *
   * @param readers time for those who read what was printed: a runner may lose the last lines
   */
  void finishedWith(ExitCode code, Duration readers) {
    finished.countDown();
    try {
      Thread.sleep(readers.toMillis());
    } catch (InterruptedException e) {
      // Then it ends at once.
    }
    System.exit(code.number());
  }
}
