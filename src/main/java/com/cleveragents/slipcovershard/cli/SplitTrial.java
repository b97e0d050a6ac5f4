package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.CacheKeys;
import com.cleveragents.slipcovershard.plan.Fingerprint;
import com.cleveragents.slipcovershard.plan.Separation;
import com.cleveragents.slipcovershard.plan.Separation.Verdict;
import com.cleveragents.slipcovershard.plan.Separations;
import com.cleveragents.slipcovershard.plan.Separations.Compared;
import com.cleveragents.slipcovershard.plan.Separations.Seen;
import com.cleveragents.slipcovershard.plan.Splitting;
import com.cleveragents.slipcovershard.plan.Splitting.Mode;
import com.cleveragents.slipcovershard.plan.TestedWith;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.SeenFiles;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Outcome of a run for the question which test files may be split. */
final class SplitTrial {
  private static final SortedMap<String, Separation> NOTHING = new TreeMap<>();

  private final Splitting splitting;
  private final SortedMap<String, Separation> after;
  private final SortedSet<String> tried;

  private SplitTrial(
      Splitting splitting, SortedMap<String, Separation> after, SortedSet<String> tried) {
    this.splitting = splitting;
    this.after = after;
    this.tried = tried;
  }

  /** How a run with these settings may split, with what its workers say they run with. */
  static Splitting splitting(Invocation invocation, RunSettings settings, Event.Hello versions) {
    Mode mode = Mode.NEVER;
    if (settings.splits()) {
      mode = settings.verifies() ? Mode.TRIAL : Mode.PROVED;
    }
    return new Splitting(
        mode,
        new TestedWith(
            settings.runner().word() + " " + versions.runner(),
            versions.python().replaceFirst("^(\\d+\\.\\d+).*", "$1"),
            Fingerprint.of(List.of(KeptTimings.selection(invocation, settings))),
            CacheKeys.scope(invocation.environment())));
  }

  /**
   * The outcome of a run.
   *
   * @param earlier timings before the run
   * @param compared the run with one process
   */
  static SplitTrial of(
      Invocation invocation,
      RunSettings settings,
      SuiteResult result,
      Timings earlier,
      Compared compared) {
    Optional<Splitting> known =
        result.versions().map(versions -> splitting(invocation, settings, versions));
    if (known.isEmpty() || result.interrupted()) {
      return new SplitTrial(Splitting.NEVER, NOTHING, new TreeSet<>());
    }
    List<Seen> seen = SeenFiles.of(result, earlier);
    TestedWith with = known.get().with();
    return new SplitTrial(
        known.get(),
        Separations.after(earlier, seen, with, compared),
        Separations.tried(earlier, seen, with));
  }

  /** How the run was allowed to split. */
  Splitting splitting() {
    return splitting;
  }

  /** The timings with what the run showed. */
  Timings kept(Timings timings) {
    return timings.withSeparations(after);
  }

  /**
   * The conclusion with the files whose pieces skipped tests that the whole file runs. One process
   * may have executed the same all the same, so that nothing else tells.
   */
  Conclusion judge(Conclusion conclusion) {
    List<String> different = tried(Verdict.DIFFERENT);
    boolean found =
        conclusion.judgement().findings().stream()
            .anyMatch(finding -> finding.code() == ExitCode.COVERAGE_UNUSABLE);
    return different.isEmpty() || found
        ? conclusion
        : conclusion.with(
            new Finding(
                ExitCode.COVERAGE_UNUSABLE,
                "verify: tests were skipped in pieces of a file that run when the file is whole",
                different));
  }

  private List<String> tried(Verdict verdict) {
    List<String> paths = new ArrayList<>();
    for (String path : tried) {
      if (Optional.ofNullable(after.get(path)).filter(it -> it.verdict() == verdict).isPresent()) {
        paths.add(path);
      }
    }
    return paths;
  }

  /** What the trial showed, a line a file. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String path : tried(Verdict.PROVED)) {
      lines.add(
          "%s: its tests pass in %d pieces as in one process; runs with --granularity auto split it"
              .formatted(path, Objects.requireNonNull(after.get(path)).pieces().size()));
    }
    for (String path : tried(Verdict.DIFFERENT)) {
      lines.add(
          path + ": in pieces its tests do not do what they do in one process; it stays whole");
    }
    return lines;
  }
}
