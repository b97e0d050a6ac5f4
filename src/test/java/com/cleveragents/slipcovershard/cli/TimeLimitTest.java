package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final List<String> happened = new CopyOnWriteArrayList<>();

  @Test
  void endsARunThatHangs() throws InterruptedException {
    TimeLimit.start(Duration.ZERO, () -> happened.add("words"), () -> happened.add("end")).join();
    assertEquals(List.of("words", "end"), happened);
  }

  @Test
  void endsItAlsoWhereTheLastWordsHang() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Runnable hangs =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            happened.add("interrupted");
          }
        };
    TimeLimit.start(Duration.ZERO, hangs, () -> happened.add("end")).join();
    assertEquals(List.of("end"), happened);
  }

  @Test
  void leavesARunAloneThatHasEnded() throws InterruptedException {
    TimeLimit limit =
        TimeLimit.start(
            Duration.ofHours(1), () -> happened.add("words"), () -> happened.add("end"));
    try (limit) {
      assertEquals(List.of(), happened);
    }
    limit.join();
    assertEquals(List.of(), happened);
  }
}
