package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.Separation.Verdict;
import com.cleveragents.slipcovershard.plan.Separations.Compared;
import com.cleveragents.slipcovershard.plan.Separations.Seen;
import com.cleveragents.slipcovershard.plan.Splitting.Mode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeparationsTest {
  private static final TestedWith WITH = new TestedWith("pytest 9.0.2", "3.12", "all", "base");
  private static final ParsedFeature PARSED = Drawn.parsed("a", "b", "c", "d");
  private static final String TESTS = PARSED.fingerprint();
  private static final List<List<Integer>> WHOLE = List.of();
  private static final List<List<Integer>> PIECES = List.of(List.of(10, 40), List.of(20, 30));
  private static final List<List<Integer>> OTHERS = List.of(List.of(10, 20), List.of(30, 40));

  /** A long file and a short one, so that two chunks have a use for pieces. */
  private final Timings measured =
      Timings.NONE.after(
          Drawn.NOON,
          OptionalDouble.of(0.5),
          List.of(Drawn.run("a.py", "0 | a 1 | b 1 | c 1 | d 1"), Drawn.run("b.py", "0 | s 1")),
          path -> true);

  private static Seen seen(List<List<Integer>> pieces, String ends) {
    return new Seen("a.py", "content", TESTS, false, pieces, ends, false);
  }

  private static Seen skippingMore(List<List<Integer>> pieces) {
    return new Seen("a.py", "content", TESTS, false, pieces, "skips", true);
  }

  private Timings after(Timings earlier, Compared compared, Seen... files) {
    return after(earlier, compared, WITH, files);
  }

  private static Timings after(Timings earlier, Compared compared, TestedWith with, Seen... files) {
    return earlier.withSeparations(Separations.after(earlier, List.of(files), with, compared));
  }

  /** As a later run reads it. */
  private static Timings again(Timings timings) {
    return TimingsFile.read(TimingsFile.toJson(timings)).orElseThrow();
  }

  private Timings known() {
    return again(after(measured, Compared.NOT, seen(WHOLE, "ends")));
  }

  private Timings proved() {
    return again(after(known(), Compared.SAME, seen(PIECES, "ends")));
  }

  private static Verdict verdict(Timings timings) {
    return timings.separation("a.py").orElseThrow().verdict();
  }

  /** The units that a plan for two chunks makes of the long file. */
  private static List<String> units(
      Timings timings, Mode mode, TestedWith with, String content, ParsedFeature parsed) {
    List<Feature> features =
        List.of(
            new Feature(0, "a.py", List.of(), 100, content, false),
            new Feature(1, "b.py", List.of(), 100, "other", false));
    BalancedPlanning planning = new BalancedPlanning(timings, 2, new Splitting(mode, with), false);
    SortedMap<Integer, ParsedFeature> known = new TreeMap<>();
    if (planning.toParse(features).contains(0)) {
      known.put(0, parsed);
    }
    return planning.plan(features, known).units().stream()
        .map(unit -> unit.unit())
        .filter(unit -> unit.path().equals("a.py"))
        .map(unit -> unit.lines().toString())
        .toList();
  }

  private static List<String> units(Timings timings, Mode mode) {
    return units(timings, mode, WITH, "content", PARSED);
  }

  @Test
  void nothingIsSplitWithoutAProof() {
    assertEquals(List.of("[]"), units(Timings.NONE, Mode.PROVED));
    assertEquals(List.of("[]"), units(measured, Mode.PROVED));
    assertEquals(List.of("[]"), units(known(), Mode.PROVED));
    assertEquals(List.of("[]"), units(proved(), Mode.NEVER));
  }

  @Test
  void aTrialNeedsAnEarlierRunOfTheWholeFileInWhichNoTestFailed() {
    assertEquals(List.of("[]"), units(Timings.NONE, Mode.TRIAL));
    assertEquals(List.of("[]"), units(measured, Mode.TRIAL));
    assertEquals(2, units(known(), Mode.TRIAL).size());
    Timings failed = after(measured, Compared.NOT, seen(WHOLE, ""));
    assertEquals(List.of("[]"), units(failed, Mode.TRIAL));
  }

  @Test
  void aTrialThatAgreesProvesItsPieces() {
    Timings timings = proved();
    assertEquals(Verdict.PROVED, verdict(timings));
    assertEquals(List.of("[10, 40]", "[20, 30]"), units(timings, Mode.PROVED));
    assertEquals(
        List.of("[10, 40]", "[20, 30]"),
        units(timings, Mode.TRIAL),
        "a verified run checks what others do");
    assertEquals(
        new TreeSet<>(List.of("a.py")),
        Separations.tried(known(), List.of(seen(PIECES, "ends")), WITH));
    assertEquals(new TreeSet<>(), Separations.tried(timings, List.of(seen(PIECES, "ends")), WITH));
  }

  @ParameterizedTest
  @CsvSource({
    "content, pytest 9.0.2, 3.12, all,  base, true",
    "changed, pytest 9.0.2, 3.12, all,  base, false",
    "content, pytest 9.0.3, 3.12, all,  base, false",
    "content, behave 9.0.2, 3.12, all,  base, false",
    "content, pytest 9.0.2, 3.13, all,  base, false",
    "content, pytest 9.0.2, 3.12, some, base, false",
    "content, pytest 9.0.2, 3.12, all,  pr-7, true", // what the base proves holds for all
  })
  void anyChangeVoidsAProof(
      String content, String runner, String python, String selection, String scope, boolean holds) {
    TestedWith with = new TestedWith(runner, python, selection, scope);
    assertEquals(holds ? 2 : 1, units(proved(), Mode.PROVED, with, content, PARSED).size());
  }

  @Test
  void anotherListOfTestsVoidsAProof() {
    for (ParsedFeature other :
        List.of(Drawn.parsed("a", "b", "d", "c"), Drawn.parsed("a", "b", "c", "d", "e"))) {
      assertEquals(
          List.of("[]"), units(proved(), Mode.PROVED, WITH, "content", other), other.toString());
    }
    ParsedFeature tied = new ParsedFeature(true, new TreeSet<>(), PARSED.scenarios());
    assertEquals(List.of("[]"), units(proved(), Mode.PROVED, WITH, "content", tied));
  }

  @Test
  void whatAPullRequestProvesCountsForItselfOnly() {
    TestedWith seven = new TestedWith("pytest 9.0.2", "3.12", "all", "pr-7");
    TestedWith eight = new TestedWith("pytest 9.0.2", "3.12", "all", "pr-8");
    Timings timings = after(known(), Compared.SAME, seven, seen(PIECES, "ends"));
    assertEquals(2, units(timings, Mode.PROVED, seven, "content", PARSED).size());
    assertEquals(1, units(timings, Mode.PROVED, eight, "content", PARSED).size());
    assertEquals(1, units(timings, Mode.PROVED, WITH, "content", PARSED).size());
    assertEquals(Verdict.UNKNOWN, verdict(after(timings, Compared.NOT, WITH, seen(WHOLE, "ends"))));
  }

  @Test
  void aTrialThatDiffersIsNotRepeatedForThatContent() {
    Timings timings = after(known(), Compared.DIFFERENT, seen(PIECES, "ends"));
    assertEquals(Verdict.DIFFERENT, verdict(again(timings)));
    assertEquals(List.of("[]"), units(timings, Mode.TRIAL));
    timings = after(timings, Compared.SAME, seen(WHOLE, "ends"));
    assertEquals(Verdict.DIFFERENT, verdict(timings));
    Seen changed = new Seen("a.py", "changed", TESTS, false, WHOLE, "ends", false);
    assertEquals(Verdict.UNKNOWN, verdict(after(timings, Compared.NOT, changed)));
  }

  @Test
  void onlyTheFileWhoseTestsEndOtherwiseIsBlamed() {
    Seen other = new Seen("b.py", "other", "s", false, WHOLE, "ends", false);
    Seen split =
        new Seen("b.py", "other", "s", false, List.of(List.of(1), List.of(2)), "ends", false);
    Timings both = after(known(), Compared.NOT, other);
    Timings timings = after(both, Compared.DIFFERENT, seen(PIECES, ""), split);
    assertEquals(Verdict.DIFFERENT, verdict(timings));
    assertEquals(Verdict.UNKNOWN, timings.separation("b.py").orElseThrow().verdict());
    assertEquals("ends", timings.separation("b.py").orElseThrow().ends());
  }

  @Test
  void moreSkipsThanInTheWholeFileAreADifferenceThoughCoverageIsTheSame() {
    assertEquals(Verdict.DIFFERENT, verdict(after(known(), Compared.SAME, skippingMore(PIECES))));
  }

  @ParameterizedTest
  @EnumSource(Compared.class)
  void testsThatEndOtherwiseDiscardAProof(Compared compared) {
    Timings timings = after(proved(), compared, seen(PIECES, "otherwise"));
    assertFalse(timings.separation("a.py").orElseThrow().verdict() == Verdict.PROVED);
    assertEquals(List.of("[]"), units(timings, Mode.PROVED));
  }

  @Test
  void aProofSurvivesRunsThatDoNotContradictIt() {
    Timings timings = proved();
    timings = after(timings, Compared.NOT, seen(PIECES, "ends"));
    timings = after(timings, Compared.NOT, seen(WHOLE, "otherwise"));
    timings = after(timings, Compared.SAME, seen(PIECES, "ends"));
    assertEquals(List.of("[10, 40]", "[20, 30]"), units(again(timings), Mode.PROVED));
    timings = after(timings, Compared.SAME, seen(OTHERS, "ends"));
    assertEquals(List.of("[10, 20]", "[30, 40]"), units(again(timings), Mode.PROVED));
  }

  @Test
  void aRunThatWasNotComparedProvesNothing() {
    Timings timings = after(known(), Compared.NOT, seen(PIECES, "ends"));
    assertEquals(Verdict.UNKNOWN, verdict(timings));
    assertEquals(Optional.empty(), measured.separation("a.py"));
    assertTrue(
        Separations.after(measured, List.of(seen(PIECES, "ends")), WITH, Compared.SAME).isEmpty());
  }

  @Test
  void aListOfTestsThatDiffersBetweenRunsKeepsAFileWhole() {
    Seen other = new Seen("a.py", "content", "other tests", false, WHOLE, "ends", false);
    Timings timings = again(after(known(), Compared.NOT, other));
    assertEquals(Verdict.CHANGING, verdict(timings));
    timings = after(timings, Compared.NOT, seen(WHOLE, "ends"));
    assertEquals(List.of("[]"), units(timings, Mode.TRIAL));
  }

  @Test
  void testsThatTheSuiteTiesTogetherKeepAFileWhole() {
    Seen tied = new Seen("a.py", "content", TESTS, true, WHOLE, "ends", false);
    Timings timings = again(after(proved(), Compared.NOT, tied));
    assertEquals(Verdict.TIED, verdict(timings));
    assertEquals(List.of("[]"), units(timings, Mode.TRIAL));
    assertEquals(Verdict.UNKNOWN, verdict(after(timings, Compared.NOT, seen(WHOLE, "ends"))));
  }

  @Test
  void piecesThatCutWhatBelongsTogetherAreNoProof() {
    List<ParsedScenario> joined =
        List.of(
            new ParsedScenario(10, "a", true, 2, 10, 10),
            new ParsedScenario(20, "b", true, 2, 10, 10),
            new ParsedScenario(30, "c", true, 2, 30, 30),
            new ParsedScenario(40, "d", true, 2, 30, 30));
    ParsedFeature classes = new ParsedFeature(false, new TreeSet<>(), joined);
    assertEquals(List.of("[]"), units(proved(), Mode.PROVED, WITH, "content", classes));
    Timings fits = after(known(), Compared.SAME, seen(OTHERS, "ends"));
    assertEquals(
        List.of("[10, 20]", "[30, 40]"), units(fits, Mode.PROVED, WITH, "content", classes));
  }

  @Test
  void allMachinesSplitByTheProofsThatTheyShare() {
    List<Feature> features =
        List.of(
            new Feature(0, "a.py", List.of(), 100, "content", false),
            new Feature(1, "b.py", List.of(), 100, "other", false));
    SortedMap<Integer, ParsedFeature> parsed = new TreeMap<>();
    parsed.put(0, PARSED);
    for (int machine = 1; machine <= 2; machine++) {
      Machines all = new Machines(new Shard(machine, 2), 1);
      Plan plan =
          new BalancedPlanning(
                  again(proved()), 1, new Splitting(Mode.PROVED, WITH), false, Optional.of(all))
              .plan(features, parsed);
      assertEquals(
          List.of("a.py (tests 10, 40)", "a.py (tests 20, 30)", "b.py"),
          plan.division().orElseThrow().units());
    }
  }
}
