package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSettingTest {
  private @TempDir Path folder;

  @BeforeEach
  void drawAProject() throws IOException {
    for (String name :
        List.of("src/django_htmx/sub", "packages/a/src", "packages/b/src", ".venv/django_htmx")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createFile(folder.resolve("src/setup.py"));
  }

  private String checked(SourceSetting setting) {
    Mistakes mistakes = new Mistakes();
    Optional<String> expanded = setting.expanded(folder, mistakes);
    return mistakes.isEmpty()
        ? setting.told(expanded).orElse("nothing")
        : String.join(" ", mistakes.sentences()).replace(folder.toString(), "DIR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          src                   | src
          ./src/,packages       | ./src/,packages
          packages/*/src        | packages/a/src,packages/b/src
          src/**/sub,packages/a | src/django_htmx/sub,packages/a
          django_htmx           | source: 'django_htmx' does not exist in DIR: did you mean 'src/django_htmx'?
          django-htmx           | source: 'django-htmx' does not exist in DIR: did you mean 'src/django_htmx'?
          django_htmx.sub       | source: 'django_htmx.sub' does not exist in DIR: did you mean 'src/django_htmx/sub'?
          lib/src               | source: 'lib/src' does not exist in DIR: did you mean 'src'?
          src/djangohtmx        | source: 'src/djangohtmx' does not exist in DIR: did you mean 'src/django_htmx'?
          nowhere               | source: 'nowhere' does not exist in DIR
          packages/*/lib        | source: 'packages/*/lib' matches no folder in DIR
          src/setup.py          | source: 'src/setup.py' is a file, and SlipCover takes folders: name 'src'
          """)
  void takesFoldersThatExistAndGlobs(String given, String expected) {
    assertEquals(expected, checked(new SourceSetting(Optional.of(given), Optional.of("src"))));
  }

  @Test
  void leavesTheTableToSlipCoverWhereThatCanReadIt() {
    assertEquals("nothing", checked(new SourceSetting(Optional.empty(), Optional.of("src"))));
    assertEquals(
        "packages/a/src,packages/b/src",
        checked(new SourceSetting(Optional.empty(), Optional.of("packages/*/src"))));
    assertEquals(
        "source: 'django_htmx' does not exist in DIR: did you mean 'src/django_htmx'?",
        checked(new SourceSetting(Optional.empty(), Optional.of("django_htmx"))));
  }
}
