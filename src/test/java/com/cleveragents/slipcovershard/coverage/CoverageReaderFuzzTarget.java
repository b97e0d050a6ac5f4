package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.ByteArrayInputStream;
import java.util.Map;

/** What holds for the reader whatever bytes it gets; the fuzzer calls it, and so do the tests. */
public final class CoverageReaderFuzzTarget {
  private static final String NAME = "chunk.json";

  private CoverageReaderFuzzTarget() {}

  /** Called by its name. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    Coverage coverage;
    try {
      coverage = CoverageReader.read(NAME, new ByteArrayInputStream(bytes));
    } catch (ShardException e) {
      if (e.code() != ExitCode.COVERAGE_UNUSABLE || !e.sentence().startsWith(NAME + " ")) {
        throw new IllegalStateException("a refusal of another kind", e);
      }
      return;
    }
    // What is taken in must also be fit for use.
    if (!Coverage.merge(Map.of("a", coverage, "b", coverage)).equals(coverage)) {
      throw new IllegalStateException("merged with itself it is another measurement");
    }
    coverage.total().slipcoverPercent();
    coverage.version().displaysPercentage();
  }
}
