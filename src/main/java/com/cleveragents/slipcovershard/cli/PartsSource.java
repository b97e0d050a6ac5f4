package com.cleveragents.slipcovershard.cli;

import java.nio.file.Path;
import java.util.List;

/** Where a merge finds what is to be merged. */
sealed interface PartsSource {
  /** In the build-dirs of runs of this very job, in the order given. */
  record BuildDirs(List<Path> runs) implements PartsSource {
    public BuildDirs {
      runs = List.copyOf(runs);
    }
  }

  /** In a folder, one folder or zip for each shard, as artifacts come when they are downloaded. */
  record Folder(Path folder) implements PartsSource {}

  /** Among the artifacts of this run of the workflow. */
  record Artifacts() implements PartsSource {}
}
