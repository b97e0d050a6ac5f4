package com.cleveragents.slipcovershard.coverage;

/**
 * What was executed of one source file and what was not; nothing is both.
 *
 * @param executedLines the lines that ran
 * @param missingLines the lines with code that did not run
 * @param executedBranches the branches that were taken; empty when branches were not measured
 * @param missingBranches the branches that were not taken
 */
public record FileCoverage(
    LineSet executedLines, LineSet missingLines, ArcSet executedBranches, ArcSet missingBranches) {

  public FileCoverage {
    if (executedLines.firstInCommon(missingLines).isPresent()
        || executedBranches.firstInCommon(missingBranches).isPresent()) {
      throw new IllegalArgumentException("executed and missing at once");
    }
  }

  /** The lines alone. */
  public Counter lines() {
    return counted(executedLines.size(), missingLines.size());
  }

  /** The branches alone. */
  public Counter branches() {
    return counted(executedBranches.size(), missingBranches.size());
  }

  /** Lines and branches together. */
  public Counter total() {
    return lines().plus(branches());
  }

  /** Both know the same lines and branches, whichever of them ran: the same source and Python. */
  boolean hasTableOf(FileCoverage other) {
    return executedLines.union(missingLines).equals(other.executedLines.union(other.missingLines))
        && executedBranches
            .union(missingBranches)
            .equals(other.executedBranches.union(other.missingBranches));
  }

  /** Whether any of it was executed; else it may be known only because it lies in a source. */
  boolean wasRun() {
    return !executedLines.isEmpty() || !executedBranches.isEmpty();
  }

  /**
   * The union of two measurements of the same file: what ran in one of them is executed. What lines
   * it has is told by those that ran it, as pytest compiles tests in a way of its own; a process
   * that did both would not look at the file itself any more.
   */
  FileCoverage mergedWith(FileCoverage other) {
    if (wasRun() != other.wasRun()) {
      return wasRun() ? this : other;
    }
    LineSet lines = executedLines.union(other.executedLines);
    ArcSet branches = executedBranches.union(other.executedBranches);
    return new FileCoverage(
        lines,
        missingLines.union(other.missingLines).minus(lines),
        branches,
        missingBranches.union(other.missingBranches).minus(branches));
  }

  private static Counter counted(long executed, long missing) {
    return new Counter(executed, executed + missing);
  }
}
