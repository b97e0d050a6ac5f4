package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.machines.JobAttempt;
import com.cleveragents.slipcovershard.plan.PlanFile;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.ReportOutput;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.UserOutputs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

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
  private final PublishedLedger ledger;
  private RunRecord record;
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
    this.ledger = new PublishedLedger(build, skips.locations());
    Path directory = settings.run().directory();
    this.record =
        RunRecord.of(
            invocation.job() + " " + invocation.clock().instant(),
            invocation.fromWorkspace(directory, directory),
            conclusion.code(),
            result,
            OwnPart.of(invocation, settings.run(), given, result));
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
    correctLedger();
  }

  private void writeOwnRecords() throws IOException {
    result
        .plan()
        .map(plan -> new PlanFile(plan, given.kept(), given.withheld()))
        .ifPresent(file -> build.write("slipcover-shard/plan.json", file.toJson()));
    if (measurement.isWhole() && measurement.coverage().isPresent()) {
      writePart(measurement.coverage().get());
    }
    ledger.write(record);
  }

  /** What a merge needs of all chunks of this machine, where there are others. */
  private void writePart(Coverage coverage) throws IOException {
    if (record.part().isPresent()) {
      Path file = build.path().resolve(Part.COVERAGE);
      report(coverage)
          .write(
              Set.of(ReportFormat.JSON), Part.COVERAGE.replaceFirst("\\.json$", ""), build::write);
      record = record.with(record.part().get().measured(RunRecord.sha256(file)));
    }
  }

  private void correctLedger() throws IOException {
    noteFailure(() -> ledger.correct(conclusion.code()));
  }

  /** The reports; under their usual names only when the whole run was measured. */
  void writeReports() throws IOException {
    noteFailure(this::writeOwnReports);
  }

  private void writeOwnReports() {
    ReportOutput output = build::write;
    if (conclusion.coverage().isPresent()) {
      report(conclusion.coverage().get()).write(settings.gates().formats(), "coverage", output);
    } else if (measurement.coverage().isPresent()
        && record.part().flatMap(Part::sha256).isEmpty()) {
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
        conclusion.judgement().verdicts(),
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

  /** The artifact. Its failure keeps nothing back. */
  void upload() throws IOException {
    if (conclusion.isInterrupted()) {
      return;
    }
    correctLedger();
    PublishSettings publish = settings.publish();
    ArtifactUpload upload = new ArtifactUpload(invocation, console, publish);
    String name = settings.artifactName(JobAttempt.of(invocation.environment()));
    noteFailure(
        () ->
            artifact =
                upload.upload(
                    name,
                    () ->
                        ArtifactFiles.of(
                            build,
                            conclusion,
                            publish,
                            SecretValues.of(invocation),
                            settings.run().variables())));
  }

  /**
   * Outputs and summary of the step, where there is a workflow; for red runs, too. The outputs come
   * last: programs read them, so they are to know of all that failed before.
   */
  void writeStepFiles(Duration elapsed) throws IOException {
    StepFiles files = new StepFiles(invocation);
    SortedMap<String, String> places = files.places(settings.run().directory(), build, artifact);
    String numbers =
        report()
            .map(Report::markdown)
            .orElseGet(
                () ->
                    settings.instead().orElse("Total: not computable")
                        + "\n\n"
                        + String.join("\n", sections()));
    Counts counts = Counts.of(result);
    noteFailure(() -> files.writeSummary(conclusion.judgement(), numbers));
    noteFailure(() -> files.writeOutputs(conclusion.judgement(), counts, elapsed, places));
    correctLedger();
  }

  /** Publishing ends with an error that nothing was prepared for. */
  void breaksOff(Throwable failure) {
    ledger.breaksOff(failure);
  }

  /** What the run comes to, with what failed in publishing it. */
  Conclusion conclusion() {
    return conclusion;
  }
}
