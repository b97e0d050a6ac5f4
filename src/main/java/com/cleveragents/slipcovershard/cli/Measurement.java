package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the chunks measured together.
 *
 * @param coverage the union of all chunks; empty when none of them left a usable file
 * @param isWhole every chunk measured to its end, and the ledger has no gap
 * @param findings what makes it unusable
 */
record Measurement(Optional<Coverage> coverage, boolean isWhole, List<Finding> findings) {
  Measurement {
    findings = List.copyOf(findings);
  }

  /** Reads and merges the chunks' files, those of chunks that ended early among them. */
  static Measurement of(SuiteResult result) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Coverage> parts = new TreeMap<>();
    boolean whole = result.ledger().isWhole();
    for (ChunkResult chunk : result.chunks()) {
      whole &= chunk.coverage().isPresent();
      if (chunk.coverage().isPresent()) {
        try {
          Coverage part = read(chunk.coverage().get());
          parts.put(chunk.coverage().get().toString(), part);
          blindness(chunk, part).ifPresent(findings::add);
        } catch (ShardException e) {
          whole = false;
          findings.add(new Finding(e.code(), e.sentence(), List.of()));
        }
      } else if (chunk.partial().isPresent()) {
        try {
          parts.put(chunk.partial().get().toString(), read(chunk.partial().get()));
        } catch (ShardException e) {
          // It was ended while it saved: the chunk's end is told anyway, and nothing is claimed.
        }
      }
    }
    if (parts.isEmpty()) {
      return new Measurement(Optional.empty(), false, findings);
    }
    try {
      Coverage union = Coverage.merge(parts);
      if (whole && union.measuredNothing() && result.ledger().executedScenarios() > 0) {
        findings.add(
            new Finding(
                ExitCode.COVERAGE_UNUSABLE,
                "no executed line was measured: are --source and --omit right, and do the tests run"
                    + " code below the working directory?",
                List.of()));
      }
      return new Measurement(Optional.of(union), whole, findings);
    } catch (ShardException e) {
      findings.add(new Finding(e.code(), e.sentence(), List.of()));
      return new Measurement(Optional.empty(), false, findings);
    }
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

  private static Coverage read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return CoverageReader.read(file.toString(), in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
