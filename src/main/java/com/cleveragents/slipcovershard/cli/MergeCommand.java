package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "JSON files of SlipCover")
  private List<Path> files = List.of();

  @Option(names = "--build-dir", paramLabel = "DIR", description = "where reports go (build)")
  private @Nullable Path buildDir;

  @Option(
      names = "--path-map",
      paramLabel = "FROM=TO",
      description = "paths of sources that begin with FROM begin with TO here; may be repeated")
  private List<String> pathMap = List.of();

  @Option(
      names = "--parts",
      paramLabel = "DIR",
      description =
          "merge the parts of shards, each a folder or a zip in DIR, and prove that they are all")
  private @Nullable String parts;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "with --parts: how many shards there have to be")
  private @Nullable String shards;

  @Mixin private final GateOptions gate = new GateOptions();
  @Mixin private final ReportFlags look = new ReportFlags();

  MergeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    if (parts != null) {
      return mergeOfParts(parts).number();
    }
    Mistakes mistakes = new Mistakes();
    if (files.isEmpty()) {
      mistakes.add(
          "FILE",
          "give the JSON files to merge, or the folder with the parts of shards in --parts");
    }
    if (shards != null) {
      mistakes.add("shards", "is for --parts");
    }
    mistakes.throwIfAny();
    return new CoverageReports(invocation, gate, look, pathMap, buildDir).write(files).number();
  }

  private ExitCode mergeOfParts(String folder) throws IOException {
    Mistakes mistakes = new Mistakes();
    if (!files.isEmpty() || !pathMap.isEmpty()) {
      mistakes.add("parts", "whatever is merged is in it: leave out files and --path-map");
    }
    mistakes.throwIfAny();
    ModeOptions mode = new ModeOptions();
    mode.parts = folder;
    mode.shards = shards;
    SuiteOptions suite = new SuiteOptions();
    suite.buildDir = buildDir == null ? null : buildDir.toString();
    PublishOptions publish = new PublishOptions();
    publish.upload = "false";
    MergeSettings settings =
        MergeSettings.read(invocation, Set.of(), mode, suite, gate, look, publish);
    return MergedRuns.merge(
        invocation,
        new Console(invocation, Console.Level.NORMAL),
        settings,
        Optional.empty(),
        invocation.clock().instant());
  }
}
