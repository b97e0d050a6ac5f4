package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import java.util.ArrayList;
import java.util.List;

/** The table that SlipCover prints. */
final class TextReport {
  private final Coverage coverage;
  private final ReportOptions options;

  TextReport(Report report) {
    coverage = report.coverage();
    options = report.options();
  }

  /** An empty line, headers, a rule, one row a file, {@code ---}, the sum; nothing for no file. */
  String text() {
    if (coverage.files().isEmpty()) {
      return "";
    }
    TextTable table = new TextTable(headers(), options.missingWidth());
    coverage
        .files()
        .forEach(
            (path, file) -> {
              if (!(options.skipCovered() && file.total().isComplete())) {
                table.add(row(path, file));
              }
            });
    if (coverage.files().size() > 1) {
      table.add(separator());
      table.add(row("(summary)", coverage.lines(), coverage.branches(), ""));
    }
    return "\n" + table + "\n";
  }

  private List<String> headers() {
    return coverage.withBranches()
        ? List.of("File", "#lines", "#l.miss", "#br.", "#br.miss", "brCov%", "totCov%", "Missing")
        : List.of("File", "#lines", "#l.miss", "Cover%", "Missing");
  }

  /** SlipCover's has one cell too few with branches, which shows when all files are left out. */
  private List<String> separator() {
    List<String> cells = new ArrayList<>(List.of("---", "", "", "", ""));
    if (coverage.withBranches()) {
      cells.addAll(List.of("", ""));
    }
    return cells;
  }

  private List<String> row(String path, FileCoverage file) {
    return row(path, file.lines(), file.branches(), MissingRanges.of(file));
  }

  private List<String> row(String name, Counter lines, Counter branches, String missing) {
    List<String> cells = new ArrayList<>();
    cells.add(name);
    cells.add(Long.toString(lines.total()));
    cells.add(Long.toString(lines.missing()));
    if (coverage.withBranches()) {
      cells.add(Long.toString(branches.total()));
      cells.add(Long.toString(branches.missing()));
      cells.add(branches.isEmpty() ? "0" : PythonNumbers.whole(branches.slipcoverPercent()));
    }
    cells.add(PythonNumbers.whole(lines.plus(branches).slipcoverPercent()));
    cells.add(missing);
    return cells;
  }
}
