package com.cleveragents.slipcovershard.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directories in which a bare command name is looked up, in the order of {@code PATH}.
 *
 * @param directories absolute; relative and empty entries of PATH are left out, they depend on
 *     where one stands
 */
public record SearchPath(List<Path> directories) {
  public SearchPath {
    directories = List.copyOf(directories);
  }

  public static SearchPath of(Map<String, String> environment) {
    return new SearchPath(
        Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .toList());
  }

  /** The first program of that name that may be executed, as a shell finds it. */
  public Optional<Path> find(String command) {
    return directories.stream()
        .map(directory -> directory.resolve(command))
        .filter(SearchPath::isProgram)
        .findFirst();
  }

  static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
