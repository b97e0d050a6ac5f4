package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
  private static final ReportOptions OPTIONS = ReportOptions.of(Path.of("/srv/shop"), false);

  @Test
  void listsTheWorstFilesFirstAndCoveredOnesNotAtAll() {
    Coverage coverage = DrawnCoverage.lines("a.py +-", "b.py +", "c.py +---", "d.py -");
    assertEquals(
        List.of("c.py", "a.py", "d.py"),
        WorstFile.of(coverage, 10).stream().map(WorstFile::path).toList());
    assertEquals(new WorstFile("c.py", new Counter(1, 4), "2-4"), WorstFile.of(coverage, 1).get(0));
  }

  @Test
  void saysThatNoThresholdApplies() {
    Report report = Fixture.of(DrawnCoverage.lines("a.py +"));
    assertTrue(report.markdown().contains("\n- no threshold applied\n"), report::markdown);
    assertEquals("Total: 1 of 1 lines = 100.0000 %; no threshold applied", report.totalLine());
  }

  @Test
  void saysThatThereIsNothingToCover() {
    assertEquals(
        "Total: nothing to cover; no threshold applied",
        Fixture.of(DrawnCoverage.lines()).totalLine());
  }

  @Test
  void keepsNamesFromBeingMarkup() {
    String markdown = Fixture.of(DrawnCoverage.lines("a|`b`\n.py +-")).markdown();
    assertTrue(markdown.contains("| `` a\\|`b`\uFFFD.py `` | 1 of 2 | 50.00 | 2 |"), markdown);
  }

  @Test
  void isNeverLongerThanItMayBeAndCutsNoRow() {
    Coverage coverage =
        DrawnCoverage.lines(
            IntStream.range(0, 60)
                .mapToObj(file -> "gr\u00f6\u00dfe" + file + ".py +" + "-".repeat(file + 1))
                .toArray(String[]::new));
    List<String> sections = List.of("### One\n", "### Two " + "long".repeat(100) + "\n");
    String whole = markdown(coverage, sections, 100_000);
    for (int limit = 0; limit < 4000; limit += 13) {
      String cut = markdown(coverage, sections, limit);
      assertTrue(cut.getBytes(StandardCharsets.UTF_8).length <= limit, cut);
      for (String line : cut.split("\n", -1)) {
        assertTrue(whole.contains(line) || line.contains(" left out"), line);
      }
    }
  }

  @Test
  void saysHowMuchWasLeftOut() {
    Coverage coverage = DrawnCoverage.lines("a.py +-", "b.py +-");
    String cut = markdown(coverage, List.of("#".repeat(1000)), 370);
    assertTrue(cut.contains("\nSections left out for their length: 1\n"), cut);
    assertTrue(cut.endsWith("\nFiles with missing lines left out: 1\n"), cut);
  }

  private static String markdown(Coverage coverage, List<String> sections, int limit) {
    return new Report(
            coverage,
            List.of(),
            Fixture.TIME,
            sections,
            Optional.empty(),
            new TreeMap<>(),
            OPTIONS.withMarkdownBytes(limit))
        .markdown();
  }
}
