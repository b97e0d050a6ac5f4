package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.cli.CoverageFiles.Reading;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.Verdict;
import com.cleveragents.slipcovershard.report.Report;
import com.cleveragents.slipcovershard.report.ReportOptions;
import com.cleveragents.slipcovershard.report.ReportOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges coverage files of SlipCover, whoever made them. */
@Command(
    name = "merge",
    description = "Merges SlipCover's JSON files, writes reports and applies the threshold.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON files of SlipCover")
  private List<Path> files = List.of();

  @Option(names = "--build-dir", paramLabel = "DIR", description = "where reports go (build)")
  private @Nullable Path buildDir;

  @Mixin private final GateOptions gate = new GateOptions();

  @Mixin private final ReportFlags look = new ReportFlags();

  MergeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Mistakes mistakes = new Mistakes();
    Path directory = invocation.directory().toRealPath();
    SlipCoverTable table = SlipCoverTable.find(directory, invocation.environment(), mistakes);
    GateSettings gates =
        GateSettings.read(gate, new Values(invocation.environment()), table, mistakes);
    Values values = new Values(invocation.environment());
    ReportOptions options =
        look.applyTo(table.applyTo(ReportOptions.of(directory, false)), values, mistakes);
    mistakes.throwIfAny();
    gates.note().ifPresent(invocation.err()::println);
    List<Path> resolved = files.stream().map(directory::resolve).toList();
    resolved.forEach(MergeCommand::refuseWhatIsNoMeasurement);
    SortedMap<Path, Reading> readings = CoverageFiles.read(resolved);
    Map<String, Coverage> parts = new TreeMap<>();
    resolved.forEach(
        file -> parts.put(file.toString(), Objects.requireNonNull(readings.get(file)).coverage()));
    Coverage union = Coverage.merge(parts);
    if (union.measuredNothing()) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE, "these files hold no executed line: nothing was measured");
    }
    List<Verdict> verdicts = gates.judge(union);
    Report report =
        new Report(
            union,
            verdicts,
            invocation.clock().instant().atZone(ZoneId.systemDefault()),
            List.of(),
            options.withBranches(union.withBranches()));
    Path build = directory.resolve(buildDir == null ? Path.of("build") : buildDir);
    report.write(gates.formats(), "coverage", ReportOutput.directory(build));
    invocation.out().println(report.totalLine() + " (completeness not proved)");
    return ExitCode.worst(verdicts.stream().map(Verdict::code).toList()).number();
  }

  private static void refuseWhatIsNoMeasurement(Path file) {
    if (file.endsWith("coverage-partial.json")) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE, file + " is of a run that was not whole: it is not merged");
    }
    if (Files.isDirectory(file)) {
      throw new ShardException(ExitCode.USAGE, file + " is a directory: name files in it");
    }
  }
}
