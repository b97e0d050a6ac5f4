package com.cleveragents.slipcovershard.plan;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * plan.json: a plan with what it takes to run a chunk of it again.
 *
 * @param settings those that were given for the run, by their names
 * @param withheld names of settings that were given, too, and whose values may be secrets
 */
public record PlanFile(Plan plan, SortedMap<String, String> settings, SortedSet<String> withheld) {
  private static final int VERSION = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  public PlanFile {
    settings = new TreeMap<>(settings);
    withheld = new TreeSet<>(withheld);
  }

  /**
   * {@code {"version":3,"weights":"seconds"|"bytes","split":"static"|"queue","fixed_seconds",
   * "settings":{…},"withheld":[…],"chunks":[{"chunk","weight","units":[…]}]}}.
   */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    root.put("weights", plan.measured() ? "seconds" : "bytes");
    root.put("split", plan.queued() ? "queue" : "static");
    root.put("fixed_seconds", rounded(plan.fixedSeconds()));
    ObjectNode given = root.putObject("settings");
    settings.forEach(given::put);
    ArrayNode names = root.putArray("withheld");
    withheld.forEach(names::add);
    ArrayNode chunks = root.putArray("chunks");
    plan.chunks().forEach(share -> write(share, chunks.addObject()));
    return root.toPrettyString() + "\n";
  }

  private static void write(Plan.Share share, ObjectNode chunk) {
    chunk.put("chunk", share.chunk()).put("weight", rounded(share.weight()));
    ArrayNode units = chunk.putArray("units");
    for (WeightedUnit weighted : share.units()) {
      Unit unit = weighted.unit();
      ObjectNode node = units.addObject().put("unit", unit.name()).put("path", unit.path());
      if (!unit.lines().isEmpty()) {
        ArrayNode lines = node.putArray("lines");
        unit.lines().forEach(lines::add);
        node.put("piece_of", unit.pieceOf());
        ObjectNode list = node.putObject("list").put("identity", unit.list().identity());
        list.put("content", unit.list().content());
        unit.list().ids().forEach(list.putArray("ids")::add);
      }
      node.put("number", unit.number()).put("feature", unit.feature());
      node.put("weight", rounded(weighted.weight()));
    }
  }

  private static double rounded(double weight) {
    return Math.round(weight * 1e6) / 1e6;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param file its name, for messages
   * @throws ShardException if it is damaged or of another version
   */
  public static PlanFile read(String json, String file) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.path("version").asInt() != VERSION || !root.path("chunks").isArray()) {
        throw unusable(file, "is no plan of version " + VERSION);
      }
      List<Plan.Share> shares = new ArrayList<>();
      root.path("chunks").forEach(chunk -> shares.add(share(chunk)));
      SortedMap<String, String> settings = new TreeMap<>();
      root.path("settings")
          .properties()
          .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
      SortedSet<String> withheld = new TreeSet<>();
      root.path("withheld").forEach(name -> withheld.add(name.asText()));
      return new PlanFile(
          new Plan(
              root.path("weights").asText().equals("seconds"),
              root.path("split").asText().equals("queue"),
              root.path("fixed_seconds").asDouble(),
              shares),
          settings,
          withheld);
    } catch (JacksonException | IllegalArgumentException e) {
      throw unusable(file, "is damaged: " + e.getMessage());
    }
  }

  private static ShardException unusable(String file, String what) {
    return new ShardException(
        ExitCode.USAGE,
        file + " " + what + ". --plan wants the plan.json of a run of this release.");
  }

  private static Plan.Share share(JsonNode chunk) {
    List<WeightedUnit> units = new ArrayList<>();
    for (JsonNode node : chunk.path("units")) {
      List<Integer> lines = new ArrayList<>();
      node.path("lines").forEach(line -> lines.add(line.asInt()));
      JsonNode list = node.path("list");
      List<String> ids = new ArrayList<>();
      list.path("ids").forEach(id -> ids.add(id.asText()));
      units.add(
          new WeightedUnit(
              new Unit(
                  node.path("number").asInt(),
                  node.path("feature").asInt(),
                  node.path("path").asText(),
                  lines,
                  node.path("piece_of").asInt(),
                  new TestList(list.path("identity").asText(), list.path("content").asText(), ids)),
              node.path("weight").asDouble()));
    }
    return new Plan.Share(chunk.path("chunk").asInt(), units);
  }
}
