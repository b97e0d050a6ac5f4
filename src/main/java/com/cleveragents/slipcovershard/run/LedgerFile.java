package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** ledger.json: the record of a run as JSON, written and read again. */
public final class LedgerFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;
  private static final int NO_CODE = -1;

  private LedgerFile() {}

  /**
   * {@code
   * {"version":1,"run","directory","exit_code","whole","chunks":[{"chunk","end","coverage","sha256"}],"units":[…]}}:
   * each unit with the chunk, its end, and each scenario with location, end and seconds.
   *
   * @param newSkips locations of scenarios that were skipped and ran before
   */
  public static String toJson(RunRecord record, Set<String> newSkips) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION).put("run", record.run());
    root.put("directory", record.directory());
    record.exitCode().ifPresent(code -> root.put("exit_code", code.number()));
    root.put("started", record.started().toString());
    root.put("whole", record.ledger().isWhole());
    record.part().ifPresent(part -> write(part, root.putObject("shard")));
    ArrayNode chunks = root.putArray("chunks");
    record.chunks().forEach(chunk -> write(chunk, chunks.addObject()));
    ArrayNode units = root.putArray("units");
    record.ledger().units().forEach(entry -> write(entry, newSkips, units.addObject()));
    ArrayNode clashes = root.putArray("clashes");
    record.clashes().forEach(clash -> write(clash, clashes.addObject()));
    return root.toPrettyString() + "\n";
  }

  private static void write(ChunkRecord chunk, ObjectNode node) {
    node.put("chunk", chunk.number()).put("end", chunk.end()).put("in_order", chunk.inOrder());
    chunk.goesOnFor().ifPresent(lost -> node.put("goes_on_for", lost));
    node.put("started", chunk.started()).put("seconds", chunk.seconds());
    chunk.planned().ifPresent(seconds -> node.put("planned", rounded(seconds)));
    chunk.coverage().ifPresent(name -> node.put("coverage", name));
    chunk.sha256().ifPresent(digest -> node.put("sha256", digest));
  }

  private static void write(Part part, ObjectNode node) {
    Division division = part.division();
    node.put("number", division.shard().number()).put("count", division.shard().count());
    part.task().ifPresent(task -> node.put("task", task));
    part.sha256().ifPresent(digest -> node.put("sha256", digest));
    node.put("runner", part.runner().word()).put("selection", part.selection());
    ObjectNode alike = node.putObject("alike");
    part.alike().forEach(alike::put);
    ArrayNode units = node.putArray("units");
    division.units().forEach(units::add);
    ArrayNode machines = node.putArray("machines");
    division.machines().forEach(places -> places.forEach(machines.addArray()::add));
    if (!division.lists().isEmpty()) {
      ObjectNode lists = node.putObject("lists");
      division.lists().forEach(lists::put);
    }
  }

  private static Optional<Part> part(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    List<String> units = new ArrayList<>();
    node.path("units").forEach(name -> units.add(name.asText()));
    List<List<Integer>> machines = new ArrayList<>();
    for (JsonNode places : node.path("machines")) {
      List<Integer> own = new ArrayList<>();
      places.forEach(place -> own.add(place.asInt()));
      machines.add(own);
    }
    JsonNode task = node.path("task");
    Shard shard = new Shard(node.path("number").asInt(), node.path("count").asInt());
    return Optional.of(
        new Part(
            new Division(shard, units, machines, texts(node.path("lists"))),
            task.isIntegralNumber() ? OptionalLong.of(task.asLong()) : OptionalLong.empty(),
            Runner.of(node.path("runner").asText()).orElse(Runner.BEHAVE),
            node.path("selection").asText(),
            texts(node.path("alike")),
            optionalText(node, "sha256")));
  }

  private static SortedMap<String, String> texts(JsonNode object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.properties().forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
    return texts;
  }

  private static void write(Clash clash, ObjectNode node) {
    node.put("kind", word(clash.place().kind())).put("place", clash.place().name());
    node.put("overlapping", clash.overlapping());
    ArrayNode sides = node.putArray("sides");
    for (Clash.Side side : clash.sides()) {
      ObjectNode written = sides.addObject().put("chunk", side.chunk());
      side.unit().ifPresent(unit -> written.put("unit", unit));
      written.put("from", rounded(side.from())).put("until", rounded(side.until()));
    }
  }

  private static void write(Ledger.Entry entry, Set<String> newSkips, ObjectNode node) {
    node.put("unit", entry.unit().name()).put("path", entry.unit().path());
    if (!entry.unit().lines().isEmpty()) {
      ArrayNode lines = node.putArray("lines");
      entry.unit().lines().forEach(lines::add);
      node.put("piece_of", entry.unit().pieceOf());
    }
    node.put("name", entry.name()).put("dotted", entry.dotted());
    node.put("chunk", entry.chunk()).put("end", word(entry.end()));
    entry.error().ifPresent(error -> node.put("error", error));
    node.put("started", rounded(entry.started())).put("seconds", rounded(entry.seconds()));
    TestList list = entry.list();
    if (!list.equals(TestList.NONE)) {
      ObjectNode written = node.putObject("list").put("identity", list.identity());
      written.put("content", list.content());
      if (entry.isPiece()) { // a whole file has its one list
        list.ids().forEach(written.putArray("ids")::add);
      }
    }
    ArrayNode scenarios = node.putArray("scenarios");
    for (Ledger.Scenario scenario : entry.scenarios()) {
      String location = entry.location(scenario);
      ObjectNode written = scenarios.addObject();
      write(scenario, location, written);
      if (newSkips.contains(location)) {
        written.put("new_skip", true);
      }
    }
    UnselectedTests.join(scenarios);
  }

  private static void write(Ledger.Scenario scenario, String location, ObjectNode node) {
    node.put("location", location).put("line", scenario.line()).put("name", scenario.name());
    node.put("selected", scenario.selected());
    node.put("end", word(scenario.end())).put("status", scenario.status());
    node.put("started", rounded(scenario.started())).put("seconds", rounded(scenario.seconds()));
    node.put("executed", scenario.executed()).put("attempts", scenario.attempts());
    scenario
        .failure()
        .ifPresent(
            failure -> {
              ObjectNode written = node.putObject("failure");
              written.put("step", failure.step()).put("line", failure.line());
              written.put("status", failure.status()).put("error", failure.error());
              if (!failure.message().isEmpty()) {
                written.put("message", failure.message());
              }
            });
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws ShardException if it is damaged or of another version
   */
  public static RunRecord read(Path file) {
    try {
      JsonNode root = JSON.readTree(RegularFile.text(file));
      if (root.path("version").asInt() != VERSION || !root.path("units").isArray()) {
        throw unusable(file, "is no ledger of version " + VERSION);
      }
      List<ChunkRecord> chunks = new ArrayList<>();
      root.path("chunks").forEach(node -> chunks.add(chunk(node)));
      List<Ledger.Entry> units = new ArrayList<>();
      root.path("units").forEach(node -> units.add(entry(node, units.size())));
      Ledger ledger = new Ledger(units);
      if (ledger.isWhole() != root.path("whole").asBoolean()) {
        throw unusable(file, "contradicts itself on whether everything ran");
      }
      return new RunRecord(
          root.path("run").asText(),
          root.path("directory").asText(),
          ExitCode.numbered(root.path("exit_code").asInt(NO_CODE)),
          Instant.parse(root.path("started").asText()),
          ledger,
          chunks,
          clashes(root),
          part(root.path("shard")));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw unusable(file, "is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e);
    }
  }

  /**
   * The locations of scenarios that a ledger marks as skipped now and run before.
   *
   * @throws ShardException if it is damaged
   */
  public static SortedSet<String> newSkips(Path file) {
    SortedSet<String> locations = new TreeSet<>();
    try {
      for (JsonNode unit : JSON.readTree(RegularFile.text(file)).path("units")) {
        for (JsonNode scenario : unit.path("scenarios")) {
          if (scenario.path("new_skip").asBoolean()) {
            locations.add(scenario.path("location").asText());
          }
        }
      }
      return locations;
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e);
    }
  }

  private static ShardException unusable(Path file, String what) {
    return new ShardException(
        ExitCode.COVERAGE_UNUSABLE,
        file + " " + what + ". Take it from the same run as the coverage, with the same release.");
  }

  private static List<Clash> clashes(JsonNode root) {
    List<Clash> clashes = new ArrayList<>();
    for (JsonNode node : root.path("clashes")) {
      List<Clash.Side> sides = new ArrayList<>();
      for (JsonNode side : node.path("sides")) {
        sides.add(
            new Clash.Side(
                side.path("chunk").asInt(),
                optionalText(side, "unit"),
                side.path("from").asDouble(),
                side.path("until").asDouble()));
      }
      Place.Kind kind = Place.Kind.valueOf(constant(node.path("kind").asText()));
      clashes.add(
          new Clash(
              new Place(kind, node.path("place").asText()),
              sides,
              node.path("overlapping").asBoolean()));
    }
    return clashes;
  }

  private static ChunkRecord chunk(JsonNode node) {
    Optional<String> coverage = optionalText(node, "coverage");
    if (coverage.isPresent() && coverage.get().contains("/")) {
      throw new IllegalArgumentException(coverage.get() + " does not lie beside it");
    }
    return new ChunkRecord(
        node.path("chunk").asInt(),
        node.has("goes_on_for")
            ? OptionalInt.of(node.path("goes_on_for").asInt())
            : OptionalInt.empty(),
        node.path("end").asText(),
        node.path("in_order").asBoolean(),
        node.path("started").asDouble(),
        node.path("seconds").asDouble(),
        node.has("planned")
            ? OptionalDouble.of(node.path("planned").asDouble())
            : OptionalDouble.empty(),
        coverage,
        optionalText(node, "sha256"));
  }

  private static Ledger.Entry entry(JsonNode node, int number) {
    List<Integer> lines = new ArrayList<>();
    node.path("lines").forEach(line -> lines.add(line.asInt()));
    List<Ledger.Scenario> scenarios = new ArrayList<>();
    UnselectedTests.apart(node.path("scenarios"))
        .forEach(scenario -> scenarios.add(scenario(scenario)));
    return new Ledger.Entry(
        new Unit(number, number, node.path("path").asText(), lines, node.path("piece_of").asInt()),
        node.path("name").asText(),
        node.path("dotted").asText(),
        node.path("chunk").asInt(),
        UnitEnd.valueOf(constant(node.path("end").asText())),
        optionalText(node, "error"),
        node.path("started").asDouble(),
        node.path("seconds").asDouble(),
        scenarios,
        list(node.path("list")));
  }

  private static TestList list(JsonNode node) {
    List<String> ids = new ArrayList<>();
    node.path("ids").forEach(id -> ids.add(id.asText()));
    return new TestList(node.path("identity").asText(), node.path("content").asText(), ids);
  }

  private static Ledger.Scenario scenario(JsonNode node) {
    JsonNode failure = node.path("failure");
    return new Ledger.Scenario(
        node.path("line").asInt(),
        node.path("name").asText(),
        node.path("selected").asBoolean(),
        ScenarioEnd.valueOf(constant(node.path("end").asText())),
        node.path("status").asText(),
        node.path("started").asDouble(),
        node.path("seconds").asDouble(),
        node.path("executed").asInt(),
        node.path("attempts").asInt(),
        failure.isObject()
            ? Optional.of(
                new Event.Failure(
                    failure.path("step").asText(),
                    failure.path("line").asInt(),
                    failure.path("status").asText(),
                    failure.path("error").asText(),
                    failure.path("message").asText("")))
            : Optional.empty());
  }

  private static Optional<String> optionalText(JsonNode node, String name) {
    return Optional.of(node.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace(' ', '_');
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }
}
