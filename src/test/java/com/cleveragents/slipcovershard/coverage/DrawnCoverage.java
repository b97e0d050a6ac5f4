package com.cleveragents.slipcovershard.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Coverage drawn as text: one row a file, {@code "shop/cart.py ++.- 2>4 2!0"} being a file with
 * lines 1 and 2 executed, 3 without code, 4 missing, one branch taken and one not.
 */
public final class DrawnCoverage {
  private DrawnCoverage() {}

  /** Lines only, measured by SlipCover 1.1.0. */
  public static Coverage lines(String... rows) {
    return drawn(false, rows);
  }

  /** Lines and branches, measured by SlipCover 1.1.0. */
  public static Coverage branches(String... rows) {
    return drawn(true, rows);
  }

  private static Coverage drawn(boolean withBranches, String... rows) {
    SortedMap<String, FileCoverage> files = new TreeMap<>();
    for (String row : rows) {
      int blank = row.indexOf(' ');
      files.put(row.substring(0, blank), file(row.substring(blank + 1)));
    }
    return new Coverage(new SlipcoverVersion("1.1.0"), withBranches, files);
  }

  /** One file, drawn without its path: {@code "++.- 2>4 2!0"}. */
  public static FileCoverage file(String drawn) {
    List<String> words = List.of(drawn.split(" ", -1));
    String lines = words.get(0);
    List<String> arcs = words.subList(1, words.size());
    List<Arc> taken = new ArrayList<>();
    List<Arc> untaken = new ArrayList<>();
    for (String arc : arcs) {
      String[] ends = arc.split("[>!]", -1);
      (arc.contains(">") ? taken : untaken)
          .add(new Arc(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
    }
    return new FileCoverage(
        LineSet.of(numbers(lines, '+')),
        LineSet.of(numbers(lines, '-')),
        ArcSet.of(taken.toArray(Arc[]::new)),
        ArcSet.of(untaken.toArray(Arc[]::new)));
  }

  private static int[] numbers(String lines, char mark) {
    return IntStream.rangeClosed(1, lines.length())
        .filter(line -> lines.charAt(line - 1) == mark)
        .toArray();
  }
}
