package com.cleveragents.slipcovershard.run;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import com.cleveragents.slipcovershard.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The end of a log, which may be as long as it likes: its last lines or, where Python has written
 * its stacks there, the beginning of those of the thread that matters.
 */
final class LogTail {
  private static final int MOST_LINES = 15;
  private static final int MOST_BYTES = 64 * 1024;

  /** Behind what the runner has written of its progress, which may be in the middle of a line. */
  private static final Pattern HEAD =
      Pattern.compile("Fatal Python error: .*|Timeout \\(\\d+:[\\d:.]+\\)!$");

  private LogTail() {}

  /** Some of its last lines; none if it cannot be read. */
  static List<String> of(Path log) {
    if (!RegularFile.exists(log)) {
      return List.of();
    }
    try (FileChannel channel = FileChannel.open(log, READ, NOFOLLOW_LINKS)) {
      long from = Math.max(0, channel.size() - MOST_BYTES);
      ByteBuffer end = ByteBuffer.allocate(MOST_BYTES);
      while (end.hasRemaining() && channel.read(end, from + end.position()) > 0) {
        // reads on
      }
      List<String> lines =
          new String(end.array(), 0, end.position(), StandardCharsets.UTF_8).lines().toList();
      List<String> stack = stack(lines);
      return stack.isEmpty()
          ? lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size())
          : stack.subList(0, Math.min(MOST_LINES, stack.size()));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * What faulthandler wrote last, which begins with the innermost call: after a crash of the thread
   * it calls current, after a time limit of the main one, which is the last.
   */
  private static List<String> stack(List<String> lines) {
    int head = -1;
    int thread = -1;
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      if (HEAD.matcher(line).find()) {
        head = index;
        thread = -1;
      } else if (head >= 0 && line.startsWith("Current thread ")) {
        thread = index;
      } else if (head >= 0 && line.startsWith("Thread 0x") && !isCurrent(lines, thread)) {
        thread = index;
      }
    }
    if (thread < 0) {
      return List.of();
    }
    List<String> stack =
        new ArrayList<>(HEAD.matcher(lines.get(head)).results().map(MatchResult::group).toList());
    stack.addAll(lines.subList(thread, lines.size()));
    return stack;
  }

  private static boolean isCurrent(List<String> lines, int thread) {
    return thread >= 0 && lines.get(thread).startsWith("Current thread ");
  }
}
