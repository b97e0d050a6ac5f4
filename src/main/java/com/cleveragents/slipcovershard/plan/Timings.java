package com.cleveragents.slipcovershard.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Measured seconds per scenario from earlier runs: path of the feature, name of the scenario,
 * occurrence of that name. Names and not lines, so that moved lines keep their history.
 */
public final class Timings {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NavigableMap<String, NavigableMap<String, List<Double>>> features = new TreeMap<>();

  /** No timings. */
  public Timings() {}

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return features.isEmpty();
  }

  /** Adds the next occurrence of a scenario's name in that feature. */
  public void add(String path, String scenario, double seconds) {
    features
        .computeIfAbsent(path, key -> new TreeMap<>())
        .computeIfAbsent(scenario, key -> new ArrayList<>())
        .add(seconds);
  }

  /** Takes over what another run knew of features that this one did not run. */
  public void keepFrom(Timings earlier) {
    earlier.features.forEach(features::putIfAbsent);
  }

  /** Seconds of all known scenarios of the feature; empty if none is known. */
  public OptionalDouble secondsOf(String path) {
    NavigableMap<String, List<Double>> scenarios = features.get(path);
    if (scenarios == null) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        scenarios.values().stream().flatMap(List::stream).mapToDouble(Double::doubleValue).sum());
  }

  /**
   * Weights for a plan. Where timings are known they are seconds, and a unit without a history gets
   * the seconds that its size suggests; else the sizes themselves.
   *
   * @param sizes bytes of each unit's file, in the same order
   */
  public List<WeightedUnit> weigh(List<Unit> units, List<Long> sizes) {
    double knownSeconds = 0;
    long knownBytes = 0;
    for (int index = 0; index < units.size(); index++) {
      OptionalDouble seconds = secondsOf(units.get(index).path());
      if (seconds.isPresent()) {
        knownSeconds += seconds.getAsDouble();
        knownBytes += sizes.get(index);
      }
    }
    double secondsPerByte = knownBytes == 0 ? 1 : knownSeconds / knownBytes;
    List<WeightedUnit> weighted = new ArrayList<>();
    for (int index = 0; index < units.size(); index++) {
      double estimate = sizes.get(index) * secondsPerByte;
      double weight = secondsOf(units.get(index).path()).orElse(estimate);
      weighted.add(new WeightedUnit(units.get(index), weight));
    }
    return Collections.unmodifiableList(weighted);
  }

  /** Whether any of these units has a history. */
  public boolean knowsAny(List<Unit> units) {
    return units.stream().anyMatch(unit -> features.containsKey(unit.path()));
  }

  /** Reads what {@link #toJson} wrote; empty if it is not of this kind and version, or damaged. */
  public static Optional<Timings> fromJson(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.path("version").asInt() != VERSION || !root.path("features").isObject()) {
        return Optional.empty();
      }
      Timings timings = new Timings();
      for (var feature : root.get("features").properties()) {
        for (var scenario : feature.getValue().properties()) {
          for (JsonNode seconds : scenario.getValue()) {
            if (!seconds.isNumber() || !isDuration(seconds.asDouble())) {
              return Optional.empty();
            }
            timings.add(feature.getKey(), scenario.getKey(), seconds.asDouble());
          }
        }
      }
      return Optional.of(timings);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static boolean isDuration(double seconds) {
    return seconds >= 0 && Double.isFinite(seconds);
  }

  /** As JSON: {@code {"version":1,"features":{path:{scenario:[seconds of each occurrence]}}}}. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ObjectNode all = root.putObject("features");
    features.forEach(
        (path, scenarios) -> {
          ObjectNode feature = all.putObject(path);
          scenarios.forEach(
              (name, occurrences) -> {
                ArrayNode seconds = feature.putArray(name);
                occurrences.forEach(seconds::add);
              });
        });
    return root + "\n";
  }
}
