package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Arc;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the page of one source shows.
 *
 * @param path the source, as the coverage names it
 * @param tally what was executed of it
 * @param withBranches whether branches were measured
 * @param missing the gaps, as SlipCover's table words them; empty when there are none
 * @param chunks which chunks executed how much of it; empty where that is not known
 * @param notes what a reader must know about the source shown
 * @param lines the lines, one after the other, or just those with code where there is no source
 */
record FilePage(
    String path,
    Tally tally,
    boolean withBranches,
    String missing,
    List<Share> chunks,
    List<String> notes,
    List<Line> lines) {

  /** More would make browsers slow. */
  private static final int MOST_LINES = 50_000;

  FilePage {
    chunks = List.copyOf(chunks);
    notes = List.copyOf(notes);
    lines = List.copyOf(lines);
  }

  /**
   * What one chunk executed.
   *
   * @param lines how many lines of the source
   */
  record Share(int chunk, int lines) {
    String words() {
      return chunk + (lines == 1 ? " (1 line)" : " (" + lines + " lines)");
    }
  }

  /** What was found of a line. */
  enum State {
    RAN("r", "ran"),
    MISSING("m", "missing"),
    PARTLY("p", "partly"),
    NO_CODE("", "");

    /** How the style sheet knows it; short, since each line has one. */
    final String style;

    final String word;

    State(String style, String word) {
      this.style = style;
      this.word = word;
    }
  }

  /**
   * One line.
   *
   * @param targets where it never went; empty unless it was taken partly
   * @param ways how many of its branches were taken, in words
   */
  record Line(int number, State state, String text, List<Arc> targets, String ways) {}

  static FilePage of(String path, FileCoverage file, Report report, SourceText.Root root) {
    List<String> notes = new ArrayList<>();
    Decisions decisions = new Decisions(file);
    List<Line> lines =
        numbered(file, root.read(path), notes)
            .map(line -> decisions.line(line.number(), line.text()))
            .toList();
    return new FilePage(
        path,
        Tally.of(file),
        report.coverage().withBranches(),
        MissingRanges.of(file),
        shares(path, report),
        notes,
        lines);
  }

  /** The source's lines and, behind its end, those that the coverage knows nevertheless. */
  private static Stream<Numbered> numbered(
      FileCoverage file, SourceText source, List<String> notes) {
    List<String> text = List.of();
    if (source instanceof SourceText.Lines found) {
      text = found.lines();
    } else if (source instanceof SourceText.Absent absent) {
      notes.add(absent.reason());
    }
    List<String> shown = text;
    int[] behind =
        IntStream.concat(file.executedLines().stream(), file.missingLines().stream())
            .filter(line -> line > shown.size())
            .sorted()
            .toArray();
    // Python gives an empty file a line 1.
    if (source instanceof SourceText.Lines && behind.length > 0 && behind[0] > 1) {
      notes.add(
          "The source has "
              + text.size()
              + " lines, but line "
              + behind[behind.length - 1]
              + " was measured: it has changed since, so states may stand at wrong lines.");
    }
    if (text.size() + behind.length > MOST_LINES) {
      notes.add("Only the first " + MOST_LINES + " lines are shown.");
    }
    return Stream.concat(
            IntStream.range(0, text.size()).mapToObj(at -> new Numbered(at + 1, shown.get(at))),
            IntStream.of(behind).mapToObj(line -> new Numbered(line, "")))
        .limit(MOST_LINES);
  }

  private static List<Share> shares(String path, Report report) {
    List<Share> shares = new ArrayList<>();
    for (Map.Entry<Integer, Coverage> chunk : report.chunks().entrySet()) {
      FileCoverage file = chunk.getValue().files().get(path);
      if (file != null && !file.executedLines().isEmpty()) {
        shares.add(new Share(chunk.getKey(), file.executedLines().size()));
      }
    }
    return shares;
  }

  /** A line before anything is known of it. */
  private record Numbered(int number, String text) {}

  /** The branches of a file by the lines that decide. */
  private static final class Decisions {
    private final FileCoverage file;
    private final SortedMap<Integer, List<Arc>> missing = new TreeMap<>();
    private final SortedMap<Integer, Integer> taken = new TreeMap<>();

    Decisions(FileCoverage file) {
      this.file = file;
      file.missingBranches().stream()
          .forEach(arc -> missing.computeIfAbsent(arc.from(), l -> new ArrayList<>()).add(arc));
      if (!missing.isEmpty()) {
        file.executedBranches().stream().forEach(arc -> taken.merge(arc.from(), 1, Integer::sum));
      }
    }

    /** All branches of a missing line are missing, which goes without saying. */
    Line line(int number, String text) {
      if (file.missingLines().contains(number)) {
        return new Line(number, State.MISSING, text, List.of(), "");
      }
      List<Arc> targets = missing.get(number);
      if (targets != null) {
        int ways = Objects.requireNonNullElse(taken.get(number), 0);
        String words = ways + " of " + (ways + targets.size()) + " branches taken";
        return new Line(number, State.PARTLY, text, targets, words);
      }
      boolean ran = file.executedLines().contains(number);
      return new Line(number, ran ? State.RAN : State.NO_CODE, text, List.of(), "");
    }
  }
}
