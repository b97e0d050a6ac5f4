package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerFileTest {
  private static final RunRecord RECORD =
      new RunRecord(
          "local today",
          "backend",
          Optional.of(ExitCode.CHUNK_FAILED),
          Instant.parse("2026-03-04T05:06:07.089Z"),
          new Ledger(
              List.of(
                  new Ledger.Entry(
                      new Unit(0, 0, "features/a:1.feature", List.of(3, 9), 5),
                      "Größe",
                      "a:1",
                      1,
                      UnitEnd.ENDED,
                      Optional.empty(),
                      0.25,
                      1.5,
                      List.of(
                          scenario(3, ScenarioEnd.PASSED, Optional.empty()),
                          scenario(
                              9,
                              ScenarioEnd.FAILED,
                              Optional.of(new Event.Failure("Given it", 10, "failed", "no"))))),
                  new Ledger.Entry(
                      new Unit(1, 1, "features/b.feature", List.of(), 0),
                      "",
                      "",
                      2,
                      UnitEnd.NEVER_STARTED,
                      Optional.of("lost"),
                      0,
                      0,
                      List.of()))),
          List.of(
              new RunRecord.ChunkRecord(
                  1,
                  OptionalInt.empty(),
                  "in order",
                  true,
                  0.01,
                  2.5,
                  OptionalDouble.of(2),
                  Optional.of("coverage-chunk-1.json"),
                  Optional.of("00ff")),
              new RunRecord.ChunkRecord(
                  2,
                  OptionalInt.empty(),
                  "was killed by SIGKILL",
                  false,
                  0.02,
                  0.5,
                  OptionalDouble.empty(),
                  Optional.empty(),
                  Optional.empty())),
          List.of(
              new Clash(
                  new Place(Place.Kind.DATABASE, "cart.db"),
                  List.of(
                      new Clash.Side(1, Optional.of("features/a:1.feature:3:9"), 0.25, 1.75),
                      new Clash.Side(2, Optional.empty(), 0, 0.5)),
                  true)));

  @TempDir private Path folder;

  private static Ledger.Scenario scenario(
      int line, ScenarioEnd end, Optional<Event.Failure> failure) {
    return new Ledger.Scenario(line, "s", true, end, "word", 0.5, 0.125, 2, 1, failure);
  }

  private RunRecord read(String json) throws IOException {
    return LedgerFile.read(Files.writeString(folder.resolve("ledger.json"), json));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    assertEquals(RECORD, read(LedgerFile.toJson(RECORD, Set.of())));
  }

  private static RunRecord partOf(Part part) {
    return new RunRecord(
        RECORD.run(),
        RECORD.directory(),
        RECORD.exitCode(),
        RECORD.started(),
        RECORD.ledger(),
        RECORD.chunks(),
        RECORD.clashes(),
        Optional.of(part));
  }

  private static final RunRecord PART =
      partOf(
          new Part(
              new Division(
                  new Shard(2, 3),
                  List.of("features/a:1.feature:3:9", "größe.feature", "features/b.feature"),
                  List.of(List.of(1), List.of(0, 2), List.of())),
              OptionalLong.of(1L << 40),
              Runner.PYTEST,
              "behave\0features",
              new TreeMap<>(Map.of("setting omit", "a\"b", "Python", "3.13")),
              Optional.of("00ff")));

  @Test
  void readsThePartOfAMachine() throws IOException {
    assertEquals(PART, read(LedgerFile.toJson(PART, Set.of())));
    RunRecord empty =
        partOf(
            new Part(
                new Division(new Shard(1, 1), List.of(), List.of(List.of())),
                OptionalLong.empty(),
                Runner.BEHAVE,
                "",
                new TreeMap<>(),
                Optional.empty()));
    assertEquals(empty, read(LedgerFile.toJson(empty, Set.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "'\\[ 0, 2 \\]', '[ 0, 1 ]'",
    "'\\[ 0, 2 \\]', '[ 0 ]'",
    "'\\[ 0, 2 \\]', '[ 0, \"x\" ]'",
    "'\\[ 0, 2 \\]', '[ 0, 2 ], [ ]'",
    "'\"number\" : 2', '\"number\" : 4'",
    "'\"number\" : 2', '\"number\" : 0'",
    "'\"count\" : 3', '\"count\" : 2'",
    "'\"count\" : 3,', ''",
    "'\"größe.feature\",', ''",
    "'\"coverage-chunk-1', '\"../coverage-chunk-1'",
    "'\"coverage-chunk-1', '\"/tmp/coverage-chunk-1'",
  })
  void refusesPartsThatAreNone(String part, String other) {
    String whole = LedgerFile.toJson(PART, Set.of());
    String json = whole.replaceFirst(part, other);
    assertNotEquals(whole, json);
    ShardException refusal = assertThrows(ShardException.class, () -> read(json));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
    assertTrue(refusal.sentence().contains("is damaged"), refusal.sentence());
  }

  @Test
  void marksWhatIsSkippedAndRanBefore() throws IOException {
    Ledger.Entry entry = RECORD.ledger().units().get(0);
    String location = entry.location(entry.scenarios().get(0));
    String json = LedgerFile.toJson(RECORD, Set.of(location, "elsewhere.feature:1"));
    assertEquals(2, json.split("\"new_skip\" : true", -1).length);
    assertEquals(RECORD, read(json));
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path file = Files.write(folder.resolve("ledger.json"), new byte[] {'{', (byte) 0xff});
    ShardException refusal = assertThrows(ShardException.class, () -> LedgerFile.read(file));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
  }

  @ParameterizedTest
  @CsvSource({
    "'version\" : 1', 'version\" : 2', no ledger of version 1",
    "'whole\" : false', 'whole\" : true', contradicts itself",
    "'\"failed\"', '\"exploded\"', is damaged",
    "'\"chunks\"', '', is damaged",
    "'2026-03', '2026-33', is damaged",
  })
  void refusesWhatItDidNotWrite(String part, String other, String complaint) {
    String json = LedgerFile.toJson(RECORD, Set.of()).replaceFirst(part, other);
    ShardException refusal = assertThrows(ShardException.class, () -> read(json));
    assertEquals(ExitCode.COVERAGE_UNUSABLE, refusal.code());
    assertTrue(refusal.sentence().contains(complaint), refusal.sentence());
  }
}
