package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of feature files on disk: a second look, beside the runner's own, that proves its list
 * complete. Nothing is parsed, and which of them run is for the runner to say.
 */
public final class FeatureFiles {
  /** From this version on behave follows links to folders. */
  private static final String FOLLOWING = "1.2.7";

  private static final Pattern LINE = Pattern.compile(":\\d+$");

  private FeatureFiles() {}

  /** Whether a file has the name of a feature file. */
  public static boolean isOne(Path file) {
    return file.toString().endsWith(".feature");
  }

  /** Whether a folder holds any, at any depth and behind links. */
  public static boolean areBelow(Path folder) {
    List<Path> found = new ArrayList<>();
    walk(folder, true, found::add);
    return !found.isEmpty();
  }

  /**
   * All feature files below those of the paths that are directories, named relative to the working
   * directory where they lie below it.
   *
   * @param followsLinks whether those behind links to folders are among them
   */
  static SortedSet<String> below(Path directory, List<String> paths, boolean followsLinks) {
    SortedSet<String> names = new TreeSet<>();
    for (String path : paths) {
      Path root = directory.resolve(SurrogateEscape.path(path)).normalize();
      if (Files.isDirectory(root)) {
        walk(root, followsLinks, file -> names.add(nameOf(directory, file)));
      }
    }
    return names;
  }

  /**
   * Those that are neither in the runner's list nor in its exclusions.
   *
   * @param behave its version
   */
  static SortedSet<String> missingFrom(Event.Listed listed, Path directory, String behave) {
    boolean followsLinks = !PythonPackage.isOlder(behave, FOLLOWING);
    SortedSet<String> missing = below(directory, listed.paths(), followsLinks);
    listed.features().forEach(feature -> missing.remove(nameOf(directory, feature.path())));
    listed
        .excluded()
        .forEach(path -> missing.remove(nameOf(directory, LINE.matcher(path).replaceFirst(""))));
    return missing;
  }

  /**
   * Like Python's os.walk: what cannot be read is passed over, and a link is followed where the
   * walk begins, too. One that leads back to a folder above it is not.
   */
  private static void walk(Path root, boolean followsLinks, Consumer<Path> found) {
    Set<FileVisitOption> options =
        followsLinks
            ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
            : EnumSet.noneOf(FileVisitOption.class);
    try {
      Files.walkFileTree(
          root.resolve("."),
          options,
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (isOne(file) && !Files.isDirectory(file)) {
                found.accept(file.normalize());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) {
              return FileVisitResult.CONTINUE; // the runner passes over what it cannot read, too
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the visitor has taken all that can go wrong
    }
  }

  private static String nameOf(Path directory, String name) {
    return nameOf(directory, SurrogateEscape.path(name));
  }

  private static String nameOf(Path directory, Path file) {
    Path absolute = directory.resolve(file).normalize();
    return SurrogateEscape.name(
        absolute.startsWith(directory) ? directory.relativize(absolute) : absolute);
  }
}
