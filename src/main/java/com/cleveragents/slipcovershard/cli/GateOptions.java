package com.cleveragents.slipcovershard.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the commands that judge and report coverage, as typed. */
final class GateOptions {
  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description = "lowest total that passes, or none ([tool.slipcover] fail-under, else none)")
  @Nullable String threshold;

  @Option(
      names = "--report",
      paramLabel = "LIST",
      description =
          "formats to write: json, xml, lcov, text, markdown, html, junit (json,xml,text)")
  @Nullable String report;
}
