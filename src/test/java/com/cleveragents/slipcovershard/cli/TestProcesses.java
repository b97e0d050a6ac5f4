package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What runs on this machine, as /proc tells. */
final class TestProcesses {
  private static final Duration INTERVAL = Duration.ofMillis(10);

  private TestProcesses() {}

  /** Ids of the processes whose working directory lies in that one. */
  static List<Long> in(Path directory) {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("\\d+"))
          .filter(
              entry -> workingDirectory(entry).filter(it -> it.startsWith(directory)).isPresent())
          .map(entry -> Long.valueOf(entry.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> workingDirectory(Path process) {
    try {
      return Optional.of(Files.readSymbolicLink(process.resolve("cwd")));
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or is a zombie
    }
  }

  /** Waits for a condition; fails when it does not come true in time. */
  static void await(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not in " + limit.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }
}
