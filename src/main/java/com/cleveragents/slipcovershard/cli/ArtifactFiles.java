package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.ArtifactContents;
import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.SuiteResult;
import com.cleveragents.slipcovershard.run.SuiteSettings;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What of build-dir goes into the artifact, under the same names, and what is taken out of it. Only
 * files that this run wrote: a test may have put others beside them, or in their place.
 */
final class ArtifactFiles {
  private static final Pattern RESULTS =
      Pattern.compile(
          "coverage(-partial|-shard)?\\.json|coverage\\.(xml|lcov|txt|md)|junit\\.xml|html(/.*)?"
              + "|coverage-chunk-\\d+\\.json|slipcover-shard/(plan|timings|verify|basis)\\.json");

  private static final Pattern COVERAGE = Pattern.compile("coverage(-[a-z]+(-\\d+)?)?\\.json");

  /** Of a shard that the merge ran. */
  private static final Pattern LOG =
      Pattern.compile("slipcover-shard/parts/shard-\\d+/slipcover-shard/chunk-\\d+\\.log");

  private final SortedMap<String, ArtifactContents.Item> files = new TreeMap<>();
  private final BuildDirectory build;

  private ArtifactFiles(BuildDirectory build) {
    this.build = build;
  }

  static ArtifactContents of(
      BuildDirectory build,
      Conclusion conclusion,
      PublishSettings publish,
      SecretValues secrets,
      Map<String, String> variables) {
    ArtifactFiles chosen = new ArtifactFiles(build);
    conclusion.coverage().ifPresent(coverage -> secrets.besides(coverage.files().keySet()));
    secrets.besides(conclusion.result().ledger().units().stream().map(it -> it.path()).toList());
    // Files of names and numbers: a value of the user's that is found there is part of a path.
    chosen.addResults(secrets.redaction());
    Redaction texts = ofTexts(secrets, variables);
    chosen.add("slipcover-shard/ledger.json", texts);
    if (chosen.files.containsKey(Part.COVERAGE)) { // which says the same in one
      chosen.files.keySet().removeIf(name -> name.startsWith("coverage-chunk-"));
    }
    chosen.addLogs(conclusion.result(), publish.logs(), texts);
    if (publish.logs() == PublishSettings.Logs.ALL
        || (publish.logs() == PublishSettings.Logs.FAILED
            && conclusion.code() != ExitCode.PASSED)) {
      chosen.add("slipcover-shard/serial.log", texts);
    }
    return new ArtifactContents(chosen.files);
  }

  /**
   * Of a merge: its reports, the ledger of all parts, and the logs of such as were run by it.
   *
   * @param variables of the user's for the suite, if anything was run
   */
  static ArtifactContents ofMerge(
      BuildDirectory build, SecretValues secrets, Map<String, String> variables) {
    ArtifactFiles chosen = new ArtifactFiles(build);
    chosen.addResults(secrets.redaction());
    Redaction texts = ofTexts(secrets, variables);
    chosen.add("slipcover-shard/ledger.json", texts);
    build.written().stream()
        .filter(name -> LOG.matcher(name).matches())
        .forEach(name -> chosen.add(name, texts));
    return new ArtifactContents(chosen.files);
  }

  /** Texts of tests: what a suite is given may be in them. */
  private static Redaction ofTexts(SecretValues secrets, Map<String, String> variables) {
    return secrets.redaction(
        variables.values().stream()
            .filter(value -> SuiteSettings.PLACEHOLDERS.stream().noneMatch(value::contains))
            .toList());
  }

  private void addResults(Redaction redaction) {
    build.written().stream()
        .filter(name -> RESULTS.matcher(name).matches())
        .forEach(name -> add(name, redaction));
  }

  private void addLogs(SuiteResult result, PublishSettings.Logs logs, Redaction redaction) {
    boolean any = logs == PublishSettings.Logs.ALL;
    for (ChunkResult chunk : result.chunks()) {
      boolean failed =
          !chunk.endedInOrder() || chunk.done().filter(done -> done.failed()).isPresent();
      if (logs == PublishSettings.Logs.ALL || (logs == PublishSettings.Logs.FAILED && failed)) {
        any = true;
        add("slipcover-shard/chunk-" + chunk.number() + ".log", redaction);
        add("slipcover-shard/events-" + chunk.number() + ".jsonl", redaction);
      }
    }
    if (any) {
      add("slipcover-shard/before.log", redaction);
      add("slipcover-shard/install.log", redaction);
    }
  }

  /** Coverage is names of files and numbers, which the ledger beside it vouches for by a hash. */
  private static Redaction fitting(String name, Redaction redaction) {
    if (COVERAGE.matcher(name).matches()) {
      return Redaction.none();
    }
    return name.matches(".*\\.jsonl?") ? redaction.inJson() : redaction;
  }

  private void add(String name, Redaction redaction) {
    if (build.isOfThisRun(name)) {
      files.put(
          name, new ArtifactContents.Item(build.path().resolve(name), fitting(name, redaction)));
    }
  }
}
