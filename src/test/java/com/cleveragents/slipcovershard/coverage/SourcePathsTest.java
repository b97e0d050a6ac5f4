package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.coverage.SourcePaths.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePathsTest {
  private static final FileCoverage FIRST =
      new FileCoverage(LineSet.of(1), LineSet.of(2, 3), ArcSet.EMPTY, ArcSet.EMPTY);
  private static final FileCoverage SECOND =
      new FileCoverage(LineSet.of(2), LineSet.of(1, 3), ArcSet.EMPTY, ArcSet.EMPTY);

  private final Path root;

  SourcePathsTest(@TempDir Path root) throws IOException {
    this.root = root.toRealPath();
    Files.createDirectories(this.root.resolve("work/pkg"));
    Files.writeString(this.root.resolve("work/pkg/a.py"), "");
    Files.createSymbolicLink(this.root.resolve("link"), this.root.resolve("work"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./pkg/a.py",
        "pkg/../pkg/a.py",
        "../work/pkg/a.py",
        "%s/work/pkg/a.py",
        "%s/link/pkg/a.py"
      })
  void joinsTheSpellingsOfOneFile(String other) {
    Coverage both =
        coverage(Map.of("pkg/a.py", FIRST, other.replace("%s", root.toString()), SECOND));
    FileCoverage union =
        new FileCoverage(LineSet.of(1, 2), LineSet.of(3), ArcSet.EMPTY, ArcSet.EMPTY);
    assertEquals(Map.of("pkg/a.py", union), paths().unify(both).files());
  }

  @Test
  void findsItsOwnDirectoryThroughLinks() {
    Coverage one = coverage(Map.of(root + "/work/pkg/a.py", FIRST));
    SourcePaths paths = new SourcePaths(root.resolve("link"), List.of());
    assertEquals(Set.of("pkg/a.py"), paths.unify(one).files().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg/gone.py",
        "/elsewhere/lib/python3.11/site-packages/six.py",
        "__editable__.pkg.py",
        "/elsewhere/pkg/a.py",
        "../beside.py"
      })
  void leavesWhatHasOneSpelling(String path) {
    assertEquals(Set.of(path), paths().unify(coverage(Map.of(path, FIRST))).files().keySet());
  }

  @Test
  void followsTheFirstMappingThatFits() {
    SourcePaths paths = paths(new Mapping("/ci/build", "pkg"), new Mapping("/ci", "other/"));
    Coverage mapped =
        coverage(Map.of("/ci/build/a.py", FIRST, "/ci/b.py", FIRST, "/cinema/c.py", FIRST));
    assertEquals(
        Set.of("pkg/a.py", "other/b.py", "/cinema/c.py"), paths.unify(mapped).files().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "/a", "/a=", "=/a"})
  void refusesWhatIsNoMapping(String text) {
    assertEquals(Optional.empty(), Mapping.parse(text));
  }

  private SourcePaths paths(Mapping... mappings) {
    return new SourcePaths(root.resolve("work"), List.of(mappings));
  }

  private static Coverage coverage(Map<String, FileCoverage> files) {
    return new Coverage(new SlipcoverVersion("1.1.0"), false, new TreeMap<>(files));
  }
}
