package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Counter;
import com.cleveragents.slipcovershard.coverage.FileCoverage;

/**
 * Lines and branches of a file, a folder or all of it, as people read them.
 *
 * @param lines the lines alone
 * @param branches the branches alone
 */
record Tally(Counter lines, Counter branches) {
  static final Tally EMPTY = new Tally(Counter.EMPTY, Counter.EMPTY);

  private static final int DECIMALS = 2;

  static Tally of(FileCoverage file) {
    return new Tally(file.lines(), file.branches());
  }

  Tally plus(Tally other) {
    return new Tally(lines.plus(other.lines), branches.plus(other.branches));
  }

  Counter total() {
    return lines.plus(branches);
  }

  /** {@code 73.33 %}, cut; in words where there is nothing to cover. */
  String percent() {
    return total().percentCut(DECIMALS).map(cut -> cut.toPlainString() + " %").orElse("no code");
  }

  /** The length of a bar of 100, cut as well. */
  String bar() {
    return total().percentCut(DECIMALS).map(cut -> cut.toPlainString()).orElse("0");
  }

  /** {@code 55 of 75}. */
  String fraction() {
    return total().covered() + " of " + total().total();
  }
}
