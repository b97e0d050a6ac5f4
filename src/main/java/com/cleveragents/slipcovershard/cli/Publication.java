package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactContents;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.ci.WorkflowFiles;
import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import com.cleveragents.slipcovershard.cli.Console.Style;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.ReportOutput;
import com.cleveragents.slipcovershard.report.WorstFile;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.RunRecords;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.UserOutputs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings what came out of a run to where people and tools look for it. */
final class Publication {
  /** Something that can fail without keeping the rest from being written. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  /** Those that have an output of the step. */
  private static final List<ReportFormat> STEP_FORMATS =
      List.of(ReportFormat.JSON, ReportFormat.XML, ReportFormat.TEXT);

  private static final String ARTIFACT_ID = "artifact-id";
  private static final int WORST_FILES = 10;
  private static final int MOST_FILES_SHOWN = 40;

  private final Invocation invocation;
  private final Console console;
  private final Settings settings;
  private final BuildDirectory build;
  private final Measurement measurement;
  private final SuiteResult result;
  private final ChunkTable chunks;
  private Conclusion conclusion;
  private String artifact = "";

  Publication(
      Invocation invocation,
      Console console,
      Settings settings,
      BuildDirectory build,
      Conclusion conclusion,
      Measurement measurement) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
    this.conclusion = conclusion;
    this.measurement = measurement;
    this.result = conclusion.result();
    this.chunks = new ChunkTable(result);
  }

  /** What cannot be written makes the run red, and hides nothing of what was found before. */
  private void noteFailure(Writing writing) throws IOException {
    try {
      writing.write();
    } catch (ShardException e) {
      conclusion = conclusion.with(new Finding(e.code(), e.sentence(), List.of()));
    }
  }

  /** plan.json, ledger.json, timings.json, and the files that the user told the runner to write. */
  void writeRecords() throws IOException {
    noteFailure(this::writeOwnRecords);
    noteFailure(() -> UserOutputs.join(settings.run().directory(), result).forEach(console::say));
  }

  private void writeOwnRecords() throws IOException {
    Path ours = build.ours();
    result
        .plan()
        .ifPresent(
            plan -> BuildDirectory.write(ours.resolve("plan.json"), RunRecords.toJson(plan)));
    String run =
        invocation.environment().getOrDefault("GITHUB_RUN_ID", "local")
            + " "
            + invocation.clock().instant();
    BuildDirectory.write(ours.resolve("ledger.json"), RunRecords.toJson(run, result));
    Path file = ours.resolve("timings.json");
    Timings timings = RunRecords.timings(result.ledger());
    if (!timings.isEmpty()) {
      if (Files.isRegularFile(file)) {
        Timings.fromJson(Files.readString(file)).ifPresent(timings::keepFrom);
      }
      BuildDirectory.write(file, timings.toJson());
    }
  }

  /** The reports; under their usual names only when the whole run was measured. */
  void writeReports() throws IOException {
    noteFailure(this::writeOwnReports);
  }

  private void writeOwnReports() {
    ReportOutput output = ReportOutput.directory(build.path());
    if (conclusion.coverage().isPresent()) {
      report(conclusion.coverage().get()).write(settings.gates().formats(), "coverage", output);
    } else if (measurement.coverage().isPresent()) {
      report(measurement.coverage().get())
          .write(Set.of(ReportFormat.JSON), "coverage-partial", output);
    }
  }

  private Report report(Coverage coverage) {
    return new Report(
        coverage,
        conclusion.verdicts(),
        invocation.clock().instant().atZone(ZoneId.systemDefault()),
        List.of(chunks.markdown()),
        settings.reports());
  }

  /**
   * The artifact: what a later job or a person may want of all this. Its failure keeps nothing
   * back.
   */
  void upload() throws IOException {
    PublishSettings publish = settings.publish();
    if (publish.upload() == PublishSettings.Upload.NONE || result.interrupted()) {
      return;
    }
    Optional<ArtifactService> service =
        ArtifactService.of(invocation.environment(), invocation.clock());
    if (service.isPresent()) {
      noteFailure(() -> console.inGroup("Upload", () -> upload(service.get())));
    } else {
      String missing = "the runner gives no access to an artifact service";
      if (publish.upload() == PublishSettings.Upload.DEMANDED) {
        conclusion =
            conclusion.with(
                new Finding(
                    ExitCode.SERVICE_FAILED,
                    missing + " (ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN); set upload: false",
                    List.of()));
      } else {
        console.say("not uploaded: " + missing);
      }
    }
  }

  private ArtifactService.Uploaded upload(ArtifactService service) throws IOException {
    PublishSettings publish = settings.publish();
    ArtifactContents contents =
        ArtifactFiles.of(
            build, result, publish, invocation.environment(), settings.run().variables());
    ArtifactService.Uploaded uploaded =
        service.upload(publish.artifactName(), contents, publish.retentionDays());
    artifact = uploaded.id();
    console.say(
        "artifact %s: %d files, %d bytes, id %s, SHA-256 %s"
            .formatted(
                publish.artifactName(),
                contents.files().size(),
                uploaded.size(),
                uploaded.id(),
                uploaded.sha256()));
    return uploaded;
  }

  /** What a person sees at the end. */
  void print() {
    FailureList.lines(conclusion.findings()).forEach(this::printFailure);
    FailureList.hints(result, settings.run().isolation().isPresent()).forEach(console::problem);
    console.detail("");
    chunks.lines().forEach(console::detail);
    console.detail("");
    conclusion.coverage().ifPresent(this::printCoverage);
    if (conclusion.coverage().isEmpty()) {
      console.result(
          "Total: not computable, because the run is not whole"
              + conclusion.gate().map(percent -> "; threshold " + percent + " %: failed").orElse("")
              + (measurement.coverage().isPresent()
                  ? "; what is there: " + shown("coverage-partial.json")
                  : ""));
    }
    tellOwnCost();
    ExitCode code = conclusion.code();
    Style style = code == ExitCode.PASSED ? Style.GOOD : Style.BAD;
    console.result(console.styled(style, conclusion.verdictLine()));
  }

  /** What we take ourselves, beside the chunks. */
  private void tellOwnCost() {
    if (console.isVerbose()) {
      Instant born = ProcessHandle.current().info().startInstant().orElse(result.started());
      Duration before = Duration.between(born, result.started());
      Duration after = Duration.between(result.ended(), invocation.clock().instant());
      console.explain(
          "our own cost: %.2f s before the first chunk started, %.2f s after the last ended"
              .formatted(before.toMillis() / 1000.0, after.toMillis() / 1000.0));
    }
  }

  private void printFailure(String line) {
    boolean head = line.startsWith("FAILED");
    console.problem(head ? console.styled(Style.BAD, line) : line);
  }

  private void printCoverage(Coverage coverage) {
    Report report = report(coverage);
    if (console.isVerbose() || coverage.files().size() <= MOST_FILES_SHOWN) {
      textOf(report).lines().forEach(console::detail);
    } else {
      console.detail("Least covered files (all of them in " + shown("coverage.txt") + "):");
      for (WorstFile file : WorstFile.of(coverage, WORST_FILES)) {
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

  /**
   * Outputs and summary of the step, where there is a workflow; for red runs, too. The outputs come
   * last: programs read them, so they are to know of all that failed before.
   */
  void writeStepFiles(Duration elapsed) throws IOException {
    WorkflowFiles workflow = new WorkflowFiles(invocation.environment());
    SortedMap<String, String> files = new TreeMap<>();
    for (ReportFormat format : STEP_FORMATS) {
      Path file = build.path().resolve(format.fileName("coverage"));
      files.put(format.word(), Files.isRegularFile(file) ? fromWorkspace(file) : "");
    }
    files.put(ARTIFACT_ID, artifact);
    noteFailure(() -> workflow.writeSummary(secretsOf(invocation).apply(summary())));
    noteFailure(() -> workflow.writeOutputs(conclusion.outputs((int) elapsed.toSeconds(), files)));
  }

  /** The exit code, after all that was published. */
  ExitCode code() {
    return conclusion.code();
  }

  private static Redaction secretsOf(Invocation invocation) {
    return Redaction.of(WorkflowVariables.secrets(invocation.environment()));
  }

  private String summary() {
    return summary(
        conclusion,
        conclusion
            .coverage()
            .map(coverage -> report(coverage).markdown())
            .orElse("Total: not computable\n\n" + chunks.markdown()));
  }

  private static String summary(Conclusion conclusion, String numbers) {
    String findings =
        conclusion.findings().isEmpty()
            ? ""
            : "\n### Failures\n\n```\n"
                + String.join("\n", FailureList.lines(conclusion.findings())).replace("```", "'''")
                + "\n```\n";
    return "**" + conclusion.verdictLine() + "**\n\n" + numbers + findings;
  }

  /** Tells the workflow of a run that came to no result of its own. */
  static void writeStepFiles(Invocation invocation, Finding reason, Duration elapsed) {
    Conclusion conclusion = Conclusion.ofNoRun(reason, invocation.clock().instant());
    SortedMap<String, String> files = new TreeMap<>();
    STEP_FORMATS.forEach(format -> files.put(format.word(), ""));
    files.put(ARTIFACT_ID, "");
    WorkflowFiles workflow = new WorkflowFiles(invocation.environment());
    workflow.writeOutputs(conclusion.outputs((int) elapsed.toSeconds(), files));
    workflow.writeSummary(secretsOf(invocation).apply(summary(conclusion, "")));
  }

  private String fromWorkspace(Path file) {
    Optional<Path> workspace =
        Optional.ofNullable(invocation.environment().get("GITHUB_WORKSPACE")).map(Path::of);
    Path base = workspace.filter(file::startsWith).orElse(settings.run().directory());
    return (file.startsWith(base) ? base.relativize(file) : file).toString();
  }
}
