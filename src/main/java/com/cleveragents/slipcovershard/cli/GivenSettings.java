package com.cleveragents.slipcovershard.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What was given for a run, as flags or as inputs, in the form in which it can be given again. */
final class GivenSettings {
  /** Their values may be secrets, and a plan is uploaded and handed around. */
  private static final List<String> WITHHELD = List.of("before", "env");

  /** They change what is made of a run, and neither what runs nor what is measured of it. */
  private static final Set<String> OF_WHAT_COMES_OUT =
      Set.of(
          "build-dir",
          "threshold",
          "report",
          "skip-covered",
          "missing-width",
          "xml-package-depth",
          "lcov-test-name",
          "lcov-comment",
          "pretty",
          "upload",
          "artifact-name",
          "retention-days");

  /** All that a merge takes that runs nothing. */
  static final Set<String> OF_A_MERGE =
      with("mode", "shards", "parts", "missing", "working-directory", "quiet", "verbose");

  /** All that may be another on each of the machines that share a suite. */
  static final Set<String> OF_ONE_MACHINE =
      with(
          "shard",
          "shards",
          "parts",
          "missing",
          "chunks",
          "python",
          "upload-logs",
          "redact",
          "timeout-minutes",
          "scenario-timeout");

  /** Whatever else is told, these are for the moment. */
  private static final List<String> PASSING =
      List.of(
          "help", "version", "mode", "quiet", "verbose", "plan", "only-chunk", "out", "explore");

  private final SortedMap<String, String> kept = new TreeMap<>();
  private final SortedSet<String> withheld = new TreeSet<>();

  GivenSettings(CommandSpec command, Map<String, String> environment, RunSettings settings) {
    values(command, environment)
        .forEach(
            (name, value) -> {
              if (WITHHELD.contains(name)) {
                withheld.add(name);
              } else if (!PASSING.contains(name)) {
                kept.put(name, value);
              }
            });
    kept.put("chunks", Integer.toString(settings.chunks()));
    if (!settings.paths().isEmpty()) {
      kept.put("paths", Words.join(settings.paths()));
    }
  }

  private static Set<String> with(String... more) {
    Set<String> all = new TreeSet<>(OF_WHAT_COMES_OUT);
    all.addAll(List.of(more));
    return all;
  }

  /** All that have a value, by their names; paths, which have no flag, are not among them. */
  static SortedMap<String, String> values(CommandSpec command, Map<String, String> environment) {
    ParseResult parsed = command.commandLine().getParseResult();
    Values inputs = new Values(environment);
    SortedMap<String, String> values = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      String name = option.longestName().replaceFirst("^--", "");
      Optional.ofNullable(parsed.matchedOption(option.longestName()))
          .map(matched -> String.join("\n", matched.stringValues()))
          .or(() -> inputs.of(null, name))
          .ifPresent(value -> values.put(name, value));
    }
    return values;
  }

  /** By their names, as a workflow would hand them over. */
  SortedMap<String, String> kept() {
    return kept;
  }

  /** The names of those whose values are not kept. */
  SortedSet<String> withheld() {
    return withheld;
  }
}
