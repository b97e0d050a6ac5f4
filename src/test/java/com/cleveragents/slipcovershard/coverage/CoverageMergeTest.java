package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.ShardException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverageMergeTest {
  @Test
  void whatRanInOnePartIsExecuted() {
    assertEquals(
        DrawnCoverage.branches("a.py ++-. 1>2 1>3 2!0"),
        merged(
            DrawnCoverage.branches("a.py +--. 1>2 1!3 2!0"),
            DrawnCoverage.branches("a.py -+-. 1>3 1!2 2!0")));
  }

  @Test
  void keepsFilesThatOnlyOnePartHas() {
    assertEquals(
        DrawnCoverage.lines("a.py +", "b.py -"),
        merged(DrawnCoverage.lines("b.py -"), DrawnCoverage.lines("a.py +")));
  }

  /** As of tests that pytest compiles in its own way, beside a run that does not load them. */
  @Test
  void takesTheLinesOfAFileFromThoseThatRanIt() {
    Coverage ran = DrawnCoverage.lines("a.py +.-");
    Map<String, Coverage> parts =
        new TreeMap<>(
            Map.of(
                "1", DrawnCoverage.lines("a.py ----"),
                "2", ran,
                "3", DrawnCoverage.lines("a.py -.--")));

    assertEquals(ran, Coverage.mergeOfSameSources(parts));
    assertEquals(ran, Coverage.mergeOfOneRun(parts));
    assertThrows(ShardException.class, () -> Coverage.merge(parts));
    parts.put("4", DrawnCoverage.lines("a.py -+-"));
    ShardException refusal =
        assertThrows(ShardException.class, () -> Coverage.mergeOfSameSources(parts));
    assertTrue(refusal.sentence().contains("in 4 than in 2"), refusal.sentence());
    assertEquals(DrawnCoverage.lines("a.py ++-"), Coverage.mergeOfOneRun(parts));
  }

  @Test
  void refusesMixedBranchModesInEitherOrder() {
    Coverage with = DrawnCoverage.branches("a.py +");
    Coverage without = DrawnCoverage.lines("a.py +");
    String expected =
        "with.json was measured with branches and without.json without: they cannot be merged."
            + " Measure all of them with --branch, or none.";
    Map<String, Coverage> oneOrder = new LinkedHashMap<>();
    oneOrder.put("with.json", with);
    oneOrder.put("without.json", without);
    Map<String, Coverage> otherOrder = new LinkedHashMap<>();
    otherOrder.put("without.json", without);
    otherOrder.put("with.json", with);
    for (Map<String, Coverage> parts : List.of(oneOrder, otherOrder)) {
      ShardException refusal = assertThrows(ShardException.class, () -> Coverage.merge(parts));
      assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
      assertEquals(expected, refusal.sentence());
    }
  }

  @Test
  void refusesAFileWithOtherLinesOrBranches() {
    for (String other : List.of("a.py +-+ 1>2", "a.py +- 1!3", "a.py ..+ 1!2")) {
      Map<String, Coverage> parts = new TreeMap<>();
      parts.put("first.json", DrawnCoverage.branches("a.py +- 1!2", "b.py -"));
      parts.put("second.json", DrawnCoverage.branches(other));
      ShardException refusal = assertThrows(ShardException.class, () -> Coverage.merge(parts));
      assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
      assertTrue(
          refusal.sentence().startsWith("a.py has other lines or branches in second.json than in"),
          refusal.sentence());
    }
  }

  @Test
  void oneRunMayRewriteASource() {
    Map<String, Coverage> parts = new TreeMap<>();
    parts.put("1", DrawnCoverage.lines("a.py +-"));
    parts.put("2", DrawnCoverage.lines("a.py +.-+"));
    assertEquals(DrawnCoverage.lines("a.py +--+"), Coverage.mergeOfOneRun(parts));
  }

  @Test
  void takesTheNewestVersion() {
    Coverage old = CoverageReader.read("old", Recorded.open("1.0.8/lines-small.json"));
    Coverage between = CoverageReader.read("between", Recorded.open("1.0.17/lines-none.json"));
    Coverage young = CoverageReader.read("new", Recorded.open("1.1.0/lines-large.json"));
    assertEquals("1.0.17", merged(between, old).version().text());
    assertEquals("1.1.0", merged(old, young, between).version().text());
    assertEquals("1.1.0", merged(young, between, old).version().text());
  }

  private static Coverage merged(Coverage... parts) {
    Map<String, Coverage> named = new TreeMap<>();
    for (Coverage part : parts) {
      named.put("part " + named.size(), part);
    }
    return Coverage.merge(named);
  }
}
