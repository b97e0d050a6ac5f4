package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The records of a run as JSON: plan.json, ledger.json, timings.json. */
public final class RunRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private RunRecords() {}

  /**
   * {@code {"version":1,"weights":"seconds"|"bytes","chunks":[{"chunk","weight","units":[…]}]}}.
   */
  public static String toJson(Plan plan) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    root.put("weights", plan.measured() ? "seconds" : "bytes");
    ArrayNode chunks = root.putArray("chunks");
    for (Plan.Share share : plan.chunks()) {
      ObjectNode chunk = chunks.addObject().put("chunk", share.chunk());
      chunk.put("weight", rounded(share.weight()));
      ArrayNode units = chunk.putArray("units");
      for (WeightedUnit unit : share.units()) {
        units
            .addObject()
            .put("number", unit.unit().number())
            .put("unit", unit.unit().name())
            .put("weight", rounded(unit.weight()));
      }
    }
    return root.toPrettyString() + "\n";
  }

  /**
   * {@code {"version":1,"run","whole","chunks":[{"chunk","end","coverage","sha256"}],"units":[…]}}:
   * each unit with the chunk, its end, and each scenario with location, end and seconds.
   *
   * @param run names the run
   */
  public static String toJson(String run, SuiteResult result) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION).put("run", run);
    root.put("whole", result.ledger().isWhole());
    ArrayNode chunks = root.putArray("chunks");
    for (ChunkResult chunk : result.chunks()) {
      ObjectNode node = chunks.addObject().put("chunk", chunk.number());
      node.put("end", describe(chunk.end()));
      node.put("seconds", chunk.elapsed().toMillis() / 1000.0);
      if (chunk.coverage().isPresent()) {
        node.put("coverage", chunk.coverage().get().getFileName().toString());
        node.put("sha256", sha256(chunk.coverage().get()));
      }
    }
    ArrayNode units = root.putArray("units");
    for (Ledger.Entry entry : result.ledger().units()) {
      ObjectNode unit = units.addObject().put("unit", entry.unit().name());
      unit.put("chunk", entry.chunk()).put("end", lower(entry.end()));
      entry.error().ifPresent(error -> unit.put("error", error));
      ArrayNode scenarios = unit.putArray("scenarios");
      for (Ledger.Scenario scenario : entry.scenarios()) {
        ObjectNode node = scenarios.addObject().put("location", entry.location(scenario));
        node.put("name", scenario.name()).put("selected", scenario.selected());
        node.put("end", lower(scenario.end())).put("status", scenario.status());
        node.put("seconds", rounded(scenario.seconds())).put("executed", scenario.executed());
        node.put("attempts", scenario.attempts());
        scenario
            .failure()
            .ifPresent(
                failure ->
                    node.putObject("failure")
                        .put("step", failure.step())
                        .put("line", failure.line())
                        .put("status", failure.status())
                        .put("error", failure.error()));
      }
    }
    return root.toPrettyString() + "\n";
  }

  /** What the run measured of time, for the plan of the next one. */
  public static Timings timings(Ledger ledger) {
    Timings timings = new Timings();
    for (Ledger.Entry entry : ledger.units()) {
      for (Ledger.Scenario scenario : entry.scenarios()) {
        if (scenario.executed() > 0 && scenario.end() != Ledger.ScenarioEnd.IN_FLIGHT) {
          timings.add(entry.unit().path(), scenario.name(), rounded(scenario.seconds()));
        }
      }
    }
    return timings;
  }

  private static String describe(ChunkEnd end) {
    if (end instanceof ChunkEnd.InOrder) {
      return "in order";
    } else if (end instanceof ChunkEnd.Died died) {
      return died.description();
    } else if (end instanceof ChunkEnd.Ended ended) {
      return "ended: " + lower(ended.reason());
    }
    return "refused";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
