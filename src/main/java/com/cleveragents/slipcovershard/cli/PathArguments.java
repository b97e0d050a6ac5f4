package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.Glob;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.run.FeatureFiles;
import com.cleveragents.slipcovershard.run.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files, directories and globs that the user names, as the runner takes them. */
final class PathArguments {
  private static final Pattern WITH_LINES = Pattern.compile("(.*?)((?::\\d+)+)");

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

  private Path at(String path) {
    return directory.resolve(SurrogateEscape.path(path));
  }

  private void add(String word) {
    boolean list = word.startsWith("@");
    Matcher lines = WITH_LINES.matcher(word);
    if (!list && lines.matches() && !Files.exists(at(word))) {
      for (String line : lines.group(2).substring(1).split(":", -1)) {
        addFile(word, lines.group(1), ":" + line);
      }
      return;
    }
    String path = list ? word.substring(1) : word;
    Path file = at(path);
    if (!Files.exists(file) && Glob.isPattern(path) && !list) {
      addGlob(word, path, "");
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
    String id = word.substring(path.length());
    if (!Files.exists(at(path)) && Glob.isPattern(path)) {
      addGlob(word, path, id);
    } else {
      relative(word, path).ifPresent(name -> locations.add(name + id));
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
    if (FeatureFiles.areBelow(file)) {
      relative(word, word).ifPresent(locations::add);
    } else {
      mistakes.add("paths", "'" + word + "' holds no feature file");
    }
  }

  /** The name relative to the working directory; a mistake if it is missing or lies outside. */
  private Optional<String> relative(String word, String path) {
    Path file = at(path).normalize();
    if (!file.startsWith(directory)) {
      mistakes.add("paths", "'" + word + "' lies outside the working directory " + directory);
    } else if (!Files.exists(file)) {
      mistakes.add("paths", "'" + word + "' matches nothing in " + directory);
    } else {
      String name = SurrogateEscape.name(directory.relativize(file));
      return Optional.of(name.isEmpty() ? "." : name);
    }
    return Optional.empty();
  }

  /** What a folder holds that matches is not named again when it matches, too. */
  private void addGlob(String word, String path, String suffix) {
    SortedSet<Path> matches = new TreeSet<>();
    for (String name : Glob.of(path).expand(directory)) {
      if (holdsTests(at(name))) {
        matches.add(at(name).normalize());
      }
    }
    for (Path match : matches) {
      boolean isNamed = false;
      for (Path above = match.getParent(); above != null; above = above.getParent()) {
        isNamed |= matches.contains(above);
      }
      if (!isNamed) {
        relative(word, SurrogateEscape.name(match)).ifPresent(name -> locations.add(name + suffix));
      }
    }
    if (matches.isEmpty()) {
      String wanted = runner == Runner.BEHAVE ? "feature" : "file";
      mistakes.add("paths", "'" + word + "' matches no " + wanted + " in " + directory);
    }
  }

  private boolean holdsTests(Path file) {
    if (runner == Runner.PYTEST) {
      return Files.exists(file);
    }
    return Files.isDirectory(file) ? FeatureFiles.areBelow(file) : FeatureFiles.isOne(file);
  }
}
