package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of a private copy outlive it: globs relative to the working directory, where {@code
 * **} stands for any number of folders, none included, and a folder stands for all that is in it.
 */
public final class KeepGlobs {
  private final List<PathMatcher> matchers;

  private KeepGlobs(List<PathMatcher> matchers) {
    this.matchers = matchers;
  }

  /**
   * Reads the globs of {@code keep}.
   *
   * @throws ShardException if one is malformed or leads out of the working directory
   */
  public static KeepGlobs of(List<String> globs) {
    return new KeepGlobs(globs.stream().map(KeepGlobs::matcher).toList());
  }

  /** Whether a file, relative to the working directory, is to be kept. */
  boolean matches(Path file) {
    for (Path path = file; path != null; path = path.getParent()) {
      Path candidate = path;
      if (matchers.stream().anyMatch(matcher -> matcher.matches(candidate))) {
        return true;
      }
    }
    return false;
  }

  private static PathMatcher matcher(String glob) {
    Path path = Path.of(glob).normalize();
    if (glob.isBlank() || path.isAbsolute() || path.startsWith("..")) {
      throw refused(glob, "is not a path below the working directory");
    }
    try {
      // Java's "**/" wants at least one folder.
      return FileSystems.getDefault()
          .getPathMatcher("glob:" + path.toString().replace("**/", "{**/,}"));
    } catch (PatternSyntaxException e) {
      throw refused(glob, "is not a glob (" + e.getDescription() + ")");
    }
  }

  private static ShardException refused(String glob, String why) {
    return new ShardException(
        ExitCode.USAGE,
        "keep: '"
            + glob
            + "' "
            + why
            + "; allowed are globs relative to working-directory, such as 'reports/**/*.xml'");
  }
}
