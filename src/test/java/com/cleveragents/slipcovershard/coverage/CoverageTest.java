package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
  @Test
  void countsLinesAndBranchesOfAllFiles() {
    Coverage coverage = DrawnCoverage.branches("a.py ++- 2>0 2!3", "b.py .-");
    assertEquals(new Counter(2, 4), coverage.lines());
    assertEquals(new Counter(1, 2), coverage.branches());
    assertEquals(new Counter(3, 6), coverage.total());
  }

  @Test
  void measuredNothingWhenNoLineWasExecuted() {
    assertTrue(DrawnCoverage.lines().measuredNothing());
    assertTrue(DrawnCoverage.lines("a.py --", "b.py ").measuredNothing());
    assertFalse(DrawnCoverage.lines("a.py --", "b.py +").measuredNothing());
  }

  @Test
  void sortsPathsByCodePointsAsPythonDoes() {
    Coverage coverage = DrawnCoverage.lines("\ud83d\ude00.py +", "\uff5a.py +", "b.py +", "B.py +");
    assertEquals(
        List.of("B.py", "b.py", "\uff5a.py", "\ud83d\ude00.py"),
        List.copyOf(coverage.files().keySet()));
  }

  @Test
  void sortsHalvesOfPairsAsPythonDoes() {
    // What Python makes of a byte that is no UTF-8, and of an emoji that was cut in two.
    Coverage coverage =
        DrawnCoverage.lines(
            "\ud83d\ude00 +", "\ud83d. +", "\uff5a +", "\udc80 +", "\ud83d\ude01 +");
    assertEquals(
        List.of("\ud83d.", "\udc80", "\uff5a", "\ud83d\ude00", "\ud83d\ude01"),
        List.copyOf(coverage.files().keySet()));
  }

  @Test
  void refusesBranchesInAMeasurementOfLines() {
    assertThrows(IllegalArgumentException.class, () -> DrawnCoverage.lines("a.py ++ 1>2"));
  }

  @Test
  void refusesALineThatIsExecutedAndMissing() {
    LineSet line = LineSet.of(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new FileCoverage(line, line, ArcSet.EMPTY, ArcSet.EMPTY));
  }
}
