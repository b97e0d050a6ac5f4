package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.run.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathArgumentsTest {
  private @TempDir Path folder;

  @BeforeEach
  void drawASuite() throws IOException {
    for (String name :
        List.of(
            "features/a.feature",
            "features/.draft.feature",
            "features/steps/steps.py",
            "features/sub/b.feature",
            "features/sub/deep/c.feature",
            "features/{x}.feature",
            ".hidden/h.feature",
            "tests/test_a.py",
            "tests/unit/test_b.py",
            "tests/unit/data.json")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.createFile(folder.resolve(name));
    }
  }

  private String resolved(Runner runner, String word) {
    Mistakes mistakes = new Mistakes();
    List<String> locations = PathArguments.resolve(runner, folder, List.of(word), mistakes);
    return String.join(" ", locations) + String.join(" ", mistakes.sentences());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          features/**/*.feature | features/a.feature features/sub/b.feature features/sub/deep/c.feature features/{x}.feature
          **/b.feature          | features/sub/b.feature
          features/.*.feature   | features/.draft.feature
          features/[!a]*.feature | features/{x}.feature
          features/*            | features/a.feature features/sub features/{x}.feature
          features/**           | features
          **/sub/**             | features/sub
          features/{x}.feature  | features/{x}.feature
          features/?.feature    | features/a.feature
          """)
  void givesBehaveWhatAGlobMatchesOnce(String glob, String expected) {
    assertEquals(expected, resolved(Runner.BEHAVE, glob));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tests/**/test_*.py  | tests/test_a.py tests/unit/test_b.py
          tests/*             | tests/test_a.py tests/unit
          **/test_*.py        | tests/test_a.py tests/unit/test_b.py
          tests/test_?.py::t  | tests/test_a.py::t
          """)
  void givesPytestFilesAndFolders(String glob, String expected) {
    assertEquals(expected, resolved(Runner.PYTEST, glob));
  }

  @Test
  void findsFeaturesBehindLinks() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/more"));
    Files.createFile(elsewhere.resolve("d.feature"));
    Files.createSymbolicLink(folder.resolve("linked"), Path.of("elsewhere"));
    Files.createSymbolicLink(folder.resolve("elsewhere/more/up"), Path.of(".."));

    assertEquals("linked", resolved(Runner.BEHAVE, "linked"));
    assertEquals("linked/more", resolved(Runner.BEHAVE, "linked/m*"));
    assertEquals("linked/more/d.feature", resolved(Runner.BEHAVE, "linked/**/*.feature"));
  }
}
