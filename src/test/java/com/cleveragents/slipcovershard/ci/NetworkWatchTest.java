package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkWatchTest {
  private static final Duration AT_ONCE = Duration.ZERO;

  /** Plays what is seen, a character a look: + connected, - not; ends the watch after the last. */
  private static int losses(String seen) throws InterruptedException {
    AtomicInteger losses = new AtomicInteger();
    CountDownLatch played = new CountDownLatch(1);
    Iterator<String> looks = List.of(seen.split("")).iterator();
    NetworkWatch watch =
        NetworkWatch.start(
            () -> {
              boolean connected = looks.next().equals("+");
              if (!looks.hasNext()) {
                Thread.currentThread().interrupt();
                played.countDown();
              }
              return connected;
            },
            AT_ONCE,
            losses::incrementAndGet);
    assertTrue(played.await(10, TimeUnit.SECONDS));
    watch.join();
    return losses.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+---", "++---", "+--+---"})
  void tellsOfALossOnce(String seen) throws InterruptedException {
    assertEquals(1, losses(seen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+++++", "+--+--+", "+-+-+-+"})
  void bearsWithAnInterfaceThatComesBack(String seen) throws InterruptedException {
    assertEquals(0, losses(seen));
  }

  @Test
  void hasNothingToLoseWithoutANetwork() throws InterruptedException {
    assertEquals(0, losses("-"));
  }
}
