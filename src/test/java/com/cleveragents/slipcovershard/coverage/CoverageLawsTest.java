package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** The laws of the merge; a failure tells the seed, which {@code -DQT_SEED} takes. */
class CoverageLawsTest {
  private static final Gen<DrawnProject> PAIRS = DrawnProject.withParts(2);
  private static final Gen<DrawnProject> TRIPLES = DrawnProject.withParts(3);

  @Test
  void mergeIsTheUnionOfWhatRan() {
    for (int parts = 1; parts <= 8; parts++) {
      qt().forAll(DrawnProject.withParts(parts))
          .checkAssert(
              project -> assertEquals(project.expected(), Coverage.merge(project.parts())));
    }
  }

  @Test
  void mergeOfOneRunIsTheSameWhereTheSourcesStay() {
    qt().forAll(TRIPLES)
        .checkAssert(
            project ->
                assertEquals(
                    Coverage.merge(project.parts()), Coverage.mergeOfOneRun(project.parts())));
  }

  @Test
  void mergeIsCommutative() {
    qt().forAll(PAIRS)
        .checkAssert(
            project ->
                assertEquals(
                    merged(project.part(0), project.part(1)),
                    merged(project.part(1), project.part(0))));
  }

  @Test
  void mergeIsAssociative() {
    qt().forAll(TRIPLES)
        .checkAssert(
            project -> {
              Coverage a = project.part(0);
              Coverage b = project.part(1);
              Coverage c = project.part(2);
              assertEquals(merged(merged(a, b), c), merged(a, merged(b, c)));
              assertEquals(merged(merged(a, b), c), merged(a, b, c));
            });
  }

  @Test
  void mergeIsIdempotent() {
    qt().forAll(PAIRS)
        .checkAssert(
            project -> {
              Coverage a = project.part(0);
              Coverage both = merged(a, project.part(1));
              assertEquals(a, merged(a));
              assertEquals(a, merged(a, a));
              assertEquals(both, merged(both, a));
            });
  }

  @Test
  void anEmptyMeasurementChangesNothing() {
    qt().forAll(DrawnProject.withParts(1))
        .checkAssert(
            project -> {
              Coverage a = project.part(0);
              Coverage empty = new Coverage(a.version(), a.withBranches(), new TreeMap<>());
              assertEquals(a, merged(a, empty));
            });
  }

  @Test
  void mergeDoesNotChangeItsParts() {
    qt().forAll(PAIRS)
        .checkAssert(
            project -> {
              SortedMap<String, Coverage> parts = project.parts();
              Coverage merged = Coverage.merge(parts);
              assertEquals(project.parts(), parts);
              Coverage.merge(Map.of("merged", merged, "part", project.part(0)));
              assertEquals(project.parts(), parts);
            });
  }

  @Test
  void refusesAFileThatIsAnotherInOnePart() {
    qt().forAll(PAIRS, integers().between(0, DrawnProject.PATHS.size() - 1))
        .checkAssert(
            (project, at) -> {
              String path = DrawnProject.PATHS.get(at);
              Coverage first = project.part(0);
              FileCoverage file = first.files().getOrDefault(path, DrawnCoverage.file("+-"));
              Coverage one = with(first, path, file);
              Coverage other = with(project.part(1), path, withOneLineMore(file));
              for (Map<String, Coverage> parts :
                  List.of(Map.of("a", one, "b", other), Map.of("a", other, "b", one))) {
                ShardException refusal =
                    assertThrows(ShardException.class, () -> Coverage.merge(parts));
                assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
              }
            });
  }

  private static Coverage with(Coverage coverage, String path, FileCoverage file) {
    SortedMap<String, FileCoverage> files = new TreeMap<>(coverage.files());
    files.put(path, file);
    return new Coverage(coverage.version(), coverage.withBranches(), files);
  }

  private static FileCoverage withOneLineMore(FileCoverage file) {
    return new FileCoverage(
        file.executedLines(),
        file.missingLines().union(LineSet.of(77)),
        file.executedBranches(),
        file.missingBranches());
  }

  private static Coverage merged(Coverage... parts) {
    SortedMap<String, Coverage> named = new TreeMap<>();
    for (Coverage part : parts) {
      named.put("part " + named.size(), part);
    }
    return Coverage.merge(named);
  }
}
