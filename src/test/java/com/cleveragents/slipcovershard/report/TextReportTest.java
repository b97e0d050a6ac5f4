package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The expected tables were printed by SlipCover 1.1.0 with tabulate 0.10.0. */
class TextReportTest {
  @Test
  void printsNothingWhenThereIsNoFile() {
    assertEquals("", Fixture.of(DrawnCoverage.lines()).text());
  }

  @Test
  void alignsMissingLinesAsNumbersWhenAllAre() {
    assertEquals(
        """

        File         #lines    #l.miss    Cover%    Missing
        ---------  --------  ---------  --------  ---------
        a.py              2          1        50          5
        b.py              3          1        67          7
        ---
        (summary)         5          2        60
        """,
        Fixture.of(DrawnCoverage.lines("a.py +...-", "b.py ++....-")).text());
  }

  @Test
  void printsNoSumForOneFile() {
    assertEquals(
        """

        File      #lines    #l.miss    Cover%  Missing
        ------  --------  ---------  --------  ---------
        a.py           3          2        33  2-3
        """,
        Fixture.of(DrawnCoverage.lines("a.py +--")).text());
  }

  @Test
  void wrapsMissingLinesAndBreaksWhatIsTooLong() {
    assertEquals(
        """

        File      #lines    #l.miss    Cover%  Missing
        ------  --------  ---------  --------  ---------
        a.py           9          5        44  5,
                                               7,
                                               9, 2
                                               0-21
        """,
        text(DrawnCoverage.lines("a.py +...-+-+-+.........--"), false, 4));
  }

  @Test
  void leavesOutCoveredFilesWhenToldTo() {
    assertEquals(
        """

        File         #lines    #l.miss    Cover%    Missing
        ---------  --------  ---------  --------  ---------
        b.py              2          1        50          2
        ---
        (summary)         3          1        67
        """,
        text(DrawnCoverage.lines("a.py +", "b.py +-"), true, 80));
  }

  @Test
  void losesTheLastColumnAsSlipcoverDoesWhenAllFilesAreLeftOut() {
    assertEquals(
        """

        File         #lines    #l.miss    #br.    #br.miss    brCov%    totCov%
        ---------  --------  ---------  ------  ----------  --------  ---------
        ---
        (summary)         3          0       0           0         0        100
        """,
        text(DrawnCoverage.branches("a.py +", "b.py ++"), true, 80));
  }

  @Test
  void keepsTheHeadersWhenTheOnlyFileIsLeftOut() {
    assertEquals(
        """

        File    #lines    #l.miss    Cover%    Missing
        ------  --------  ---------  --------  ---------
        """,
        text(DrawnCoverage.lines("a.py +"), true, 80));
  }

  @Test
  void namesBranchesWhoseLinesAreNotMissing() {
    assertEquals(
        "2->exit, 4-7, 9->2",
        MissingRanges.of(DrawnCoverage.file("+++-.--++ 2!0 3!4 4!5 9!2 8>9")));
  }

  private static String text(Coverage coverage, boolean skipCovered, int width) {
    ReportOptions options = ReportOptions.of(Path.of("/srv/shop"), true);
    return Fixture.of(coverage, options.withText(skipCovered, width)).text();
  }
}
