package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Comparison;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileDifference;
import com.cleveragents.slipcovershard.coverage.SourcePaths;
import com.cleveragents.slipcovershard.plan.Separations.Compared;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.ChunkEnd;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.SerialEnd;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The suite once more, in one process, held against what its chunks came to. */
final class Verification {
  private static final int MOST_FILES = 20;
  private static final String TOGETHER = "the chunks";
  private static final String ALONE = "one process";

  /** After anything worse there is nothing whole to compare with, or nothing was run. */
  private static final Set<ExitCode> COMPARABLE =
      Set.of(ExitCode.PASSED, ExitCode.TESTS_FAILED, ExitCode.GATE_FAILED);

  private final Console console;
  private final RunSettings settings;
  private final BuildDirectory build;
  private final Suite suite;
  private Compared compared = Compared.NOT;

  /**
   * @param suite that has been run in chunks
   */
  Verification(Console console, RunSettings settings, BuildDirectory build, Suite suite) {
    this.console = console;
    this.settings = settings;
    this.build = build;
    this.suite = suite;
  }

  /** What it comes to with that: the same, where nobody wants to verify. */
  Conclusion of(Conclusion chunks, Measurement measurement) {
    if (!settings.verifies()) {
      return chunks;
    }
    if (chunks.coverage().isEmpty() || !COMPARABLE.contains(chunks.code())) {
      console.say(
          "verify: left out, there is nothing whole to compare with (exit code "
              + chunks.code().number()
              + ")");
      return chunks;
    }
    console.say("verify: running all of it once more in one process");
    SerialEnd end = suite.runInOneProcess(chunks.result());
    if (end instanceof SerialEnd.Ended ended) {
      return compared(chunks, measurement, ended);
    } else if (end instanceof SerialEnd.Lost lost) {
      return chunks.with(lost("one process " + lost.how(), lost.log(), lost.lastLines()));
    }
    return chunks.with(
        new Finding(
            ExitCode.INTERRUPTED, "the run was interrupted while it was verified", List.of()));
  }

  /** Result of the comparison, once it was made. */
  Compared compared() {
    return compared;
  }

  private static Finding lost(String what, Path log, List<String> lastLines) {
    return new Finding(ExitCode.CHUNK_FAILED, "verify: " + what + "; its log: " + log, lastLines);
  }

  private Conclusion compared(
      Conclusion chunks, Measurement measurement, SerialEnd.Ended oneProcess) {
    Coverage together = chunks.coverage().orElseThrow();
    boolean chunksFailed = haveFailed(chunks.result());
    Comparison comparison;
    try {
      Coverage alone =
          Objects.requireNonNull(
                  CoverageFiles.read(List.of(oneProcess.coverage())).get(oneProcess.coverage()))
              .coverage();
      comparison = compare(together, measurement, alone, oneProcess.originals());
      build.write(
          "slipcover-shard/verify.json",
          VerifyFile.toJson(comparison, chunksFailed, oneProcess.failed()));
    } catch (ShardException e) {
      return chunks.with(lost(e.sentence(), oneProcess.log(), oneProcess.lastLines()));
    }
    Conclusion all = chunks;
    if (comparison.isSame()) {
      console.detail(same(together, oneProcess));
    } else {
      all = all.with(difference(comparison, oneProcess));
    }
    boolean isSame = comparison.isSame() && chunksFailed == oneProcess.failed();
    compared = isSame ? Compared.SAME : Compared.DIFFERENT;
    boolean mayDiffer = chunks.result().ledger().count(ScenarioEnd.FLAKY) > 0;
    return mayDiffer || chunksFailed == oneProcess.failed()
        ? all
        : all.with(otherVerdict(oneProcess));
  }

  private static boolean haveFailed(SuiteResult result) {
    return result.chunks().stream()
        .anyMatch(chunk -> chunk.end() instanceof ChunkEnd.InOrder end && end.failed());
  }

  /**
   * By names as they are, and only if these differ by what they stand for: plain SlipCover names
   * files from where the suite is when it ends, and a private copy has other names than the
   * checkout.
   */
  private Comparison compare(
      Coverage together, Measurement measurement, Coverage alone, SortedMap<Path, Path> originals) {
    Comparison asNamed = Comparison.of(together, measurement.chunks(), alone);
    if (together.files().keySet().equals(alone.files().keySet())) {
      return asNamed;
    }
    Map<String, Coverage> parts = new TreeMap<>(Map.of(TOGETHER, together, ALONE, alone));
    measurement.chunks().forEach((number, part) -> parts.put(number.toString(), part));
    List<SourcePaths.Mapping> mappings = new ArrayList<>();
    originals.forEach(
        (from, to) -> mappings.add(new SourcePaths.Mapping(from.toString(), to.toString())));
    Map<String, Coverage> unified = new SourcePaths(settings.directory(), mappings).unify(parts);
    SortedMap<Integer, Coverage> chunks = new TreeMap<>();
    measurement
        .chunks()
        .keySet()
        .forEach(number -> chunks.put(number, part(unified, number.toString())));
    return Comparison.of(part(unified, TOGETHER), chunks, part(unified, ALONE));
  }

  private static Coverage part(Map<String, Coverage> parts, String name) {
    return Objects.requireNonNull(parts.get(name));
  }

  private static String same(Coverage together, SerialEnd.Ended oneProcess) {
    return String.format(
        Locale.ROOT,
        "verify: one process measured the same: %d files, %d lines%s in %.1f s",
        together.files().size(),
        together.lines().covered(),
        together.withBranches() ? ", " + together.branches().covered() + " branches" : "",
        oneProcess.elapsed().toMillis() / 1000.0);
  }

  private static Finding difference(Comparison comparison, SerialEnd.Ended oneProcess) {
    SortedMap<String, FileDifference> files = comparison.differences();
    List<String> details = new ArrayList<>();
    files.entrySet().stream()
        .limit(MOST_FILES)
        .forEach(file -> details.add(file.getKey() + ": " + file.getValue().words()));
    if (files.size() > MOST_FILES) {
      details.add("... and " + (files.size() - MOST_FILES) + " more files, listed in verify.json");
    }
    details.add(
        "these tests depend on their order, on what others leave behind, or on chance:"
            + " @slipcover_shard.whole keeps a feature in one piece; state that features share"
            + " (modules, files, databases) has to be set back after each");
    if (files.values().stream().anyMatch(file -> file.unknownTo().isPresent())) {
      details.add(
          "plain SlipCover names files from where the suite is when it ends: one that goes elsewhere"
              + " has to come back");
    }
    details.add("log: " + oneProcess.log());
    return new Finding(
        ExitCode.COVERAGE_UNUSABLE,
        "verify: one process executed other lines or branches than the chunks, in "
            + files.size()
            + (files.size() == 1 ? " file" : " files"),
        details);
  }

  private static Finding otherVerdict(SerialEnd.Ended oneProcess) {
    return new Finding(
        ExitCode.COVERAGE_UNUSABLE,
        "verify: tests "
            + (oneProcess.failed()
                ? "failed in one process and passed in chunks"
                : "passed in one process and failed in chunks")
            + "; its log: "
            + oneProcess.log(),
        oneProcess.failed() ? oneProcess.lastLines() : List.of());
  }
}
