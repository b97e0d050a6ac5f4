package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.time.Duration;

/**
 * The end of a run whose main thread hangs where nothing can interrupt it, such as in a file system
 * that is gone or at a standard output that nobody reads. Everything else has limits of its own.
 */
final class TimeLimit implements AutoCloseable {
  /** For what follows the chunks of a run that has used up its time. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** How long the last words may take: the console may be what hangs. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Thread thread;

  private TimeLimit(Thread thread) {
    this.thread = thread;
  }

  /**
   * Ends the program with code 5 unless it is closed before.
   *
   * @param lastWords says why, and leaves results that are red
   */
  static TimeLimit start(Duration limit, Runnable lastWords) {
    return start(limit, lastWords, () -> Runtime.getRuntime().halt(ExitCode.CHUNK_FAILED.number()));
  }

  static TimeLimit start(Duration limit, Runnable lastWords, Runnable end) {
    Thread thread = new Thread(() -> watch(limit, lastWords, end), "time limit");
    thread.setDaemon(true);
    thread.start();
    return new TimeLimit(thread);
  }

  private static void watch(Duration limit, Runnable lastWords, Runnable end) {
    try {
      Thread.sleep(limit.toMillis());
    } catch (InterruptedException e) {
      return; // the run has ended
    }
    Thread talk = new Thread(lastWords, "last words");
    talk.setDaemon(true);
    talk.start();
    try {
      talk.join(LAST_WORDS.toMillis());
    } catch (InterruptedException e) {
      return; // the run has ended after all
    }
    end.run();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** Waits until it has ended by itself. */
  void join() throws InterruptedException {
    thread.join();
  }
}
