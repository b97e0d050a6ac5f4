package com.cleveragents.slipcovershard.cli;

import static com.cleveragents.slipcovershard.ExitCode.CHUNK_FAILED;
import static com.cleveragents.slipcovershard.ExitCode.NO_TESTS;
import static com.cleveragents.slipcovershard.ExitCode.PASSED;
import static com.cleveragents.slipcovershard.ExitCode.TESTS_FAILED;

import com.cleveragents.slipcovershard.cli.Fault.Completeness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Faults of feature files and of what selects them. */
final class ProjectFaults {
  private static final String FEATURE = "feature file";

  private ProjectFaults() {}

  private static Fault feature(String what, String content) {
    return Fault.inProject(what, FEATURE, "== features/fault.feature\n" + content);
  }

  static List<Fault> ofFeatures() {
    return List.of(
        feature(
                "an undefined step",
                """
                Feature: fault
                  Scenario: who knows
                    Given it works
                    When nobody wrote this step
                """)
            .gives(
                TESTS_FAILED,
                "FAILED  features/fault.feature:2 who knows",
                "When nobody wrote this step  # features/fault.feature:4, undefined"),
        feature(
                "a pending step",
                """
                Feature: fault
                  Scenario: some day
                    Given a step for some day
                == features/steps/pending.py
                from behave import given
                from behave.api.pending_step import StepNotImplementedError
                @given("a step for some day")
                def some_day(context):
                    raise StepNotImplementedError("some day")
                """)
            .gives(TESTS_FAILED, "FAILED  features/fault.feature:2 some day", ":3, pending")
            .needsNewBehave(),
        feature(
                "it does not parse",
                """
                Feature: fault
                  Scenario: x
                    Given it works
                    Nonsense here
                """)
            .gives(
                CHUNK_FAILED,
                "behave cannot parse features/fault.feature",
                "line 4",
                "Nonsense here")
            .othersPass(true),
        Fault.inProject("it is no UTF-8", FEATURE, "")
            .prepared(
                project ->
                    Files.write(
                        project.path("features/fault.feature"),
                        "Feature: größer\n  Scenario: ä\n    Given it works\n"
                            .getBytes(StandardCharsets.ISO_8859_1)))
            .gives(CHUNK_FAILED, "behave cannot parse features/fault.feature", "UnicodeDecodeError")
            .othersPass(true),
        Fault.inProject("it is a link to nowhere", FEATURE, "")
            .prepared(
                project ->
                    Files.createSymbolicLink(
                        project.path("features/gone.feature"), Path.of("nowhere")))
            .gives(CHUNK_FAILED, "behave cannot parse features/gone.feature")
            .othersPass(true),
        feature(
                "nothing in it, beside others",
                """
                == features/comment.feature
                # nothing yet
                == features/head.feature
                Feature: head only
                == features/stepless.feature
                Feature: stepless
                  Scenario: to be written
                """)
            .gives(PASSED),
        feature(
                "nothing in any of them",
                """
                == features/one.feature
                Feature: head only
                == features/two.feature
                Feature: stepless
                  Scenario: to be written
                == features/three.feature
                """)
            .gives(NO_TESTS, "no step was executed"),
        feature(
                "features and scenarios of one name",
                """
                Feature: one
                  Scenario: works
                    Given it works
                  Scenario: works
                    Given Python runs assert False, "the second"
                  Scenario: works
                    Given it works
                """)
            .with("--report", "json,xml,text,junit")
            .gives(TESTS_FAILED, "FAILED  features/fault.feature:4 works", "the second")
            .ends("features/fault.feature:2", "passed")
            .ends("features/fault.feature:6", "passed"),
        Fault.inProject("a line break in its name", FEATURE, "")
            .prepared(
                project ->
                    Files.writeString(
                        project.path("features/new\nline.feature"),
                        "Feature: n\n  Scenario: fails\n    Given Python runs assert False, 'here'\n"))
            .gives(TESTS_FAILED, "line.feature:2 fails", "here"),
        Fault.inProject("a link to the folder it is in", "features", "")
            .prepared(
                project -> Files.createSymbolicLink(project.path("features/loop"), Path.of(".")))
            .gives(PASSED));
  }

  static List<Fault> ofSurroundings() {
    return List.of(
        Fault.inProject("tags exclude everything", "settings", "")
            .with("--runner-args=--tags=nowhere")
            .gives(NO_TESTS, "no scenario is selected"),
        Fault.inProject("names exclude everything", "settings", "")
            .with("--runner-args=--name=nobody")
            .gives(NO_TESTS, "no scenario is selected"),
        Fault.inProject(
                "one chunk finds a feature that the other does not",
                "features",
                """
                == late/sitecustomize.py
                import os, time
                told = "build/slipcover-shard/events-1.jsonl"
                if os.environ.get("SLIPCOVER_SHARD_CHUNK") == "2":
                    while not '"listed"' in open(told).read():
                        time.sleep(0.01)
                    with open("features/late.feature", "w") as late:
                        late.write("Feature: late\\n  Scenario: late\\n    Given it works\\n")
                """)
            .prepared(project -> project.variable("PYTHONPATH", project.path("late").toString()))
            .gives(CHUNK_FAILED, "chunk 2 found other features than chunk 1")
            .ledger(Completeness.EITHER)
            .needsChunks(2),
        Fault.inProject(
                "the locale C, and names that are not ASCII",
                "environment",
                """
                == features/fault.feature
                Feature: größer
                  Scenario: Maße
                    Given Python runs assert False, "zu groß 🎉"
                """)
            .variable("LC_ALL", "C")
            .variable("LANG", "POSIX")
            .gives(TESTS_FAILED, "FAILED  features/fault.feature:2 Maße", "zu groß 🎉"));
  }
}
