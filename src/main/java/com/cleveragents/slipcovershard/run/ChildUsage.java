package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a process has used and written so far, all threads together.
 *
 * @param cpu time on a CPU
 * @param written bytes, without those that it printed into its log
 * @param state what it is doing at this moment
 */
record ChildUsage(Duration cpu, long written, State state) {
  /** What the main thread of a process is doing. */
  enum State {
    /** It is on a CPU, or waits for one. */
    RUNNABLE,
    /** It waits for a disk. */
    AT_DISK,
    /** Anything else. */
    WAITING
  }

  /** Linux counts CPU time in hundredths of a second wherever Java runs. */
  private static final long MILLIS_PER_TICK = 10;

  /** Places in {@code /proc/<pid>/stat} after the name, which may contain blanks. */
  private static final int STATE = 0;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /**
   * Reads the usage of a process. Empty where the system does not show it, or it has ended.
   *
   * @param log where its output goes: printing is no progress
   * @param output the file that it is to write at its end
   */
  static Optional<ChildUsage> of(ProcessHandle process, Path log, Path output) {
    try {
      Path folder = Path.of("/proc", Long.toString(process.pid()));
      // Names are bytes of any encoding.
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      long size = sizeOf(output);
      long printed = sizeOf(log);
      return Optional.of(
          of(stat, Files.isReadable(folder.resolve("io")) ? written(folder) - printed : size));
    } catch (IOException e) {
      return process
          .info()
          .totalCpuDuration()
          .map(cpu -> new ChildUsage(cpu, sizeOf(output), State.WAITING));
    }
  }

  /** The usage that a line of {@code /proc/<pid>/stat} shows. */
  static ChildUsage of(String stat, long written) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    State state =
        switch (fields[STATE]) {
          case "R" -> State.RUNNABLE;
          case "D" -> State.AT_DISK;
          default -> State.WAITING;
        };
    return new ChildUsage(Duration.ofMillis(ticks * MILLIS_PER_TICK), written, state);
  }

  private static long written(Path folder) throws IOException {
    return Files.readString(folder.resolve("io"), StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
        .findFirst()
        .orElse(0);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // not there yet
    }
  }
}
