package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.coverage.Arc;
import com.cleveragents.slipcovershard.coverage.ArcSet;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.FileCoverage;
import com.cleveragents.slipcovershard.coverage.LineSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Leaves out of a failing merge what it fails without: inputs, files, lines, branches. */
final class MergeShrinker {
  private final Failing failing;

  /** Whether a merge of these measurements still fails. */
  @FunctionalInterface
  interface Failing {
    boolean test(List<Coverage> parts) throws IOException;
  }

  MergeShrinker(Failing failing) {
    this.failing = failing;
  }

  /** The same merge, from which nothing single can be left out. */
  List<Coverage> shrunk(List<Coverage> parts) throws IOException {
    Optional<List<Coverage>> smaller = Optional.of(parts);
    List<Coverage> least = parts;
    while (smaller.isPresent()) {
      least = smaller.get();
      smaller = smaller(least);
    }
    return least;
  }

  private Optional<List<Coverage>> smaller(List<Coverage> parts) throws IOException {
    for (List<Coverage> candidate : (Iterable<List<Coverage>>) candidates(parts)::iterator) {
      if (!candidate.isEmpty() && failing.test(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static Stream<List<Coverage>> candidates(List<Coverage> parts) {
    SortedSet<String> paths = new TreeSet<>();
    parts.forEach(part -> paths.addAll(part.files().keySet()));
    return Stream.of(
            withoutOnePart(parts),
            withoutOnePath(parts, paths),
            withoutOneFile(parts), //
            withoutOneLine(parts, paths),
            withoutOneArc(parts, paths))
        .flatMap(candidates -> candidates);
  }

  private static Stream<List<Coverage>> withoutOnePart(List<Coverage> parts) {
    return Stream.iterate(0, at -> at < parts.size(), at -> at + 1)
        .map(
            at -> {
              List<Coverage> fewer = new ArrayList<>(parts);
              fewer.remove((int) at);
              return fewer;
            });
  }

  private static Stream<List<Coverage>> withoutOnePath(
      List<Coverage> parts, SortedSet<String> paths) {
    return paths.stream().map(path -> parts.stream().map(part -> without(part, path)).toList());
  }

  private static Stream<List<Coverage>> withoutOneFile(List<Coverage> parts) {
    return Stream.iterate(0, at -> at < parts.size(), at -> at + 1)
        .flatMap(
            at ->
                parts.get(at).files().keySet().stream()
                    .map(
                        path -> {
                          List<Coverage> fewer = new ArrayList<>(parts);
                          fewer.set(at, without(parts.get(at), path));
                          return fewer;
                        }));
  }

  /** Of a path in all parts, since a source has the same lines in all of them. */
  private static Stream<List<Coverage>> withoutOneLine(
      List<Coverage> parts, SortedSet<String> paths) {
    return paths.stream()
        .flatMap(
            path ->
                known(parts, path)
                    .flatMap(file -> lines(file).boxed())
                    .distinct()
                    .map(line -> changed(parts, path, file -> without(file, line))));
  }

  private static Stream<List<Coverage>> withoutOneArc(
      List<Coverage> parts, SortedSet<String> paths) {
    return paths.stream()
        .flatMap(
            path ->
                known(parts, path)
                    .flatMap(
                        file ->
                            Stream.concat(
                                file.executedBranches().stream(), file.missingBranches().stream()))
                    .distinct()
                    .map(arc -> changed(parts, path, file -> without(file, arc))));
  }

  private static Stream<FileCoverage> known(List<Coverage> parts, String path) {
    return parts.stream().flatMap(part -> Optional.ofNullable(part.files().get(path)).stream());
  }

  private static IntStream lines(FileCoverage file) {
    return IntStream.concat(file.executedLines().stream(), file.missingLines().stream());
  }

  private static List<Coverage> changed(
      List<Coverage> parts, String path, UnaryOperator<FileCoverage> change) {
    return parts.stream()
        .map(
            part -> {
              SortedMap<String, FileCoverage> files = new TreeMap<>(part.files());
              files.computeIfPresent(path, (same, file) -> change.apply(file));
              return new Coverage(part.version(), part.withBranches(), files);
            })
        .toList();
  }

  private static Coverage without(Coverage part, String path) {
    SortedMap<String, FileCoverage> files = new TreeMap<>(part.files());
    files.remove(path);
    return new Coverage(part.version(), part.withBranches(), files);
  }

  private static FileCoverage without(FileCoverage file, int line) {
    return new FileCoverage(
        without(file.executedLines(), line),
        without(file.missingLines(), line),
        file.executedBranches(),
        file.missingBranches());
  }

  private static LineSet without(LineSet lines, int line) {
    return LineSet.of(lines.stream().filter(other -> other != line).toArray());
  }

  private static FileCoverage without(FileCoverage file, Arc arc) {
    return new FileCoverage(
        file.executedLines(),
        file.missingLines(),
        without(file.executedBranches(), arc),
        without(file.missingBranches(), arc));
  }

  private static ArcSet without(ArcSet arcs, Arc arc) {
    return ArcSet.of(arcs.stream().filter(other -> !other.equals(arc)).toArray(Arc[]::new));
  }
}
