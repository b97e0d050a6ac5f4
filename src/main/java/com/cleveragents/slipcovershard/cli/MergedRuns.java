package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.cli.Console.Style;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.SourcePaths;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.JoinedRecord;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The runs of one job as one: their coverage together is judged, reported and uploaded as that of a
 * run is. It is green only where each of them was.
 */
final class MergedRuns {
  /** Something that can fail without keeping the rest from being written. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private final Invocation invocation;
  private final Console console;
  private final MergeSettings settings;
  private final List<FinishedRun> runs;
  private final Optional<RunRecord> joined;
  private final SortedSet<String> newSkips = new TreeSet<>();
  private Judgement judgement;
  private String artifact = "";

  /** With what is not proved of them. */
  private MergedRuns(
      Invocation invocation,
      Console console,
      MergeSettings settings,
      List<FinishedRun> runs,
      List<Finding> unproved) {
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.runs = runs;
    this.joined = joined();
    List<Finding> findings = new ArrayList<>();
    joined.ifPresent(all -> findings.addAll(Findings.of(all, runner())));
    runs.forEach(run -> findings.addAll(run.findings()));
    findings.addAll(unproved);
    boolean ran =
        runs.stream()
            .flatMap(run -> run.record().stream())
            .anyMatch(record -> record.ledger().executedScenarios() > 0);
    if (findings.isEmpty() && !ran) {
      findings.add(new Finding(ExitCode.NO_TESTS, "no test was run by any of them", List.of()));
    }
    Optional<Coverage> union = unproved.isEmpty() ? union(findings) : Optional.empty();
    if (findings.isEmpty() && union.isEmpty()) {
      String unknown = "what was measured is not known to be all of it"; // no total, no green
      findings.add(new Finding(ExitCode.COVERAGE_UNUSABLE, unknown, List.of()));
    }
    runs.forEach(run -> newSkips.addAll(run.newSkips()));
    Judgement all = Judgement.of(findings, union, settings.gates());
    this.judgement = newSkips.isEmpty() ? all : all.remarking(NewSkips.sentence(newSkips.size()));
  }

  /**
   * Merges them, and gives what all of it comes to.
   *
   * @param missing runs what machines have left out, where that is wanted
   */
  static ExitCode merge(
      Invocation invocation,
      Console console,
      MergeSettings settings,
      Optional<MissingShard> missing,
      Instant started)
      throws IOException {
    settings.gates().note().ifPresent(console::say);
    try (BuildDirectory build = BuildDirectory.lock(settings.buildDirectory(), started)) {
      build.clear(settings.gates().names(), false);
      String suite = invocation.fromWorkspace(settings.directory(), settings.directory());
      List<FinishedRun> runs = new ArrayList<>();
      SortedMap<Integer, String> lost = new TreeMap<>();
      if (settings.source() instanceof PartsSource.BuildDirs builds) {
        for (Path run : builds.runs()) {
          String name = shown(run, settings.directory());
          runs.add(FinishedRun.in(run, name, Optional.of(invocation.job()), suite));
        }
      } else {
        ShardParts parts = new ShardParts(invocation, suite, build.ours().resolve("parts"));
        find(parts, invocation, console, settings);
        runs.addAll(parts.runs());
        lost.putAll(parts.lost());
      }
      if (missing.isPresent()) {
        for (Shard shard : ShardProof.missing(runs, settings.shards())) {
          String why = lost.getOrDefault(shard.number(), "it left no part");
          console.say(shard + " is run here: " + why);
          runs.add(missing.get().run(shard, build, suite));
        }
      }
      List<Finding> unproved = ShardProof.of(runs, settings.shards(), lost);
      return new MergedRuns(invocation, console, settings, runs, unproved)
          .publish(build, started, missing.map(MissingShard::variables).orElse(new TreeMap<>()));
    }
  }

  /** Once for all of them, since none of them can know how many others had nothing, too. */
  private void sayWhatWasIdle() {
    long idle = runs.stream().filter(FinishedRun::wasIdle).count();
    runs.stream()
        .flatMap(run -> run.record().flatMap(RunRecord::division).stream())
        .findFirst()
        .filter(division -> idle > 0 && !division.units().isEmpty())
        .ifPresent(
            division ->
                console.say(
                    "%d of %d shards had nothing to run: the suite has %d units; %d shards do"
                        .formatted(
                            idle,
                            division.shard().count(),
                            division.units().size(),
                            division.shard().count() - idle)));
  }

  private static void find(
      ShardParts parts, Invocation invocation, Console console, MergeSettings settings)
      throws IOException {
    if (settings.source() instanceof PartsSource.Folder folder) {
      parts.read(folder.folder());
    } else {
      ArtifactService service =
          ArtifactService.of(invocation.environment(), invocation.clock()).orElseThrow();
      parts.fetch(service, settings.publish().artifactName());
    }
    if (parts.runs().isEmpty() && settings.shards().isEmpty()) {
      throw new ShardException(
          ExitCode.CHUNK_FAILED,
          "no part of a shard was found; shards says how many there should be"
              + (parts.lost().isEmpty() ? "" : ": " + String.join("; ", parts.lost().values())));
    }
    int count = parts.runs().size();
    console.say(count == 1 ? "1 part of a shard was found" : count + " parts of shards were found");
  }

  /** Of all runs; empty where one of them is not measured to its end. */
  private Optional<Coverage> union(List<Finding> findings) {
    SortedMap<String, Coverage> parts = new TreeMap<>();
    runs.forEach(run -> run.coverage().ifPresent(part -> parts.put(run.name(), part)));
    if (parts.isEmpty() || parts.size() < runs.stream().filter(run -> !run.wasIdle()).count()) {
      return Optional.empty();
    }
    SourcePaths paths = new SourcePaths(settings.directory(), List.of());
    try {
      return Optional.of(
          CoverageFiles.union(paths.unify(parts), Coverage::mergeOfSameSources, console));
    } catch (ShardException e) {
      findings.add(new Finding(e.code(), e.sentence(), List.of()));
      return Optional.empty();
    }
  }

  private ExitCode publish(
      BuildDirectory build, Instant started, SortedMap<String, String> variables)
      throws IOException {
    sayWhatWasIdle();
    Optional<Report> report = judgement.coverage().map(this::report);
    PublishedLedger ledger = new PublishedLedger(build, newSkips);
    try {
      publish(build, report, ledger, variables);
      Duration elapsed = Duration.between(started, invocation.clock().instant());
      writeStepFiles(build, report, elapsed);
      noteFailure(() -> ledger.correct(judgement.code()));
      print(build, report);
    } catch (IOException | RuntimeException | Error e) { // of any kind: the ledger must not say 0
      ledger.breaksOff(e);
      throw e;
    }
    return judgement.code();
  }

  private void publish(
      BuildDirectory build,
      Optional<Report> report,
      PublishedLedger ledger,
      SortedMap<String, String> variables)
      throws IOException {
    noteFailure(
        () ->
            report.ifPresent(it -> it.write(settings.gates().formats(), "coverage", build::write)));
    noteFailure(() -> writeRecords(build, ledger));
    noteFailure(() -> ledger.correct(judgement.code()));
    ArtifactUpload upload = new ArtifactUpload(invocation, console, settings.publish());
    noteFailure(
        () ->
            artifact =
                upload.upload(
                    settings.publish().artifactName(),
                    () -> ArtifactFiles.ofMerge(build, secrets(), variables)));
  }

  private SecretValues secrets() {
    return SecretValues.of(invocation)
        .besides(judgement.coverage().map(it -> it.files().keySet()).orElse(Set.of()));
  }

  /** What cannot be written makes the step red, and hides nothing of what was found before. */
  private void noteFailure(Writing writing) throws IOException {
    try {
      writing.write();
    } catch (ShardException e) {
      judgement = judgement.with(new Finding(e.code(), e.sentence(), List.of()));
    }
  }

  /** All parts have the same, or are refused. */
  private Runner runner() {
    return runs.stream()
        .flatMap(run -> run.record().flatMap(RunRecord::part).stream())
        .map(Part::runner)
        .findFirst()
        .orElse(Runner.BEHAVE);
  }

  /** As one run, where they are parts of one; what it came to is not known yet. */
  private Optional<RunRecord> joined() {
    List<RunRecord> parts =
        runs.stream()
            .flatMap(run -> run.record().stream())
            .filter(record -> record.part().isPresent())
            .sorted(Comparator.comparingInt(record -> record.shard().number()))
            .toList();
    if (parts.isEmpty() || parts.size() < runs.size()) {
      return Optional.empty();
    }
    String name = invocation.job() + " " + invocation.clock().instant();
    return Optional.of(JoinedRecord.of(name, parts.get(0).directory(), ExitCode.PASSED, parts));
  }

  private void writeRecords(BuildDirectory build, PublishedLedger ledger) {
    if (joined.isPresent()) {
      ledger.write(joined.get().with(judgement.code()));
      if (judgement.coverage().isEmpty()
          && settings.gates().formats().contains(ReportFormat.JUNIT)) {
        Report.writeJUnit(joined.get(), ZoneId.systemDefault(), build::write);
      }
      new MergedTimings(invocation, console, settings.directory()).keep(runs, joined.get(), build);
    }
  }

  private Report report(Coverage union) {
    return new Report(
        union,
        judgement.verdicts(),
        invocation.clock().instant().atZone(ZoneId.systemDefault()),
        List.of(section()),
        joined,
        new TreeMap<>(),
        settings.reports().withBranches(union.withBranches()));
  }

  /** As text that nothing of a name can be markup in. */
  private String section() {
    return "### Runs\n\n```\n"
        + String.join("\n", runs.stream().map(FinishedRun::line).toList()).replace("```", "'''")
        + "\n```\n";
  }

  private void writeStepFiles(BuildDirectory build, Optional<Report> report, Duration elapsed)
      throws IOException {
    StepFiles files = new StepFiles(invocation);
    SortedMap<String, String> places = files.places(settings.directory(), build, artifact);
    Counts counts = runs.stream().map(FinishedRun::counts).reduce(Counts.NONE, Counts::plus);
    String numbers = report.map(Report::markdown).orElse("Total: not computable\n\n" + section());
    noteFailure(() -> files.writeSummary(judgement, numbers));
    noteFailure(() -> files.writeOutputs(judgement, counts, elapsed, places));
  }

  /** Failures first, the verdict last, as of a run. */
  private void print(BuildDirectory build, Optional<Report> report) {
    FailureList.lines(judgement.findings())
        .forEach(
            line ->
                console.problem(
                    line.startsWith("FAILED") ? console.styled(Style.BAD, line) : line));
    console.detail("");
    runs.forEach(run -> console.detail(run.line()));
    console.detail("");
    if (report.isPresent()) {
      new CoveragePrintout(console, settings.directory(), build.path(), settings.gates().formats())
          .print(report.get());
    } else {
      console.result(judgement.withoutTotal());
    }
    Style style = judgement.code() == ExitCode.PASSED ? Style.GOOD : Style.BAD;
    console.result(console.styled(style, judgement.verdictLine()));
  }

  private static String shown(Path run, Path directory) {
    return (run.startsWith(directory) ? directory.relativize(run) : run).toString();
  }
}
