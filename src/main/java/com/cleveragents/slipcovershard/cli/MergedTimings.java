package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.CacheService;
import com.cleveragents.slipcovershard.machines.Basis;
import com.cleveragents.slipcovershard.plan.FeatureRun;
import com.cleveragents.slipcovershard.plan.Separation;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.TimingsFile;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.MeasuredTimes;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.SeenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The times that all machines measured together, for the plan of the next run: with those that they
 * planned by, as a run on one machine keeps them. No trouble with them fails a merge.
 */
final class MergedTimings {
  private final Invocation invocation;
  private final Console console;
  private final Path directory;

  /**
   * @param directory the project's root; files that are not there are not kept
   */
  MergedTimings(Invocation invocation, Console console, Path directory) {
    this.invocation = invocation;
    this.console = console;
    this.directory = directory;
  }

  /**
   * Keeps them in build-dir, and in the runner's cache.
   *
   * @param joined all parts as one run
   */
  void keep(List<FinishedRun> parts, RunRecord joined, BuildDirectory build) {
    List<FeatureRun> measured =
        MeasuredTimes.of(joined.ledger(), this::bytes).stream()
            .filter(feature -> isThere(feature.path()))
            .toList();
    Timings basis = basis(parts);
    Timings all =
        basis
            .after(
                invocation.clock().instant(),
                MeasuredTimes.chunkSeconds(joined),
                measured,
                this::isThere)
            .withSeparations(contradicted(basis, joined));
    if (all.isEmpty()) {
      return;
    }
    String json = TimingsFile.toJson(all);
    try {
      build.write("slipcover-shard/timings.json", json);
    } catch (ShardException e) {
      console.say("timings: not kept: " + e.sentence());
    }
    Optional<CacheService> cache =
        CacheService.of(invocation.environment(), invocation.clock(), console::explain);
    parts.stream()
        .flatMap(part -> part.record().flatMap(RunRecord::part).stream())
        .map(Part::selection)
        .findFirst()
        .ifPresent(
            selection ->
                cache.ifPresent(
                    service ->
                        service.save(
                            KeptTimings.keys(invocation, selection),
                            json.getBytes(StandardCharsets.UTF_8))));
  }

  /** Proofs of files whose tests ended otherwise in pieces than when these were proved. */
  private static SortedMap<String, Separation> contradicted(Timings basis, RunRecord joined) {
    SortedMap<String, List<Entry>> split =
        joined.ledger().units().stream()
            .filter(Entry::isPiece)
            .collect(Collectors.groupingBy(Entry::path, TreeMap::new, Collectors.toList()));
    SortedMap<String, Separation> contradicted = new TreeMap<>();
    split.forEach(
        (path, pieces) ->
            basis
                .separation(path)
                .filter(known -> known.verdict() == Separation.Verdict.PROVED)
                .filter(known -> !known.ends().equals(SeenFiles.ends(pieces)))
                .ifPresent(known -> contradicted.put(path, known.withoutProof())));
    return contradicted;
  }

  private Timings basis(List<FinishedRun> parts) {
    for (FinishedRun part : parts) {
      try {
        Path file = part.directory().resolve("slipcover-shard").resolve("basis.json");
        if (RegularFile.exists(file)) {
          return Basis.read(RegularFile.text(file)).map(Basis::timings).orElse(Timings.NONE);
        }
      } catch (IOException e) {
        console.say("timings: those of earlier runs are lost: " + e);
      }
    }
    return Timings.NONE;
  }

  private boolean isThere(String path) {
    return Files.isRegularFile(directory.resolve(path));
  }

  private long bytes(String path) {
    try {
      return Files.size(directory.resolve(path));
    } catch (IOException e) {
      return 0;
    }
  }
}
