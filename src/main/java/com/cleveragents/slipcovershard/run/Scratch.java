package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory of one run outside the working directory, for what must not be measured or seen by
 * the suite: the probe, the chunks' temporary files, private copies. Its name is short, because
 * paths of sockets have to fit in 108 bytes.
 */
record Scratch(Path path) implements AutoCloseable {

  static Scratch create(SuiteSettings settings) throws IOException {
    Path root = Path.of(settings.environment().getOrDefault("TMPDIR", "/tmp"));
    if (!Files.isDirectory(root) || root.toAbsolutePath().startsWith(settings.directory())) {
      root = Path.of("/tmp");
    }
    return new Scratch(Files.createTempDirectory(root, "ss-").toRealPath());
  }

  @Override
  public void close() throws IOException {
    BuildDirectory.deleteTree(path);
  }
}
