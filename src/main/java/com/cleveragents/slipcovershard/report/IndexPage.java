package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the index shows.
 *
 * @param total the total in words
 * @param tally the total
 * @param withBranches whether branches were measured
 * @param verdicts what the gates said
 * @param noGate what is said where there is no gate
 * @param made when it was measured, and by which SlipCover
 * @param folders the sources
 * @param files how many sources there are
 * @param timeLine who ran what when, where that is known
 */
record IndexPage(
    String total,
    Tally tally,
    boolean withBranches,
    List<Verdict> verdicts,
    String noGate,
    String made,
    List<Folder> folders,
    int files,
    Optional<TimeLine> timeLine) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);

  IndexPage {
    folders = List.copyOf(folders);
  }

  /**
   * The sources of one directory.
   *
   * @param name with a slash at its end; a dot and a slash for the project's own
   * @param tally what was executed of them together
   */
  record Folder(String name, Tally tally, List<Row> files) {
    Folder {
      files = List.copyOf(files);
    }
  }

  /**
   * One source.
   *
   * @param path as the coverage names it
   * @param name without its folder
   * @param page the name of its page
   */
  record Row(String path, String name, String page, Tally tally) {}

  /** The index of these pages, by the source that each one shows. */
  static IndexPage of(Report report, Map<String, String> pages) {
    SortedMap<String, List<Row>> folders = new TreeMap<>(Coverage.PATH_ORDER);
    Tally total = Tally.EMPTY;
    for (Map.Entry<String, FileCoverage> file : report.coverage().files().entrySet()) {
      String path = file.getKey();
      int slash = path.lastIndexOf('/') + 1;
      Tally tally = Tally.of(file.getValue());
      folders
          .computeIfAbsent(slash == 0 ? "./" : path.substring(0, slash), name -> new ArrayList<>())
          .add(
              new Row(path, path.substring(slash), Objects.requireNonNull(pages.get(path)), tally));
      total = total.plus(tally);
    }
    List<Folder> sums = new ArrayList<>();
    folders.forEach(
        (name, rows) ->
            sums.add(
                new Folder(
                    name, rows.stream().map(Row::tally).reduce(Tally.EMPTY, Tally::plus), rows)));
    return new IndexPage(
        report.total(),
        total,
        report.coverage().withBranches(),
        report.verdicts(),
        report.outcome(),
        "SlipCover " + report.coverage().version().text() + ", " + TIME.format(report.time()),
        sums,
        pages.size(),
        report.run().map(TimeLine::of));
  }
}
