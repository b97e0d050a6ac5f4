package com.cleveragents.slipcovershard.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code run} that run one chunk of an earlier run again. No inputs of the action. */
final class ReplayOptions {
  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "plan.json of an earlier run, with --only-chunk; its settings hold again")
  @Nullable Path plan;

  @Option(
      names = "--only-chunk",
      paramLabel = "K",
      description = "run this chunk of --plan again, alone, and nothing else")
  @Nullable Integer onlyChunk;

  boolean isAsked() {
    return plan != null || onlyChunk != null;
  }
}
