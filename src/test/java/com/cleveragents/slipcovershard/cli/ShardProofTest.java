package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import com.cleveragents.slipcovershard.run.Runner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShardProofTest {
  private static final List<String> UNITS = List.of("a", "b", "c");
  private static final List<List<Integer>> TWO = List.of(List.of(1), List.of(0, 2));
  private static final List<List<Integer>> THREE = List.of(List.of(1), List.of(0), List.of(2));

  private static Ledger ledger(List<String> units) {
    return new Ledger(
        units.stream()
            .map(
                path ->
                    new Ledger.Entry(
                        new Unit(0, 0, path, List.of(), 0),
                        path,
                        path,
                        1,
                        UnitEnd.ENDED,
                        Optional.empty(),
                        1,
                        1,
                        List.of()))
            .toList());
  }

  private static FinishedRun run(List<String> units, Optional<Part> part, List<Finding> findings) {
    ChunkRecord chunk =
        new ChunkRecord(
            1,
            OptionalInt.empty(),
            "in order",
            true,
            0,
            1,
            OptionalDouble.empty(),
            Optional.of("coverage-chunk-1.json"),
            Optional.of("00ff"));
    RunRecord record =
        new RunRecord(
            "42.1 now",
            "",
            Optional.of(ExitCode.PASSED),
            Instant.EPOCH,
            ledger(units),
            units.isEmpty() ? List.of() : List.of(chunk),
            List.of(),
            part);
    String name = "part-" + part.map(it -> it.division().shard().toString()).orElse("none");
    return new FinishedRun(Path.of(name), name, Optional.of(record), Optional.empty(), findings);
  }

  private static FinishedRun part(
      int number, List<String> suite, List<List<Integer>> machines, Map<String, String> alike) {
    Division division = new Division(new Shard(number, machines.size()), suite, machines);
    return run(
        division.own(),
        Optional.of(
            new Part(
                division,
                OptionalLong.empty(),
                Runner.BEHAVE,
                "",
                new TreeMap<>(alike),
                Optional.of("00ff"))),
        List.of());
  }

  private static FinishedRun part(int number, List<List<Integer>> machines) {
    return part(number, UNITS, machines, Map.of("commit", "c0ffee"));
  }

  private static List<Finding> prove(int expected, FinishedRun... runs) {
    return ShardProof.of(
        List.of(runs),
        expected == 0 ? OptionalInt.empty() : OptionalInt.of(expected),
        Map.of(2, "it was lost"));
  }

  private static void assertRefused(ExitCode code, String sentence, List<Finding> findings) {
    assertTrue(
        findings.stream().anyMatch(it -> it.code() == code && it.message().contains(sentence)),
        findings.toString());
  }

  @Test
  void listsOfFilesThatAreSplitAreEqual() {
    FinishedRun first = split(1, "11");
    assertEquals(List.of(), prove(2, first, split(2, "11")));
    assertRefused(
        ExitCode.COVERAGE_UNUSABLE,
        "the lists of tests of files that are split differ between shard 1 of 2 and shard 2 of 2",
        prove(2, first, split(2, "22")));
  }

  private static FinishedRun split(int number, String identity) {
    Division division =
        new Division(
            new Shard(number, 2), UNITS, TWO, new TreeMap<>(Map.of("tests/test_a.py", identity)));
    Part part =
        new Part(
            division,
            OptionalLong.empty(),
            Runner.PYTEST,
            "",
            new TreeMap<>(),
            Optional.of("00ff"));
    return run(division.own(), Optional.of(part), List.of());
  }

  @Test
  void isThereWhereAllPartsAre() {
    assertEquals(List.of(), prove(2, part(1, TWO), part(2, TWO)));
    assertEquals(List.of(), prove(0, part(2, TWO), part(1, TWO)));
    List<List<Integer>> idle = List.of(List.of(0, 1, 2), List.of());
    assertEquals(List.of(), prove(2, part(1, idle), part(2, idle)));
    assertEquals(List.of(), prove(0, run(UNITS, Optional.empty(), List.of())), "of no shards");
  }

  @Test
  void lacksAPartThatIsNotThere() {
    List<Finding> findings = prove(2, part(1, TWO));
    assertRefused(
        ExitCode.CHUNK_FAILED, "shard 2 of 2 is missing (it was lost): none of its", findings);
    assertEquals(List.of("a", "c"), findings.get(0).details());
    assertRefused(
        ExitCode.CHUNK_FAILED, "shard 1 of 2 is missing: none of", prove(0, part(2, TWO)));
    assertEquals(3, prove(3).size());
    List<List<Integer>> idle = List.of(List.of(0, 1, 2), List.of());
    assertRefused(ExitCode.CHUNK_FAILED, "shard 2 of 2 is missing", prove(0, part(1, idle)));
  }

  @Test
  void lacksThatAPartIsThereOnce() {
    assertRefused(
        ExitCode.USAGE,
        "are both shard 1 of 2",
        prove(2, part(1, TWO), part(1, TWO), part(2, TWO)));
  }

  /** Whichever comes first. */
  @Test
  void lacksOneNumberOfShards() {
    assertRefused(
        ExitCode.USAGE,
        "shard 1 of 3 and shard 2 of 2 are not of the same number",
        prove(0, part(1, THREE), part(2, TWO)));
    assertRefused(
        ExitCode.USAGE,
        "shard 1 of 2 and shard 3 of 3 are not of the same number",
        prove(2, part(1, TWO), part(2, TWO), part(3, THREE)));
    assertRefused(
        ExitCode.USAGE,
        "3 shards are to be merged, these are of 2",
        prove(3, part(1, TWO), part(2, TWO)));
  }

  @Test
  void lacksOneDivision() {
    List<List<Integer>> other = List.of(List.of(1, 2), List.of(0));
    List<Finding> findings = prove(2, part(1, TWO), part(2, other));
    assertRefused(
        ExitCode.COVERAGE_UNUSABLE, "shard 2 of 2 was planned otherwise than shard 1", findings);
    assertEquals(List.of("c"), findings.get(0).details());
    assertRefused(
        ExitCode.COVERAGE_UNUSABLE,
        "was planned otherwise",
        prove(2, part(1, TWO), part(2, List.of("a", "b", "d"), TWO, Map.of("commit", "c0ffee"))));
  }

  @Test
  void lacksThatAllWereMadeAlike() {
    for (Map<String, String> alike : List.of(Map.of("commit", "decaf"), Map.<String, String>of())) {
      List<Finding> findings = prove(2, part(1, TWO), part(2, UNITS, TWO, alike));
      assertRefused(ExitCode.COVERAGE_UNUSABLE, "shard 2 of 2 was not made as shard 1", findings);
      String other = alike.getOrDefault("commit", "none");
      assertEquals(List.of("commit: c0ffee, " + other), findings.get(0).details());
    }
  }

  @Test
  void lacksThatAMachineRanWhatItShould() {
    Optional<Part> second = part(2, TWO).record().flatMap(RunRecord::part);
    for (List<String> ran :
        List.of(List.of("a"), List.of("a", "b"), List.of("a", "c", "c"), List.<String>of())) {
      assertRefused(
          ExitCode.COVERAGE_UNUSABLE,
          "shard 2 of 2 ran other units than those that were its own",
          prove(2, part(1, TWO), run(ran, second, List.of())));
    }
    assertEquals(
        List.of(),
        prove(2, part(1, TWO), run(List.of("c", "a"), second, List.of())),
        "in any order");
  }

  @Test
  void lacksWhatARunOfTheWholeSuiteWouldBe() {
    assertRefused(
        ExitCode.USAGE,
        "is of a whole suite",
        prove(2, part(1, TWO), part(2, TWO), run(UNITS, Optional.empty(), List.of())));
  }

  /** It failed before it had a plan, which its ledger tells; nobody took it for a whole suite. */
  @Test
  void lacksThePartOfAMachineThatHadNoPlan() {
    Finding red = new Finding(ExitCode.TESTS_FAILED, "was red", List.of());
    List<Finding> findings = prove(2, part(1, TWO), run(List.of(), Optional.empty(), List.of(red)));
    assertEquals(1, findings.size(), findings.toString());
    assertRefused(ExitCode.CHUNK_FAILED, "shard 2 of 2 is missing", findings);
  }
}
