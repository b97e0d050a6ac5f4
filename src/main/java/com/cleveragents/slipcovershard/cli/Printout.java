package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.cli.Console.Style;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.WorstFile;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person sees at the end of a run. */
final class Printout {
  private static final int WORST_FILES = 10;
  private static final int MOST_FILES_SHOWN = 40;

  private final Invocation invocation;
  private final Console console;
  private final Settings settings;
  private final BuildDirectory build;

  Printout(Invocation invocation, Console console, Settings settings, BuildDirectory build) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
  }

  /**
   * Failures first, the verdict last: the end of a log is what is seen of it.
   *
   * @param started when the command began
   */
  void print(
      Instant started,
      Conclusion conclusion,
      Optional<Report> report,
      TimeAdvice advice,
      NewSkips skips) {
    SuiteResult result = conclusion.result();
    FailureList.lines(conclusion.findings()).forEach(this::printFailure);
    Path plan = build.ours().resolve("plan.json");
    Path here = invocation.directory();
    FailureList.hints(result, (plan.startsWith(here) ? here.relativize(plan) : plan).toString())
        .forEach(console::problem);
    new Remarks(result, settings.run().failOn()).lines().forEach(console::problem);
    console.detail("");
    new ChunkTable(result).lines().forEach(console::detail);
    advice.lines().forEach(console::detail);
    skips.lines().forEach(console::detail);
    console.detail("");
    if (report.isPresent()) {
      printCoverage(report.get());
    } else {
      console.result(
          "Total: not computable, because the run is not whole"
              + conclusion.gate().map(percent -> "; threshold " + percent + " %: failed").orElse("")
              + (Files.exists(build.path().resolve("coverage-partial.json"))
                  ? "; what is there: " + shown("coverage-partial.json")
                  : ""));
    }
    tellOwnCost(started, result);
    ExitCode code = conclusion.code();
    Style style = code == ExitCode.PASSED ? Style.GOOD : Style.BAD;
    console.result(console.styled(style, conclusion.verdictLine()));
  }

  /** What we take ourselves, beside the chunks. */
  private void tellOwnCost(Instant started, SuiteResult result) {
    if (console.isVerbose()) {
      Duration before = Duration.between(started, result.started());
      Duration after = Duration.between(result.ended(), invocation.clock().instant());
      console.explain(
          String.format(
              Locale.ROOT,
              "our own cost: the start of Java, %.2f s until the first chunk started, %.2f s after"
                  + " the last ended",
              before.toMillis() / 1000.0,
              after.toMillis() / 1000.0));
    }
  }

  private void printFailure(String line) {
    boolean head = line.startsWith("FAILED");
    console.problem(head ? console.styled(Style.BAD, line) : line);
  }

  private void printCoverage(Report report) {
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
    settings.gates().formats().stream()
        .sorted()
        .forEach(format -> files.add(shown(format.fileName("coverage"))));
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
  private String shown(String name) {
    Path file = build.path().resolve(name);
    Path directory = settings.run().directory();
    return (file.startsWith(directory) ? directory.relativize(file) : file).toString();
  }
}
