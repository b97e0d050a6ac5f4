package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTML report of real runs. */
class HtmlIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsOneGoodAndOneBadFeature() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: sells
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: is wrong
                    Given Python runs assert shop.sell(-1) == "sold"
                """);
  }

  @Test
  void tellsWhoRanWhatWhenAndWhichChunksExecutedAFile() throws IOException {
    Outcome outcome =
        project
            .run(Setup.chunks(2), "--report=html", "features")
            .assertCode(ExitCode.TESTS_FAILED)
            .assertSays("build/html/index.html");

    String index = outcome.text("build/html/index.html");
    assertTrue(index.contains("2 files in 2 chunks"), index);
    assertTrue(index.contains("features/b.feature (b): FAILED"), index);
    assertTrue(index.contains("features/a.feature (a): passed"), index);
    String shop = page("shop.py");
    assertTrue(shop.matches("(?s).*Executed by chunk 1 \\(\\d+ lines?\\), 2 \\(\\d+ lines?\\)<.*"));
    for (String line : Files.readAllLines(project.path("shop.py"))) {
      assertTrue(shop.contains(line.replace("<", "&lt;").replace(">", "&gt;")), line);
    }
  }

  @Test
  void doesNotOutliveTheNextRun() {
    project.run(Setup.chunks(1), "--report=html", "features");
    Outcome next = project.run(Setup.chunks(1), "features");

    assertFalse(next.has("build/html"));
  }

  @Test
  void isWrittenFromACoverageFileToo() throws IOException {
    project.run(Setup.chunks(1), "features");
    project
        .command("report", "--report=html", "--threshold=none", "build/coverage.json")
        .assertCode(ExitCode.PASSED);

    assertTrue(page("shop.py").contains("<table class=\"source\""));
    assertEquals(List.of(), leftOver());
  }

  private String page(String source) throws IOException {
    String name = source.replace('.', '-');
    try (Stream<Path> pages = Files.list(project.path("build/html/files"))) {
      return Files.readString(
          pages.filter(page -> page.toString().contains(name)).findFirst().orElseThrow());
    }
  }

  private List<Path> leftOver() throws IOException {
    try (Stream<Path> files = Files.walk(project.path("build/html"))) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }
}
