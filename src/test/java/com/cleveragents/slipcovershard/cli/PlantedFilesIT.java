package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.ci.ArtifactServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that a test puts into build-dir: under names of ours, or of the kind that is uploaded. */
@Timeout(120)
class PlantedFilesIT {
  /** Once for each chunk; what is there already is replaced. */
  private static final String PLANTS =
      """
      import os
      outside = os.path.abspath("outside")
      os.makedirs("build/html", exist_ok=True)
      for name, how in {
          "slipcover-shard/ledger.json": "link",
          "slipcover-shard/ledger.json.tmp": "link",
          "slipcover-shard/plan.json": "pipe",
          "slipcover-shard/plan.json.tmp": "pipe",
          "slipcover-shard/timings.json": "pipe",
          "slipcover-shard/timings.json.tmp": "pipe",
          "slipcover-shard/written.jsonl": "pipe",
          "slipcover-shard/before.log": "link",
          "slipcover-shard/verify.json": "link",
          "slipcover-shard/serial.log": "pipe",
          "slipcover-shard/chunk-3.log": "pipe",
          "slipcover-shard/events-3.jsonl": "pipe",
          "coverage.json": "link",
          "coverage.json.part": "pipe",
          "coverage.xml": "pipe",
          "coverage.xml.part": "link",
          "coverage.md": "link",
          "coverage.lcov": "file",
          "coverage-chunk-9.json": "link",
          "html/index.html": "file",
          "html/stolen.html": "link",
      }.items():
          path = "build/" + name
          if os.path.lexists(path):
              os.unlink(path)
          if how == "link":
              os.symlink(outside, path)
          elif how == "pipe":
              os.mkfifo(path)
          else:
              open(path, "w").close()
      """;

  private @TempDir Path folder;

  private TestProject project() {
    return TestProject.in(folder)
        .with("== outside\nof the user\n")
        .with("== plants.py\n" + PLANTS)
        .variable("GITHUB_ACTIONS", "true");
  }

  private static void assertClean(Outcome outcome, Map<String, String> artifact)
      throws IOException {
    assertEquals("of the user\n", outcome.text("outside"));
    assertEquals(
        Set.of(
            "coverage.json",
            "coverage.txt",
            "coverage.xml",
            "coverage-chunk-1.json",
            "coverage-chunk-2.json",
            "coverage-chunk-3.json",
            "slipcover-shard/ledger.json",
            "slipcover-shard/plan.json",
            "slipcover-shard/timings.json"),
        artifact.keySet());
    artifact.forEach((name, text) -> assertFalse(text.contains("of the user"), name));
    assertTrue(
        outcome.text("build/coverage.xml").startsWith("<?xml"),
        "the report took the place of the pipe");
  }

  /** The second process of a chunk meets what the first has planted. */
  @Test
  void leadNowhereAndAreNotUploaded() throws IOException {
    TestProject project = project();
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: plants and fails once
            Given Python runs exec(open("plants.py").read())
            Given Python runs open("tried", "a").write("x")
            Given Python runs assert len(open("tried").read()) > 1
        == features/b.feature
        Feature: b
          Scenario: passes
            Given it works
        """);
    try (ArtifactServer server = ArtifactServer.of(ArtifactServer.Kind.FORGEJO)) {
      server.environment().forEach(project::variable);
      Outcome outcome =
          project
              .run(Setup.chunks(2), "--retry-failed=1", "--upload-logs=none", "features")
              .assertCode(ExitCode.PASSED);
      assertClean(outcome, server.unzipped("coverage"));
    }
    Files.delete(project.path("build/coverage-chunk-9.json")); // it would be in the way
    Path planted = project.path("build/coverage.md");
    project.run(Setup.chunks(1), "--upload=false", "features").assertCode(ExitCode.PASSED);
    assertTrue(Files.isSymbolicLink(planted), "what is not ours was removed");
    Files.delete(project.path("build/coverage-chunk-9.json"));
    project
        .run(Setup.chunks(1), "--upload=false", "--report=markdown", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("build/coverage.md is not from an earlier run: move it, or set build-dir");
  }

  @Test
  void leadNowhereAndAreNotUploadedWithPytest() throws IOException {
    TestProject project = project();
    project.with(
        """
        == tests/test_a.py
        import shop

        def test_plants():
            exec(open("plants.py").read(), {})
            open("tried", "a").write("x")
            assert len(open("tried").read()) > 1
        == tests/test_b.py
        import shop

        def test_passes():
            assert shop.sell(1) == "sold"
        """);
    try (ArtifactServer server = ArtifactServer.of(ArtifactServer.Kind.GITHUB)) {
      server.environment().forEach(project::variable);
      Setup setup = new Setup(TestEnvironments.withPytest().get(0), 2);
      Outcome outcome =
          project
              .run(
                  setup,
                  "--runner=pytest",
                  "--split=queue",
                  "--retry-failed=1",
                  "--upload-logs=none",
                  "tests")
              .assertCode(ExitCode.PASSED);
      assertClean(outcome, server.unzipped("coverage"));
    }
  }
}
