package com.cleveragents.slipcovershard.cli;

import java.nio.file.Path;

/** Where the timings of earlier runs come from. */
sealed interface TimingsSetting {
  /** From where we keep them ourselves: in build-dir, else in the runner's cache. */
  record Kept() implements TimingsSetting {}

  /** From a file of the user's, which we do not change. */
  record Named(Path file) implements TimingsSetting {}

  /** From nowhere. */
  record None() implements TimingsSetting {}
}
