package com.cleveragents.slipcovershard.cli;

import java.util.List;
import java.util.Optional;

/**
 * What of the project is run and measured, as it lies there when the script of {@code before} has
 * run: that may make all of it.
 *
 * @param paths for the runner, without globs
 * @param source folders for SlipCover, comma-separated and without globs
 */
record Targets(List<String> paths, Optional<String> source) {
  Targets {
    paths = List.copyOf(paths);
  }

  /** Looks for them; what is not there is a mistake. */
  static Targets find(RunSettings settings, Mistakes mistakes) {
    return new Targets(
        PathArguments.resolve(settings.runner(), settings.directory(), settings.paths(), mistakes),
        settings.source().expanded(settings.directory(), mistakes));
  }

  /** Looks for them, and ends the command with code 2 where one is not there. */
  static Targets find(RunSettings settings) {
    Mistakes mistakes = new Mistakes();
    Targets targets = find(settings, mistakes);
    mistakes.throwIfAny();
    return targets;
  }
}
