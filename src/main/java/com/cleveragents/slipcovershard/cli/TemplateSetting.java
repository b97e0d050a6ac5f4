package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the database is that each chunk gets a copy of. It may be made by the script of {@code
 * before}, so it is looked for after that.
 *
 * @param named by the user
 * @param usual where it is looked for when nobody names one
 */
record TemplateSetting(Optional<Path> named, Path usual) {

  /** The file, if there is to be one. */
  Optional<Path> find() {
    mistake()
        .ifPresent(
            what -> {
              throw new ShardException(ExitCode.USAGE, "wrong setting: template-db: " + what);
            });
    return named.or(() -> Optional.of(usual).filter(Files::exists));
  }

  /**
   * Whether there may be one, before it is known.
   *
   * @param isMadeLater whether a script runs first, which may make it
   */
  boolean mayBe(boolean isMadeLater) {
    return isMadeLater || named.isPresent() || Files.exists(usual);
  }

  /** Why it cannot be copied. */
  Optional<String> mistake() {
    Path template = named.orElse(usual);
    if (Files.isRegularFile(template) && Files.isReadable(template)) {
      return Optional.empty();
    }
    if (Files.isDirectory(template)) {
      return Optional.of("'" + template + "' is a directory: name the database file to copy");
    }
    if (Files.exists(template)) {
      return Optional.of("'" + template + "' cannot be read: name the database file to copy");
    }
    return named.map(file -> "'" + file + "' does not exist: name the database file to copy");
  }
}
