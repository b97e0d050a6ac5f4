package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names of feature files on disk: a second look, beside the runner's own, that proves its list
 * complete. Nothing is parsed, and which of them run is for the runner to say.
 */
final class FeatureFiles {
  private static final Pattern LINE = Pattern.compile(":\\d+$");

  private FeatureFiles() {}

  /**
   * All feature files below those of the paths that are directories, named relative to the working
   * directory where they lie below it. Links to directories are not followed, as behave 1.2.6 does
   * not.
   */
  static SortedSet<String> below(Path directory, List<String> paths) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (String path : paths) {
      Path root = directory.resolve(path).normalize();
      if (Files.isDirectory(root)) {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(".feature")
                    && !Files.isDirectory(file)) {
                  names.add(nameOf(directory, file));
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException error) {
                return FileVisitResult.CONTINUE; // the runner passes over what it cannot read, too
              }
            });
      }
    }
    return names;
  }

  /** Those that are neither in the runner's list nor in its exclusions. */
  static SortedSet<String> missingFrom(Event.Listed listed, Path directory) throws IOException {
    SortedSet<String> missing = below(directory, listed.paths());
    listed
        .features()
        .forEach(feature -> missing.remove(nameOf(directory, Path.of(feature.path()))));
    listed
        .excluded()
        .forEach(
            path ->
                missing.remove(nameOf(directory, Path.of(LINE.matcher(path).replaceFirst("")))));
    return missing;
  }

  private static String nameOf(Path directory, Path file) {
    Path absolute = directory.resolve(file).normalize();
    return (absolute.startsWith(directory) ? directory.relativize(absolute) : absolute).toString();
  }
}
