package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.ChunkEnd;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The chunks of a run as a table: units, scenarios, seconds planned and real, how they ended. */
final class ChunkTable {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  ChunkTable(SuiteResult result) {
    head =
        List.of(
            "chunk",
            result.runner().files(2),
            result.runner().tests(2),
            "planned",
            "seconds",
            "end");
    for (ChunkResult chunk : result.chunks()) {
      rows.add(
          List.of(
              number(chunk),
              chunk.share().map(share -> String.valueOf(share.units().size())).orElse("-"),
              String.valueOf(chunk.scenarios()),
              result.expectedSeconds(chunk).stream()
                  .mapToObj(ChunkTable::seconds)
                  .findFirst()
                  .orElse("-"),
              seconds(chunk.elapsed().toMillis() / 1000.0),
              end(chunk.end())));
    }
  }

  private static String number(ChunkResult chunk) {
    String lost = chunk.goesOnFor().isPresent() ? " for " + chunk.goesOnFor().getAsInt() : "";
    return chunk.number() + lost;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static String end(ChunkEnd end) {
    if (end instanceof ChunkEnd.InOrder inOrder) {
      return inOrder.failed() ? "failed" : "ok";
    } else if (end instanceof ChunkEnd.Died died) {
      return died.description();
    } else if (end instanceof ChunkEnd.Ended ended) {
      return ended.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
    return "refused";
  }

  /** Columns aligned for a terminal, a line each. */
  List<String> lines() {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < head.size() - 1; column++) {
        int width = Math.max(9, head.get(column).length());
        line.append(" ".repeat(Math.max(0, width - row.get(column).length())));
        line.append(row.get(column)).append("  ");
      }
      lines.add(line.append(row.get(head.size() - 1)).toString());
    }
    return lines;
  }

  /** As a section of a Markdown summary. */
  String markdown() {
    StringBuilder text = new StringBuilder("### Chunks\n\n");
    text.append("| ").append(String.join(" | ", head)).append(" |\n");
    text.append("|---:|---:|---:|---:|---:|---|\n");
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }
}
