package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of a suite needs to know, the same for every chunk.
 *
 * @param directory the project's root, where the chunks start; absolute
 * @param interpreter the Python that has SlipCover and the runner
 * @param runner what runs the tests
 * @param chunks how many are wanted; a smaller suite gets fewer
 * @param paths locations as the runner takes them; empty means the runner's own
 * @param runnerArguments more arguments for the runner
 * @param environment the variables that the chunks inherit
 * @param variables more variables, whose values may hold placeholders
 * @param template database to copy for each chunk
 * @param slipcover what to measure
 * @param splits whether long features may be split, so that there are more units than files
 * @param queued whether chunks take the next unit when they are free
 * @param measuresChildren whether Pythons that the suite starts are measured, too
 * @param onlyChunk the one chunk that is run of a plan that was made before
 * @param accelerated whether slow functions of SlipCover are replaced by equal, faster ones
 * @param cache where what was computed of sources is kept for later runs; empty: with this run
 * @param isolation how private copies are made; empty: all chunks work in the checkout
 * @param retryCrashed how many fresh processes may go on for a chunk's lost ones
 * @param retryFailed how often what failed runs once more in a clean process
 * @param scenarioTimeout for a single scenario
 * @param timeout for the whole run
 * @param gated whether a threshold of ours was set, or that there is none
 */
public record SuiteSettings(
    Path directory,
    Path interpreter,
    Runner runner,
    int chunks,
    List<String> paths,
    List<String> runnerArguments,
    SortedMap<String, String> environment,
    SortedMap<String, String> variables,
    Optional<Path> template,
    SlipCoverOptions slipcover,
    boolean splits,
    boolean queued,
    boolean measuresChildren,
    OptionalInt onlyChunk,
    boolean accelerated,
    Optional<Path> cache,
    Optional<Isolation> isolation,
    int retryCrashed,
    int retryFailed,
    Optional<Duration> scenarioTimeout,
    Duration timeout,
    boolean gated) {
  /** What is filled into the values of the user's variables, for each chunk anew. */
  public static final List<String> PLACEHOLDERS =
      List.of("{chunk}", "{chunks}", "{template_db}", "{build_dir}", "{tmp}", "{port_base}");

  public SuiteSettings {
    paths = List.copyOf(paths);
    runnerArguments = List.copyOf(runnerArguments);
    environment = new TreeMap<>(environment);
    variables = new TreeMap<>(variables);
  }

  /** The same with more arguments for the runner. */
  public SuiteSettings withArguments(Collection<String> more) {
    List<String> arguments = new ArrayList<>(runnerArguments);
    arguments.addAll(more);
    return new SuiteSettings(
        directory,
        interpreter,
        runner,
        chunks,
        paths,
        arguments,
        environment,
        variables,
        template,
        slipcover,
        splits,
        queued,
        measuresChildren,
        onlyChunk,
        accelerated,
        cache,
        isolation,
        retryCrashed,
        retryFailed,
        scenarioTimeout,
        timeout,
        gated);
  }

  /**
   * Each chunk works in a private copy of the repository.
   *
   * @param source what SlipCover lists by itself, from wherever it is set, comma-separated
   * @param omit what it leaves out, the same way
   * @param keep files to save from the copies
   */
  public record Isolation(Optional<String> source, Optional<String> omit, KeepGlobs keep) {}

  /**
   * What SlipCover measures, where it is not left to SlipCover itself.
   *
   * @param source directories, comma-separated
   * @param omit patterns, comma-separated
   */
  public record SlipCoverOptions(boolean branch, Optional<String> source, Optional<String> omit) {}
}
