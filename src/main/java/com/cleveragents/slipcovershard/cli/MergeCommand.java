package com.cleveragents.slipcovershard.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--path-map",
      paramLabel = "FROM=TO",
      description = "paths of sources that begin with FROM begin with TO here; may be repeated")
  private List<String> pathMap = List.of();

  @Mixin private final GateOptions gate = new GateOptions();
  @Mixin private final ReportFlags look = new ReportFlags();

  MergeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return new CoverageReports(invocation, gate, look, pathMap, buildDir).write(files).number();
  }
}
