package com.cleveragents.slipcovershard.coverage;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One spelling for each source: its path below the working directory, as SlipCover spells it there;
 * what lies elsewhere keeps the spelling it has.
 */
public final class SourcePaths {
  private static final String SLASH = "/";

  private final Path directory;
  private final Path realDirectory;
  private final List<Mapping> mappings;

  /**
   * Paths from elsewhere, such as a checkout at another place, and what they mean here.
   *
   * @param from the beginning of a path, whole names only
   * @param to what stands there instead
   */
  public record Mapping(String from, String to) {
    /** What {@link #parse} takes, in words. */
    public static final String ALLOWED = "FROM=TO, the beginnings of two paths";

    /** The mapping that the text tells, or empty when it is not {@link #ALLOWED}. */
    public static Optional<Mapping> parse(String text) {
      int at = text.indexOf('=');
      return at < 1 || at == text.length() - 1
          ? Optional.empty()
          : Optional.of(new Mapping(text.substring(0, at), text.substring(at + 1)));
    }

    private Optional<String> apply(String path) {
      if (path.equals(from)) {
        return Optional.of(to);
      }
      String folder = from.endsWith(SLASH) ? from : from + SLASH;
      return path.startsWith(folder)
          ? Optional.of((to.endsWith(SLASH) ? to : to + SLASH) + path.substring(folder.length()))
          : Optional.empty();
    }
  }

  /**
   * @param directory the working directory
   * @param mappings what cannot be seen from the disk; the first that fits is used
   */
  public SourcePaths(Path directory, List<Mapping> mappings) {
    this.directory = directory.toAbsolutePath().normalize();
    this.realDirectory = real(this.directory);
    this.mappings = List.copyOf(mappings);
  }

  /** The measurement with one entry for each source, however often it was spelled differently. */
  public Coverage unify(Coverage coverage) {
    SortedMap<String, FileCoverage> files = new TreeMap<>(Coverage::comparePaths);
    coverage
        .files()
        .forEach((path, file) -> files.merge(spelled(path), file, FileCoverage::mergedWith));
    return new Coverage(coverage.version(), coverage.withBranches(), files);
  }

  private String spelled(String key) {
    String path =
        mappings.stream().flatMap(mapping -> mapping.apply(key).stream()).findFirst().orElse(key);
    try {
      Path full = directory.resolve(path).normalize();
      // The disk is asked only where the words alone do not tell: it is slow for thousands of
      // files.
      return below(directory, full).or(() -> below(realDirectory, real(full))).orElse(path);
    } catch (InvalidPathException e) {
      return path; // what the locale cannot spell is nothing that could be found here
    }
  }

  private static Optional<String> below(Path root, Path file) {
    return file.startsWith(root) && !file.equals(root)
        ? Optional.of(root.relativize(file).toString())
        : Optional.empty();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // a source need not be here where it is merged
    }
  }
}
