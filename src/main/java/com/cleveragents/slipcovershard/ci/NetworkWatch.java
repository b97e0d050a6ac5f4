package com.cleveragents.slipcovershard.ci;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Notices that a container has lost its network. That is all that a cancelled job, or one whose
 * time is up, is told by Forgejo: no signal is sent, and nothing else ends it.
 */
public final class NetworkWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** So often in a row it has to be gone: an interface may be away for a moment. */
  private static final int LIMIT = 3;

  private final Thread thread;

  private NetworkWatch(Thread thread) {
    this.thread = thread;
  }

  /**
   * Watches until closed; does nothing where there is no network from the start.
   *
   * @param onLoss called once, on another thread
   */
  public static NetworkWatch start(Runnable onLoss) {
    return start(NetworkWatch::isConnected, INTERVAL, onLoss);
  }

  static NetworkWatch start(BooleanSupplier connected, Duration interval, Runnable onLoss) {
    Thread thread = new Thread(() -> watch(connected, interval, onLoss), "network watch");
    thread.setDaemon(true);
    thread.start();
    return new NetworkWatch(thread);
  }

  private static void watch(BooleanSupplier connected, Duration interval, Runnable onLoss) {
    if (!connected.getAsBoolean()) {
      return;
    }
    int missed = 0;
    while (missed < LIMIT) {
      try {
        Thread.sleep(interval.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      missed = connected.getAsBoolean() ? 0 : missed + 1;
    }
    onLoss.run();
  }

  /** Whether any interface but the loopback is up. */
  private static boolean isConnected() {
    try {
      return NetworkInterface.networkInterfaces().anyMatch(NetworkWatch::isOutward);
    } catch (SocketException e) {
      return false; // that there is none at all is told so
    }
  }

  private static boolean isOutward(NetworkInterface candidate) {
    try {
      return candidate.isUp() && !candidate.isLoopback();
    } catch (SocketException e) {
      return false; // it went away meanwhile
    }
  }

  /** Waits until it has ended by itself. */
  void join() throws InterruptedException {
    thread.join();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
