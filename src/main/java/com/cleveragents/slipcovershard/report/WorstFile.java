package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.Coverage;
import java.util.Comparator;
import java.util.List;

/**
 * A file that is not wholly covered.
 *
 * @param path the file
 * @param total its lines and branches
 * @param missing the lines and branches that were not executed, such as {@code 5-7, 9->exit}
 */
public record WorstFile(String path, Counter total, String missing) {
  private static final Comparator<WorstFile> WORST_FIRST =
      Comparator.comparingLong((WorstFile file) -> file.total().missing())
          .reversed()
          .thenComparing(WorstFile::path, Coverage.PATH_ORDER);

  /** The files where most is missing, the worst first. */
  public static List<WorstFile> of(Coverage coverage, int limit) {
    return coverage.files().entrySet().stream()
        .filter(file -> !file.getValue().total().isComplete())
        .map(
            file ->
                new WorstFile(
                    file.getKey(), file.getValue().total(), MissingRanges.of(file.getValue())))
        .sorted(WORST_FIRST)
        .limit(limit)
        .toList();
  }

  /** The percentage for people, cut to two decimals. */
  public String percent() {
    return total.percentCut(2).orElseThrow().toPlainString();
  }
}
