package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The smallest piece of work that is planned: a feature file, the scenarios of it that the user
 * selected by line, or a piece of a feature that was split.
 *
 * @param number position among the units of a plan, from 0; units of one feature follow each other
 * @param feature position of the feature in the runner's list, from 0
 * @param path as the runner names it, relative to the working directory where it lies below it
 * @param lines the user's, or those of all scenarios of the piece; empty means the whole file. In
 *     the place of lines, the tests of a Python file are numbered from 1
 * @param pieceOf how many scenarios the whole file has, of which the lines are a piece; 0 where it
 *     was not split
 * @param list what identifies the tests of a piece, in the order of the lines
 */
public record Unit(
    int number, int feature, String path, List<Integer> lines, int pieceOf, TestList list) {
  public Unit {
    lines = List.copyOf(lines);
    if (pieceOf != 0 && (lines.isEmpty() || pieceOf < lines.size())) {
      throw new IllegalArgumentException(lines.size() + " of " + pieceOf + " in " + path);
    }
  }

  /** One of which nothing identifies the tests. */
  public Unit(int number, int feature, String path, List<Integer> lines, int pieceOf) {
    this(number, feature, path, lines, pieceOf, TestList.NONE);
  }

  /** A feature file with all that the user selected of it. */
  static Unit whole(int number, Feature feature) {
    return new Unit(number, feature.number(), feature.path(), feature.lines(), 0);
  }

  /** Whether it is a piece of a feature that was split. */
  public boolean isPiece() {
    return pieceOf > 0;
  }

  /**
   * The unit as one would type it for the runner: {@code features/loans.feature:12:40}. What is no
   * feature file has no lines to select by: {@code tests/test_loans.py (tests 12, 40)}.
   */
  public String name() {
    if (lines.isEmpty()) {
      return path;
    }
    String each = isFeature(path) ? ":" : ", ";
    String joined = lines.stream().map(String::valueOf).collect(Collectors.joining(each));
    return isFeature(path) ? path + ":" + joined : path + " (tests " + joined + ")";
  }

  /**
   * A scenario as one would type it for the runner: {@code features/loans.feature:12}, {@code
   * tests/test_loans.py::test_late}.
   */
  public static String locate(String path, int line, String name) {
    return isFeature(path) ? path + ":" + line : path + "::" + name;
  }

  /** Whether it is a file of Gherkin's; the other ones are Python's. */
  public static boolean isFeature(String path) {
    return path.endsWith(".feature");
  }

  /**
   * The same unit with a part of its scenarios, to run these again.
   *
   * @param others their lines
   * @param found what was found in the unit before
   * @param inFile how many scenarios the file has
   */
  public Unit only(List<Integer> others, ParsedFeature found, int inFile) {
    return new Unit(number, feature, path, others, inFile, found.listOf(others));
  }

  Unit numbered(int other) {
    return new Unit(other, feature, path, lines, pieceOf, list);
  }
}
