package com.cleveragents.slipcovershard.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The summary of a step, not longer than every forge shows it: GitHub drops one above 1 MiB as a
 * whole. Says what is left out.
 */
final class StepSummary {
  private static final int LONGEST_LINE = 4_000;

  /** Kept free for fences, titles and the words on what is left out. */
  private static final int NOTES = 600;

  private static final String FENCE = "```";

  private StepSummary() {}

  /**
   * Puts it together.
   *
   * @param numbers Markdown on the coverage; may take half of the room
   * @param failures lines, the heaviest last, which stay
   * @param room how many bytes there may be
   */
  static String of(String verdict, String numbers, List<String> failures, int room) {
    String head = "**" + shortened(verdict, LONGEST_LINE) + "**\n\n";
    int left = room - bytes(head) - NOTES;
    if (left <= 0) {
      return head;
    }
    String middle = bytes(numbers) <= left / 2 ? numbers : beginning(numbers, left / 2);
    left -= bytes(middle);
    return failures.isEmpty() ? head + middle : head + middle + end(failures, left);
  }

  /** Whole lines, in which no block of code stays open. */
  private static String beginning(String markdown, int room) {
    StringBuilder text = new StringBuilder();
    int left = room;
    int leftOut = 0;
    boolean isOpen = false;
    for (String line : markdown.lines().toList()) {
      left -= bytes(line) + 1;
      if (left < 0) {
        leftOut++;
      } else {
        text.append(line).append('\n');
        isOpen ^= line.startsWith(FENCE);
      }
    }
    return text
        + (isOpen ? FENCE + "\n" : "")
        + "\nLines left out for their length: "
        + leftOut
        + "\n";
  }

  private static String end(List<String> failures, int room) {
    Deque<String> shown = new ArrayDeque<>();
    int left = room;
    for (int at = failures.size() - 1; at >= 0; at--) {
      String line = shortened(failures.get(at).replace(FENCE, "'''"), LONGEST_LINE);
      left -= bytes(line) + 1;
      if (left < 0) {
        shown.addFirst(
            "... %d lines before are left out for their length: see the log and ledger.json"
                .formatted(at + 1));
        break;
      }
      shown.addFirst(line);
    }
    return "\n### Failures\n\n" + FENCE + "\n" + String.join("\n", shown) + "\n" + FENCE + "\n";
  }

  private static String shortened(String line, int most) {
    if (line.length() <= most) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most;
    return line.substring(0, end) + " ... (" + (line.length() - end) + " characters more)";
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
