package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where everything is written: one run at a time, and nothing old taken for new. */
class BuildDirectoryIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsTwoFeatures() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: two
                    Given it works
                """);
  }

  @Test
  void holdsNothingOfAnEarlierRunButTimings() throws IOException {
    project
        .with("== build/.template-migrated.db\nold\n")
        .run(Setup.chunks(2), "--report", "xml,text,lcov,markdown,html", "features")
        .assertCode(ExitCode.PASSED);
    List<String> removed =
        List.of(
            "build/coverage.lcov",
            "build/coverage.md",
            "build/.template-migrated-1.db",
            "build/.template-migrated-2.db",
            "build/html",
            "build/slipcover-shard/chunk-9.log",
            "build/slipcover-shard/events-9.jsonl");
    project.with("== build/slipcover-shard/chunk-9.log\nold\n");
    project.with("== build/slipcover-shard/events-9.jsonl\nold\n");
    assertTrue(Files.exists(project.path("build/.template-migrated-2.db")));
    Files.delete(project.path("build/.template-migrated.db"));
    project.with("== build/of-the-user.txt\nmine\n");
    project.with(
        "== features/b.feature\nFeature: b\n  Scenario: two\n    Given Python runs os._exit(3)\n");

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    for (String file : removed) {
      assertFalse(Files.exists(project.path(file)), file + " is left");
    }
    assertFalse(outcome.has("build/coverage.json"), "coverage of the run before");
    assertFalse(outcome.has("build/coverage.xml"), "report of the run before");
    assertFalse(outcome.has("build/coverage.txt"), "report of the run before");
    assertTrue(outcome.has("build/coverage-partial.json"));
    assertEquals("mine\n", outcome.text("build/of-the-user.txt"));
    assertTrue(
        outcome
            .json("build/slipcover-shard/timings.json")
            .path("features")
            .has("features/b.feature"));
  }

  @Test
  void isRefusedWhereItHoldsFilesOfOthers() {
    project.with("== docs/html/index.html\nmine\n== docs/junit.xml\nmine\n");
    Outcome refused =
        project.run(Setup.chunks(1), "--build-dir", "docs", "--report", "html,junit", "features");
    refused
        .assertCode(ExitCode.USAGE)
        .assertSays(
            "docs/html is not from an earlier run: move it, or set build-dir", "docs/junit.xml");
    assertFalse(refused.err().contains("Tests"), "the suite was begun");

    Outcome passed =
        project
            .run(Setup.chunks(1), "--build-dir", "docs", "--report", "xml", "features")
            .assertCode(ExitCode.PASSED);
    assertEquals("mine\n", passed.text("docs/html/index.html"));
    project.with("== docs/coverage.xml\nmine\n");
    project
        .command("merge", "--build-dir=docs", "--threshold=none", "docs/coverage-chunk-1.json")
        .assertCode(ExitCode.USAGE)
        .assertSays("docs/coverage.xml is not from an earlier run: move it, or set build-dir");
    assertEquals("mine\n", passed.text("docs/coverage.xml"));
  }

  @Test
  void isRefusedWhileAnotherRunHoldsIt() {
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
    Outcome refused;
    try (BuildDirectory held = BuildDirectory.lock(project.path("build"), Instant.EPOCH)) {
      refused = project.run(Setup.chunks(1), "features");
      assertTrue(
          Files.exists(held.path().resolve("coverage.json")), "the other run's file is gone");
    }
    refused
        .assertCode(ExitCode.USAGE)
        .assertSays(
            "in use by another run",
            "process " + ProcessHandle.current().pid() + ", started 1970-01-01T00:00:00Z",
            "--build-dir");

    project.run(Setup.chunks(1), "features").assertCode(ExitCode.PASSED);
  }

  @Test
  void isRefusedWhereItCannotBeMade() {
    project
        .with("== taken\na file\n")
        .run(Setup.chunks(1), "--build-dir", "taken/build", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("build-dir", "taken/build");
  }

  @Test
  void mayLieAnywhere() {
    Path elsewhere = folder.resolve("elsewhere/cov");
    project
        .run(Setup.chunks(2), "--build-dir", elsewhere.toString(), "features")
        .assertCode(ExitCode.PASSED)
        .assertSays(elsewhere.resolve("coverage.json").toString());
    assertTrue(Files.exists(elsewhere.resolve("coverage.xml")));
    assertFalse(Files.exists(project.path("build")));

    Outcome inside = project.run(Setup.chunks(2), "--build-dir", "out/cov", "features");
    assertTrue(inside.assertCode(ExitCode.PASSED).has("out/cov/coverage-chunk-2.json"));
  }
}
