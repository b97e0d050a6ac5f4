package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A summary for people, as long as it may be and no longer, cut between sections and rows only. */
final class MarkdownReport {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern BACKTICKS = Pattern.compile("`+");
  private static final int MISSING_CHARACTERS = 80;

  /** Kept free for the sentences that tell what was left out. */
  private static final int BYTES_FOR_NOTES = 160;

  private final Report report;
  private final int limit;
  private final StringBuilder text = new StringBuilder();
  private int bytes;

  MarkdownReport(Report report) {
    this.report = report;
    this.limit = report.options().markdownBytes();
  }

  /** The total, what the gates say, the given sections, the files that are not covered. */
  String text() {
    add("## Coverage\n\n**" + report.total() + "**\n\n");
    if (report.verdicts().isEmpty()) {
      add("- " + report.outcome() + "\n");
    }
    for (Verdict verdict : report.verdicts()) {
      add("- **" + verdict.outcome() + "**: " + verdict.words() + "\n");
    }
    addSections();
    addWorstFiles();
    return text.toString();
  }

  private void addSections() {
    int leftOut = 0;
    for (String section : report.sections()) {
      leftOut += add("\n" + section.stripTrailing() + "\n") ? 0 : 1;
    }
    if (leftOut > 0) {
      addNote("\nSections left out for their length: " + leftOut + "\n");
    }
  }

  /** {@code | file | covered | percent | missing |}, the worst first. */
  private void addWorstFiles() {
    List<WorstFile> files = WorstFile.of(report.coverage(), Integer.MAX_VALUE);
    int shown = 0;
    String start = "\n| File | Covered | % | Missing |\n|---|---:|---:|---|\n";
    while (shown < files.size() && add((shown == 0 ? start : "") + row(files.get(shown)))) {
      shown++;
    }
    if (shown < files.size()) {
      addNote("\nFiles with missing lines left out: " + (files.size() - shown) + "\n");
    }
  }

  private static String row(WorstFile file) {
    Counter total = file.total();
    return "| "
        + String.join(
            " | ",
            code(file.path()),
            total.covered() + " of " + total.total(),
            file.percent(),
            shortened(file.missing()))
        + " |\n";
  }

  /** A name in a cell: as code between more backticks than it has, so that nothing is markup. */
  private static String code(String name) {
    String visible = CONTROL.matcher(name).replaceAll("\uFFFD").replace("|", "\\|");
    String fence = "`".repeat(longestRun(visible) + 1);
    return fence.length() == 1 ? fence + visible + fence : fence + " " + visible + " " + fence;
  }

  private static int longestRun(String name) {
    return BACKTICKS.matcher(name).results().mapToInt(run -> run.group().length()).max().orElse(0);
  }

  private static String shortened(String missing) {
    if (missing.length() <= MISSING_CHARACTERS) {
      return missing;
    }
    return missing.substring(0, missing.lastIndexOf(", ", MISSING_CHARACTERS) + 1) + " …";
  }

  private boolean add(String block) {
    return addUpTo(limit - BYTES_FOR_NOTES, block);
  }

  private void addNote(String note) {
    addUpTo(limit, note);
  }

  private boolean addUpTo(int most, String block) {
    int length = block.getBytes(StandardCharsets.UTF_8).length;
    if (bytes + length > most) {
      return false;
    }
    text.append(block);
    bytes += length;
    return true;
  }
}
