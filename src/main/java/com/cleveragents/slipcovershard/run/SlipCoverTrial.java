package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Finds out whether SlipCover is the cause where a suite could not be imported: the runner imports
 * the same once more, without SlipCover and without running a test.
 */
final class SlipCoverTrial {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The line at the end of behave's output, which is missing where steps or hooks do not load. */
  private static final Pattern SUMMARY_OF_BEHAVE = Pattern.compile("\\d+ features? passed");

  /** pytest has collected something, or nothing without any error. */
  private static final List<Integer> COLLECTED = List.of(0, 5);

  private final SuiteSettings settings;
  private final Processes processes;
  private final Path log;

  /**
   * @param scratch directory of the run
   */
  SlipCoverTrial(SuiteSettings settings, Processes processes, Path scratch) {
    this.settings = settings;
    this.processes = processes;
    this.log = scratch.resolve("without-slipcover.log");
  }

  /** A sentence if SlipCover is the cause; empty where nothing points to it. */
  Optional<String> verdict(Ledger ledger, List<Chunk> chunks)
      throws IOException, InterruptedException {
    Optional<String> broken =
        ledger.units().stream()
            .filter(entry -> entry.end() == UnitEnd.UNPARSABLE && !entry.isFeature())
            .map(Entry::path)
            .findFirst();
    Optional<Chunk> witness =
        broken.isPresent()
            ? chunks.stream().findFirst()
            : chunks.stream().filter(Chunk::couldNotLoad).findFirst();
    if (witness.isEmpty()) {
      return Optional.empty();
    }
    List<String> paths = broken.map(List::of).orElse(settings.paths());
    return loads(witness.get(), paths)
        ? Optional.of(
            broken.orElse("the suite")
                + " loads without SlipCover: SlipCover "
                + (settings.accelerated()
                    ? "is the cause. Please report it to the maintainers of SlipCover"
                    : "is the cause. Try --accelerate auto, which mends SlipCover's loader"))
        : Optional.empty();
  }

  private boolean loads(Chunk chunk, List<String> paths) throws IOException, InterruptedException {
    ChildCommand command = chunk.launch().withoutSlipCover(arguments(paths), log);
    OptionalInt code = OptionalInt.empty();
    try {
      code = ShortChild.run(processes, command, LIMIT);
    } catch (ShardException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e;
    }
    if (code.isEmpty()) {
      return false;
    }
    return settings.runner() == Runner.PYTEST
        ? COLLECTED.contains(code.getAsInt())
        : SUMMARY_OF_BEHAVE.matcher(Files.readString(log, StandardCharsets.ISO_8859_1)).find();
  }

  private List<String> arguments(List<String> paths) {
    List<String> arguments = new ArrayList<>(settings.runnerArguments());
    if (settings.runner() == Runner.PYTEST) {
      arguments.addAll(List.of("--collect-only", "-q", "-p", "no:cacheprovider"));
    } else {
      arguments.addAll(List.of("--dry-run", "--summary", "--no-junit", "--format", "null"));
    }
    arguments.addAll(paths);
    return arguments;
  }
}
