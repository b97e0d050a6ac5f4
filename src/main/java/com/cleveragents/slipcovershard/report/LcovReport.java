package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.coverage.Arc;
import com.cleveragents.slipcovershard.coverage.ArcSet;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** LCOV's trace file as SlipCover writes it, to the byte. */
final class LcovReport {
  private final Report report;
  private final ReportOptions options;

  LcovReport(Report report) {
    this.report = report;
    options = report.options();
  }

  /** Comments, then a record for each file. */
  void write(OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    for (String comment : options.lcov().comments()) {
      writer.append("# ").append(comment).append('\n');
    }
    for (Map.Entry<String, FileCoverage> file : report.coverage().files().entrySet()) {
      writeFile(writer, file.getKey(), file.getValue());
    }
    writer.flush();
  }

  /** {@code TN SF (BRDA… BRF BRH)? DA… LF LH end_of_record}. */
  private void writeFile(Writer writer, String path, FileCoverage file) throws IOException {
    if (options.lcov().testName().isPresent()) {
      writer.append("TN:").append(options.lcov().testName().get()).append('\n');
    }
    String slashed = SurrogateEscape.visible(path.replace('\\', '/'));
    writer.append("SF:").append(slashed).append('\n');
    if (options.branches() && !file.branches().isEmpty()) {
      writeBranches(writer, file);
    }
    int[] lines =
        IntStream.concat(file.executedLines().stream(), file.missingLines().stream())
            .sorted()
            .toArray();
    for (int line : lines) {
      writer.append("DA:").append(Integer.toString(line));
      writer.append(file.executedLines().contains(line) ? ",1\n" : ",0\n");
    }
    writer.append("LF:").append(Integer.toString(lines.length)).append('\n');
    writer.append("LH:").append(Integer.toString(file.executedLines().size())).append('\n');
    writer.append("end_of_record\n");
  }

  /** {@code BRDA:<line>,0,<number of the branch in its line>,<1 or ->}. */
  private static void writeBranches(Writer writer, FileCoverage file) throws IOException {
    SortedMap<Integer, SortedMap<Integer, Boolean>> targets = new TreeMap<>();
    add(file.executedBranches(), true, targets);
    add(file.missingBranches(), false, targets);
    for (Map.Entry<Integer, SortedMap<Integer, Boolean>> line : targets.entrySet()) {
      int number = 0;
      for (boolean taken : line.getValue().values()) {
        writer.append("BRDA:").append(line.getKey().toString()).append(",0,");
        writer.append(Integer.toString(number++)).append(taken ? ",1\n" : ",-\n");
      }
    }
    writer.append("BRF:").append(Long.toString(file.branches().total())).append('\n');
    writer.append("BRH:").append(Long.toString(file.branches().covered())).append('\n');
  }

  private static void add(
      ArcSet arcs, boolean taken, SortedMap<Integer, SortedMap<Integer, Boolean>> targets) {
    arcs.stream()
        .forEach(
            (Arc arc) ->
                targets.computeIfAbsent(arc.from(), line -> new TreeMap<>()).put(arc.to(), taken));
  }
}
