package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactContents;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.plan.PlanFile;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.ReportOutput;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.LedgerFile;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.UserOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private final Invocation invocation;
  private final Console console;
  private final Settings settings;
  private final GivenSettings given;
  private final BuildDirectory build;
  private final Measurement measurement;
  private final NewSkips skips;
  private final SuiteResult result;
  private final RunRecord record;
  private Conclusion conclusion;
  private String artifact = "";

  Publication(
      Invocation invocation,
      Console console,
      Settings settings,
      GivenSettings given,
      BuildDirectory build,
      Conclusion conclusion,
      Measurement measurement,
      NewSkips skips)
      throws IOException {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.given = given;
    this.build = build;
    this.conclusion = conclusion;
    this.measurement = measurement;
    this.skips = skips;
    this.result = conclusion.result();
    this.record = RunRecord.of(name(invocation), result);
  }

  private static String name(Invocation invocation) {
    return invocation.environment().getOrDefault("GITHUB_RUN_ID", "local")
        + " "
        + invocation.clock().instant();
  }

  /** What cannot be written makes the run red, and hides nothing of what was found before. */
  private void noteFailure(Writing writing) throws IOException {
    try {
      writing.write();
    } catch (ShardException e) {
      conclusion = conclusion.with(new Finding(e.code(), e.sentence(), List.of()));
    }
  }

  /** plan.json, ledger.json, and the files that the user told the runner to write. */
  void writeRecords() throws IOException {
    noteFailure(this::writeOwnRecords);
    noteFailure(() -> UserOutputs.join(settings.run().directory(), result).forEach(console::say));
  }

  private void writeOwnRecords() throws IOException {
    Path ours = build.ours();
    result
        .plan()
        .map(plan -> new PlanFile(plan, given.kept(), given.withheld()))
        .ifPresent(file -> BuildDirectory.write(ours.resolve("plan.json"), file.toJson()));
    BuildDirectory.write(ours.resolve("ledger.json"), LedgerFile.toJson(record, skips.locations()));
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
    if (conclusion.coverage().isEmpty()
        && settings.gates().formats().contains(ReportFormat.JUNIT)) {
      Report.writeJUnit(record, ZoneId.systemDefault(), output);
    }
  }

  /** That of the whole run, if it was measured whole. */
  Optional<Report> report() {
    return conclusion.coverage().map(this::report);
  }

  private Report report(Coverage coverage) {
    return new Report(
        coverage,
        conclusion.verdicts(),
        invocation.clock().instant().atZone(ZoneId.systemDefault()),
        sections(),
        Optional.of(record),
        measurement.chunks(),
        settings.reports());
  }

  /** What a summary tells beside the coverage. */
  private List<String> sections() {
    List<String> sections =
        new ArrayList<>(new Remarks(result, settings.run().failOn()).markdown());
    sections.addAll(skips.markdown().stream().toList());
    sections.add(new ChunkTable(result).markdown());
    return sections;
  }

  /**
   * The artifact: what a later job or a person may want of all this. Its failure keeps nothing
   * back.
   */
  void upload() throws IOException {
    PublishSettings publish = settings.publish();
    if (publish.upload() == PublishSettings.Upload.NONE || conclusion.isInterrupted()) {
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
            build, conclusion, publish, invocation.environment(), settings.run().variables());
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

  /**
   * Outputs and summary of the step, where there is a workflow; for red runs, too. The outputs come
   * last: programs read them, so they are to know of all that failed before.
   */
  void writeStepFiles(Duration elapsed) throws IOException {
    StepFiles files = new StepFiles(invocation);
    SortedMap<String, String> places = new TreeMap<>();
    for (ReportFormat format : StepFiles.FORMATS) {
      Path file = build.path().resolve(format.fileName("coverage"));
      places.put(format.word(), Files.isRegularFile(file) ? fromWorkspace(file) : "");
    }
    places.put(StepFiles.ARTIFACT_ID, artifact);
    String numbers =
        report()
            .map(Report::markdown)
            .orElse("Total: not computable\n\n" + String.join("\n", sections()));
    noteFailure(() -> files.writeSummary(conclusion, numbers));
    noteFailure(() -> files.writeOutputs(conclusion, elapsed, places));
  }

  /** What the run comes to, with what failed in publishing it. */
  Conclusion conclusion() {
    return conclusion;
  }

  private String fromWorkspace(Path file) {
    Optional<Path> workspace =
        Optional.ofNullable(invocation.environment().get("GITHUB_WORKSPACE")).map(Path::of);
    Path base = workspace.filter(file::startsWith).orElse(settings.run().directory());
    return (file.startsWith(base) ? base.relativize(file) : file).toString();
  }
}
