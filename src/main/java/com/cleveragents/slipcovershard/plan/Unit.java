package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * The smallest piece of work that is planned: a feature file, the scenarios of it that the user
 * selected by line, or a piece of a feature that was split.
 *
 * @param number position among the units of a plan, from 0; units of one feature follow each other
 * @param feature position of the feature in the runner's list, from 0
 * @param path as the runner names it, relative to the working directory where it lies below it
 * @param lines the user's, or those of all scenarios of the piece; empty means the whole file
 * @param pieceOf how many scenarios the whole file has, of which the lines are a piece; 0 where it
 *     was not split
 */
public record Unit(int number, int feature, String path, List<Integer> lines, int pieceOf) {
  public Unit {
    lines = List.copyOf(lines);
    if (pieceOf != 0 && (lines.isEmpty() || pieceOf < lines.size())) {
      throw new IllegalArgumentException(lines.size() + " of " + pieceOf + " in " + path);
    }
  }

  /** A feature file with all that the user selected of it. */
  static Unit whole(int number, Feature feature) {
    return new Unit(number, feature.number(), feature.path(), feature.lines(), 0);
  }

  /** Whether it is a piece of a feature that was split. */
  public boolean isPiece() {
    return pieceOf > 0;
  }

  /** The unit as one would type it for the runner: {@code features/loans.feature:12:40}. */
  public String name() {
    StringBuilder name = new StringBuilder(path);
    for (int line : lines) {
      name.append(':').append(line);
    }
    return name.toString();
  }

  /**
   * The same unit with a part of its scenarios, to run these again.
   *
   * @param others their lines
   * @param inFile how many scenarios the file has
   */
  public Unit only(List<Integer> others, int inFile) {
    return new Unit(number, feature, path, others, inFile);
  }

  Unit numbered(int other) {
    return new Unit(other, feature, path, lines, pieceOf);
  }
}
