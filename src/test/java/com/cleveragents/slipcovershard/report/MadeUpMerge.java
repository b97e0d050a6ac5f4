package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import com.cleveragents.slipcovershard.coverage.RandomCoverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A merge that a seed makes again: of 1 to 8 measurements, in every third of which sources have
 * several spellings.
 *
 * @param seed what it is made of
 * @param parts the measurements
 * @param options how it is to be reported
 * @param aliases sources have several spellings
 */
record MadeUpMerge(long seed, List<Coverage> parts, ReportOptions options, boolean aliases) {
  /** More inputs are seldom, since each takes SlipCover its time. */
  private static final List<Integer> SIZES = List.of(1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8);

  /** What is on disk; their names are shorter than any other spelling of them. */
  private static final List<String> SOURCES =
      List.of("src/a.py", "src/b10.py", "src/b9.py", "src/sub/c.py", "src/a&b <c>.py", "run.py");

  /** The sources, and a link to their folder. */
  static void writeSources(Path directory) throws IOException {
    for (String source : SOURCES) {
      Path file = directory.resolve(source);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
    Files.createSymbolicLink(directory.resolve("linked"), directory.resolve("src"));
  }

  static MadeUpMerge of(long seed, Path directory) {
    Random choices = new Random(seed);
    int inputs = SIZES.get(choices.nextInt(SIZES.size()));
    // A single file is written by SlipCover as it was read.
    boolean aliases = inputs > 1 && choices.nextInt(3) == 0;
    RandomCoverage random = aliases ? new RandomCoverage(seed, SOURCES) : new RandomCoverage(seed);
    List<Coverage> parts = new ArrayList<>();
    for (int part = 0; part < inputs; part++) {
      Coverage drawn = inputs > 3 ? random.next(6) : random.next();
      parts.add(aliases ? respelled(drawn, random.next(), choices, directory) : drawn);
    }
    if (aliases) {
      spellEachOnceAsItIs(parts, directory);
    }
    ReportOptions options =
        ReportOptions.of(directory, choices.nextBoolean())
            .withXmlPackageDepth(List.of(99, 2, 1, 0).get(choices.nextInt(4)))
            .withText(choices.nextBoolean(), List.of(80, 30, 5, 1).get(choices.nextInt(4)))
            .withPretty(choices.nextBoolean())
            .withLcov(
                new ReportOptions.Lcov(
                    choices.nextBoolean() ? Optional.of("a test") : Optional.empty(),
                    choices.nextBoolean() ? List.of("one", "zwei: ä") : List.of()));
    return new MadeUpMerge(seed, parts, options, aliases);
  }

  /** These measurements, merged as this one; their files are written. */
  MergeCase written(String folder, List<Coverage> measurements) throws IOException {
    return MergeCase.written(folder, measurements, options, aliases);
  }

  /** This merge, whose files were written. */
  MergeCase inFolder(String folder) {
    return new MergeCase(folder, List.of(), options, aliases).withFiles(parts.size());
  }

  /** Half of the files under another name; some also under a second one, with another run. */
  private static Coverage respelled(Coverage drawn, Coverage more, Random choices, Path directory) {
    SortedMap<String, FileCoverage> files = new TreeMap<>();
    drawn
        .files()
        .forEach(
            (path, file) ->
                files.put(choices.nextBoolean() ? path : spelling(path, choices, directory), file));
    more.files()
        .forEach(
            (path, file) -> {
              if (choices.nextInt(4) == 0) {
                files.putIfAbsent(spelling(path, choices, directory), file);
              }
            });
    return new Coverage(drawn.version(), drawn.withBranches(), files);
  }

  private static String spelling(String path, Random choices, Path directory) {
    String inside = path.substring(path.indexOf('/') + 1);
    boolean linked = path.startsWith("src/");
    return switch (choices.nextInt(5)) {
      case 0 -> "./" + path;
      case 1 -> directory + "/" + path;
      case 2 -> directory + "/src/../" + path;
      case 3 -> linked ? "linked/" + inside : "src/../" + path;
      default -> linked ? directory + "/linked/" + inside : "linked/../" + path;
    };
  }

  /** SlipCover's key is the shortest spelling that occurs, ours is always this one. */
  private static void spellEachOnceAsItIs(List<Coverage> parts, Path directory) {
    Set<String> spelled = spelled(parts);
    for (int at = 0; at < parts.size(); at++) {
      Coverage part = parts.get(at);
      SortedMap<String, FileCoverage> files = new TreeMap<>(part.files());
      part.files()
          .forEach(
              (key, file) -> {
                String source = sourceOf(key, directory);
                if (spelled.add(source)) {
                  files.remove(key);
                  files.put(source, file);
                }
              });
      parts.set(at, new Coverage(part.version(), part.withBranches(), files));
    }
  }

  /** Without a file or an input, it may be a merge in which SlipCover has other keys than we. */
  boolean allows(List<Coverage> measurements) {
    Set<String> spelled = spelled(measurements);
    return !aliases
        || (measurements.size() > 1
            && spelled.stream()
                .allMatch(key -> spelled.contains(sourceOf(key, options.directory()))));
  }

  private static Set<String> spelled(List<Coverage> parts) {
    Set<String> spelled = new HashSet<>();
    parts.forEach(part -> spelled.addAll(part.files().keySet()));
    return spelled;
  }

  private static String sourceOf(String key, Path directory) {
    String path = directory.relativize(directory.resolve(key).normalize()).toString();
    return path.startsWith("linked/") ? "src" + path.substring(path.indexOf('/')) : path;
  }
}
