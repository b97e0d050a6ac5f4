package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.ListDifference;
import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.TestList;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How lists of tests prove that pieces, retries and what is left of a crash are what they should
 * be.
 */
class TestListsTest {
  private static final String PATH = "tests/test_a.py";
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  private final LedgerBuilder ledger = new LedgerBuilder();

  private static ParsedFeature file(String content, List<String> names) {
    List<ParsedScenario> tests =
        IntStream.range(0, names.size())
            .mapToObj(index -> new ParsedScenario(index + 1, names.get(index), true, 1))
            .toList();
    TestList list = new TestList(TestList.identityOf(names), content, names);
    return new ParsedFeature(false, new TreeSet<>(), tests, list);
  }

  private static ParsedFeature part(ParsedFeature file, List<Integer> lines) {
    return new ParsedFeature(
        false,
        new TreeSet<>(),
        lines.stream().map(line -> file.scenarios().get(line - 1)).toList(),
        file.listOf(lines));
  }

  private static Unit piece(int number, List<Integer> lines) {
    return new Unit(number, 0, PATH, List.of(), 0).only(lines, file("1", NAMES), NAMES.size());
  }

  private void plan(Unit... units) {
    List<WeightedUnit> weighted = new ArrayList<>();
    for (Unit unit : units) {
      weighted.add(new WeightedUnit(unit, 1));
    }
    ledger.plan(new Plan(false, false, 0, List.of(new Plan.Share(1, weighted))));
  }

  /** What a process tells of a unit, of which all tests end so. */
  private void runs(Unit unit, ParsedFeature file, List<Integer> lines, String status) {
    ledger.dispatched(unit, 1);
    ledger.add(
        new Event.UnitParsed(unit.number(), PATH, "", file.scenarios().size(), part(file, lines)),
        1);
    for (int test = 0; test < lines.size(); test++) {
      ledger.add(new Event.ScenarioStarted(unit.number(), test), 1);
      boolean failed = status.equals("failed");
      ledger.add(
          new Event.ScenarioEnded(
              unit.number(), test, status, failed, 1, 1, Optional.empty(), Tally.NONE),
          2);
    }
    ledger.add(
        new Event.UnitEnded(
            unit.number(),
            status,
            1,
            new TreeMap<>(),
            Optional.empty(),
            false,
            Optional.empty(),
            Tally.NONE),
        2);
  }

  private UnitEnd end(int unit) {
    return ledger.toLedger().units().get(unit).end();
  }

  private List<ScenarioEnd> ends() {
    return ledger.toLedger().units().get(0).scenarios().stream().map(Ledger.Scenario::end).toList();
  }

  @Test
  void piecesOfOneListAreProved() {
    plan(piece(0, List.of(1, 3)), piece(1, List.of(2, 4)));
    runs(piece(0, List.of(1, 3)), file("1", NAMES), List.of(1, 3), "passed");
    runs(piece(1, List.of(2, 4)), file("1", NAMES), List.of(2, 4), "passed");
    assertTrue(ledger.toLedger().isWhole());
    assertEquals(List.of(), SplitProof.of(ledger.toLedger()));
  }

  @Test
  void aPieceOfAnotherOrderIsDifferentAndOfAnotherFileChanged() {
    plan(piece(0, List.of(1, 3)), piece(1, List.of(2, 4)));
    // Both tests are there: what the other pieces are, is not known of a list in another order.
    runs(piece(0, List.of(1, 3)), file("1", List.of("a", "d", "c", "b")), List.of(1, 3), "passed");
    runs(
        piece(1, List.of(2, 4)),
        file("2", List.of("a", "b", "c", "d", "e")),
        List.of(2, 4),
        "passed");
    assertEquals(UnitEnd.DIFFERENT, end(0));
    assertEquals(UnitEnd.CHANGED, end(1));
    assertFalse(ledger.toLedger().isWhole());
  }

  @Test
  void piecesThatAreNotTheListAreFound() {
    for (List<Integer> second : List.of(List.of(2), List.of(2, 3), List.of(2, 3, 4))) {
      TestListsTest shards = new TestListsTest();
      shards.plan(piece(0, List.of(1, 3)), piece(1, second));
      shards.runs(piece(0, List.of(1, 3)), file("1", NAMES), List.of(1, 3), "passed");
      shards.runs(piece(1, second), file("1", NAMES), second, "passed");
      List<Finding> findings = SplitProof.of(shards.ledger.toLedger());
      assertEquals(1, findings.size(), second::toString);
      assertTrue(findings.get(0).message().contains(PATH), findings::toString);
    }
  }

  @Test
  void aRetryCountsForTheSameTestOnly() {
    Unit whole = new Unit(0, 0, PATH, List.of(), 0);
    plan(whole);
    runs(whole, file("1", List.of("a", "b")), List.of(1, 2), "failed");
    Unit again = ledger.failed().getOrDefault(1, List.of()).get(0);
    assertEquals(List.of("a", "b"), again.list().ids());
    // The second is gone, and another one has its number.
    runs(again, file("1", List.of("a", "x")), List.of(1, 2), "passed");
    assertEquals(List.of(ScenarioEnd.FLAKY, ScenarioEnd.FAILED), ends());
    assertTrue(ledger.isLostToRetry(0));
    assertEquals(UnitEnd.ENDED, end(0));
  }

  @Test
  void aRetryOfAWholeFileCountsForTheSameListOnly() {
    Unit whole = new Unit(0, 0, PATH, List.of(), 0);
    plan(whole);
    runs(whole, file("1", List.of("a", "b")).keptWhole(), List.of(1, 2), "failed");
    runs(whole, file("1", List.of("b", "a")), List.of(1, 2), "passed");
    assertEquals(List.of(ScenarioEnd.FAILED, ScenarioEnd.FAILED), ends());
    runs(whole, file("1", List.of("a", "b")), List.of(1, 2), "passed");
    assertEquals(List.of(ScenarioEnd.FLAKY, ScenarioEnd.FLAKY), ends());
  }

  @Test
  void namesATestThatDiffers() {
    ParsedFeature one = file("1", List.of("a", "b"));
    assertEquals(
        "its list of tests differs between processes (e.g. b)",
        ListDifference.reason(PATH, one, file("1", List.of("a", "c"))));
    assertEquals(
        "its list of tests differs between processes (e.g. c)",
        ListDifference.reason(PATH, one, file("1", List.of("a", "b", "c"))));
    assertEquals(
        "its list of tests differs between processes (e.g. a)",
        ListDifference.reason(PATH, one, file("1", List.of("b", "a"))));
    assertEquals(
        "it changes while it is collected", ListDifference.reason(PATH, one, file("2", NAMES)));
  }
}
