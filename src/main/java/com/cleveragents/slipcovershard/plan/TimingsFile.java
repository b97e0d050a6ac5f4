package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.plan.Timings.FeatureTimes;
import com.cleveragents.slipcovershard.plan.Timings.ScenarioTimes;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** timings.json: timings as JSON, written and read again. */
public final class TimingsFile {
  private static final int VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TimingsFile() {}

  /**
   * {@code {"version":2,"updated","chunk_ms":[…],"machine_ms":[…],"features":{path:[bytes,[ms
   * beside the scenarios,…],{name:[[steps,ms,…] of each occurrence]}]}}}: milliseconds in four
   * digits, at most one of them a decimal, the oldest run first; a feature a line.
   */
  public static String toJson(Timings timings) {
    ObjectNode head = JSON.createObjectNode().put("version", VERSION);
    timings.updated().ifPresent(instant -> head.put("updated", instant.toString()));
    head.set("chunk_ms", milliseconds(JSON.createArrayNode(), timings.chunk()));
    if (!timings.machine().seconds().isEmpty()) {
      head.set("machine_ms", milliseconds(JSON.createArrayNode(), timings.machine()));
    }
    StringBuilder text = new StringBuilder(head.toString());
    text.setLength(text.length() - 1);
    text.append(",\"features\":{");
    String separator = "\n";
    for (var feature : timings.features().entrySet()) {
      text.append(separator).append(JSON.getNodeFactory().textNode(feature.getKey()));
      text.append(':').append(write(feature.getValue()));
      separator = ",\n";
    }
    return text.append("\n}}\n").toString();
  }

  private static ArrayNode write(FeatureTimes times) {
    ArrayNode feature = JSON.createArrayNode().add(times.bytes());
    milliseconds(feature.addArray(), times.around());
    ObjectNode scenarios = feature.addObject();
    times
        .scenarios()
        .forEach(
            (name, occurrences) -> {
              ArrayNode all = scenarios.putArray(name);
              occurrences.forEach(
                  scenario ->
                      milliseconds(all.addArray().add(scenario.steps()), scenario.samples()));
            });
    return feature;
  }

  private static ArrayNode milliseconds(ArrayNode array, Samples samples) {
    for (double seconds : samples.seconds()) {
      BigDecimal exact = BigDecimal.valueOf(seconds * 1000);
      boolean isLong = exact.compareTo(BigDecimal.valueOf(1000)) >= 0;
      BigDecimal shortest =
          (isLong
                  ? exact.round(new MathContext(4, RoundingMode.HALF_EVEN))
                  : exact.setScale(1, RoundingMode.HALF_EVEN))
              .stripTrailingZeros();
      array.add(shortest.scale() < 0 ? shortest.setScale(0) : shortest);
    }
    return array;
  }

  /** Reads what {@link #toJson} wrote; empty if it is not of this kind and version, or damaged. */
  public static Optional<Timings> read(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.path("version").asInt() != VERSION || !root.path("features").isObject()) {
        return Optional.empty();
      }
      NavigableMap<String, FeatureTimes> features = new TreeMap<>();
      for (var feature : root.get("features").properties()) {
        features.put(feature.getKey(), feature(feature.getValue()));
      }
      return Optional.of(
          new Timings(
              Optional.of(Instant.parse(root.path("updated").asText())),
              samples(root.path("chunk_ms"), 0),
              // Those of earlier releases have none.
              root.has("machine_ms") ? samples(root.path("machine_ms"), 0) : Samples.NONE,
              features));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static FeatureTimes feature(JsonNode node) {
    NavigableMap<String, List<ScenarioTimes>> scenarios = new TreeMap<>();
    for (var named : node.path(2).properties()) {
      List<ScenarioTimes> occurrences = new ArrayList<>();
      for (JsonNode times : named.getValue()) {
        occurrences.add(new ScenarioTimes(Math.max(0, times.path(0).asInt()), samples(times, 1)));
      }
      scenarios.put(named.getKey(), occurrences);
    }
    long bytes = node.path(0).asLong();
    if (bytes < 0) {
      throw new IllegalArgumentException("a file of " + bytes + " bytes");
    }
    return new FeatureTimes(bytes, samples(node.path(1), 0), scenarios);
  }

  private static Samples samples(JsonNode array, int from) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("times are a list, not " + array);
    }
    List<Double> seconds = new ArrayList<>();
    for (int index = from; index < array.size(); index++) {
      if (!array.get(index).isNumber()) {
        throw new IllegalArgumentException("no time: " + array.get(index));
      }
      seconds.add(array.get(index).asDouble() / 1000);
    }
    return new Samples(seconds);
  }
}
