package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.WholeFile;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The JSON files of behave's formatter, joined to the one that a single process would write. */
final class BehaveJson {
  /** Python writes and reads NaN and Infinity, and escapes all that is not ASCII. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private static final Pattern LINE = Pattern.compile(":(\\d{1,9})$");
  private static final List<String> HEAVIEST_FIRST =
      List.of("error", "hook_error", "cleanup_error", "failed", "undefined", "untested", "passed");
  private static final Set<String> GOOD = Set.of("passed", "skipped", "untested");

  private final SuiteResult result;
  private final Set<String> splitPaths;

  BehaveJson(SuiteResult result) {
    this.result = result;
    this.splitPaths =
        result.ledger().units().stream()
            .filter(Ledger.Entry::isPiece)
            .map(Ledger.Entry::path)
            .collect(Collectors.toSet());
  }

  /**
   * Writes the features of all parts in the order of the runner, each scenario once.
   *
   * @param parts by the number of the process that wrote them
   * @return false if a part is missing or damaged; nothing is written then
   */
  boolean join(Map<Integer, Path> parts, Path target) throws IOException {
    Map<String, ObjectNode> merged = new LinkedHashMap<>();
    Map<String, Integer> writers = new HashMap<>();
    for (ChunkResult chunk : result.chunks()) {
      Path part = parts.get(chunk.number());
      Optional<JsonNode> list = part == null ? Optional.empty() : list(part);
      if (list.isEmpty()) {
        return false;
      }
      for (JsonNode each : list.get()) {
        ObjectNode feature = (ObjectNode) each;
        String path = pathOf(feature);
        // A retry, or a process in the place of a lost one, reports a part of a file once more.
        boolean isSplit = splitPaths.contains(path);
        String key = isSplit ? path : path + " of " + chunk.original();
        ObjectNode known = merged.get(key);
        // A process may have several pieces of a file, which share its background.
        boolean namedTwice =
            known != null
                && !isSplit
                && Objects.equals(writers.get(key), chunk.number())
                && locations(known).stream().anyMatch(locations(feature)::contains);
        if (known == null || namedTwice) {
          merged.put(namedTwice ? key + " again " + merged.size() : key, feature);
        } else {
          add(known, feature);
        }
        writers.put(key, chunk.number());
      }
    }
    WholeFile.write(target, text(merged.values()));
    return true;
  }

  /** What a chunk wrote; one that was killed leaves half a list, an empty file or none. */
  private static Optional<JsonNode> list(Path part) throws IOException {
    try {
      return Optional.of(JSON.readTree(part.toFile())).filter(JsonNode::isArray);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private String text(Collection<ObjectNode> features) throws IOException {
    Map<String, Integer> order = new HashMap<>();
    result.ledger().units().forEach(entry -> order.put(entry.unit().path(), entry.unit().number()));
    ArrayNode joined = JSON.createArrayNode();
    features.stream()
        .sorted(
            Comparator.comparingInt(
                feature -> order.getOrDefault(pathOf(feature), Integer.MAX_VALUE)))
        .forEach(joined::add);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(joined) + "\n";
  }

  private static String pathOf(JsonNode feature) {
    return location(feature).replaceFirst(LINE.pattern(), "");
  }

  private static String location(JsonNode element) {
    return element.path("location").asText();
  }

  private static Set<String> locations(JsonNode feature) {
    Set<String> locations = new HashSet<>();
    feature.path("elements").forEach(element -> locations.add(location(element)));
    return locations;
  }

  /** Adds the scenarios in the order of the file; one that ran again replaces what it was. */
  private static void add(ObjectNode feature, JsonNode later) {
    SortedMap<Integer, List<JsonNode>> byLine = new TreeMap<>();
    List<JsonNode> elements = new ArrayList<>();
    feature.path("elements").forEach(elements::add);
    for (JsonNode element : later.path("elements")) {
      String location = location(element);
      boolean known = elements.stream().anyMatch(it -> location(it).equals(location));
      if (known && hasRun(element)) {
        elements.removeIf(it -> location(it).equals(location));
        elements.add(element);
      } else if (!known) {
        elements.add(element);
      }
    }
    elements.forEach(
        element -> byLine.computeIfAbsent(lineOf(element), line -> new ArrayList<>()).add(element));
    ArrayNode joined = JSON.createArrayNode();
    byLine.values().forEach(joined::addAll);
    feature.set("elements", joined);
    feature.put("status", worst(feature, later));
  }

  /** Whether it says how the scenario ends; a background says nothing by itself. */
  private static boolean hasRun(JsonNode element) {
    return !Set.of("", "skipped", "untested").contains(status(element));
  }

  /**
   * The worst of both, but of what is well by now: all scenarios of the feature may have passed.
   */
  private static String worst(JsonNode feature, JsonNode later) {
    String now = status(later);
    boolean allGood = true;
    for (JsonNode element : feature.path("elements")) {
      allGood &= element.path("status").isMissingNode() || GOOD.contains(status(element));
    }
    if (allGood && GOOD.contains(now)) {
      return now;
    }
    String before = status(feature);
    return HEAVIEST_FIRST.stream()
        .filter(word -> word.equals(before) || word.equals(now))
        .findFirst()
        .orElse(now);
  }

  private static String status(JsonNode element) {
    return element.path("status").asText();
  }

  private static int lineOf(JsonNode element) {
    Matcher line = LINE.matcher(location(element));
    return line.find() ? Integer.parseInt(line.group(1)) : Integer.MAX_VALUE;
  }
}
