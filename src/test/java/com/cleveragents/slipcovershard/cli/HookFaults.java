package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.NO_TESTS;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;
import static com.cleveragents.slipcovershard.cli.Fault.FAILS;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.cli.Fault.Completeness;
import java.time.Duration;
import java.util.List;

/** Faults of hooks, of every kind of them. */
final class HookFaults {
  private static final String BEFORE_ALL = "before_all(context)";
  private static final String AFTER_ALL = "after_all(context)";
  private static final String BEFORE_FEATURE = "before_feature(context, feature)";
  private static final String BEFORE_SCENARIO = "before_scenario(context, scenario)";
  private static final String IN_THE_STEP = "step.name.startswith('Python')";
  private static final String OF_THE_FEATURE =
      "FAILED  features/fault.feature: a hook or clean-up of the feature failed";

  /** Waits until each chunk has told which features there are. */
  private static final String AFTER_ALL_LISTS =
      """
      for chunk in range(1, int(os.environ["SLIPCOVER_SHARD_CHUNKS"]) + 1):
          told = "build/slipcover-shard/events-%d.jsonl" % chunk
          while not (os.path.exists(told) and '"listed"' in open(told).read()):
              time.sleep(0.01)
      """;

  private static final String FAILS_ONCE =
      "== fault.py\nassert os.path.exists('again') or open('again', 'w').close()\n";

  private HookFaults() {}

  static List<Fault> errors() {
    return List.of(
        error(BEFORE_ALL, "True", CHUNK_FAILED, "before_all failed").othersPass(false),
        error(BEFORE_FEATURE, "feature.name == 'fault'", TESTS_FAILED, OF_THE_FEATURE)
            .ends("features/fault.feature:2", "untested"),
        error(BEFORE_SCENARIO, "scenario.name == 'goes wrong'", TESTS_FAILED, FAILS),
        error("before_step(context, step)", IN_THE_STEP, TESTS_FAILED, FAILS),
        error("before_tag(context, tag)", "tag == 'wrong'", TESTS_FAILED, FAILS),
        error("after_tag(context, tag)", "tag == 'wrong'", TESTS_FAILED, FAILS),
        error("after_step(context, step)", IN_THE_STEP, TESTS_FAILED, FAILS),
        error(
            "after_scenario(context, scenario)",
            "scenario.name == 'goes wrong'",
            TESTS_FAILED,
            FAILS),
        error(
            "after_feature(context, feature)",
            "feature.name == 'fault'",
            TESTS_FAILED,
            OF_THE_FEATURE),
        error(AFTER_ALL, "True", TESTS_FAILED, "after_all failed"),
        ofRule("before_rule").ends("features/fault.feature:5", "untested"),
        ofRule("after_rule").ends("features/fault.feature:5", "passed"));
  }

  private static Fault error(String hook, String when, ExitCode code, String name) {
    return Fault.inHook("an error", hook, "if %s:\n    raise OSError('no server')".formatted(when))
        .gives(code, name, "no server");
  }

  private static Fault ofRule(String hook) {
    return Fault.inHook("an error", hook + "(context, rule)", "raise OSError('no server')")
        .prepared(
            project ->
                project.with(
                    """
                    == features/fault.feature
                    Feature: fault
                      Scenario: passes beside it
                        Given it works
                      Rule: r
                        Scenario: belongs to it
                          Given it works
                    """))
        .gives(TESTS_FAILED, OF_THE_FEATURE, "no server")
        .needsNewBehave();
  }

  /** behave 1.2.6 is left by an exit, 1.3 takes it for a failed hook and ends its run. */
  static List<Fault> exits() {
    return List.of(
        exit(BEFORE_ALL, "True", "before_all").gives(CHUNK_FAILED),
        exit(BEFORE_FEATURE, "feature.name == 'fault'", "features/fault.feature")
            .ledger(Completeness.EITHER),
        exit(BEFORE_SCENARIO, "scenario.name == 'goes wrong'", "features/fault.feature:5"),
        exit(
            "after_scenario(context, scenario)",
            "scenario.name == 'goes wrong'",
            "features/fault.feature:5"),
        exit(AFTER_ALL, "True", "after_all").ledger(Completeness.WHOLE),
        vanishing(BEFORE_ALL, "True", "in before_all"),
        vanishing(
            BEFORE_FEATURE,
            "feature.name == 'fault'",
            "in features/fault.feature, between its scenarios or in a hook"),
        vanishing(AFTER_ALL, "True", "between features or in after_all")
            .ledger(Completeness.WHOLE));
  }

  private static Fault exit(String hook, String when, String place) {
    return Fault.inHook("`sys.exit(0)`", hook, "if %s:\n    sys.exit(0)".formatted(when))
        .gives(TESTS_FAILED, "SystemExit: 0", place)
        .withOldBehave(CHUNK_FAILED)
        .ledger(Completeness.TORN)
        .othersPass(false);
  }

  private static Fault vanishing(String hook, String when, String place) {
    return Fault.inHook("`os._exit(0)`", hook, "if %s:\n    os._exit(0)".formatted(when))
        .gives(CHUNK_FAILED, "ended with exit code 0 " + place);
  }

  static List<Fault> others() {
    return List.of(
        Fault.inHook(
                "takes scenarios away",
                BEFORE_FEATURE,
                """
                if feature.name == "fault":
                    getattr(feature, "run_items", feature.scenarios).clear()
                """)
            .gives(
                CHUNK_FAILED,
                "chunk {chunk} has not run everything it should have",
                "features/fault.feature:2",
                "features/fault.feature:5",
                "features/fault.feature:8")
            .ends("features/fault.feature:5", "never started")
            .othersPass(true),
        Fault.inHook("skips everything", BEFORE_FEATURE, "feature.skip('no database')")
            .gives(NO_TESTS, "no step was executed"),
        Fault.inHook(
                "a clean-up function that fails",
                BEFORE_SCENARIO,
                """
                if scenario.name == "goes wrong":
                    context.add_cleanup(lambda: 1 / 0)
                """)
            .gives(TESTS_FAILED, FAILS, "a clean-up function failed"),
        Fault.inHook(
                "a clean-up function that fails",
                BEFORE_ALL,
                """
                if os.environ["SLIPCOVER_SHARD_CHUNK"] == "1":
                    context.add_cleanup(lambda: 1 / 0)
                """)
            .gives(
                TESTS_FAILED,
                "a clean-up function that is not of a feature or scenario failed:"
                    + " ZeroDivisionError: division by zero (chunk 1)"),
        Fault.inHook(
                "a clean-up function that fails, and a flaky scenario",
                BEFORE_ALL,
                "context.add_cleanup(lambda: 1 / 0)")
            .prepared(project -> project.with(FAILS_ONCE))
            .with("--retry-failed=1")
            .gives(TESTS_FAILED, "a clean-up function that is not of a feature or scenario failed")
            .ends("features/fault.feature:5", "flaky"),
        Fault.inHook(
                "runs a failed scenario again, which then passes",
                "after_feature(context, feature)",
                """
                for scenario in feature.walk_scenarios():
                    if scenario.status.name == "failed":
                        scenario.reset()
                        scenario.run(context._runner)
                """)
            .prepared(project -> project.with(FAILS_ONCE))
            .gives(
                TESTS_FAILED,
                "behave counts 1 failed feature in features/fault.feature, but nothing in it ended"
                    + " as failed")
            .ends("features/fault.feature:5", "passed"),
        Fault.inHook(
                "changes the status of a scenario that passed",
                AFTER_ALL,
                """
                for scenario in context._runner.feature.walk_scenarios():
                    scenario.set_status("failed")
                """)
            .gives(TESTS_FAILED, "ended as passed, but is failed at the end of the run"),
        Fault.inHook("never comes back", BEFORE_ALL, "open('hangs', 'w').close()\ntime.sleep(600)")
            .clockLeaps(Duration.ofMinutes(61))
            .gives(CHUNK_FAILED, "was ended in before_all: --timeout-minutes is over"),
        Fault.inHook(
                "replaces `time.time`, `time.perf_counter` and `os._exit`",
                BEFORE_ALL,
                """
                time.time = time.perf_counter = time.monotonic = lambda: 0.0
                os._exit = time.sleep = lambda *_: None
                """)
            .gives(PASSED),
        Fault.inHook(
                "replaces `os._exit`, and a step forks and lets the child run on",
                BEFORE_ALL,
                "os._exit = lambda code: None")
            .prepared(project -> project.with("== fault.py\nos.fork()\n"))
            .gives(
                CHUNK_FAILED,
                "features/fault.feature:5: <module> (fault.py:",
                "forked a child process that continued the test run")
            .ledger(Completeness.WHOLE)
            .coverage(true)
            .othersPass(true),
        Fault.inHook(
                "deletes a feature between plan and run",
                BEFORE_ALL,
                AFTER_ALL_LISTS
                    + """
                    try:
                        os.unlink("features/three.feature")
                    except FileNotFoundError:
                        pass
                    """)
            .gives(CHUNK_FAILED, "behave cannot parse features/three.feature")
            .ends("features/one.feature:2", "passed")
            .ends("features/two.feature:2", "passed")
            .ends("features/fault.feature:8", "passed"),
        Fault.inHook(
                "adds a feature between plan and run, which one process would not run either",
                BEFORE_ALL,
                AFTER_ALL_LISTS
                    + """
                    with open("features/late.feature", "w") as late:
                        late.write("Feature: late\\n  Scenario: fails\\n    Given nothing\\n")
                    """)
            .gives(PASSED));
  }
}
