package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ShardException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanningTest {
  private static final SortedMap<Integer, ParsedFeature> NOTHING_PARSED = new TreeMap<>();

  /** Three features of 1, 1 and 6 seconds; the long one has six scenarios of a second. */
  private final Timings timings =
      Timings.NONE.after(
          Drawn.NOON,
          OptionalDouble.of(0.5),
          List.of(
              Drawn.run("a.feature", "0.1 | s 0.9"),
              Drawn.run("b.feature", "0 | s 1"),
              Drawn.run("long.feature", "0 | a 1 | b 1 | c 1 | d 1 | e 1 | f 1")),
          path -> true);

  private final List<Feature> features =
      List.of(
          Drawn.feature(0, "a.feature", 100),
          Drawn.feature(1, "b.feature", 100),
          Drawn.feature(2, "long.feature", 100));

  private final ParsedFeature longFeature = Drawn.parsed("a", "b", "c", "d", "e", "f");

  private static SortedMap<Integer, ParsedFeature> parsed(int number, ParsedFeature feature) {
    return new TreeMap<>(java.util.Map.of(number, feature));
  }

  private static List<String> names(Plan plan) {
    return plan.chunks().stream()
        .map(share -> share.units().stream().map(unit -> unit.unit().name()).toList().toString())
        .toList();
  }

  @Test
  void asksForTheScenariosOfFeaturesThatExceedTheBound() {
    assertEquals(
        new TreeSet<>(List.of(2)),
        new BalancedPlanning(timings, 2, Splitting.ANY, false).toParse(features));
    assertEquals(
        new TreeSet<>(),
        new BalancedPlanning(timings, 2, Splitting.NEVER, false).toParse(features));
    assertEquals(
        new TreeSet<>(), new BalancedPlanning(timings, 1, Splitting.ANY, false).toParse(features));
  }

  @Test
  void asksForTheScenariosOfChangedFeaturesAsFarAsThatIsCheap() {
    List<Feature> changed =
        List.of(
            Drawn.feature(0, "a.feature", 101),
            Drawn.feature(1, "b.feature", 300 << 10),
            Drawn.feature(2, "long.feature", 100),
            Drawn.feature(3, "new.feature", 50));
    assertEquals(
        new TreeSet<>(List.of(0)),
        new BalancedPlanning(timings, 2, Splitting.NEVER, false).toParse(changed).headSet(1));
    assertFalse(
        new BalancedPlanning(timings, 2, Splitting.NEVER, false).toParse(changed).contains(1));
  }

  @Test
  void asksForTheScenariosOfFeaturesOfWhichSomeLinesRun() {
    List<Feature> selected =
        List.of(
            features.get(0),
            new Feature(1, "b.feature", List.of(10), 100, "", false),
            features.get(2));
    assertEquals(
        new TreeSet<>(List.of(1)),
        new BalancedPlanning(timings, 2, Splitting.NEVER, false).toParse(selected));
  }

  @Test
  void spreadsTheScenariosOfAFeatureThatExceedsTheBound() {
    Plan plan =
        new BalancedPlanning(timings, 2, Splitting.ANY, false)
            .plan(features, parsed(2, longFeature));
    assertEquals(OptionalDouble.of(4.5), plan.expectedSeconds());
    assertEquals(2, plan.units().stream().filter(unit -> unit.unit().isPiece()).count());
    List<Integer> lines = new ArrayList<>();
    plan.units().stream()
        .filter(unit -> unit.unit().isPiece())
        .forEach(unit -> lines.addAll(unit.unit().lines()));
    assertEquals(List.of(10, 20, 30, 40, 50, 60), lines.stream().sorted().toList());
    assertEquals(
        List.of(0, 1, 2, 3), plan.units().stream().map(unit -> unit.unit().number()).toList());
    assertEquals(3, plan.featureCount());
  }

  @Test
  void makesMorePiecesWhereThatShortensTheLongestChunk() {
    for (int chunks : List.of(3, 4, 8)) {
      Plan plan =
          new BalancedPlanning(timings, chunks, Splitting.ANY, false)
              .plan(features, parsed(2, longFeature));
      double best = Math.max(8.0 / chunks, 1);
      double longest = plan.chunks().stream().mapToDouble(Plan.Share::weight).max().orElseThrow();
      // Scenarios of a second cannot be dealt finer.
      assertTrue(longest <= Math.ceil(best - 1e-9) + 1e-9, chunks + " chunks: " + longest);
      assertEquals(chunks, plan.chunks().size());
    }
  }

  @Test
  void makesNoMorePiecesThanTheLongestScenarioLeavesAnyUseFor() {
    Timings skewed =
        Drawn.timings(
            Drawn.run("x.feature", "0 | a 1 | b 8 | c 1 | d 1 | e 1 | f 1 | g 1 | h 1"),
            Drawn.run("y.feature", "0 | s 4"));
    List<Feature> two =
        List.of(Drawn.feature(0, "x.feature", 100), Drawn.feature(1, "y.feature", 100));
    ParsedFeature eight = Drawn.parsed("a", "b", "c", "d", "e", "f", "g", "h");
    Plan plan = new BalancedPlanning(skewed, 64, Splitting.ANY, false).plan(two, parsed(0, eight));
    assertEquals(
        List.of("x.feature:10:30:40:50:60:70:80", "x.feature:20", "y.feature"),
        plan.units().stream().map(unit -> unit.unit().name()).sorted().toList());
  }

  @Test
  void dividesTheSameWayOnEveryMachine() {
    for (int machines : List.of(2, 3, 5, 20)) {
      List<Plan> plans = new ArrayList<>();
      for (int machine = 1; machine <= machines; machine++) {
        // However many chunks this machine has, the division is for two on each.
        Optional<Machines> all = Optional.of(new Machines(new Shard(machine, machines), 2));
        plans.add(
            new BalancedPlanning(timings, machine, Splitting.ANY, false, all)
                .plan(features, parsed(2, longFeature)));
      }
      Division first = plans.get(0).division().orElseThrow();
      double total = 0;
      for (int machine = 1; machine <= machines; machine++) {
        Plan plan = plans.get(machine - 1);
        Division division = plan.division().orElseThrow();
        assertTrue(division.isThatOf(first));
        assertEquals(
            division.own(), plan.units().stream().map(unit -> unit.unit().name()).toList());
        assertEquals(
            IntStream.range(0, division.own().size()).boxed().toList(),
            plan.units().stream().map(unit -> unit.unit().number()).toList());
        total += plan.units().stream().mapToDouble(WeightedUnit::weight).sum();
      }
      assertEquals(8, total, 1e-9, "all of it, once");
      assertEquals(machines, first.machines().size());
    }
  }

  /** The long feature takes 3.8 % more than an even share. */
  @Test
  void splitsForLessWhereSeveralMachinesWaitForTheLongest() {
    Timings own =
        Timings.NONE.after(
            Drawn.NOON,
            OptionalDouble.empty(),
            List.of(
                Drawn.run("a.feature", "0 | s 1"),
                Drawn.run("b.feature", "0 | s 4.56"),
                Drawn.run("long.feature", "0 | a 1 | b 1 | c 1 | d 1 | e 1 | f 1")),
            path -> true);
    Optional<Machines> two = Optional.of(new Machines(new Shard(1, 2), 1));
    assertEquals(
        new TreeSet<>(), new BalancedPlanning(own, 2, Splitting.ANY, false).toParse(features));
    assertEquals(
        new TreeSet<>(List.of(2)),
        new BalancedPlanning(own, 1, Splitting.ANY, false, two).toParse(features));
  }

  @Test
  void readsShards() {
    assertEquals(Optional.of(new Shard(2, 3)), Shard.parse(" 2/3 "));
    for (String text : List.of("", "0/3", "4/3", "2", "2/3/4", "-1/3", "1/257", "a/b")) {
      assertEquals(Optional.empty(), Shard.parse(text), text);
    }
  }

  @Test
  void keepsCasesOfAFunctionTogetherUnlessTheyAloneHoldUpTheEnd() {
    assertEquals(List.of(List.of(10, 40, 50), List.of(20, 30, 60)), pieces(1, 2, 2, 1, 1, 2));
    // Five seconds of one function are more than the four that a chunk should take.
    assertEquals(2, pieces(1, 1, 1, 1, 1, 2).size());
  }

  /** Lines of each piece of the long feature in two chunks, whose scenarios have that kin. */
  private List<List<Integer>> pieces(int... kin) {
    List<ParsedScenario> cases = new ArrayList<>();
    for (ParsedScenario scenario : longFeature.scenarios()) {
      cases.add(
          new ParsedScenario(
              scenario.line(),
              scenario.name(),
              true,
              scenario.steps(),
              scenario.bond(),
              kin[cases.size()]));
    }
    ParsedFeature parsed = new ParsedFeature(false, new TreeSet<>(), cases);
    return new BalancedPlanning(timings, 2, Splitting.ANY, false)
        .plan(features, parsed(2, parsed)).units().stream()
            .filter(unit -> unit.unit().isPiece())
            .map(unit -> unit.unit().lines())
            .toList();
  }

  @Test
  void keepsFeaturesWholeThatAreToStayWhole() {
    ParsedFeature whole = new ParsedFeature(true, new TreeSet<>(), longFeature.scenarios());
    assertEquals(
        List.of("[a.feature, b.feature]", "[long.feature]"),
        names(
            new BalancedPlanning(timings, 2, Splitting.ANY, false)
                .plan(features, parsed(2, whole))));
    assertEquals(
        List.of("[a.feature, b.feature]", "[long.feature]"),
        names(
            new BalancedPlanning(timings, 2, Splitting.ANY, false).plan(features, NOTHING_PARSED)));
  }

  @Test
  void splitsByStepsWhereNothingIsKnown() {
    List<Feature> one = List.of(Drawn.feature(0, "long.feature", 900));
    List<ParsedScenario> scenarios =
        List.of(
            new ParsedScenario(3, "a", true, 4),
            new ParsedScenario(9, "b", true, 2),
            new ParsedScenario(12, "c", false, 9),
            new ParsedScenario(15, "d", true, 2));
    BalancedPlanning planning = new BalancedPlanning(Timings.NONE, 2, Splitting.ANY, false);
    assertEquals(new TreeSet<>(List.of(0)), planning.toParse(one));
    Plan plan = planning.plan(one, parsed(0, new ParsedFeature(false, new TreeSet<>(), scenarios)));
    assertFalse(plan.measured());
    assertEquals(OptionalDouble.empty(), plan.expectedSeconds());
    assertEquals(2, plan.chunks().size());
    assertTrue(plan.units().get(0).unit().lines().contains(3), plan.toString());
    // What is not selected goes along: a hook may let it run after all.
    assertEquals(4, plan.units().stream().mapToInt(unit -> unit.unit().lines().size()).sum());
  }

  @Test
  void guessesUnknownScenariosByTheStepsOfTheirFeature() {
    Estimate estimate = new Estimate(timings, features);
    ParsedFeature grown =
        new ParsedFeature(
            false,
            new TreeSet<>(),
            List.of(
                new ParsedScenario(10, "a", true, 2),
                new ParsedScenario(20, "new", true, 6),
                new ParsedScenario(30, "not selected", false, 6)));
    // Half a second a step in this feature, whose other scenarios take a second for two.
    assertEquals(List.of(1.0, 3.0, 0.0), estimate.weightsOf(features.get(2), grown));
    // Of a feature without a history, half a second a step over the suite.
    assertEquals(
        List.of(1.0, 3.0, 0.0), estimate.weightsOf(Drawn.feature(7, "new.feature", 10), grown));
  }

  @Test
  void guessesUnknownFeaturesByTheirSize() {
    Estimate estimate = new Estimate(timings, features);
    assertEquals(8.0 / 300 * 60, estimate.weightOf(Drawn.feature(7, "new.feature", 60)), 1e-9);
    assertEquals(60, new Estimate(Timings.NONE, features).weightOf(Drawn.feature(7, "n", 60)));
  }

  @Test
  void countsTheFixedCostOfAChunkOnceEach() {
    Plan plan =
        new BalancedPlanning(timings, 2, Splitting.NEVER, false).plan(features, NOTHING_PARSED);
    assertEquals(0.5, plan.fixedSeconds());
    assertEquals(OptionalDouble.of(6.5), plan.expectedSeconds());
    assertEquals(OptionalDouble.of(2.5), plan.expectedSeconds(plan.chunks().get(0)));
  }

  @Test
  void queuesTheLongestFirst() {
    Plan plan =
        new BalancedPlanning(timings, 2, Splitting.NEVER, true).plan(features, NOTHING_PARSED);
    assertTrue(plan.queued());
    assertEquals(
        List.of("long.feature", "a.feature", "b.feature"),
        plan.longestFirst().stream()
            .flatMap(bundle -> bundle.units().stream())
            .map(unit -> unit.unit().name())
            .toList());
  }

  @Test
  void tellsWhatMoreChunksWouldBring() {
    Exploration split = Exploration.of(timings, features, parsed(2, longFeature), Splitting.ANY, 4);
    assertEquals(List.of(1, 2, 3, 4, 6, 8), split.points().stream().map(p -> p.chunks()).toList());
    assertEquals(8.5, split.points().get(0).seconds(), 1e-9);
    assertEquals(4.5, split.points().get(1).seconds(), 1e-9);
    assertEquals(2.5, split.points().get(3).seconds(), 1e-9);
    assertEquals(4, split.recommended());
    // Eight chunks on four CPUs: each start costs CPU, too.
    assertEquals((8 + 8 * 0.5) / 4, split.points().get(5).secondsHere(), 1e-9);

    Exploration whole = Exploration.of(timings, features, NOTHING_PARSED, Splitting.NEVER, 4);
    assertEquals(2, whole.recommended());
    assertEquals(new Exploration.LongPole("long.feature", 0.75, 2), whole.pole().orElseThrow());
  }

  @Test
  void namesTheScenarioThatNoSplitMakesShorter() {
    Timings skewed = Drawn.timings(Drawn.run("x.feature", "0 | a 1 | b 8 | c 1"));
    Exploration exploration =
        Exploration.of(
            skewed,
            List.of(Drawn.feature(0, "x.feature", 100)),
            parsed(0, Drawn.parsed("a", "b", "c")),
            Splitting.ANY,
            8);
    assertEquals(
        new Exploration.LongPole("x.feature:20", 0.8, 2), exploration.pole().orElseThrow());
  }

  @Test
  void readsAPlanAgain() {
    Plan plan =
        new BalancedPlanning(timings, 2, Splitting.ANY, false)
            .plan(features, parsed(2, longFeature));
    PlanFile file =
        new PlanFile(
            plan,
            new TreeMap<>(java.util.Map.of("paths", "'a b' c")),
            new TreeSet<>(List.of("env")));
    assertEquals(file, PlanFile.read(file.toJson(), "plan.json"));
    for (String damaged :
        List.of(
            "",
            "{",
            file.toJson().replace("\"version\" : 3", "\"version\" : 1"),
            "{\"version\" : 3, \"chunks\" : [{\"units\":[{\"weight\":-1}]}]}")) {
      ShardException refusal =
          assertThrows(ShardException.class, () -> PlanFile.read(damaged, "plan.json"));
      assertTrue(refusal.sentence().startsWith("plan.json "), refusal.sentence());
    }
  }

  @Test
  void findsTheUnitsOfASavedChunkInTheListOfToday() {
    Plan plan =
        new BalancedPlanning(timings, 2, Splitting.ANY, false)
            .plan(features, parsed(2, longFeature));
    List<Feature> today =
        IntStream.range(0, 4)
            .mapToObj(
                number ->
                    number == 0
                        ? Drawn.feature(0, "new.feature", 5)
                        : Drawn.feature(number, features.get(number - 1).path(), 100))
            .toList();
    SavedPlanning saved = new SavedPlanning(plan, 2);
    Plan replayed = saved.plan(today, NOTHING_PARSED);
    assertEquals(List.of(2), replayed.chunks().stream().map(Plan.Share::chunk).toList());
    assertEquals(
        plan.chunks().get(1).units().stream().map(unit -> unit.unit().name()).toList(),
        replayed.units().stream().map(unit -> unit.unit().name()).toList());
    replayed
        .units()
        .forEach(unit -> assertEquals(today.get(unit.unit().feature()).path(), unit.unit().path()));
    assertThrows(ShardException.class, () -> saved.plan(today.subList(0, 1), NOTHING_PARSED));
    assertThrows(ShardException.class, () -> new SavedPlanning(plan, 3));
  }
}
