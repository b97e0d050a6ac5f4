package com.cleveragents.slipcovershard.plan;

/**
 * A scenario or a row of an outline, as the runner parsed it.
 *
 * @param selected whether tags, names and lines let it run
 * @param bond those of a file that have the same number stay in one piece: they share something
 * @param kin those of a file that have the same number stay in one piece, unless that holds up the
 *     end: cases of one test function; the same for all of a bond
 */
public record ParsedScenario(
    int line, String name, boolean selected, int steps, int bond, int kin) {
  /** One that goes where it is best. */
  public ParsedScenario(int line, String name, boolean selected, int steps) {
    this(line, name, selected, steps, line, line);
  }
}
