package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that reports tell.
 *
 * @param coverage what was measured
 * @param verdicts what the gates said; empty when none applies
 * @param time when it was measured
 * @param sections more Markdown for the summary, each a whole section
 * @param options how it is to look
 */
public record Report(
    Coverage coverage,
    List<Verdict> verdicts,
    ZonedDateTime time,
    List<String> sections,
    ReportOptions options) {

  static final int DECIMALS = 4;

  public Report {
    verdicts = List.copyOf(verdicts);
    sections = List.copyOf(sections);
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
    String counted = coverage.withBranches() ? "lines and branches" : "lines";
    return total
        .percentCut(DECIMALS)
        .map(
            percent ->
                "%d of %d %s = %s %%"
                    .formatted(total.covered(), total.total(), counted, percent.toPlainString()))
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
