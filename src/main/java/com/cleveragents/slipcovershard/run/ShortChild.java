package com.cleveragents.slipcovershard.run;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child that is waited for, and whose output goes to a file. */
final class ShortChild {
  private static final int TAIL_BYTES = 64 * 1024;

  private ShortChild() {}

  /**
   * Runs the child to its end.
   *
   * @return its exit code; nothing if it had to be killed because the time was up
   * @throws IOException if it cannot be started at all
   */
  static OptionalInt run(Processes processes, ChildCommand command, Duration limit)
      throws IOException {
    Process process = processes.start(command);
    try {
      if (process.waitFor(Math.max(0, limit.toMillis()), TimeUnit.MILLISECONDS)) {
        return OptionalInt.of(process.exitValue());
      }
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(
          ExitCode.INTERRUPTED,
          "interrupted while " + command.arguments().get(0) + " was running",
          e);
    } finally {
      killTree(process);
    }
  }

  private static void killTree(Process process) {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** The last lines of a log that are not blank, without control characters. */
  static List<String> tail(Path log, int count) throws IOException {
    RegularFile.check(log, NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(log, READ, NOFOLLOW_LINKS)) {
      long start = Math.max(0, channel.size() - TAIL_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
        // read on
      }
      List<String> lines =
          StandardCharsets.UTF_8
              .decode(bytes.flip())
              .toString()
              .lines()
              .map(line -> line.replaceAll("[\\p{Cntrl}&&[^\\t]]", "").stripTrailing())
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
  }
}
