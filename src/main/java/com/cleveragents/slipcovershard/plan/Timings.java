package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * Measured seconds of earlier runs: per scenario, per feature beside its scenarios, per chunk
 * beside its features, and per machine beside its chunks. A scenario is known by path, name and
 * occurrence of that name, not by its line, so that moved lines keep their history.
 */
public final class Timings {

  /** Longer names are cut and told apart by a checksum, so that a table stays small. */
  private static final int LONGEST_NAME = 48;

  private static final int NAME_KEPT = 38;

  /** No timings. */
  public static final Timings NONE =
      new Timings(Optional.empty(), Samples.NONE, Samples.NONE, new TreeMap<>());

  private final Optional<Instant> updated;
  private final Samples chunk;
  private final Samples machine;
  private final NavigableMap<String, FeatureTimes> features;

  /**
   * @param updated when the last run was that went in; empty for no timings
   * @param chunk fixed cost of a chunk: start, hooks of the whole run, saving
   * @param machine fixed cost of a machine: what a run takes beside its chunks
   * @param features by path
   */
  Timings(
      Optional<Instant> updated,
      Samples chunk,
      Samples machine,
      NavigableMap<String, FeatureTimes> features) {
    this.updated = updated;
    this.chunk = chunk;
    this.machine = machine;
    this.features = new TreeMap<>(features);
  }

  /**
   * What is known of one feature.
   *
   * @param bytes size of the file when it ran last
   * @param around beside its scenarios
   * @param scenarios by name, each occurrence of it
   * @param separation what is known of taking it apart
   */
  record FeatureTimes(
      long bytes,
      Samples around,
      NavigableMap<String, List<ScenarioTimes>> scenarios,
      Optional<Separation> separation) {
    FeatureTimes {
      TreeMap<String, List<ScenarioTimes>> copy = new TreeMap<>();
      scenarios.forEach((name, times) -> copy.put(name, List.copyOf(times)));
      scenarios = copy;
    }

    static final FeatureTimes NONE =
        new FeatureTimes(0, Samples.NONE, new TreeMap<>(), Optional.empty());

    /** Of a scenario; no samples if it is not known. */
    ScenarioTimes of(String name, int occurrence) {
      List<ScenarioTimes> times = scenarios.getOrDefault(shortened(name), List.of());
      return occurrence < times.size() ? times.get(occurrence) : ScenarioTimes.NONE;
    }

    /** All of it in one chunk; empty if no scenario of it is known. */
    OptionalDouble seconds() {
      double sum = 0;
      boolean known = false;
      for (List<ScenarioTimes> occurrences : scenarios.values()) {
        for (ScenarioTimes times : occurrences) {
          OptionalDouble typical = times.samples().typical();
          known |= typical.isPresent();
          sum += typical.orElse(0);
        }
      }
      return known ? OptionalDouble.of(sum + around.typical().orElse(0)) : OptionalDouble.empty();
    }
  }

  /**
   * What is known of one scenario.
   *
   * @param steps it had when it ran last; without samples, how far it came when it first failed
   */
  record ScenarioTimes(int steps, Samples samples) {
    static final ScenarioTimes NONE = new ScenarioTimes(0, Samples.NONE);

    ScenarioTimes with(ScenarioRun run) {
      if (run.seconds().isPresent()) {
        return new ScenarioTimes(run.steps(), samples.with(run.seconds().getAsDouble()));
      }
      return run.hasRun() && !hasRun() ? new ScenarioTimes(run.steps(), samples) : this;
    }

    boolean hasRun() {
      return steps > 0 || !samples.seconds().isEmpty();
    }
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return features.isEmpty();
  }

  /** When the last run was that went in; empty where nothing is known. */
  public Optional<Instant> updated() {
    return updated;
  }

  Samples chunk() {
    return chunk;
  }

  Samples machine() {
    return machine;
  }

  NavigableMap<String, FeatureTimes> features() {
    return Collections.unmodifiableNavigableMap(features);
  }

  /** How many scenarios have ever been measured. */
  public int scenarioCount() {
    return (int)
        features.values().stream()
            .flatMap(feature -> feature.scenarios().values().stream())
            .flatMap(List::stream)
            .filter(times -> !times.samples().seconds().isEmpty())
            .count();
  }

  /** Of how many of these features at least one scenario is known. */
  public int countKnown(List<Feature> those) {
    return (int) those.stream().filter(feature -> of(feature.path()).seconds().isPresent()).count();
  }

  FeatureTimes of(String path) {
    return features.getOrDefault(path, FeatureTimes.NONE);
  }

  /** What a scenario took in the last runs, typically; empty if that is not known. */
  OptionalDouble secondsOf(String path, String scenario, int occurrence) {
    return of(path).of(scenario, occurrence).samples().typical();
  }

  /** Whether that scenario has ever been run, whatever came of it. */
  boolean hasRun(String path, String scenario, int occurrence) {
    return of(path).of(scenario, occurrence).hasRun();
  }

  /** How many runs have measured that scenario, up to the number that is kept. */
  int runsOf(String path, String scenario, int occurrence) {
    return of(path).of(scenario, occurrence).samples().seconds().size();
  }

  /**
   * With what one more run measured. Scenarios that did not run keep what is known of them;
   * scenarios and files that are gone are dropped.
   *
   * @param chunkSeconds fixed cost of a chunk in that run
   * @param isThere whether a feature file still exists
   */
  public Timings after(
      Instant now, OptionalDouble chunkSeconds, List<FeatureRun> run, Predicate<String> isThere) {
    NavigableMap<String, FeatureTimes> all = new TreeMap<>(features);
    all.keySet().removeIf(path -> !isThere.test(path));
    run.forEach(feature -> all.put(feature.path(), with(feature)));
    Samples fixed = chunkSeconds.isPresent() ? chunk.with(chunkSeconds.getAsDouble()) : chunk;
    return new Timings(Optional.of(now), fixed, machine, all);
  }

  /** What is known of taking that test file apart. */
  public Optional<Separation> separation(String path) {
    return of(path).separation();
  }

  /**
   * With what is known of taking test files apart; of others it stays as it is.
   *
   * @param separations by path; those of files without times are left out
   */
  public Timings withSeparations(SortedMap<String, Separation> separations) {
    NavigableMap<String, FeatureTimes> all = new TreeMap<>(features);
    separations.forEach(
        (path, separation) ->
            all.computeIfPresent(
                path,
                (same, times) ->
                    new FeatureTimes(
                        times.bytes(),
                        times.around(),
                        times.scenarios(),
                        Optional.of(separation))));
    return new Timings(updated, chunk, machine, all);
  }

  /**
   * With what one more run took beside its chunks.
   *
   * @param seconds empty where the run cannot tell
   */
  public Timings withMachine(OptionalDouble seconds) {
    return seconds.isEmpty()
        ? this
        : new Timings(updated, chunk, machine.with(seconds.getAsDouble()), features);
  }

  private FeatureTimes with(FeatureRun run) {
    FeatureTimes earlier = of(run.path());
    NavigableMap<String, List<ScenarioTimes>> scenarios = new TreeMap<>();
    int nameless = 0;
    for (ScenarioRun scenario : run.scenarios()) {
      if (scenario.name().isEmpty() && !scenario.hasRun() && !scenario.skipped()) {
        nameless++; // not selected, and told without its name
        continue;
      }
      List<ScenarioTimes> occurrences =
          scenarios.computeIfAbsent(shortened(scenario.name()), name -> new ArrayList<>());
      ScenarioTimes known = earlier.of(scenario.name(), occurrences.size());
      occurrences.add(known.with(scenario));
    }
    earlier.scenarios().entrySet().stream()
        .filter(known -> !scenarios.containsKey(known.getKey()))
        .limit(nameless)
        .toList()
        .forEach(known -> scenarios.put(known.getKey(), known.getValue()));
    Samples around =
        run.around().isPresent()
            ? earlier.around().with(run.around().getAsDouble())
            : earlier.around();
    return new FeatureTimes(run.bytes(), around, scenarios, earlier.separation());
  }

  private static String shortened(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_NAME) {
      return name;
    }
    int end = NAME_KEPT;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // not in the middle of a character
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return new String(bytes, 0, end, StandardCharsets.UTF_8)
        + "~"
        + HexFormat.of().toHexDigits(sum.getValue(), 8);
  }

  /** Numbers the occurrences of names, as they come. */
  static final class Occurrences {
    private final Map<String, Integer> seen = new HashMap<>();

    /** How often that name has come before. */
    int next(String name) {
      return seen.merge(name, 1, Integer::sum) - 1;
    }
  }
}
