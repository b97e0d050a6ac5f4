package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.plan.Separation.Verdict;
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
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** timings.json: timings as JSON, written and read again. */
public final class TimingsFile {
  private static final int VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TimingsFile() {}

  /**
   * {@code {"version":2,"updated","chunk_ms":[…],"machine_ms":[…],"ran_with":[[runner,Python,
   * selection,scope],…],"features":{path:[bytes,[ms beside the scenarios,…],{name:[[steps,ms,…] of
   * each occurrence]},[content,tests,ends,place in ran_with,verdict,[[line,…] of each piece]]]}}}:
   * milliseconds in four digits, at most one of them a decimal, the oldest run first; a feature a
   * line. What is known of taking a feature apart comes last, where anything is.
   */
  public static String toJson(Timings timings) {
    ObjectNode head = JSON.createObjectNode().put("version", VERSION);
    timings.updated().ifPresent(instant -> head.put("updated", instant.toString()));
    head.set("chunk_ms", milliseconds(JSON.createArrayNode(), timings.chunk()));
    if (!timings.machine().seconds().isEmpty()) {
      head.set("machine_ms", milliseconds(JSON.createArrayNode(), timings.machine()));
    }
    List<TestedWith> ranWith =
        timings.features().values().stream()
            .flatMap(times -> times.separation().stream())
            .map(Separation::with)
            .distinct()
            .toList();
    if (!ranWith.isEmpty()) {
      ArrayNode all = head.putArray("ran_with");
      ranWith.forEach(
          with ->
              all.addArray()
                  .add(with.runner())
                  .add(with.python())
                  .add(with.selection())
                  .add(with.scope()));
    }
    StringBuilder text = new StringBuilder(head.toString());
    text.setLength(text.length() - 1);
    text.append(",\"features\":{");
    String separator = "\n";
    for (var feature : timings.features().entrySet()) {
      text.append(separator).append(JSON.getNodeFactory().textNode(feature.getKey()));
      text.append(':').append(write(feature.getValue(), ranWith));
      separator = ",\n";
    }
    return text.append("\n}}\n").toString();
  }

  private static ArrayNode write(FeatureTimes times, List<TestedWith> ranWith) {
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
    times.separation().ifPresent(known -> write(known, ranWith, feature.addArray()));
    return feature;
  }

  private static void write(Separation known, List<TestedWith> ranWith, ArrayNode array) {
    array.add(known.content()).add(known.tests()).add(known.ends());
    array.add(ranWith.indexOf(known.with())).add(known.verdict().name().toLowerCase(Locale.ROOT));
    if (!known.pieces().isEmpty()) {
      ArrayNode pieces = array.addArray();
      known.pieces().forEach(lines -> lines.forEach(pieces.addArray()::add));
    }
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
      List<TestedWith> ranWith = new ArrayList<>();
      root.path("ran_with").forEach(with -> ranWith.add(testedWith(with)));
      for (var feature : root.get("features").properties()) {
        features.put(name(feature.getKey()), feature(feature.getValue(), ranWith));
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

  private static TestedWith testedWith(JsonNode node) {
    return new TestedWith(
        node.path(0).asText(), node.path(1).asText(), node.path(2).asText(), node.path(3).asText());
  }

  private static FeatureTimes feature(JsonNode node, List<TestedWith> ranWith) {
    NavigableMap<String, List<ScenarioTimes>> scenarios = new TreeMap<>();
    for (var named : node.path(2).properties()) {
      List<ScenarioTimes> occurrences = new ArrayList<>();
      for (JsonNode times : named.getValue()) {
        occurrences.add(new ScenarioTimes(Math.max(0, times.path(0).asInt()), samples(times, 1)));
      }
      scenarios.put(name(named.getKey()), occurrences);
    }
    long bytes = node.path(0).asLong();
    if (bytes < 0) {
      throw new IllegalArgumentException("a file of " + bytes + " bytes");
    }
    Optional<Separation> separation =
        node.has(3) ? Optional.of(separation(node.path(3), ranWith)) : Optional.empty();
    return new FeatureTimes(bytes, samples(node.path(1), 0), scenarios, separation);
  }

  private static Separation separation(JsonNode node, List<TestedWith> ranWith) {
    int place = node.path(3).asInt(-1);
    if (place < 0 || place >= ranWith.size()) {
      throw new IllegalArgumentException("not a place in ran_with: " + node.path(3));
    }
    List<List<Integer>> pieces = new ArrayList<>();
    for (JsonNode lines : node.path(5)) {
      List<Integer> piece = new ArrayList<>();
      lines.forEach(line -> piece.add(line.asInt()));
      pieces.add(piece);
    }
    return new Separation(
        node.path(0).asText(),
        node.path(1).asText(),
        ranWith.get(place),
        node.path(2).asText(),
        Verdict.valueOf(node.path(4).asText().toUpperCase(Locale.ROOT)),
        pieces);
  }

  private static String name(String text) {
    if (!SurrogateEscape.isText(text)) {
      throw new IllegalArgumentException("half a character in a name");
    }
    return text;
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
