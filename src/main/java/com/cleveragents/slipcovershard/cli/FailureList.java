package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that makes a run red, as lines: the heaviest reasons last, nearest to the result. */
final class FailureList {
  private static final int MOST_DETAILS = 30;
  private static final int MOST_FINDINGS = 100;

  private FailureList() {}

  static List<String> lines(List<Finding> findings) {
    List<Finding> heaviestLast = new ArrayList<>(findings);
    heaviestLast.sort(
        Comparator.comparing(
            Finding::code,
            (left, right) -> left == right ? 0 : ExitCode.worst(left, right) == left ? 1 : -1));
    List<String> lines = new ArrayList<>();
    int hidden = Math.max(0, heaviestLast.size() - MOST_FINDINGS);
    if (hidden > 0) {
      lines.add("... " + hidden + " more failures, listed in ledger.json");
    }
    for (Finding finding : heaviestLast.subList(hidden, heaviestLast.size())) {
      lines.add("FAILED  " + finding.message());
      List<String> details = finding.details();
      // The end of a trace says more than its beginning.
      int from = Math.max(0, details.size() - MOST_DETAILS);
      if (from > 0) {
        lines.add("    | ... " + from + " lines before");
      }
      details.subList(from, details.size()).forEach(detail -> lines.add("    | " + detail));
    }
    return lines;
  }

  /**
   * Where to look for more, and how to see it again.
   *
   * @param plan the file with the plan, as one would type it
   */
  static List<String> hints(SuiteResult result, String plan) {
    List<String> lines = new ArrayList<>();
    for (ChunkResult chunk : result.chunks()) {
      if (!chunk.endedInOrder() || chunk.done().filter(done -> done.failed()).isPresent()) {
        lines.add("log of chunk " + chunk.number() + ": " + chunk.log());
        if (chunk.share().isPresent() && chunk.goesOnFor().isEmpty()) {
          lines.add(
              "chunk %d again, alone: slipcover-shard run --plan %s --only-chunk %d"
                  .formatted(chunk.number(), Words.join(List.of(plan)), chunk.number()));
        }
      }
    }
    return lines;
  }
}
