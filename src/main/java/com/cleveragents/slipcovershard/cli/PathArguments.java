package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.Runner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files, directories and globs that the user names, as the runner takes them. */
final class PathArguments {
  private static final Pattern WITH_LINES = Pattern.compile("(.*?)((?::\\d+)+)");
  private static final Pattern MAGIC = Pattern.compile("[*?\\[{]");

  private final Runner runner;
  private final Path directory;
  private final Mistakes mistakes;
  private final List<String> locations = new ArrayList<>();

  private PathArguments(Runner runner, Path directory, Mistakes mistakes) {
    this.runner = runner;
    this.directory = directory;
    this.mistakes = mistakes;
  }

  /**
   * Locations relative to the working directory, in the order given; a glob gives its matches
   * sorted. A path that matches nothing is a mistake, even beside others that match.
   */
  static List<String> resolve(
      Runner runner, Path directory, List<String> words, Mistakes mistakes) {
    PathArguments paths = new PathArguments(runner, directory, mistakes);
    words.forEach(runner == Runner.BEHAVE ? paths::add : paths::addForPytest);
    return List.copyOf(paths.locations);
  }

  private void add(String word) {
    boolean list = word.startsWith("@");
    Matcher lines = WITH_LINES.matcher(word);
    if (!list && lines.matches() && !Files.exists(directory.resolve(word))) {
      for (String line : lines.group(2).substring(1).split(":", -1)) {
        addFile(word, lines.group(1), ":" + line);
      }
      return;
    }
    String path = list ? word.substring(1) : word;
    Path file = directory.resolve(path);
    if (!Files.exists(file) && MAGIC.matcher(path).find() && !list) {
      addGlob(word);
    } else if (Files.isDirectory(file) && !list) {
      addDirectory(word, file);
    } else if (list) {
      relative(word, path).ifPresent(name -> locations.add("@" + name));
    } else {
      addFile(word, path, "");
    }
  }

  /**
   * What follows the name of a file there, {@code ::TestLoans::test_late[two words]}, is its own.
   */
  private void addForPytest(String word) {
    int end = word.indexOf("::");
    String path = end < 0 ? word : word.substring(0, end);
    if (!Files.exists(directory.resolve(path)) && MAGIC.matcher(path).find()) {
      addGlob(word);
    } else {
      relative(word, path).ifPresent(name -> locations.add(name + word.substring(path.length())));
    }
  }

  private void addFile(String word, String path, String suffix) {
    relative(word, path)
        .ifPresent(
            name -> {
              if (name.endsWith(".feature")) {
                locations.add(name + suffix);
              } else {
                mistakes.add("paths", "'" + word + "' is no feature file (*.feature)");
              }
            });
  }

  private void addDirectory(String word, Path file) {
    if (holdsFeature(file)) {
      relative(word, word).ifPresent(locations::add);
    } else {
      mistakes.add("paths", "'" + word + "' holds no feature file");
    }
  }

  /** The name relative to the working directory; a mistake if it is missing or lies outside. */
  private Optional<String> relative(String word, String path) {
    Path file = directory.resolve(path).normalize();
    if (!file.startsWith(directory)) {
      mistakes.add("paths", "'" + word + "' lies outside the working directory " + directory);
    } else if (!Files.exists(file)) {
      mistakes.add("paths", "'" + word + "' matches nothing in " + directory);
    } else {
      String name = directory.relativize(file).toString();
      return Optional.of(name.isEmpty() ? "." : name);
    }
    return Optional.empty();
  }

  private void addGlob(String word) {
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + word);
    } catch (PatternSyntaxException e) {
      mistakes.add("paths", "'" + word + "' is no valid glob: " + e.getDescription());
      return;
    }
    int before = locations.size();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> matcher.matches(directory.relativize(file)))
          .filter(this::holdsTests)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .forEach(locations::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (locations.size() == before) {
      mistakes.add(
          "paths",
          "'"
              + word
              + "' matches no "
              + (runner == Runner.BEHAVE ? "feature" : "file")
              + " in "
              + directory);
    }
  }

  private boolean holdsTests(Path file) {
    if (runner == Runner.PYTEST) {
      return !Files.isDirectory(file); // a pattern like ** would name each file several times
    }
    return Files.isDirectory(file) ? holdsFeature(file) : isFeature(file);
  }

  private static boolean isFeature(Path file) {
    return file.toString().endsWith(".feature");
  }

  private static boolean holdsFeature(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.anyMatch(PathArguments::isFeature);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
