package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/** The commit that is checked out. */
public final class Commit {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Commit() {}

  /** Its hash, as git tells it; empty where there is no git, or no repository. */
  public static Optional<String> of(Path directory, SortedMap<String, String> environment) {
    // Java would look for it in a PATH of its own.
    Optional<Path> git = SearchPath.of(environment).find("git");
    if (git.isEmpty()) {
      return Optional.empty();
    }
    // Containers see checkouts of other users.
    List<String> command = List.of("" + git.get(), "-c", "safe.directory=*", "rev-parse", "HEAD");
    try {
      Path output = Files.createTempFile("slipcover-shard-", ".txt");
      try {
        OptionalInt code =
            ShortChild.run(
                Processes.ofOperatingSystem(),
                ChildCommand.logged(command, directory, environment, output),
                LIMIT);
        return code.equals(OptionalInt.of(0))
            // Among what git warns of, or traces.
            ? Files.readString(output).lines().filter(Commit::isHash).findFirst()
            : Optional.empty();
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException | ShardException e) {
      return Optional.empty();
    }
  }

  private static boolean isHash(String line) {
    return line.matches("[0-9a-f]{40,64}");
  }
}
