package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A directory of one run outside the working directory, for what must not be measured or seen by
 * the suite: the probe, the chunks' temporary files, private copies. Its name is short, because
 * paths of sockets have to fit in 108 bytes.
 */
public record Scratch(Path path) {

  static Scratch create(SuiteSettings settings) throws IOException {
    Path root = root(settings.environment(), settings.directory());
    return new Scratch(Files.createTempDirectory(root, "ss-").toRealPath());
  }

  /** Where such directories are made: in TMPDIR, unless it is none, or in the way of the suite. */
  public static Path root(Map<String, String> environment, Path workingDirectory) {
    Path root = Path.of(environment.getOrDefault("TMPDIR", "/tmp"));
    return !Files.isDirectory(root) || root.toAbsolutePath().startsWith(workingDirectory)
        ? Path.of("/tmp")
        : root;
  }

  /**
   * Removes it with all that is in it.
   *
   * @return why not, where something of it is left
   */
  Optional<String> remove() {
    return FileTree.remove(path).stream()
        .findFirst()
        .map(why -> "temporary files are left in " + path + ": " + why);
  }
}
