package com.cleveragents.slipcovershard.coverage;

import static org.quicktheories.generators.SourceDSL.booleans;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.quicktheories.core.Gen;

/**
 * A made-up project and some measurements of it, as numbers whose bits are lines and branches, so
 * that a library can make a counterexample smaller by making numbers smaller.
 *
 * @param withBranches branches were measured too
 * @param sources what each file has: a bit for each line, above them one for each branch
 * @param runs for each part and each file what was executed; from {@link #ABSENT} on, the part does
 *     not know it
 */
record DrawnProject(boolean withBranches, List<Integer> sources, List<List<Integer>> runs) {
  static final List<String> PATHS =
      List.of("a.py", "p/b10.py", "p/b9.py", "/opt/c.py", "\uff5a.py", "\ud83d\ude00.py");

  /** Beyond all bits. */
  private static final int ABSENT = 1 << 16;

  private static final int LINES = 10;
  private static final List<Arc> ARCS =
      List.of(
          new Arc(1, 2),
          new Arc(1, 3),
          new Arc(2, 0),
          new Arc(4, 1),
          new Arc(9, 10),
          new Arc(10, 0));

  /** Projects with this many parts. */
  static Gen<DrawnProject> withParts(int parts) {
    Gen<List<Integer>> files = lists().of(integers().between(0, ABSENT - 1)).ofSize(PATHS.size());
    Gen<List<Integer>> run = lists().of(integers().between(0, 3 * ABSENT / 2)).ofSize(PATHS.size());
    return booleans().all().zip(files, lists().of(run).ofSize(parts), DrawnProject::new);
  }

  /** The parts, under names in their order. */
  SortedMap<String, Coverage> parts() {
    SortedMap<String, Coverage> parts = new TreeMap<>();
    for (int part = 0; part < runs.size(); part++) {
      parts.put("part " + part, part(part));
    }
    return parts;
  }

  /** One of the parts, counted from 0. */
  Coverage part(int part) {
    SortedMap<String, FileCoverage> files = new TreeMap<>();
    for (int file = 0; file < PATHS.size(); file++) {
      int executed = runs.get(part).get(file);
      if (executed < ABSENT) {
        files.put(PATHS.get(file), file(sources.get(file), executed));
      }
    }
    return new Coverage(new SlipcoverVersion("1.1.0"), withBranches, files);
  }

  /** What a merge is: what the sources of the files have that some part knows, and what ran. */
  Coverage expected() {
    Map<String, FileCoverage> files = new TreeMap<>();
    for (int file = 0; file < PATHS.size(); file++) {
      int at = file;
      IntStream known =
          runs.stream().mapToInt(run -> run.get(at)).filter(executed -> executed < ABSENT);
      int source = sources.get(file);
      String path = PATHS.get(file);
      known
          .reduce((one, other) -> one | other)
          .ifPresent(executed -> files.put(path, file(source, executed)));
    }
    return new Coverage(new SlipcoverVersion("1.1.0"), withBranches, new TreeMap<>(files));
  }

  private FileCoverage file(int source, int executed) {
    return new FileCoverage(
        lines(source & executed),
        lines(source & ~executed),
        arcs(source & executed),
        arcs(source & ~executed));
  }

  private static LineSet lines(int bits) {
    return LineSet.of(
        IntStream.rangeClosed(1, LINES).filter(line -> (bits >> (line - 1) & 1) == 1).toArray());
  }

  private ArcSet arcs(int bits) {
    List<Arc> arcs = new ArrayList<>();
    for (int arc = 0; withBranches && arc < ARCS.size(); arc++) {
      if ((bits >> (LINES + arc) & 1) == 1) {
        arcs.add(ARCS.get(arc));
      }
    }
    return ArcSet.of(arcs.toArray(Arc[]::new));
  }
}
