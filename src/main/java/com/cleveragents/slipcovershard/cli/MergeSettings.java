package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.report.ReportFormat;
import com.cleveragents.slipcovershard.report.ReportOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * All settings of a merge of earlier runs, checked.
 *
 * @param directory the project's root
 * @param buildDirectory where everything is written
 * @param source where the runs, or the parts of machines, are
 * @param shards of how many machines they have to be the parts; empty where nobody says
 * @param runsMissing whether the parts of machines that left none are run here
 * @param reports how reports are to look
 */
record MergeSettings(
    Path directory,
    Path buildDirectory,
    PartsSource source,
    OptionalInt shards,
    boolean runsMissing,
    GateSettings gates,
    PublishSettings publish,
    ReportOptions reports) {
  /**
   * Reads and checks them; all mistakes are told at once, with code 2.
   *
   * @param given the names of all settings that have a value
   */
  static MergeSettings read(
      Invocation invocation,
      Set<String> given,
      ModeOptions mode,
      SuiteOptions suite,
      GateOptions gate,
      ReportFlags look,
      PublishOptions publishing)
      throws IOException {
    Mistakes mistakes = new Mistakes();
    Values values = new Values(invocation.environment());
    boolean runsMissing = mode.runsMissing(values, mistakes);
    if (!runsMissing) {
      given.stream()
          .filter(name -> !GivenSettings.OF_A_MERGE.contains(name))
          .forEach(
              name ->
                  mistakes.add(
                      name, "with mode: merge nothing is run: leave it out, or set missing: run"));
    }
    Path directory = RunSettings.directory(invocation, suite, mistakes);
    Path build = RunSettings.buildDirectory(suite, values, directory, mistakes);
    SlipCoverTable table = SlipCoverTable.find(directory, invocation.environment(), mistakes);
    GateSettings gates = GateSettings.read(gate, values, table, mistakes);
    List<String> words = RunSettings.pathWords(suite, values, mistakes);
    PartsSource source =
        mode.parts(values, directory, mistakes)
            .orElseGet(
                () ->
                    words.isEmpty() || runsMissing
                        ? new PartsSource.Artifacts()
                        : new PartsSource.BuildDirs(runs(words, directory)));
    OptionalInt shards = mode.shards(values, mistakes);
    if (source instanceof PartsSource.BuildDirs builds) {
      int least = shards.isPresent() ? 1 : 2; // those that are missing have names
      check(builds.runs(), words, build, least, mistakes);
    } else if (!words.isEmpty() && !runsMissing) {
      mistakes.add("paths", "with parts nothing is run: leave it out, or set missing: run");
    }
    if (source instanceof PartsSource.Artifacts
        && ArtifactService.of(invocation.environment(), invocation.clock()).isEmpty()) {
      mistakes.add(
          "parts",
          "there is no artifact service to find parts of shards with: give the folder that they are"
              + " in, or in paths the build-dirs of runs");
    }
    if (gates.formats().contains(ReportFormat.JUNIT) && source instanceof PartsSource.BuildDirs) {
      mistakes.add("report", "each run writes its own junit.xml: leave it out with mode: merge");
    }
    PublishSettings publish = PublishSettings.read(invocation, publishing, mistakes);
    ReportOptions reports =
        look.applyTo(table.applyTo(ReportOptions.of(directory, false)), values, mistakes);
    mistakes.throwIfAny();
    return new MergeSettings(
        directory, build, source, shards, runsMissing, gates, publish, reports);
  }

  /** No globs: where a run did not happen, they would match the others and hide it. */
  private static List<Path> runs(List<String> words, Path directory) {
    return words.stream().map(word -> directory.resolve(word).normalize()).toList();
  }

  private static void check(
      List<Path> runs, List<String> words, Path build, int least, Mistakes mistakes) {
    if (runs.stream().anyMatch(run -> real(run).equals(real(build)))) {
      mistakes.add("build-dir", "is one of those that are merged: give the merge another one");
    }
    if (runs.stream().map(MergeSettings::real).distinct().count() < Math.max(least, runs.size())) {
      mistakes.add(
          "paths",
          Words.join(words),
          "with mode: merge the build-dirs of two runs or more, or of all shards, each once");
    }
  }

  private static Path real(Path path) {
    try {
      return Files.exists(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      return path;
    }
  }
}
