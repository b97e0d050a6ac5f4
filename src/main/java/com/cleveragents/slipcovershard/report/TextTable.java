package com.cleveragents.slipcovershard.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A table of text in the layout that Python's tabulate calls simple, which SlipCover prints. */
final class TextTable {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final String BETWEEN_COLUMNS = "  ";

  /** How much wider than its header a column is at least. */
  private static final int HEADER_PADDING = 2;

  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();
  private final int lastWidth;

  /**
   * A table without rows.
   *
   * @param lastWidth how wide the last column may be before its text is wrapped
   */
  TextTable(List<String> headers, int lastWidth) {
    this.headers = List.copyOf(headers);
    this.lastWidth = lastWidth;
  }

  /** Adds a row; the first row decides how many columns there are, as in tabulate. */
  void add(List<String> cells) {
    int columns = rows.isEmpty() ? cells.size() : rows.get(0).size();
    List<String> row = new ArrayList<>(cells);
    while (row.size() < columns) {
      row.add("");
    }
    rows.add(List.copyOf(row.subList(0, columns)));
  }

  /** The lines of the table, without an end of line after the last. */
  @Override
  public String toString() {
    int columns = rows.isEmpty() ? headers.size() : rows.get(0).size();
    List<Column> layout =
        Stream.iterate(0, column -> column + 1).limit(columns).map(this::column).toList();
    StringJoiner lines = new StringJoiner("\n");
    lines.add(line(layout.stream().map(column -> column.pad(column.header)).toList()));
    lines.add(line(layout.stream().map(column -> "-".repeat(column.width)).toList()));
    for (int row = 0; row < rows.size(); row++) {
      addRow(lines, layout, row);
    }
    return lines.toString();
  }

  private Column column(int index) {
    String header = headers.get(index);
    List<List<String>> cells =
        rows.stream().map(row -> lines(row.get(index), index == headers.size() - 1)).toList();
    // A column whose cells are all numbers, or empty, is one of numbers, whatever it stands for.
    boolean numbers =
        cells.stream().allMatch(TextTable::isNumberOrEmpty)
            && !cells.stream().allMatch(List::isEmpty);
    int width =
        Stream.concat(
                cells.stream().flatMap(List::stream).map(TextTable::width),
                Stream.of(width(header) + HEADER_PADDING))
            .max(Integer::compare)
            .orElseThrow();
    return new Column(header, cells, width, numbers);
  }

  private List<String> lines(String cell, boolean wrapped) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return List.of();
    }
    return wrapped && !INTEGER.matcher(text).matches() ? wrap(text, lastWidth) : List.of(text);
  }

  private static boolean isNumberOrEmpty(List<String> cell) {
    return cell.stream().allMatch(line -> INTEGER.matcher(line).matches()) && cell.size() < 2;
  }

  private static void addRow(StringJoiner lines, List<Column> layout, int row) {
    int height = layout.stream().mapToInt(column -> column.cells.get(row).size()).max().orElse(0);
    for (int i = 0; i < Math.max(1, height); i++) {
      int at = i;
      lines.add(line(layout.stream().map(column -> column.padded(row, at)).toList()));
    }
  }

  private static String line(List<String> cells) {
    return String.join(BETWEEN_COLUMNS, cells).stripTrailing();
  }

  /**
   * Breaks text at its blanks, as Python's textwrap does; a word too long for any line is broken
   * where the line is full.
   */
  private static List<String> wrap(String text, int width) {
    Deque<String> words = new ArrayDeque<>(List.of(text.split(" ")));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      int blank = line.isEmpty() ? 0 : 1;
      int room = width - line.length() - blank;
      if (word.length() <= room) {
        line.append(" ".repeat(blank)).append(word);
        continue;
      }
      if (word.length() > width && room > 0) {
        line.append(" ".repeat(blank)).append(word, 0, room);
        word = word.substring(room);
      }
      words.addFirst(word);
      lines.add(line.toString());
      line.setLength(0);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** One column; a cell is its lines. */
  private record Column(String header, List<List<String>> cells, int width, boolean numbers) {
    String padded(int row, int line) {
      List<String> cell = cells.get(row);
      return pad(line < cell.size() ? cell.get(line) : "");
    }

    String pad(String text) {
      String blanks = " ".repeat(width - TextTable.width(text));
      return numbers ? blanks + text : text + blanks;
    }
  }
}
