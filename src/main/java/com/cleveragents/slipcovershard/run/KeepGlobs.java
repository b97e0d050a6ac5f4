package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.Glob;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Which files of a private copy outlive it: globs relative to the working directory. A folder that
 * a glob names stands for all that is in it; one that a wildcard finds, for all but dot names.
 */
public final class KeepGlobs {
  private final List<Glob> globs;

  private KeepGlobs(List<Glob> globs) {
    this.globs = globs;
  }

  /**
   * Reads the globs of {@code keep}.
   *
   * @throws ShardException if one leads out of the working directory
   */
  public static KeepGlobs of(List<String> globs) {
    return new KeepGlobs(globs.stream().map(KeepGlobs::glob).toList());
  }

  /** Whether a file, relative to the working directory, is to be kept. */
  boolean matches(Path file) {
    return globs.stream().anyMatch(glob -> keeps(glob, file));
  }

  private static boolean keeps(Glob glob, Path file) {
    for (Path folder = file; folder != null; folder = folder.getParent()) {
      if (glob.matches(folder)) {
        boolean isAll = folder.equals(file) || glob.endsWithName();
        if (isAll || !hasDotName(folder.relativize(file))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasDotName(Path path) {
    return StreamSupport.stream(path.spliterator(), false)
        .anyMatch(name -> name.toString().startsWith("."));
  }

  private static Glob glob(String glob) {
    Path path = SurrogateEscape.path(glob).normalize();
    if (glob.isBlank() || path.isAbsolute() || path.startsWith("..")) {
      throw new ShardException(
          ExitCode.USAGE,
          "keep: '"
              + glob
              + "' is not a path below the working directory; allowed are globs relative to"
              + " working-directory, such as 'reports/**/*.xml'");
    }
    return Glob.of(SurrogateEscape.name(path));
  }
}
