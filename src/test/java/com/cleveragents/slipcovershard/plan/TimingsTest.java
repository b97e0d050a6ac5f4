package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingsTest {

  @ParameterizedTest
  @CsvSource({
    "2,             2",
    "2 9,           2", // one slow run of two is not believed
    "9 2,           2",
    "2 9 2,         2",
    "2 2 9 9,       2",
    "2 2 9 9 9,     9", // three in a row are
    "9 2 3 4 5 6 7, 5" // more than five are forgotten
  })
  void believesTheMedianOfTheLastRuns(String runs, double typical) {
    Timings timings = Timings.NONE;
    for (String seconds : runs.split(" ", -1)) {
      timings = after(timings, Drawn.run("a.feature", "0 | s " + seconds));
    }
    assertEquals(OptionalDouble.of(typical), timings.secondsOf("a.feature", "s", 0));
  }

  private static Timings after(Timings timings, FeatureRun... runs) {
    return timings.after(Drawn.NOON, OptionalDouble.empty(), List.of(runs), path -> true);
  }

  @Test
  void tellsOccurrencesOfOneNameApart() {
    Timings timings = Drawn.timings(Drawn.run("a.feature", "0 | twice 1.5 | once 1 | twice 2"));
    assertEquals(OptionalDouble.of(1.5), timings.secondsOf("a.feature", "twice", 0));
    assertEquals(OptionalDouble.of(2), timings.secondsOf("a.feature", "twice", 1));
    assertEquals(OptionalDouble.empty(), timings.secondsOf("a.feature", "twice", 2));
  }

  @Test
  void keepsWhatDidNotRunAndDropsWhatIsGone() {
    Timings timings =
        after(
            Timings.NONE,
            Drawn.run("a.feature", "0 | runs 1 | skipped 2 | vanishes 3"),
            Drawn.run("b.feature", "0 | s 4"),
            Drawn.run("gone.feature", "0 | s 5"));
    timings =
        timings.after(
            Drawn.NOON,
            OptionalDouble.empty(),
            List.of(Drawn.run("a.feature", "0 | runs 7 | skipped -")),
            path -> path.equals("b.feature"));
    assertEquals(OptionalDouble.of(1), timings.secondsOf("a.feature", "runs", 0));
    assertEquals(2, timings.runsOf("a.feature", "runs", 0));
    assertEquals(OptionalDouble.of(2), timings.secondsOf("a.feature", "skipped", 0));
    assertEquals(OptionalDouble.empty(), timings.secondsOf("a.feature", "vanishes", 0));
    assertEquals(OptionalDouble.of(4), timings.secondsOf("b.feature", "s", 0));
    assertEquals(OptionalDouble.empty(), timings.secondsOf("gone.feature", "s", 0));
  }

  @Test
  void keepsTheHistoryOfMovedLines() {
    Timings timings = Drawn.timings(Drawn.run("a.feature", "0 | moves 3 | other 1"));
    timings = after(timings, Drawn.run("a.feature", "0 | new 1 | other 1 | moves 3"));
    assertEquals(2, timings.runsOf("a.feature", "moves", 0));
  }

  @Test
  void remembersWhenTheLastRunWas() {
    Instant later = Drawn.NOON.plus(Duration.ofHours(3));
    Timings timings =
        Drawn.timings(Drawn.run("a.feature", "0 | s 1"))
            .after(later, OptionalDouble.empty(), List.of(), path -> true);
    assertEquals(Optional.of(later), again(timings).updated());
    assertEquals(OptionalDouble.of(1), again(timings).secondsOf("a.feature", "s", 0));
  }

  private static Timings again(Timings timings) {
    return TimingsFile.read(TimingsFile.toJson(timings)).orElseThrow();
  }

  @Test
  void isWrittenAFeatureALine() {
    Timings timings =
        Drawn.timings(
            Drawn.run("a.feature", "0.25 | s 0.0123456"),
            Drawn.run("a.feature", "0.25 | s 0.013"),
            Drawn.run("b \"ü\".feature", "- | long 12345.6789 | tiny 0.000012 | never -"));
    assertEquals(
        """
        {"version":2,"updated":"2026-01-01T12:00:00Z","chunk_ms":[1000,1000,1000],"features":{
        "a.feature":[100,[250,250],{"s":[[2,12.3,13]]}],
        "b \\"ü\\".feature":[100,[],{"long":[[2,12350000]],"never":[[0]],"tiny":[[2,0]]}]
        }}
        """,
        TimingsFile.toJson(timings));
    assertEquals(TimingsFile.toJson(timings), TimingsFile.toJson(again(timings)));
  }

  @Test
  void keepWhatAMachineTakesBesideItsChunks() {
    Timings without = Drawn.timings(Drawn.run("a.feature", "0 | s 1"));
    Timings timings = without.withMachine(OptionalDouble.of(12.5));
    String json = TimingsFile.toJson(timings);
    assertTrue(json.contains("\"chunk_ms\":[1000],\"machine_ms\":[12500],\"features\""), json);
    assertEquals(json, TimingsFile.toJson(again(timings)));
    Timings later = after(again(timings), Drawn.run("a.feature", "0 | s 1"));
    assertEquals(OptionalDouble.of(12.5), later.machine().typical());
    assertEquals(json, TimingsFile.toJson(timings.withMachine(OptionalDouble.empty())));
    // That of an earlier release has none.
    assertEquals(OptionalDouble.empty(), again(without).machine().typical());
    assertFalse(TimingsFile.read(json.replace("[12500]", "12500")).isPresent());
  }

  @Test
  void takesLessThan200BytesAScenario() {
    int count = 200;
    Timings timings = Timings.NONE;
    for (int round = 0; round < Samples.MOST; round++) {
      List<FeatureRun> runs = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        String path =
            "features/some_component/of_the_product/feature_%03d.feature".formatted(number);
        String name = "Ünicode and a very long name of a scenario ".repeat(4) + number;
        runs.add(Drawn.run(path, "0.01234 | " + name + " 123.4567"));
      }
      timings = after(timings, runs.toArray(FeatureRun[]::new));
    }
    int bytes = TimingsFile.toJson(timings).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 200 * count, bytes + " bytes");
    assertEquals(count, again(timings).scenarioCount());
  }

  @Test
  void tellsLongNamesApart() {
    String same = "the same for longer than anybody would like to read in a table of timings, ";
    Timings timings =
        Drawn.timings(Drawn.run("a.feature", "0 | " + same + "one 1 | " + same + "two 2"));
    assertEquals(OptionalDouble.of(2), again(timings).secondsOf("a.feature", same + "two", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":{}",
        "{\"version\":1,\"features\":{\"a\":{\"s\":[1]}}}",
        "{\"version\":3,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":{}}",
        "{\"version\":2,\"updated\":\"noon\",\"chunk_ms\":[],\"features\":{}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":[]}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"features\":{}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[-1],\"features\":{}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\":[[1,-1]]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\":[[1,1e999]]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\":[[1,1e307]]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[-1,[],{\"s\":[[1,1]]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\":[[1,\"x\"]]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\":[1]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\":[1,[],{\"s\\ud83c\":[]}]}}",
        "{\"version\":2,\"updated\":\"2026-01-01T12:00:00Z\",\"chunk_ms\":[],\"features\":"
            + "{\"a\\udc00\":[1,[],{}]}}"
      })
  void takesDamagedFilesForNone(String json) {
    assertFalse(TimingsFile.read(json).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "0 | s 1,        0 | s ~, true",
    "0 | s !,        0 | s ~, true", // it was run, whatever came of that
    "0 | s -,        0 | s ~, false",
    "0 | s ~,        0 | s ~, false",
    "0 | other 1,    0 | s ~, false",
    "0 | s 1,        0 | s -, false",
    "0 | s 1,        0 | s !, false",
    "0 | s 1,        0 | s 1, false",
    "0 | s 1 | s -,  0 | s 1 | s ~, false", // another row with that name
    "0 | s - | s 1,  0 | s 1 | s ~, true"
  })
  void knowsWhatIsSkippedAndWasRunBefore(String before, String now, boolean isNew) {
    Timings timings = again(Drawn.timings(Drawn.run("a.feature", before)));
    List<NewSkip> skips = NewSkip.of(timings, List.of(Drawn.run("a.feature", now)));
    assertEquals(isNew ? List.of("s") : List.of(), skips.stream().map(NewSkip::name).toList());
  }

  @Test
  void goesOnToTellOfASkipUntilTheScenarioIsForgotten() {
    FeatureRun skips = Drawn.run("a.feature", "0 | other 1 | s ~");
    Timings timings =
        again(Drawn.timings(Drawn.run("a.feature", "0 | other 1 | s 1"), skips, skips));
    assertEquals(List.of(new NewSkip("a.feature:20", "s")), NewSkip.of(timings, List.of(skips)));
    Timings without = after(timings, Drawn.run("a.feature", "0 | other 1"));
    assertEquals(List.of(), NewSkip.of(without, List.of(skips)));
    assertEquals(List.of(), NewSkip.of(Timings.NONE, List.of(skips)));
  }

  @Test
  void tellsStepsOfAFirstFailureWithoutATime() {
    Timings failed = Drawn.timings(Drawn.run("a.feature", "0 | s ! | t 1"));
    assertEquals(OptionalDouble.empty(), again(failed).secondsOf("a.feature", "s", 0));
    assertEquals(1, again(failed).scenarioCount());
    assertEquals(
        OptionalDouble.of(1),
        after(failed, Drawn.run("a.feature", "0 | t !")).secondsOf("a.feature", "t", 0));
  }

  @Test
  void namesScenariosThatBecameMuchSlower() {
    FeatureRun usual = Drawn.run("a.feature", "0 | a 1 | b 1 | c 1 | d 0.01");
    Timings timings = Drawn.timings(usual, usual, usual);
    assertEquals(
        List.of(new SlowerScenario("a.feature:20", "b", 1, 5)),
        SlowerScenario.of(
            timings, List.of(Drawn.run("a.feature", "0 | a 1.5 | b 5 | c 1 | d 0.1"))));
    // A machine that is three times as slow slows everything, and tells nothing of one scenario.
    assertEquals(
        List.of(),
        SlowerScenario.of(
            timings, List.of(Drawn.run("a.feature", "0 | a 3 | b 5 | c 3 | d 0.03"))));
    assertEquals(
        List.of(),
        SlowerScenario.of(Drawn.timings(usual), List.of(Drawn.run("a.feature", "0 | a 1 | b 5"))));
  }
}
