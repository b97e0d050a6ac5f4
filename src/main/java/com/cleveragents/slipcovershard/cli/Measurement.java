package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.cli.CoverageFiles.Reading;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the chunks measured together.
 *
 * @param coverage the union of all chunks; empty when none of them left a usable file
 * @param chunks what each chunk measured, by its number, as far as it is usable
 * @param isWhole every chunk measured to its end, and the ledger has no gap
 * @param findings what makes it unusable
 */
record Measurement(
    Optional<Coverage> coverage,
    SortedMap<Integer, Coverage> chunks,
    boolean isWhole,
    List<Finding> findings) {
  Measurement {
    chunks = new TreeMap<>(chunks);
    findings = List.copyOf(findings);
  }

  /** Reads and merges the chunks' files, those of chunks that ended early among them. */
  static Measurement of(SuiteResult result, BuildDirectory build) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Coverage> parts = new TreeMap<>();
    SortedMap<Integer, Coverage> chunks = new TreeMap<>();
    boolean whole = result.ledger().isWhole();
    Map<Path, Reading> readings =
        CoverageFiles.read(result.chunks().stream().flatMap(Measurement::filesOf).toList());
    for (ChunkResult chunk : result.chunks()) {
      whole &= chunk.coverage().isPresent() && chunk.blindness().isEmpty();
      for (Path file : filesOf(chunk).toList()) {
        Reading reading = Objects.requireNonNull(readings.get(file));
        if (chunk.coverage().isPresent()
            && reading instanceof Reading.Usable
            && !build.isOfThisRun(file)) {
          whole = false;
          findings.add(changed(chunk, file));
        }
        if (reading instanceof Reading.Usable usable) {
          // A chunk that was lost may have two, of which SlipCover made the second from its
          // journal.
          chunks.putIfAbsent(chunk.number(), usable.coverage());
          parts.put(file.toString(), usable.coverage());
          if (chunk.coverage().isPresent()) {
            blindness(chunk, usable.coverage()).ifPresent(findings::add);
          }
        } else if (chunk.coverage().isPresent() && reading instanceof Reading.Unusable unusable) {
          // What a chunk left that was ended while it saved is no finding: its end is told anyway.
          whole = false;
          findings.add(
              new Finding(ExitCode.COVERAGE_UNUSABLE, unusable.failure().sentence(), List.of()));
        }
      }
    }
    if (parts.isEmpty()) {
      return new Measurement(Optional.empty(), chunks, false, findings);
    }
    try {
      Coverage union = Coverage.mergeOfOneRun(parts);
      if (whole && union.measuredNothing() && result.ledger().executedScenarios() > 0) {
        findings.add(
            new Finding(
                ExitCode.COVERAGE_UNUSABLE,
                "no executed line was measured: are --source and --omit right, and do the tests run"
                    + " code below the working directory?",
                List.of()));
      }
      return new Measurement(Optional.of(union), chunks, whole, findings);
    } catch (ShardException e) {
      findings.add(new Finding(e.code(), e.sentence(), List.of()));
      return new Measurement(Optional.empty(), chunks, false, findings);
    }
  }

  /** Tests of another chunk can reach it, and what they write there is no measurement. */
  private static Finding changed(ChunkResult chunk, Path file) {
    return new Finding(
        ExitCode.COVERAGE_UNUSABLE,
        file
            + " was changed after chunk "
            + chunk.number()
            + " had written it: no test may do that",
        List.of());
  }

  /** A chunk that imported code to be measured, and saw nothing of it run. */
  private static Optional<Finding> blindness(ChunkResult chunk, Coverage part) {
    Optional<String> module = chunk.done().flatMap(Event.Done::measuredModule);
    if (!part.measuredNothing() || module.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            ExitCode.COVERAGE_UNUSABLE,
            "chunk "
                + chunk.number()
                + " measured no executed line, although it imported "
                + module.get(),
            List.of()));
  }

  private static Stream<Path> filesOf(ChunkResult chunk) {
    return chunk.coverage().map(Stream::of).orElseGet(() -> chunk.partials().stream());
  }
}
