package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
  private static final Coverage TWO_OF_THREE = DrawnCoverage.lines("a.py ++-");

  @Test
  void passesWhenTheTotalReachesIt() {
    assertEquals(
        new Verdict.Passed(
            "threshold 66.6 %", "at least 66.6 % of all lines demanded, found 2 of 3 = 66.6666 %"),
        threshold("66.60").judge(TWO_OF_THREE));
  }

  @Test
  void failsWhenTheTotalIsBelow() {
    assertEquals(
        new Verdict.Failed(
            "threshold 97 %", "at least 97 % of all lines demanded, found 2 of 3 = 66.6666 %"),
        threshold("97").judge(TWO_OF_THREE));
  }

  @Test
  void showsAsManyDecimalsAsItDemands() {
    assertEquals(
        "at least 66.66667 % of all lines demanded, found 2 of 3 = 66.66666 %",
        threshold("66.66667").judge(TWO_OF_THREE).words());
  }

  @Test
  void countsBranchesWhereTheyWereMeasured() {
    assertEquals(
        "at least 50 % of all lines and branches demanded, found 3 of 5 = 60.0000 %",
        threshold("50").judge(DrawnCoverage.branches("a.py ++- 2>0 2!3")).words());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.py ---", "a.py ..."})
  void cannotBeComputedWhenNoLineWasExecuted(String row) {
    Verdict verdict = threshold("0").judge(DrawnCoverage.lines(row));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, verdict.code());
    assertEquals("not computable", verdict.outcome());
  }

  @Test
  void cannotBeComputedWithoutFiles() {
    assertEquals(ExitCode.COVERAGE_UNUSABLE, threshold("0").judge(DrawnCoverage.lines()).code());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "97, 97", "97.5, 97.5", "100, 100", "100.000, 100.000"})
  void isParsedFromADecimalNumber(String text, BigDecimal percent) {
    assertEquals(Optional.of(new Threshold(percent)), Threshold.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-1", "101", "100.1", "abc", "NaN", "1e1", "97%", "97.", "0x10", "٩٧"})
  void isNotParsedFromAnythingElse(String text) {
    assertEquals(Optional.empty(), Threshold.parse(text));
  }

  private static Threshold threshold(String percent) {
    return Threshold.parse(percent).orElseThrow();
  }
}
