package com.cleveragents.slipcovershard.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The flags of the commands that deal with a suite, as typed. Each is an input of the action, too;
 * nothing is checked here, so that all mistakes can be told together.
 */
final class SuiteOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "files, directories, globs; the runner's own when none is given")
  List<String> paths = List.of();

  @Option(
      names = "--chunks",
      paramLabel = "N",
      description = "1 to 256, or auto ($BEHAVE_COVERAGE_CHUNKS, else 1)")
  @Nullable String chunks;

  @Option(names = "--runner", paramLabel = "NAME", description = "behave or pytest (behave)")
  @Nullable String runner;

  @Option(
      names = "--runner-args",
      paramLabel = "ARGS",
      description = "more arguments for the runner, split as a shell would")
  @Nullable String runnerArgs;

  @Option(
      names = "--working-directory",
      paramLabel = "DIR",
      description = "the project's root (the current directory)")
  @Nullable String workingDirectory;

  @Option(
      names = "--build-dir",
      paramLabel = "DIR",
      description = "where everything is written (build)")
  @Nullable String buildDir;

  @Option(
      names = "--source",
      paramLabel = "DIRS",
      description = "directories to measure, comma-separated (SlipCover's own choice)")
  @Nullable String source;

  @Option(
      names = "--omit",
      paramLabel = "PATTERNS",
      description = "files not to measure, comma-separated (SlipCover's own choice)")
  @Nullable String omit;

  @Option(
      names = "--branch",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "measure branches, too (SlipCover's own choice)")
  @Nullable String branch;

  @Option(
      names = "--install",
      paramLabel = "WHAT",
      description =
          "none, auto, or arguments of pip install; into an environment in build-dir (none; in the"
              + " container auto)")
  @Nullable String install;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "interpreter or environment ($VIRTUAL_ENV, .venv, then python3)")
  @Nullable String python;

  @Option(
      names = "--python-version",
      paramLabel = "VERSION",
      description =
          "Python for the environment that --install makes (in the container: .python-version,"
              + " requires-python, the image's)")
  @Nullable String pythonVersion;

  @Option(
      names = "--before",
      paramLabel = "SCRIPT",
      description =
          "bash script, run once before the chunks, in the environment that --install makes; what"
              + " it exports reaches them")
  @Nullable String before;

  @Option(
      names = "--template-db",
      paramLabel = "FILE",
      description = "copied for each chunk (<build-dir>/.template-migrated.db if it exists)")
  @Nullable String templateDb;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description =
          "variable for the chunks; {chunk}, {chunks}, {template_db}, {build_dir}, {tmp} and"
              + " {port_base} are filled in")
  List<String> env = List.of();

  @Option(
      names = "--isolate",
      paramLabel = "none|copy",
      description = "copy: each chunk works in a private copy of the repository (none)")
  @Nullable String isolate;

  @Option(names = "--keep", paramLabel = "GLOB", description = "files to collect from the copies")
  List<String> keep = List.of();

  @Option(
      names = "--split",
      paramLabel = "static|queue",
      description =
          "static: each chunk has its share before it starts; queue: it takes the next feature when"
              + " it is free (static)")
  @Nullable String split;

  @Option(
      names = "--granularity",
      paramLabel = "auto|feature",
      description =
          "feature: test files stay whole; auto: a file that takes longer than a chunk should is"
              + " split, once a run with --verify serial has shown that its tests pass apart"
              + " (feature)")
  @Nullable String granularity;

  @Option(
      names = "--accelerate",
      paramLabel = "auto|off",
      description =
          "auto: slow functions of the SlipCover releases that are known are replaced by equal,"
              + " faster ones (auto)")
  @Nullable String accelerate;

  @Option(
      names = "--timings",
      paramLabel = "FILE|auto|none",
      description =
          "earlier timings (auto: those in build-dir, else those that the runner's cache keeps)")
  @Nullable String timings;

  @Option(
      names = "--retry-crashed",
      paramLabel = "N",
      description =
          "how many fresh processes go on where a chunk's was lost, its last scenario at their end;"
              + " the run stays red (1)")
  @Nullable String retryCrashed;

  @Option(
      names = "--retry-failed",
      paramLabel = "N",
      description =
          "how often what failed runs once more in a clean process; what passes then is flaky (0)")
  @Nullable String retryFailed;

  @Option(
      names = "--fail-on-flaky",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "a flaky scenario makes the run red (false)")
  @Nullable String failOnFlaky;

  @Option(
      names = "--fail-on-clash",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description =
          "a file, database or port that several chunks touched makes the run red (false)")
  @Nullable String failOnClash;

  @Option(
      names = "--scenario-timeout",
      paramLabel = "SECONDS",
      description =
          "a scenario that takes longer has its stacks written to the log, and its chunk is killed"
              + " (none)")
  @Nullable String scenarioTimeout;

  @Option(
      names = "--timeout-minutes",
      paramLabel = "N",
      description = "deadline for the whole run (60)")
  @Nullable String timeoutMinutes;

  @Option(
      names = "--verify",
      paramLabel = "none|serial",
      description =
          "serial: run all once more in one process, and fail if that executes other lines or"
              + " branches (none)")
  @Nullable String verify;

  @Option(
      names = "--child-processes",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "measure Pythons that the tests start, too (false)")
  @Nullable String childProcesses;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "run the part of machine I of N that share the suite; run --mode merge joins the parts")
  @Nullable String shard;

  @Option(
      names = "--fail-on-new-skip",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "fail if the suite skips a scenario that ran before (false: say so)")
  @Nullable String failOnNewSkip;

  @Option(
      names = {"-q", "--quiet"},
      description = "failures and the result only")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "tell more, with our own costs")
  boolean verbose;
}
