package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a lost process has not run is run by another one, and what it has measured is not lost. */
class RetryCrashedIT {
  private static final String KILL = "os.kill(os.getpid(), signal.SIGKILL)";

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsFeaturesAroundOneThatDies() {
    project =
        TestProject.in(folder)
            .variable("INPUT_RETRY-CRASHED", "1")
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: is the only one to see a refusal
                    Given Python runs assert shop.sell(-1) == "refused"
                == features/c.feature
                Feature: c
                  Scenario: comes later
                    Given it works
                """);
  }

  private TestProject deadly(String code) {
    return project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: lives
            Given it works
          Scenario: dies
            Given Python runs %s
          Scenario: comes after it
            Given it works
          Scenario Outline: rows
            Given Python runs assert <n> < 3
            Examples:
              | n |
              | 1 |
              | 2 |
        """
            .formatted(code));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void runsAllButTheScenarioThatDiesEachTime(Setup setup) {
    Outcome outcome = deadly(KILL).run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays(
        "was killed by SIGKILL while it ran features/b.feature:4 (dies)",
        "went on, and that scenario did the same again");
    Map<String, String> ends = new TreeMap<>(outcome.ends());
    assertEquals("in flight", ends.remove("features/b.feature:4"));
    assertEquals(6, ends.size(), ends::toString);
    assertEquals(List.of("passed"), ends.values().stream().distinct().toList(), ends::toString);
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void keepsWhatTheLostProcessHadMeasured(Setup setup) throws Exception {
    Outcome green = project.run(setup, "features").assertCode(ExitCode.PASSED);
    JsonNode whole = green.json("build/coverage.json").path("files").path("shop.py");

    Outcome outcome = deadly(KILL).run(setup, "features");

    JsonNode partial = outcome.json("build/coverage-partial.json").path("files").path("shop.py");
    assertEquals(whole, partial);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#all")
  void saysThatTheScenarioPassesTheSecondTime(Setup setup) {
    Outcome outcome =
        deadly("os.path.exists(\"again\") or (open(\"again\", \"w\").close(), " + KILL + ")")
            .run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("and that scenario passed when it ran again by itself");
    assertEquals("passed", outcome.ends().get("features/b.feature:4"));
    assertFalse(outcome.has("build/coverage.json"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void goesOnInAQueueAsWell(Setup setup) {
    Outcome outcome = deadly(KILL).run(setup, "--split", "queue", "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("went on, and that scenario did the same again");
    Map<String, String> ends = new TreeMap<>(outcome.ends());
    assertEquals("in flight", ends.remove("features/b.feature:4"));
    assertEquals(List.of("passed"), ends.values().stream().distinct().toList(), ends::toString);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void leavesAFeatureWholeThatSaysSo(Setup setup) {
    project.with(
        """
        == features/b.feature
        @slipcover_shard.whole
        Feature: b
          Scenario: lives
            Given it works
          Scenario: dies
            Given Python runs os._exit(3)
        """);
    Outcome outcome = project.run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("and that scenario did the same again");
    assertEquals(2, attempts(outcome, "features/b.feature:3"));
    assertEquals(2, attempts(outcome, "features/b.feature:5"));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#newest")
  void losesNoMoreThanOneProcessMore(Setup setup) {
    project.with(
        """
        == features/d.feature
        Feature: d
          Scenario: dies as well
            Given Python runs os._exit(4)
        """);
    Outcome outcome = deadly("os._exit(3)").run(setup, "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSays("ended with exit code 3", "ended with exit code 4");
    int processes = outcome.json("build/slipcover-shard/ledger.json").path("chunks").size();
    assertTrue(processes <= 2 * setup.chunks(), String.valueOf(processes));
  }

  @Test
  void doesNotTryAgainWhatNeverBegan() {
    project.with("== features/environment.py\nimport os\nos._exit(3)\n");
    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.CHUNK_FAILED);
    outcome.assertSaysNothingOf("goes on in its place");
  }

  @Test
  void givesTheFreshProcessTheChunksNumberAndAFreshDatabase() throws Exception {
    project.with(
        """
        == make.py
        import sqlite3
        database = sqlite3.connect("build/.template-migrated.db")
        database.execute("create table marks (mark text)")
        database.commit()
        == features/b.feature
        Feature: b
          Scenario: marks the database and dies
            Given Python runs import sqlite3; d = sqlite3.connect(os.environ["SLIPCOVER_SHARD_TEMPLATE_DB"]); n = d.execute("select count(*) from marks").fetchone()[0]; d.execute("insert into marks values ('x')"); d.commit(); open("seen", "a").write("%s %s %d\\n" % (os.environ["SLIPCOVER_SHARD_CHUNK"], os.path.basename(os.environ["SLIPCOVER_SHARD_TEMPLATE_DB"]), n)); os._exit(3)
        """);
    Files.createDirectories(project.path("build"));
    new ProcessBuilder(Setup.chunks(1).python().toString(), "make.py")
        .directory(project.path("").toFile())
        .start()
        .waitFor();
    project.run(Setup.chunks(1), "features").assertCode(ExitCode.CHUNK_FAILED);

    assertEquals(
        List.of("1 .template-migrated-1.db 0", "1 .template-migrated-1.db 0"),
        Files.readAllLines(project.path("seen")));
  }

  @Test
  void countsChunksAndNotTheirProcesses() throws Exception {
    project.variable("GITHUB_OUTPUT", project.path("outputs").toString());
    Files.createFile(project.path("outputs"));
    deadly("os._exit(3)").run(Setup.chunks(2), "features");

    List<String> outputs = Files.readAllLines(project.path("outputs"));
    assertTrue(outputs.contains("chunks=2"), outputs::toString);
  }

  private static int attempts(Outcome outcome, String location) {
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      for (JsonNode scenario : unit.path("scenarios")) {
        if (scenario.path("location").asText().equals(location)) {
          return scenario.path("attempts").asInt();
        }
      }
    }
    throw new AssertionError("not in the ledger: " + location);
  }
}
