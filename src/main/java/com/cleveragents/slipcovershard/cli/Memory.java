package com.cleveragents.slipcovershard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The memory of this machine and the limits of control groups, as Linux tells them.
 *
 * @param root of the file system, where {@code proc} and {@code sys} are
 */
record Memory(Path root) {
  private static final String GROUPS = "sys/fs/cgroup";

  static Memory ofThisMachine() {
    return new Memory(Path.of("/"));
  }

  /** What can still be used without swapping; empty where that is not told. */
  OptionalLong available() {
    return of("MemAvailable");
  }

  /** What can still be used within the limits of control groups, too; empty where nothing tells. */
  OptionalLong usable() {
    LongStream left = limit().stream().mapToLong(limit -> limit.bytes() - limit.used().orElse(0));
    return LongStream.concat(available().stream(), left).min();
  }

  /** All there is. */
  OptionalLong total() {
    return of("MemTotal");
  }

  /** In bytes, from the kibibytes of {@code MemTotal: 16384 kB}. */
  private OptionalLong of(String name) {
    try (Stream<String> lines = Files.lines(root.resolve("proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // another system
    }
  }

  /**
   * The narrowest limit of the control groups that we are in, with what they use of it.
   *
   * @param killed how many processes have been killed there because of it
   */
  record Limit(long bytes, OptionalLong used, long killed) {}

  Optional<Limit> limit() {
    Path top = root.resolve(GROUPS);
    Optional<Limit> narrowest = Optional.empty();
    Path group = group(top);
    while (group != null && group.startsWith(top)) {
      OptionalLong bytes = number(group.resolve("memory.max"));
      if (bytes.isPresent()
          && bytes.getAsLong() < narrowest.map(Limit::bytes).orElse(Long.MAX_VALUE)) {
        OptionalLong used = number(group.resolve("memory.current"));
        narrowest = Optional.of(new Limit(bytes.getAsLong(), used, killed(group)));
      }
      group = group.getParent();
    }
    return narrowest;
  }

  /** That of the line {@code 0::/path}; in a container, that is the top. */
  private Path group(Path top) {
    try {
      return Files.readAllLines(root.resolve("proc/self/cgroup")).stream()
          .filter(line -> line.startsWith("0::/") && !line.contains(".."))
          .findFirst()
          .map(line -> top.resolve(line.substring(4)).normalize())
          .orElse(top);
    } catch (IOException e) {
      return top;
    }
  }

  /** Empty where it says {@code max}, or is not there. */
  private static OptionalLong number(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static long killed(Path group) {
    try (Stream<String> lines = Files.lines(group.resolve("memory.events"))) {
      return lines
          .filter(line -> line.matches("oom_kill \\d{1,18}"))
          .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
