package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Arc;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import com.cleveragents.slipcovershard.coverage.LineSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.StringJoiner;

/** What was not executed of a file, as SlipCover's table words it: {@code 5-7, 9->exit, 12}. */
final class MissingRanges {
  private final LineSet executed;
  private final LineSet missing;
  private final Deque<Arc> branches = new ArrayDeque<>();

  private MissingRanges(FileCoverage file) {
    executed = file.executedLines();
    missing = file.missingLines();
    // A branch from or to a line that is listed as missing says nothing more.
    file.missingBranches().stream()
        .filter(arc -> !missing.contains(arc.from()) && !missing.contains(arc.to()))
        .forEach(branches::add);
  }

  static String of(FileCoverage file) {
    return new MissingRanges(file).text();
  }

  /** Missing lines are one range when no executed line lies between them. */
  private String text() {
    StringJoiner parts = new StringJoiner(", ");
    OptionalInt start = missing.firstFrom(0);
    while (start.isPresent()) {
      int first = start.getAsInt();
      while (!branches.isEmpty() && branches.getFirst().from() < first) {
        parts.add(branches.removeFirst().toString());
      }
      int last = first;
      OptionalInt next = missing.firstFrom(last + 1);
      int end = executed.firstFrom(first + 1).orElse(Integer.MAX_VALUE);
      while (next.isPresent() && next.getAsInt() < end) {
        last = next.getAsInt();
        next = missing.firstFrom(last + 1);
      }
      parts.add(first == last ? Integer.toString(first) : first + "-" + last);
      start = next;
    }
    branches.forEach(arc -> parts.add(arc.toString()));
    return parts.toString();
  }
}
