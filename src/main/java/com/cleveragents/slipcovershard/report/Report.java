package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that reports tell.
 *
 * @param coverage what was measured
 * @param verdicts what the gates said; empty when none applies
 * @param time when it was measured
 * @param sections more Markdown for the summary, each a whole section
 * @param run how the chunks ran, where that is known
 * @param chunks what each chunk measured, by its number; empty where that is not known
 * @param options how it is to look
 */
public record Report(
    Coverage coverage,
    List<Verdict> verdicts,
    ZonedDateTime time,
    List<String> sections,
    Optional<RunRecord> run,
    SortedMap<Integer, Coverage> chunks,
    ReportOptions options) {

  static final int DECIMALS = 4;

  public Report {
    verdicts = List.copyOf(verdicts);
    sections = List.copyOf(sections);
    chunks = new TreeMap<>(chunks);
  }

  /**
   * Writes the report in each of the formats, as the stem with the format's extension; side by
   * side, so the output is called from several threads.
   */
  public void write(Set<ReportFormat> formats, String stem, ReportOutput output) {
    formats.parallelStream().forEach(format -> format.write(this, stem, output));
  }

  /** Writes the one format that needs no coverage, for runs that have none. */
  public static void writeJUnit(RunRecord run, ZoneId zone, ReportOutput output) {
    output.write(ReportFormat.JUNIT.fileName(""), new JUnitReport(run, zone)::write);
  }

  /** SlipCover's table; empty when there is no file. */
  public String text() {
    return new TextReport(this).text();
  }

  /** The last line after a text table: the total, what was demanded of it, and the outcome. */
  public String totalLine() {
    return "Total: " + total() + "; " + outcome();
  }

  /** The Markdown summary, at most as long as the options allow. */
  public String markdown() {
    return new MarkdownReport(this).text();
  }

  /** The total as a fraction and as a percentage that is cut, not rounded. */
  String total() {
    Counter total = coverage.total();
    String fraction = total.covered() + " of " + total.total();
    String counted = coverage.withBranches() ? " lines and branches" : " lines";
    return total
        .percentCut(DECIMALS)
        .map(percent -> fraction + counted + " = " + percent.toPlainString() + " %")
        .orElse("nothing to cover");
  }

  String outcome() {
    return verdicts.isEmpty()
        ? "no threshold applied"
        : verdicts.stream()
            .map(verdict -> verdict.gate() + ": " + verdict.outcome())
            .collect(Collectors.joining("; "));
  }
}
