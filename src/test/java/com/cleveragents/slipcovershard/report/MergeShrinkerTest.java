package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.coverage.Arc;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeShrinkerTest {
  private static final List<Coverage> PARTS =
      List.of(
          DrawnCoverage.branches("a.py ++-. 1>2 1!3", "b.py -+ 2!0"),
          DrawnCoverage.branches("b.py ++ 2>0"),
          DrawnCoverage.branches("a.py -+-. 1>3 1!2", "c.py +"));

  @Test
  void leavesWhatTheFailureNeeds() throws IOException {
    // It takes a line that one part ran and another did not.
    MergeShrinker shrinker =
        new MergeShrinker(
            parts ->
                parts.stream().anyMatch(part -> ran(part, "b.py", 1))
                    && parts.stream().anyMatch(part -> missed(part, "b.py", 1)));
    assertEquals(
        List.of(DrawnCoverage.branches("b.py -"), DrawnCoverage.branches("b.py +")),
        shrinker.shrunk(PARTS));
  }

  @Test
  void leavesTheOneBranchThatTheFailureNeeds() throws IOException {
    Arc arc = new Arc(1, 3);
    MergeShrinker shrinker =
        new MergeShrinker(
            parts ->
                parts.stream()
                    .flatMap(part -> part.files().values().stream())
                    .anyMatch(file -> file.executedBranches().stream().anyMatch(arc::equals)));
    assertEquals(List.of(DrawnCoverage.branches("a.py . 1>3")), shrinker.shrunk(PARTS));
  }

  private static boolean ran(Coverage part, String path, int line) {
    return part.files().containsKey(path) && part.files().get(path).executedLines().contains(line);
  }

  private static boolean missed(Coverage part, String path, int line) {
    return part.files().containsKey(path) && part.files().get(path).missingLines().contains(line);
  }
}
