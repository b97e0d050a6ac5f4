package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.WorstFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a person sees of coverage: the files, where the reports are, and the total.
 *
 * @param directory the project's root, from which files are named
 * @param build where the reports are
 */
record CoveragePrintout(Console console, Path directory, Path build, Set<ReportFormat> formats) {
  private static final int WORST_FILES = 10;
  private static final int MOST_FILES_SHOWN = 40;

  CoveragePrintout {
    formats = Set.copyOf(formats);
  }

  void print(Report report) {
    if (console.isVerbose() || report.coverage().files().size() <= MOST_FILES_SHOWN) {
      textOf(report).lines().forEach(console::detail);
    } else {
      console.detail("Least covered files (all of them in " + shown("coverage.txt") + "):");
      for (WorstFile file : WorstFile.of(report.coverage(), WORST_FILES)) {
        console.detail(
            "  %6s %%  %s  missing %s"
                .formatted(file.percent(), file.path(), shortened(file.missing())));
      }
    }
    List<String> files = new ArrayList<>();
    formats.stream().sorted().forEach(format -> files.add(shown(format.fileName("coverage"))));
    console.detail("");
    console.detail("Reports: " + String.join(", ", files));
    console.result(report.totalLine());
  }

  private static String textOf(Report report) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    report.write(
        Set.of(ReportFormat.TEXT),
        "coverage",
        (name, content) -> {
          try {
            content.writeTo(text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return text.toString(StandardCharsets.UTF_8);
  }

  private static String shortened(String missing) {
    return missing.length() <= 60 ? missing : missing.substring(0, 59) + "…";
  }

  /** A file of build-dir as seen from the working directory. */
  String shown(String name) {
    Path file = build.resolve(name);
    return (file.startsWith(directory) ? directory.relativize(file) : file).toString();
  }
}
