package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.run.Event.Failure;
import com.cleveragents.slipcovershard.run.Event.ListedFeature;
import com.cleveragents.slipcovershard.run.Event.Output;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns lines into events. */
final class EventDecoder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventDecoder() {}

  /**
   * An event.
   *
   * @param pid the process that sent it
   * @param at seconds since the worker began, by its own clock
   */
  record Sent(long pid, double at, Event event) {}

  /** Empty for a line that is none of ours. */
  static Optional<Sent> decode(byte[] line) {
    try {
      JsonNode node = JSON.readTree(line);
      return Optional.ofNullable(toEvent(node))
          .map(event -> new Sent(node.path("pid").asLong(), node.path("at").asDouble(), event));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // no JSON, or a value that none of our events has
    }
  }

  private static @Nullable Event toEvent(JsonNode node) {
    int unit = node.path("unit").asInt(-1);
    int scenario = node.path("scenario").asInt(-1);
    return switch (node.path("event").asText()) {
      case "hello" ->
          new Event.Hello(
              text(node, "python"),
              text(node, "slipcover"),
              text(node, "runner"),
              text(node, "untouched"));
      case "refused" -> new Event.Refused(text(node, "message"));
      case "listed" -> listed(node);
      case "parsed" -> parsedFeatures(node);
      case "importing" -> new Event.Importing(unit);
      case "remark" -> new Event.Remark(text(node, "text"));
      case "switched_off" -> new Event.SwitchedOff(texts(node, "arguments"));
      case "loaded" -> new Event.Loaded();
      case "not_loaded" -> new Event.NotLoaded(text(node, "what"), text(node, "error"));
      case "hook_failed" -> new Event.HookFailed(text(node, "hook"), text(node, "error"));
      case "next" -> new Event.Next();
      case "unit" -> parsed(node, unit);
      case "unparsable" -> new Event.Unparsable(unit, text(node, "error"), tally(node));
      case "start" -> new Event.ScenarioStarted(unit, scenario);
      case "end" -> ended(node, unit, scenario);
      case "unit_end" -> unitEnded(node, unit);
      case "touched" -> touched(node, unit);
      case "strayed" -> new Event.Strayed(number(unit), number(scenario), text(node, "place"));
      case "unsaved" -> new Event.Unsaved(text(node, "error"));
      case "broken" -> new Event.Broken(text(node, "error"));
      case "done" ->
          new Event.Done(
              node.path("failed").asBoolean(true),
              node.path("code").asInt(1),
              tally(node),
              texts(node, "causes"),
              numbers(node.path("elsewhere")),
              optionalText(node, "lost"),
              optionalText(node, "measured_module"));
      default -> null;
    };
  }

  private static Event listed(JsonNode node) {
    List<ListedFeature> features = new ArrayList<>();
    for (JsonNode feature : node.path("features")) {
      List<Integer> lines = new ArrayList<>();
      feature.path("lines").forEach(line -> lines.add(line.asInt()));
      features.add(new ListedFeature(text(feature, "path"), lines));
    }
    List<Output> outputs = new ArrayList<>();
    node.path("outputs").forEach(output -> outputs.add(output(output)));
    JsonNode junit = node.path("junit");
    return new Event.Listed(
        texts(node, "paths"),
        features,
        texts(node, "excluded"),
        outputs,
        junit.isObject() ? Optional.of(output(junit)) : Optional.empty());
  }

  private static Output output(JsonNode node) {
    return new Output(
        text(node, "format"),
        text(node, "path"),
        text(node, "own"),
        node.path("clears").asBoolean());
  }

  private static Event parsedFeatures(JsonNode node) {
    SortedMap<Integer, ParsedFeature> features = new TreeMap<>();
    for (JsonNode feature : node.path("features")) {
      features.put(feature.path("feature").asInt(), parsedFeature(feature));
    }
    return new Event.Parsed(features);
  }

  private static Event parsed(JsonNode node, int unit) {
    return new Event.UnitParsed(
        unit,
        text(node, "name"),
        text(node, "dotted"),
        node.path("in_file").asInt(),
        parsedFeature(node));
  }

  private static ParsedFeature parsedFeature(JsonNode feature) {
    List<ParsedScenario> scenarios = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (JsonNode scenario : UnselectedTests.apart(feature.path("scenarios"))) {
      ids.add(text(scenario, "id"));
      int line = scenario.path("line").asInt();
      scenarios.add(
          new ParsedScenario(
              line,
              text(scenario, "name"),
              scenario.path("run").asBoolean(),
              scenario.path("steps").asInt(),
              scenario.path("bond").asInt(line),
              scenario.path("kin").asInt(line)));
    }
    JsonNode list = feature.path("list");
    return new ParsedFeature(
        feature.path("whole").asBoolean(),
        new TreeSet<>(texts(feature, "groups")),
        scenarios,
        new TestList(text(list, "identity"), text(list, "content"), ids));
  }

  private static Event ended(JsonNode node, int unit, int scenario) {
    Optional<Failure> failure = Optional.empty();
    if (node.has("error") || node.has("step")) {
      failure =
          Optional.of(
              new Failure(
                  text(node, "step"),
                  node.path("step_line").asInt(),
                  text(node, "step_status"),
                  text(node, "error"),
                  text(node, "message")));
    }
    return new Event.ScenarioEnded(
        unit,
        scenario,
        text(node, "status"),
        node.path("failed").asBoolean(true),
        node.path("seconds").asDouble(),
        node.path("executed").asInt(),
        failure,
        tally(node));
  }

  private static Event unitEnded(JsonNode node, int unit) {
    SortedMap<Integer, String> rest = new TreeMap<>();
    node.path("rest")
        .properties()
        .forEach(entry -> rest.put(Integer.valueOf(entry.getKey()), entry.getValue().asText()));
    return new Event.UnitEnded(
        unit,
        text(node, "status"),
        node.path("seconds").asDouble(),
        rest,
        optionalText(node, "error"),
        node.path("stopped").asBoolean(),
        optionalText(node, "lost"),
        tally(node));
  }

  private static Event touched(JsonNode node, int unit) {
    SortedSet<Place> places = new TreeSet<>();
    for (Map.Entry<String, JsonNode> kind : node.path("places").properties()) {
      Place.Kind of = Place.Kind.valueOf(kind.getKey().toUpperCase(Locale.ROOT));
      kind.getValue().forEach(name -> places.add(new Place(of, name.asText())));
    }
    return new Event.Touched(number(unit), places);
  }

  private static OptionalInt number(int value) {
    return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static Tally tally(JsonNode node) {
    JsonNode counts = node.path("counts");
    return counts.isEmpty() ? Tally.NONE : new Tally(numbers(counts));
  }

  private static SortedMap<String, Integer> numbers(JsonNode node) {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    node.properties().forEach(entry -> numbers.put(entry.getKey(), entry.getValue().asInt()));
    return numbers;
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText("");
  }

  private static Optional<String> optionalText(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  private static List<String> texts(JsonNode node, String name) {
    List<String> texts = new ArrayList<>();
    node.path(name).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
