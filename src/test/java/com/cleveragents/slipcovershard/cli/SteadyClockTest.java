package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  @Test
  void goesOnFromWhereItWasWhenTheOtherOneIsSetBack() {
    Deque<Long> shown = new ArrayDeque<>(List.of(100L, 105L, 40L, 43L, 43L, 10L, 11L, 200L));
    SteadyClock clock =
        new SteadyClock(new SuppliedClock(() -> Instant.ofEpochSecond(shown.removeFirst())));

    for (long expected : new long[] {100, 105, 105, 108, 108, 108, 109, 298}) {
      assertEquals(Instant.ofEpochSecond(expected), clock.instant());
    }
  }
}
