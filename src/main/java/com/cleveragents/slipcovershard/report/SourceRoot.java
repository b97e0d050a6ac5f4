package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The directory below which sources are named relatively, found on disk as SlipCover finds it. */
final class SourceRoot {
  private final Path directory;

  SourceRoot(Path directory) {
    this.directory = resolved(directory.toAbsolutePath());
  }

  /** The directory without a slash at its end, so empty for the root of the file system. */
  String name() {
    String name = directory.toString();
    return name.equals("/") ? "" : name;
  }

  /** The file's path below this directory, or its absolute path when it lies elsewhere. */
  String relative(String path) {
    String below = name() + "/";
    String slashed = path.replace('\\', '/');
    if (slashed.startsWith(below)) {
      return slashed.substring(below.length());
    }
    try {
      Path full = resolved(directory.resolve(SurrogateEscape.path(path)));
      return SurrogateEscape.name(full.startsWith(directory) ? directory.relativize(full) : full);
    } catch (InvalidPathException e) {
      // Names that the locale cannot spell are no reason to fail: nothing has to be found here.
      return path;
    }
  }

  /** The file's path seen from the directory of its package, which may be cut to nothing. */
  String within(String packageDirectory, String relative) {
    String above = packageDirectory.endsWith("/") ? packageDirectory : packageDirectory + "/";
    if (!packageDirectory.isEmpty() && relative.startsWith(above)) {
      return relative.substring(above.length());
    }
    // What lies elsewhere and has lost its package is seen from here.
    return relative.startsWith("/")
        ? SurrogateEscape.name(directory.relativize(SurrogateEscape.path(relative)))
        : relative;
  }

  /** Follows links as far as the path exists: sources may be gone when coverage is merged. */
  private static Path resolved(Path absolute) {
    Path existing = absolute;
    while (true) {
      try {
        Path real = existing.toRealPath();
        int known = existing.getNameCount();
        int all = absolute.getNameCount();
        return known == all ? real : real.resolve(absolute.subpath(known, all)).normalize();
      } catch (IOException e) {
        Path parent = existing.getParent();
        if (parent == null) {
          return absolute.normalize();
        }
        existing = parent;
      }
    }
  }
}
