package com.cleveragents.slipcovershard.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.SourcePaths.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
    Files.createSymbolicLink(this.root.resolve("work/linked"), this.root.resolve("work/pkg"));
    Files.createSymbolicLink(this.root.resolve("link"), this.root.resolve("work"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./pkg/a.py",
        "pkg/../pkg/a.py",
        "../work/pkg/a.py",
        "%s/work/pkg/a.py",
        "%s/link/pkg/a.py",
        "linked/a.py"
      })
  void joinsTheSpellingsOfOneFile(String other) {
    Coverage both =
        coverage(Map.of("pkg/a.py", FIRST, other.replace("%s", root.toString()), SECOND));
    FileCoverage union =
        new FileCoverage(LineSet.of(1, 2), LineSet.of(3), ArcSet.EMPTY, ArcSet.EMPTY);
    assertEquals(Map.of("pkg/a.py", union), unified(paths(), both).files());
  }

  @Test
  void findsItsOwnDirectoryThroughLinks() {
    Coverage one = coverage(Map.of(root + "/work/pkg/a.py", FIRST));
    SourcePaths paths = new SourcePaths(root.resolve("link"), List.of());
    assertEquals(Set.of("pkg/a.py"), unified(paths, one).files().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg/gone.py",
        "/elsewhere/lib/python3.11/site-packages/six.py",
        "__editable__.pkg.py",
        "/elsewhere/pkg/unknown.py",
        "../beside.py",
        "../gone/pkg/a.py",
        "linked/a.py"
      })
  void leavesWhatHasOneSpelling(String path) {
    assertEquals(Set.of(path), unified(paths(), coverage(Map.of(path, FIRST))).files().keySet());
  }

  @Test
  void joinsACheckoutOfAnotherMachine() {
    SortedMap<String, Coverage> unified =
        paths()
            .unify(
                Map.of(
                    "here", coverage(Map.of("pkg/a.py", FIRST, "pkg/gone.py", FIRST)),
                    "there",
                        coverage(
                            Map.of(
                                "/gone/ci/pkg/a.py", SECOND,
                                "/gone/ci/pkg/gone.py", SECOND,
                                "/gone/ci/new.py", SECOND,
                                "/gone/lib/python3.11/site-packages/pkg/a.py", SECOND,
                                "/gone/beside/x.py", SECOND))));
    assertEquals(
        Set.of(
            "pkg/a.py",
            "pkg/gone.py",
            "new.py",
            "/gone/lib/python3.11/site-packages/pkg/a.py",
            "/gone/beside/x.py"),
        keys(unified.get("there")));
    assertEquals(Set.of("pkg/a.py", "pkg/gone.py"), keys(unified.get("here")));
  }

  @Test
  void findsACheckoutOfAnotherMachineByTheSourcesOnDisk() {
    Coverage there = coverage(Map.of("/gone/ci/pkg/a.py", FIRST));
    assertEquals(Set.of("pkg/a.py"), keys(unified(paths(), there)));
  }

  @Test
  void doesNotTakeAFileOfOtherLinesForItsNamesake() {
    FileCoverage other = new FileCoverage(LineSet.of(7), LineSet.of(8), ArcSet.EMPTY, ArcSet.EMPTY);
    SortedMap<String, Coverage> unified =
        paths()
            .unify(
                Map.of(
                    "here", coverage(Map.of("pkg/a.py", FIRST)),
                    "there", coverage(Map.of("/gone/lib/pkg/a.py", other))));
    assertEquals(Set.of("/gone/lib/pkg/a.py"), keys(unified.get("there")));
  }

  @Test
  void leavesAFileThatIsHereWhereItIs() throws IOException {
    Path beside = Files.createDirectories(root.resolve("beside/pkg")).resolve("a.py");
    Files.writeString(beside, "");
    assertEquals(
        Set.of(beside.toString()),
        keys(unified(paths(), coverage(Map.of(beside.toString(), FIRST)))));
  }

  @Test
  void joinsTheSpellingsOfAFileOutside() {
    SortedMap<String, Coverage> unified =
        paths()
            .unify(
                Map.of(
                    "a", coverage(Map.of("../beside.py", FIRST)),
                    "b", coverage(Map.of(root + "/beside.py", SECOND))));
    assertEquals(Set.of(root + "/beside.py"), keys(unified.get("a")));
    assertEquals(Set.of(root + "/beside.py"), keys(unified.get("b")));
  }

  @Test
  void refusesTwoFilesThatAMappingMakesOne() {
    SourcePaths paths = paths(new Mapping("/ci/one", "."), new Mapping("/ci/two", "."));
    Coverage both = coverage(Map.of("/ci/one/x.py", FIRST, "/ci/two/x.py", FIRST));
    ShardException refusal = assertThrows(ShardException.class, () -> unified(paths, both));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
    assertEquals(
        "part has two files, /ci/one/x.py and /ci/two/x.py, that would both become x.py: name other"
            + " places for them with --path-map",
        refusal.sentence());
    // Two machines' files are the purpose.
    SortedMap<String, Coverage> apart =
        paths.unify(
            Map.of(
                "a", coverage(Map.of("/ci/one/x.py", FIRST)),
                "b", coverage(Map.of("/ci/two/x.py", SECOND))));
    assertEquals(Set.of("x.py"), keys(Coverage.merge(apart)));
  }

  @Test
  void refusesTwoSpellingsWithOtherLines() {
    FileCoverage other = new FileCoverage(LineSet.of(1), LineSet.of(9), ArcSet.EMPTY, ArcSet.EMPTY);
    Coverage both = coverage(Map.of("pkg/a.py", FIRST, "./pkg/a.py", other));
    assertThrows(ShardException.class, () -> unified(paths(), both));
  }

  @Test
  void followsTheFirstMappingThatFits() {
    SourcePaths paths = paths(new Mapping("/ci/build", "pkg"), new Mapping("/ci", "other/"));
    Coverage mapped =
        coverage(Map.of("/ci/build/a.py", FIRST, "/ci/b.py", FIRST, "/cinema/c.py", FIRST));
    assertEquals(
        Set.of("pkg/a.py", "other/b.py", "/cinema/c.py"), unified(paths, mapped).files().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "/a", "/a=", "=/a"})
  void refusesWhatIsNoMapping(String text) {
    assertEquals(Optional.empty(), Mapping.parse(text));
  }

  private SourcePaths paths(Mapping... mappings) {
    return new SourcePaths(root.resolve("work"), List.of(mappings));
  }

  private static Coverage unified(SourcePaths paths, Coverage one) {
    return paths.unify(Map.of("part", one)).getOrDefault("part", one);
  }

  private static Set<String> keys(@Nullable Coverage coverage) {
    return Objects.requireNonNull(coverage).files().keySet();
  }

  private static Coverage coverage(Map<String, FileCoverage> files) {
    return new Coverage(new SlipcoverVersion("1.1.0"), false, new TreeMap<>(files));
  }
}
