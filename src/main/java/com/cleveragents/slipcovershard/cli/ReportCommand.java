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

/** Writes reports of one coverage file, in other formats or with another threshold than its run. */
@Command(
    name = "report",
    description = "Writes reports of one JSON file of SlipCover and applies the threshold.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(index = "0", paramLabel = "FILE", description = "JSON file of SlipCover")
  private Path file = Path.of("");

  @Option(names = "--build-dir", paramLabel = "DIR", description = "where reports go (build)")
  private @Nullable Path buildDir;

  @Option(
      names = "--path-map",
      paramLabel = "FROM=TO",
      description = "paths of sources that begin with FROM begin with TO here; may be repeated")
  private List<String> pathMap = List.of();

  @Mixin private final GateOptions gate = new GateOptions();
  @Mixin private final ReportFlags look = new ReportFlags();

  ReportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    return new CoverageReports(invocation, gate, look, pathMap, buildDir)
        .write(List.of(file))
        .number();
  }
}
