package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Python files of ours, unpacked from the jar to where a chunk finds them. */
final class Probe {
  static final List<String> FILES =
      List.of(
          "slipcover_shard_probe/__init__.py",
          "slipcover_shard_probe/acceleration.py",
          "slipcover_shard_probe/annotation_lines.py",
          "slipcover_shard_probe/behave_account.py",
          "slipcover_shard_probe/behave_identities.py",
          "slipcover_shard_probe/behave_outcomes.py",
          "slipcover_shard_probe/behave_pieces.py",
          "slipcover_shard_probe/behave_settings.py",
          "slipcover_shard_probe/behave_worker.py",
          "slipcover_shard_probe/bound.py",
          "slipcover_shard_probe/bytecode_edits.py",
          "slipcover_shard_probe/channel.py",
          "slipcover_shard_probe/child.py",
          "slipcover_shard_probe/coverage_keys.py",
          "slipcover_shard_probe/deinstrumentation.py",
          "slipcover_shard_probe/entry_cache.py",
          "slipcover_shard_probe/errors.py",
          "slipcover_shard_probe/forks.py",
          "slipcover_shard_probe/function_search.py",
          "slipcover_shard_probe/guard.py",
          "slipcover_shard_probe/journal.py",
          "slipcover_shard_probe/loader_mending.py",
          "slipcover_shard_probe/output_paths.py",
          "slipcover_shard_probe/pytest_cache.py",
          "slipcover_shard_probe/pytest_coverage.py",
          "slipcover_shard_probe/pytest_files.py",
          "slipcover_shard_probe/pytest_identities.py",
          "slipcover_shard_probe/pytest_identity.py",
          "slipcover_shard_probe/pytest_imports.py",
          "slipcover_shard_probe/pytest_outcomes.py",
          "slipcover_shard_probe/pytest_outputs.py",
          "slipcover_shard_probe/pytest_session.py",
          "slipcover_shard_probe/pytest_settings.py",
          "slipcover_shard_probe/pytest_worker.py",
          "slipcover_shard_probe/remembered_results.py",
          "slipcover_shard_probe/salvage.py",
          "slipcover_shard_probe/serial.py",
          "slipcover_shard_probe/sight.py",
          "slipcover_shard_probe/stacks.py",
          "slipcover_shard_probe/startup.py",
          "slipcover_shard_probe/statements.py",
          "slipcover_shard_probe/test_lists.py",
          "slipcover_shard_probe/tied_tests.py",
          "slipcover_shard_probe/values.py",
          "slipcover_shard_probe/unselected.py",
          "slipcover_shard_probe/worker.py",
          "slipcover_shard_site/sitecustomize.py",
          "slipcover_shard_site/slipcover_shard_bound.py",
          "slipcover_shard_site/slipcover_shard_child.py",
          "slipcover_shard_site/slipcover_shard_touches.py");

  private Probe() {}

  /** Writes the files below the directory; it lies outside of what is measured. */
  static void unpackTo(Path directory) throws IOException {
    for (String name : FILES) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      try (InputStream in = Probe.class.getResourceAsStream("/" + name)) {
        if (in == null) {
          throw new IllegalStateException("the jar lacks " + name);
        }
        Files.copy(in, file);
      }
    }
  }
}
