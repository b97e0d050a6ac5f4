package com.cleveragents.slipcovershard.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was executed of one file, or a part of that. */
public record Executed(LineSet lines, ArcSet branches) {
  /** More of them are not read by anybody. */
  private static final int MOST_WORDS = 15;

  static final Executed NOTHING = new Executed(LineSet.EMPTY, ArcSet.EMPTY);

  static Executed of(FileCoverage file) {
    return new Executed(file.executedLines(), file.executedBranches());
  }

  /** Neither a line nor a branch. */
  public boolean isEmpty() {
    return lines.isEmpty() && branches.isEmpty();
  }

  Executed minus(Executed other) {
    return new Executed(lines.minus(other.lines), branches.minus(other.branches));
  }

  Executed inCommon(Executed other) {
    return minus(minus(other));
  }

  /** For people, with an end: {@code lines 3-5, 9 and branches 3->5}. */
  String words() {
    List<String> parts = new ArrayList<>();
    if (!lines.isEmpty()) {
      parts.add((lines.size() == 1 ? "line " : "lines ") + shortened(ranges().stream()));
    }
    if (!branches.isEmpty()) {
      String name = branches.size() == 1 ? "branch " : "branches ";
      parts.add(name + shortened(branches.stream().map(Arc::toString)));
    }
    return String.join(" and ", parts);
  }

  private List<String> ranges() {
    List<String> ranges = new ArrayList<>();
    OptionalInt next = lines.firstFrom(0);
    while (next.isPresent()) {
      int first = next.getAsInt();
      int last = first;
      while (lines.contains(last + 1)) {
        last++;
      }
      ranges.add(first == last ? Integer.toString(first) : first + "-" + last);
      next = lines.firstFrom(last + 1);
    }
    return ranges;
  }

  private static String shortened(Stream<String> words) {
    List<String> first = words.limit(MOST_WORDS + 1L).toList();
    return first.size() <= MOST_WORDS
        ? String.join(", ", first)
        : first.stream().limit(MOST_WORDS).collect(Collectors.joining(", ", "", ", …"));
  }
}
