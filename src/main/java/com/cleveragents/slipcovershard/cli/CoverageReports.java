package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.SourcePaths;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.ReportOptions;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Coverage files in, reports out, gates applied: what {@code merge} and {@code report} do. */
final class CoverageReports {
  private final Invocation invocation;
  private final Console console;
  private final Path directory;
  private final GateSettings gates;
  private final ReportOptions options;
  private final SourcePaths paths;
  private final Path build;

  /** Reads the settings; all mistakes are told at once, with code 2. */
  CoverageReports(
      Invocation invocation,
      GateOptions gate,
      ReportFlags look,
      List<String> pathMap,
      @Nullable Path buildDir)
      throws IOException {
    this.invocation = invocation;
    this.console = new Console(invocation, Console.Level.NORMAL);
    this.directory = invocation.directory().toRealPath();
    Mistakes mistakes = new Mistakes();
    Values values = new Values(invocation.environment());
    SlipCoverTable table = SlipCoverTable.find(directory, invocation.environment(), mistakes);
    this.gates = GateSettings.read(gate, values, table, mistakes);
    this.options =
        look.applyTo(table.applyTo(ReportOptions.of(directory, false)), values, mistakes);
    this.paths = new SourcePaths(directory, mappings(pathMap, mistakes));
    if (gates.formats().contains(ReportFormat.JUNIT)) {
      mistakes.add("report", "junit tells of tests, of which coverage files know nothing: see run");
    }
    mistakes.throwIfAny();
    this.build = directory.resolve(buildDir == null ? Path.of("build") : buildDir);
  }

  /** Merges the files, judges what comes out and writes it. */
  ExitCode write(List<Path> files) throws IOException {
    gates.note().ifPresent(console::say);
    List<Path> resolved = files.stream().map(directory::resolve).toList();
    resolved.forEach(CoverageReports::refuseWhatIsNoMeasurement);
    GateSettings wanted = gates.withFormats(formats(resolved));
    try (BuildDirectory place = BuildDirectory.lock(build, invocation.clock().instant())) {
      place.refuseFilesOfOthers(wanted.names());
      return write(resolved, wanted.formats(), place);
    }
  }

  private ExitCode write(List<Path> resolved, Set<ReportFormat> formats, BuildDirectory place)
      throws IOException {
    SortedMap<String, Coverage> parts = CoverageFiles.parts(resolved);
    Optional<LedgerBeside> ledger = LedgerBeside.of(resolved);
    Coverage union =
        CoverageFiles.union(
            paths.unify(parts),
            ledger.flatMap(LedgerBeside::proof).isPresent()
                ? Coverage::mergeOfOneRun
                : Coverage::merge,
            console);
    List<Verdict> verdicts = gates.judge(union);
    Report report =
        new Report(
            union,
            verdicts,
            invocation.clock().instant().atZone(ZoneId.systemDefault()),
            List.of(),
            ledger.map(LedgerBeside::record),
            new TreeMap<>(),
            options.withBranches(union.withBranches()));
    report.write(formats, "coverage", place::write);
    console.result(
        report.totalLine()
            + " ("
            + ledger.flatMap(LedgerBeside::proof).orElse("completeness not proved")
            + ")");
    return ExitCode.worst(verdicts.stream().map(Verdict::code).toList());
  }

  /** The wanted ones; a file that was only read stays as it is, its time of measuring included. */
  private Set<ReportFormat> formats(List<Path> files) throws IOException {
    Set<ReportFormat> formats = EnumSet.copyOf(gates.formats());
    Path json = build.resolve(ReportFormat.JSON.fileName("coverage"));
    if (files.size() == 1 && Files.exists(json) && Files.isSameFile(json, files.get(0))) {
      formats.remove(ReportFormat.JSON);
    }
    return formats;
  }

  private static List<SourcePaths.Mapping> mappings(List<String> typed, Mistakes mistakes) {
    List<SourcePaths.Mapping> mappings = new ArrayList<>();
    for (String text : typed) {
      SourcePaths.Mapping.parse(text)
          .ifPresentOrElse(
              mappings::add, () -> mistakes.add("path-map", text, SourcePaths.Mapping.ALLOWED));
    }
    return mappings;
  }

  private static void refuseWhatIsNoMeasurement(Path file) {
    if (file.endsWith("coverage-partial.json")) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE,
          file + " is of a run that was not whole: its total would be too low");
    }
    if (file.endsWith(Part.COVERAGE)) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE,
          file
              + " is of one shard of a suite: its total would be too low; merge --parts joins them");
    }
    if (Files.isDirectory(file)) {
      throw new ShardException(ExitCode.USAGE, file + " is a directory: name files in it");
    }
  }
}
