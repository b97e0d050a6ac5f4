package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * The smallest piece of work that is planned: a feature file, or the scenarios of it that the user
 * selected by line.
 *
 * @param number position in the order of the runner, from 0; tells apart a file that is listed
 *     twice
 * @param path as the runner names it, relative to the working directory where it lies below it
 * @param lines the selected lines; empty means the whole file
 */
public record Unit(int number, String path, List<Integer> lines) {
  public Unit {
    lines = List.copyOf(lines);
  }

  /** The unit as one would type it for the runner: {@code features/loans.feature:12:40}. */
  public String name() {
    StringBuilder name = new StringBuilder(path);
    for (int line : lines) {
      name.append(':').append(line);
    }
    return name.toString();
  }
}
