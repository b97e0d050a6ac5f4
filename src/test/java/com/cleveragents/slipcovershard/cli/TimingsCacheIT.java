package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.CacheServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timings go from one checkout to the next through the runner's cache, without a step for it. */
class TimingsCacheIT {
  private static final String NOTHING = "timings: none of an earlier run were found";
  private static final String LONG =
      """
      == features/long.feature
      Feature: Long
        Scenario: one
          Given Python runs time.sleep(0.2)
        Scenario: two
          Given Python runs time.sleep(0.2)
      """;
  private static final String FOUND = "timings: the runner's cache, 0 min old, know 1 scenarios";

  private @TempDir Path folder;
  private CacheServer server;
  private int checkouts;

  @BeforeEach
  void start() throws IOException {
    server = CacheServer.withoutMishaps();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A fresh checkout, as each job gets one. */
  private TestProject checkout(String reference) {
    TestProject project =
        TestProject.in(folder, "checkout-" + ++checkouts + "/project")
            .with("== features/a.feature\nFeature: A\n  Scenario: s\n    Given it works");
    server.environment().forEach(project::variable);
    return project.variable("GITHUB_REF", reference);
  }

  private Outcome run(TestProject project, String... flags) {
    return project.run(Setup.chunks(1), flags).assertCode(ExitCode.PASSED);
  }

  @Test
  void wanderFromRunToRun() {
    run(checkout("refs/heads/main")).assertSays(NOTHING);
    assertEquals(1, server.kept().size());
    Outcome second = run(checkout("refs/heads/feature")).assertSays(FOUND);
    assertEquals(2, second.json("build/slipcover-shard/timings.json").path("chunk_ms").size());
    run(checkout("refs/heads/main"), "--runner-args", "--tags=~@slow").assertSays(NOTHING);
  }

  @Test
  void ofABaseAreReadByAPullRequestAndNotTheOtherWayRound() {
    run(checkout("refs/pull/7/head")).assertSays(NOTHING);
    run(checkout("refs/heads/main")).assertSays(NOTHING);
    run(checkout("refs/pull/8/head")).assertSays(FOUND);
    run(checkout("refs/pull/7/head")).assertSays(FOUND);
  }

  @Test
  void withTheProofsOfAPullRequestAreItsOwn() {
    String split = "features/long.feature is split";
    Setup setup = Setup.chunks(2);
    TestProject base = checkout("refs/heads/main").with(LONG);
    base.run(setup).assertCode(ExitCode.PASSED);
    checkout("refs/pull/7/head")
        .with(LONG)
        .run(setup, "--granularity=auto", "--verify=serial")
        .assertCode(ExitCode.PASSED)
        .assertSays(split, "features/long.feature: its tests pass in 2 pieces");
    for (String reference : List.of("refs/pull/8/head", "refs/heads/main", "refs/pull/7/head")) {
      Outcome outcome =
          checkout(reference)
              .with(LONG)
              .run(setup, "--granularity=auto")
              .assertCode(ExitCode.PASSED);
      if (reference.startsWith("refs/pull/7/")) {
        outcome.assertSays(split);
      } else {
        outcome.assertSaysNothingOf(split);
      }
    }
  }

  @Test
  void inBuildDirComeFirst() {
    TestProject project = checkout("refs/heads/main");
    run(project);
    List<String> before = server.requests();
    run(project).assertSays("timings: build/slipcover-shard/timings.json");
    List<String> asked = server.requests().subList(before.size(), server.requests().size());
    assertTrue(asked.stream().noneMatch(request -> request.startsWith("find")), asked.toString());
  }

  @Test
  void areLeftAloneWhereAFileOrNoneIsNamed() {
    run(checkout("refs/heads/main"), "--timings", "none");
    assertEquals(List.of(), server.requests());
  }

  @Test
  void thatTurnOutDamagedAreNone() {
    run(checkout("refs/heads/main"));
    server.spoil("nonsense".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    run(checkout("refs/heads/main")).assertSays(NOTHING);
  }

  @Test
  void needNoService() {
    TestProject project = checkout("refs/heads/main");
    server.close();
    run(project).assertSays(NOTHING);
  }
}
