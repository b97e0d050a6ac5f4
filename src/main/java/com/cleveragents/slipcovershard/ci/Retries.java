package com.cleveragents.slipcovershard.ci;

import java.time.Duration;

/**
 * Tries again what failed for a moment; for what may be repeated only.
 *
 * @param pause waits before something is tried again
 */
record Retries(Pause pause) {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** Waits before something is tried again. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /** Something that may be tried again. */
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws ServiceFailure;
  }

  /** What comes of it in the end: as long as the service wants it is waited, within reason. */
  <T> T of(Attempt<T> attempt) throws ServiceFailure, InterruptedException {
    Duration wait = FIRST_PAUSE;
    for (int number = 1; ; number++) {
      try {
        return attempt.make();
      } catch (ServiceFailure e) {
        if (!e.isTemporary() || number == ATTEMPTS) {
          throw e;
        }
        Duration wanted = e.retryAfter().filter(after -> !after.isNegative()).orElse(wait);
        pause.of(wanted.compareTo(LONGEST_PAUSE) < 0 ? wanted : LONGEST_PAUSE);
        wait = wait.multipliedBy(3);
      }
    }
  }
}
