package com.cleveragents.slipcovershard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing that is seen of what a run needs.
 *
 * @param name of the thing, in a word or two
 * @param seen what is seen of it; the first line of it is the fact, others are details
 * @param advice what to type where it is not as it should be; empty if what is seen says it
 * @param blocks whether no run can start because of it
 */
record Fact(String name, String seen, Mark mark, String advice, boolean blocks) {
  private static final int MOST_DETAILS = 5;
  private static final int WIDEST_MARK = Mark.MISSING.name().length();

  /** What is to be thought of it. */
  enum Mark {
    FINE,
    MISSING,
    WRONG
  }

  /** Nothing to complain of. */
  static Fact fine(String name, String seen) {
    return new Fact(name, seen, Mark.FINE, "", false);
  }

  /** Something is not there, and no run can start without it. */
  static Fact missing(String name, String seen, String advice) {
    return new Fact(name, seen, Mark.MISSING, advice, true);
  }

  /** Something is there, but no run can start with it. */
  static Fact wrong(String name, String seen, String advice) {
    return new Fact(name, seen, Mark.WRONG, advice, true);
  }

  /** The same, but a run can start all the same. */
  Fact harmless() {
    return new Fact(name, seen, mark, advice, false);
  }

  boolean isFine() {
    return mark == Mark.FINE;
  }

  /**
   * A line each, names and what is seen below one another, marks before all else; what to type
   * follows in a line of its own.
   */
  static List<String> lines(List<Fact> facts) {
    int widest = facts.stream().mapToInt(fact -> fact.name.length()).max().orElse(0);
    String indent = " ".repeat(WIDEST_MARK + 1 + widest + 2);
    List<String> lines = new ArrayList<>();
    for (Fact fact : facts) {
      List<String> seen = fact.seen.lines().toList();
      lines.add(
          padded(fact.isFine() ? "" : fact.mark.name(), WIDEST_MARK)
              + " "
              + padded(fact.name + ":", widest + 1)
              + " "
              + (seen.isEmpty() ? "" : seen.get(0)));
      seen.stream().skip(1).limit(MOST_DETAILS).forEach(line -> lines.add(indent + line));
      fact.advice.lines().forEach(line -> lines.add(indent + line));
    }
    return lines;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** A number of bytes as a person reads it. */
  static String size(long bytes) {
    List<String> units = List.of("bytes", "KiB", "MiB", "GiB", "TiB");
    double number = bytes;
    int unit = 0;
    while (number >= 1024 && unit < units.size() - 1) {
      number /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", number, units.get(unit));
  }
}
