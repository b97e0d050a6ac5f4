package com.cleveragents.slipcovershard.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tests that are not to run, written in a few bytes: those on lines that follow each other are one
 * entry, {@code {"line":1,"to":60000}}, without their names.
 */
final class UnselectedTests {
  private static final String FROM = "line";
  private static final String TO = "to";

  private UnselectedTests() {}

  /** The same list with an entry for each test. */
  static List<JsonNode> apart(JsonNode entries) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode entry : entries) {
      int from = entry.path(FROM).asInt();
      for (int line = from; line <= entry.path(TO).asInt(from); line++) {
        all.add(entry.has(TO) ? ((ObjectNode) entry.deepCopy()).put(FROM, line) : entry);
      }
    }
    return all;
  }

  /**
   * Joins entries of the ledger: those of tests that are not selected, of which only their line is
   * known.
   */
  static void join(ArrayNode entries) {
    List<ObjectNode> joined = new ArrayList<>();
    Optional<ObjectNode> open = Optional.empty();
    for (JsonNode each : entries) {
      ObjectNode entry = (ObjectNode) each;
      if (entry.path("selected").asBoolean() || !entry.path("name").asText().isEmpty()) {
        open = Optional.empty();
        joined.add(entry);
      } else if (open.filter(run -> continues(run, entry)).isPresent()) {
        open.get().put(TO, entry.path(FROM).asInt());
      } else {
        ObjectNode run = joinable(entry);
        open = Optional.of(run);
        joined.add(run);
      }
    }
    entries.removeAll();
    entries.addAll(joined);
  }

  private static ObjectNode joinable(ObjectNode entry) {
    int line = entry.path(FROM).asInt();
    return entry.retain(FROM, "selected", "end", "status").put(TO, line);
  }

  private static boolean continues(ObjectNode run, ObjectNode entry) {
    return entry.path(FROM).asInt() == run.path(TO).asInt() + 1
        && entry.path("end").equals(run.path("end"))
        && entry.path("status").equals(run.path("status"));
  }
}
