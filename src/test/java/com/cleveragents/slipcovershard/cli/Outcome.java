package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a command gave: exit code, streams, and the files of its project. */
record Outcome(ExitCode code, String out, String err, Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks the code; shows all that was said if it is another. */
  Outcome assertCode(ExitCode expected) {
    assertEquals(expected, code, this::said);
    return this;
  }

  /** Checks that each of the texts was said, on either stream. */
  Outcome assertSays(String... texts) {
    for (String text : texts) {
      assertTrue(said().contains(text), () -> "not said: " + text + "\n" + said());
    }
    return this;
  }

  Outcome assertSaysNothingOf(String... texts) {
    for (String text : texts) {
      assertFalse(said().contains(text), () -> "said: " + text + "\n" + said());
    }
    return this;
  }

  String said() {
    return out + err;
  }

  boolean has(String file) {
    return Files.exists(directory.resolve(file));
  }

  String text(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode json(String file) {
    try {
      return JSON.readTree(text(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scenarios that were to run, by location, with their ends as the ledger has them. */
  SortedMap<String, String> ends() {
    SortedMap<String, String> ends = new TreeMap<>();
    for (JsonNode unit : json("build/slipcover-shard/ledger.json").path("units")) {
      for (JsonNode scenario : unit.path("scenarios")) {
        if (scenario.path("selected").asBoolean()) {
          ends.put(scenario.path("location").asText(), scenario.path("end").asText());
        }
      }
    }
    return ends;
  }

  /** The different ends of the units in the ledger. */
  SortedSet<String> unitEnds() {
    SortedSet<String> ends = new TreeSet<>();
    json("build/slipcover-shard/ledger.json")
        .path("units")
        .forEach(unit -> ends.add(unit.path("end").asText()));
    return ends;
  }
}
