package com.cleveragents.slipcovershard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python would find is held by {@link GlobIT}. */
class GlobTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a/*.xml      | a/x.xml     | true
          a/*.xml      | a/b/x.xml   | false
          a/**/*.xml   | a/x.xml     | true
          a/**/*.xml   | a/b/c/x.xml | true
          a/**/*.xml   | a/.b/x.xml  | false
          **           | a/b         | true
          **           | a/.b        | false
          *            | .a          | false
          .*           | .a          | true
          [.]a         | .a          | false
          a/           | a           | true
          x[!ab]       | xc          | true
          x[!ab]       | xa          | false
          x[]]         | x]          | true
          x[z-a]       | x-          | false
          x[a          | x[a         | true
          {a,b}        | a           | false
          a**b         | a1b         | true
          a**b         | a/b         | false
          """)
  void matchesAsPythonReadsIt(String pattern, String name, boolean isMatch) {
    assertEquals(isMatch, Glob.of(pattern).matches(Path.of(name)));
  }

  @Test
  void endsWhereALinkLeadsBack(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.createFile(folder.resolve("a/b/x"));
    Files.createSymbolicLink(folder.resolve("a/b/up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("a/b/here"), Path.of("."));

    assertEquals(new TreeSet<>(List.of("a/b/x")), Glob.of("**/x").expand(folder));
    assertEquals(
        new TreeSet<>(List.of("a", "a/b", "a/b/here", "a/b/up", "a/b/x")),
        Glob.of("**").expand(folder));
  }
}
