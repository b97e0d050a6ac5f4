package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.FeatureRun;
import com.cleveragents.slipcovershard.plan.Fingerprint;
import com.cleveragents.slipcovershard.plan.NewSkip;
import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.Separations.Seen;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Test files of a run as far as they say whether their tests can be taken apart. */
public final class SeenFiles {
  private static final Set<ScenarioEnd> GOOD = Set.of(ScenarioEnd.PASSED, ScenarioEnd.SKIPPED);

  private SeenFiles() {}

  /**
   * Those that ran to their end on this machine, in the order of their paths.
   *
   * @param earlier timings before the run
   */
  public static List<Seen> of(SuiteResult result, Timings earlier) {
    SortedMap<String, List<Entry>> files =
        result.ledger().units().stream()
            .collect(Collectors.groupingBy(Entry::path, TreeMap::new, Collectors.toList()));
    SortedSet<String> skipping = new TreeSet<>();
    for (FeatureRun run : MeasuredTimes.of(result)) {
      if (!NewSkip.of(earlier, List.of(run)).isEmpty()) {
        skipping.add(run.path());
      }
    }
    SortedMap<String, Feature> features = new TreeMap<>();
    SortedSet<String> twice = new TreeSet<>();
    for (Feature feature : result.features()) {
      if (features.put(feature.path(), feature) != null) {
        twice.add(feature.path());
      }
    }
    List<Seen> seen = new ArrayList<>();
    files.forEach(
        (path, entries) -> {
          Optional<Feature> feature =
              Optional.ofNullable(features.get(path)).filter(it -> !twice.contains(path));
          Optional<ParsedFeature> parsed =
              feature.flatMap(it -> Optional.ofNullable(result.parsed().get(it.number())));
          if (parsed.isPresent() && isComplete(entries)) {
            seen.add(
                new Seen(
                    path,
                    feature.get().content(),
                    parsed.get().fingerprint(),
                    parsed.get().whole() || !parsed.get().groups().isEmpty(),
                    pieces(entries),
                    ends(entries),
                    skipping.contains(path)));
          }
        });
    return seen;
  }

  /** Whether all of the file has run, and all pieces of it are here. */
  private static boolean isComplete(List<Entry> entries) {
    boolean ended = entries.stream().allMatch(entry -> entry.end() == UnitEnd.ENDED);
    int tests = entries.stream().mapToInt(entry -> entry.unit().lines().size()).sum();
    boolean whole = entries.size() == 1 && !entries.get(0).isPiece();
    return ended && (whole || entries.stream().allMatch(entry -> entry.unit().pieceOf() == tests));
  }

  private static List<List<Integer>> pieces(List<Entry> entries) {
    return entries.stream()
        .filter(Entry::isPiece)
        .map(entry -> entry.unit().lines())
        .sorted(Comparator.comparing(lines -> lines.get(0)))
        .toList();
  }

  /**
   * Hash of how each test ended, whatever the pieces were; empty where one did not pass, or only at
   * a second attempt.
   */
  public static String ends(List<Entry> entries) {
    List<Scenario> tests =
        entries.stream()
            .flatMap(entry -> entry.scenarios().stream())
            .filter(Scenario::selected)
            .sorted(Comparator.comparingInt(Scenario::line))
            .toList();
    boolean good =
        entries.stream().allMatch(entry -> entry.error().isEmpty())
            && tests.stream().allMatch(test -> GOOD.contains(test.end()));
    return good
        ? Fingerprint.of(
            tests.stream()
                .map(test -> test.line() + " " + test.status() + " " + test.name())
                .toList())
        : "";
  }
}
