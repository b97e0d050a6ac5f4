package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One measurement: which lines and branches of which files were executed and which were not.
 *
 * @param version the SlipCover that measured
 * @param withBranches branches were measured too
 * @param files what was found in each file, by its path as SlipCover spells it
 */
public record Coverage(
    SlipcoverVersion version, boolean withBranches, SortedMap<String, FileCoverage> files) {

  /**
   * Sorts as Python sorts strings: by code points, not by UTF-16 units. One object for all maps, as
   * a sorted map is copied quickly into one of the same order.
   */
  public static final Comparator<String> PATH_ORDER = Coverage::compareCodePoints;

  public Coverage {
    if (!withBranches && files.values().stream().anyMatch(file -> !file.branches().isEmpty())) {
      throw new IllegalArgumentException("branches in a measurement of lines");
    }
    SortedMap<String, FileCoverage> sorted = new TreeMap<>(PATH_ORDER);
    sorted.putAll(files);
    files = Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * The union of measurements, what ran in one of them being executed; neither their order nor a
   * repetition changes it, and the newest of the versions becomes the result's.
   *
   * <p>Paths are compared as they are spelled: {@link SourcePaths} brings two spellings of one file
   * together before.
   *
   * @param parts the measurements, at least one, each under the name that messages give it
   * @throws ShardException if some were measured with branches and some without, or if a file has
   *     other lines in one than in another
   */
  public static Coverage merge(Map<String, Coverage> parts) {
    refuseOtherTables(parts, file -> true);
    return mergeOfOneRun(parts);
  }

  /**
   * The same for measurements of the same sources: where one of them has a file only because it
   * lies in a source, its lines may be others than to those that ran it.
   *
   * @throws ShardException if some were measured with branches and some without, or if a file was
   *     run with other lines in one than in another
   */
  public static Coverage mergeOfSameSources(Map<String, Coverage> parts) {
    refuseOtherTables(parts, FileCoverage::wasRun);
    return mergeOfOneRun(parts);
  }

  private static void refuseOtherTables(
      Map<String, Coverage> parts, Predicate<FileCoverage> counts) {
    Map<String, FileCoverage> known = new HashMap<>();
    parts.forEach(
        (name, part) ->
            part.files.forEach(
                (path, file) -> {
                  if (counts.test(file)) {
                    FileCoverage first = known.putIfAbsent(path, file);
                    if (first != null && !first.hasTableOf(file)) {
                      throw otherTable(path, name, parts, counts);
                    }
                  }
                }));
  }

  /**
   * The same for measurements of one run. A source that its tests rewrite has other lines in one
   * chunk than in another, and in one process it has them all.
   *
   * @throws ShardException if some were measured with branches and some without
   */
  public static Coverage mergeOfOneRun(Map<String, Coverage> parts) {
    refuseMixedBranchModes(parts);
    SlipcoverVersion newest =
        parts.values().stream()
            .map(Coverage::version)
            .max(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalArgumentException("nothing to merge"));
    Map<String, FileCoverage> union = new HashMap<>();
    boolean withBranches = false;
    for (Coverage part : parts.values()) {
      withBranches = part.withBranches;
      part.files.forEach((path, file) -> union.merge(path, file, FileCoverage::mergedWith));
    }
    SortedMap<String, FileCoverage> sorted = new TreeMap<>(PATH_ORDER);
    sorted.putAll(union);
    return new Coverage(newest, withBranches, sorted);
  }

  /** The lines of all files. */
  public Counter lines() {
    return sum(FileCoverage::lines);
  }

  /** The branches of all files. */
  public Counter branches() {
    return sum(FileCoverage::branches);
  }

  /** Lines and branches of all files together: what SlipCover's percentage is made of. */
  public Counter total() {
    return lines().plus(branches());
  }

  /** No line was executed in any file, so nothing of the project ran under the measurement. */
  public boolean measuredNothing() {
    return files.values().stream().allMatch(file -> file.executedLines().isEmpty());
  }

  private static int compareCodePoints(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int at = 0; at < shorter; at++) {
      if (left.charAt(at) != right.charAt(at)) {
        boolean within = at > 0 && Character.isHighSurrogate(left.charAt(at - 1));
        int start = within ? at - 1 : at;
        return Integer.compare(left.codePointAt(start), right.codePointAt(start));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private Counter sum(Function<FileCoverage, Counter> part) {
    return files.values().stream().map(part).reduce(Counter.EMPTY, Counter::plus);
  }

  private static void refuseMixedBranchModes(Map<String, Coverage> parts) {
    Optional<String> with = firstNamed(parts, true);
    Optional<String> without = firstNamed(parts, false);
    if (with.isPresent() && without.isPresent()) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE,
          with.get()
              + " was measured with branches and "
              + without.get()
              + " without: they cannot be merged. Measure all of them with --branch, or none.");
    }
  }

  private static ShardException otherTable(
      String path, String name, Map<String, Coverage> parts, Predicate<FileCoverage> counts) {
    String first =
        parts.entrySet().stream()
            .filter(
                part ->
                    Optional.ofNullable(part.getValue().files.get(path)).filter(counts).isPresent())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    return new ShardException(
        ExitCode.COVERAGE_UNUSABLE,
        path
            + " has other lines or branches in "
            + name
            + " than in "
            + first
            + ": it was another version of the source, or another Python. Measure all of them with"
            + " the same; where these are two files, tell them apart with --path-map.");
  }

  private static Optional<String> firstNamed(Map<String, Coverage> parts, boolean withBranches) {
    return parts.entrySet().stream()
        .filter(part -> part.getValue().withBranches == withBranches)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
