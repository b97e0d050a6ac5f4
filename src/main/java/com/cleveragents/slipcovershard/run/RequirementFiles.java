package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requirement files in pip's format, with those that they include.
 *
 * @param names of the files to install, relative to the working directory, sorted
 * @param lines of all of them and of what they include, by absolute path
 */
record RequirementFiles(List<String> names, SortedMap<Path, List<String>> lines) {
  private static final String TEST = "(" + String.join("|", Pyproject.TEST_NAMES) + ")";
  private static final Pattern AT_TOP =
      Pattern.compile(
          "requirements\\.txt|requirements[-_.]"
              + TEST
              + "\\.txt|"
              + TEST
              + "[-_.]requirements\\.txt");
  private static final Pattern IN_FOLDER =
      Pattern.compile("(base|common|main)\\.txt|" + TEST + "\\.txt|" + AT_TOP.pattern());
  private static final Pattern INCLUDE =
      Pattern.compile("\\s*(?:-r|--requirement|-c|--constraint)[ =]*(\\S+).*");
  private static final Pattern PROJECT_ITSELF =
      Pattern.compile("\\s*(?:-e|--editable)[ =]*\\./?(?:\\[[^]]*])?\\s*(?:#.*)?");

  RequirementFiles {
    names = List.copyOf(names);
    lines = new TreeMap<>(lines);
  }

  /**
   * Those that a project keeps for its tests: {@code requirements.txt}, and files named after tests
   * or development, at the top or in {@code requirements/}.
   */
  static RequirementFiles find(Path directory) {
    List<String> names = new ArrayList<>(matching(directory, AT_TOP));
    matching(directory.resolve("requirements"), IN_FOLDER)
        .forEach(name -> names.add("requirements/" + name));
    return of(directory, names.stream().sorted().toList());
  }

  private static List<String> matching(Path directory, Pattern pattern) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> pattern.matcher(name).matches())
          .toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /** These files; what is no file is left out, the installer will say so. */
  static RequirementFiles of(Path directory, Collection<String> names) {
    SortedMap<Path, List<String>> lines = new TreeMap<>();
    names.forEach(name -> collect(directory.resolve(name), lines));
    return new RequirementFiles(List.copyOf(names), lines);
  }

  private static void collect(Path file, SortedMap<Path, List<String>> lines) {
    Path path = file.normalize();
    if (lines.containsKey(path) || !Files.isRegularFile(path)) {
      return;
    }
    try {
      // Not readAllLines: a byte that is no UTF-8 is for the installer to judge.
      lines.put(
          path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    for (String line : lines.getOrDefault(path, List.of())) {
      Matcher include = INCLUDE.matcher(line);
      if (include.matches() && !include.group(1).contains(":")) {
        collect(path.resolveSibling(include.group(1)), lines);
      }
    }
  }

  private static ShardException unreadable(Path file, IOException e) {
    return new ShardException(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
  }

  /** Whether one of them installs the project itself from the checkout. */
  boolean installProject() {
    return lines.values().stream()
        .flatMap(List::stream)
        .anyMatch(line -> PROJECT_ITSELF.matcher(line).matches());
  }
}
