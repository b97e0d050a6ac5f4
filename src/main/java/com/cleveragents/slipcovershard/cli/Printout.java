package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.cli.Console.Style;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a person sees at the end of a run. */
final class Printout {
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
    FailureList.lines(conclusion.judgement().findings()).forEach(this::printFailure);
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
    CoveragePrintout coverage =
        new CoveragePrintout(
            console, settings.run().directory(), build.path(), settings.gates().formats());
    if (report.isPresent()) {
      coverage.print(report.get());
    } else {
      console.result(
          settings.instead().orElseGet(() -> conclusion.judgement().withoutTotal())
              + (Files.exists(build.path().resolve("coverage-partial.json"))
                  ? "; what is there: " + coverage.shown("coverage-partial.json")
                  : ""));
    }
    tellOwnCost(started, result);
    ExitCode code = conclusion.code();
    Style style = code == ExitCode.PASSED ? Style.GOOD : Style.BAD;
    console.result(console.styled(style, conclusion.judgement().verdictLine()));
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
}
