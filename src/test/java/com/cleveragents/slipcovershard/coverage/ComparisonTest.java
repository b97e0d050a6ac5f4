package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Comparison compare(Coverage oneProcess, Coverage... parts) {
    Map<String, Coverage> named = new TreeMap<>();
    SortedMap<Integer, Coverage> chunks = new TreeMap<>();
    for (Coverage part : parts) {
      chunks.put(chunks.size() + 1, part);
      named.put("part " + chunks.size(), part);
    }
    return Comparison.of(Coverage.mergeOfOneRun(named), chunks, oneProcess);
  }

  private static String words(Comparison comparison, String path) {
    return Optional.ofNullable(comparison.differences().get(path))
        .map(FileDifference::words)
        .orElse("the same");
  }

  @Test
  void findsNoDifferenceWhereTheUnionIsTheSame() {
    Comparison comparison =
        compare(
            DrawnCoverage.branches("a.py +++ 1>2 1>3"),
            DrawnCoverage.branches("a.py ++- 1>2 1!3"),
            DrawnCoverage.branches("a.py +-+ 1!2 1>3"));
    assertTrue(comparison.isSame());
    assertEquals(Map.of(), comparison.differences());
  }

  @Test
  void tellsWhichChunksExecutedWhatOneProcessDidNot() {
    Comparison comparison =
        compare(
            DrawnCoverage.lines("a.py +--+--+", "b.py +"),
            DrawnCoverage.lines("a.py +++-+--", "b.py +"),
            DrawnCoverage.lines("a.py +------", "b.py +"),
            DrawnCoverage.lines("a.py ++--+--", "b.py +"));
    assertFalse(comparison.isSame());
    assertEquals(List.of("a.py"), List.copyOf(comparison.differences().keySet()));
    assertEquals(
        "lines 2-3, 5 only in chunks (chunks 1, 3); lines 4, 7 only in one process",
        words(comparison, "a.py"));
    FileDifference difference = comparison.differences().values().iterator().next();
    assertEquals(
        LineSet.of(2, 5), Optional.ofNullable(difference.byChunk().get(3)).orElseThrow().lines());
  }

  @Test
  void comparesBranchesOfTheSameLines() {
    Comparison comparison =
        compare(
            DrawnCoverage.branches("a.py +++ 1>2 1>3 2>0"),
            DrawnCoverage.branches("a.py +++ 1>2 1!3 2>3"));
    assertEquals(
        "branch 2->3 only in chunks (chunk 1); branches 1->3, 2->exit only in one process",
        words(comparison, "a.py"));
  }

  @Test
  void countsFilesThatOneSideDoesNotKnow() {
    Comparison comparison =
        compare(
            DrawnCoverage.lines("alone.py +", "both.py +", "empty.py ."),
            DrawnCoverage.lines("both.py +", "together.py -+"));
    assertEquals(
        "not measured by the chunks; line 1 only in one process", words(comparison, "alone.py"));
    assertEquals("not measured by the chunks", words(comparison, "empty.py"));
    assertEquals(
        "not measured by one process; line 2 only in chunks (chunk 1)",
        words(comparison, "together.py"));
    assertEquals("the same", words(comparison, "both.py"));
  }

  @Test
  void doesNotTellMoreRangesThanAnybodyReads() {
    String odd = "+-".repeat(40);
    Comparison comparison =
        compare(DrawnCoverage.lines("a.py " + "-".repeat(80)), DrawnCoverage.lines("a.py " + odd));
    assertTrue(
        words(comparison, "a.py").startsWith("lines 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25"),
        words(comparison, "a.py"));
    assertTrue(words(comparison, "a.py").endsWith("27, 29, … only in chunks (chunk 1)"));
  }
}
