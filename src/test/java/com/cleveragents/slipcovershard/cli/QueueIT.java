package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chunks that take the next feature when they are free: the same ledger and coverage as a plan's.
 */
class QueueIT {
  private static final String SUITE =
      """
      == features/environment.py
      def before_all(context):
          open("hooks", "a").write("before ")
      def after_all(context):
          open("hooks", "a").write("after ")
      == features/a.feature
      Feature: A
        Scenario: a
          Given it works
      == features/b.feature
      Feature: B, which is the longest of all the files and so the first to be taken
        Scenario: b
          Given Python runs wait_for("done", "ccc")
        Scenario: b, too
          Given it works
      == features/c1.feature
      Feature: C1
        Scenario: c
          Given Python runs open("done", "a").write("c")
      == features/c2.feature
      Feature: C2
        Scenario: c
          Given Python runs open("done", "a").write("c")
      == features/c3.feature
      Feature: C3
        Scenario: c
          Given Python runs open("done", "a").write("c")
      """;

  private @TempDir Path folder;

  private static Stream<Setup> setups() {
    return Setup.pairs();
  }

  @ParameterizedTest
  @MethodSource("setups")
  void takesTheNextWhenItIsFree(Setup setup) {
    TestProject project = TestProject.in(folder).with(SUITE);
    // A plan by size would give each chunk one of the c, and b would wait for ever.
    Outcome queued = project.run(setup, "--split", "queue").assertCode(ExitCode.PASSED);
    JsonNode plan = queued.json("build/slipcover-shard/plan.json");
    assertEquals("queue", plan.path("split").asText());
    List<List<String>> taken = new ArrayList<>();
    for (JsonNode chunk : plan.path("chunks")) {
      List<String> units = new ArrayList<>();
      chunk.path("units").forEach(unit -> units.add(unit.path("path").asText()));
      taken.add(units);
    }
    assertTrue(taken.contains(List.of("features/b.feature")), taken.toString());
    List<String> hooks = List.of(queued.text("hooks").strip().split(" ", -1));
    assertEquals(List.of("after", "after", "before", "before"), hooks.stream().sorted().toList());
    for (JsonNode unit : queued.json("build/slipcover-shard/ledger.json").path("units")) {
      int chunk = unit.path("chunk").asInt();
      assertTrue(taken.get(chunk - 1).contains(unit.path("path").asText()), unit.toString());
    }
    var files = queued.json("build/coverage.json").path("files");
    var ends = queued.ends();

    Outcome one =
        project.run(
            new Setup(setup.environment(), 1),
            "--split",
            "static",
            "features/c1.feature",
            "features/c2.feature",
            "features/c3.feature",
            "features/a.feature",
            "features/b.feature");
    assertEquals(one.assertCode(ExitCode.PASSED).ends(), ends);
    assertEquals(one.json("build/coverage.json").path("files"), files);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void goesOnWithTheOtherChunkWhenAWorkerDies(Setup setup) {
    Outcome outcome =
        TestProject.in(folder)
            .with(
                """
                == features/long.feature
                Feature: The longest file goes first
                  Scenario: dies at once, before the other chunk can take what is left
                    Given Python runs wait_for("other"); open("dying", "w").write(str(os.getpid())); os.kill(os.getpid(), 9)
                == features/other.feature
                Feature: The second file
                  Scenario: waits until the other one is gone
                    Given Python runs open("other.tmp", "w").write(str(os.getpid())); os.rename("other.tmp", "other"); wait_for("dying"); time.sleep(1)
                == features/z.feature
                Feature: Z
                  Scenario: z
                    Given it works
                """)
            .run(setup, "--split", "queue")
            .assertCode(ExitCode.CHUNK_FAILED)
            .assertSays("was killed by SIGKILL while it ran features/long.feature:2");
    assertEquals("passed", outcome.ends().get("features/other.feature:2"));
    assertEquals("passed", outcome.ends().get("features/z.feature:2"));
    assertTrue(!outcome.has("build/coverage.json"));
  }
}
