package com.cleveragents.slipcovershard.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingsTest {
  private final Unit known = new Unit(0, "a.feature", List.of());
  private final Unit unknown = new Unit(1, "b.feature", List.of());

  @Test
  void addsUpOccurrencesOfOneName() {
    Timings timings = new Timings();
    timings.add("a.feature", "twice", 1.5);
    timings.add("a.feature", "twice", 2);
    Timings again = Timings.fromJson(timings.toJson()).orElseThrow();
    assertEquals(OptionalDouble.of(3.5), again.secondsOf("a.feature"));
    assertEquals(
        "{\"version\":1,\"features\":{\"a.feature\":{\"twice\":[1.5,2.0]}}}\n", again.toJson());
  }

  @Test
  void weighsWhatIsUnknownByItsSize() {
    Timings timings = new Timings();
    timings.add("a.feature", "s", 4);
    List<WeightedUnit> weighted = timings.weigh(List.of(known, unknown), List.of(100L, 50L));
    assertEquals(List.of(new WeightedUnit(known, 4), new WeightedUnit(unknown, 2)), weighted);
  }

  @Test
  void weighsAllBySizeWhereNothingIsKnown() {
    List<WeightedUnit> weighted = new Timings().weigh(List.of(known, unknown), List.of(100L, 50L));
    assertEquals(List.of(new WeightedUnit(known, 100), new WeightedUnit(unknown, 50)), weighted);
  }

  @Test
  void keepsWhatThisRunDidNotMeasure() {
    Timings earlier = new Timings();
    earlier.add("a.feature", "s", 9);
    earlier.add("b.feature", "s", 7);
    Timings now = new Timings();
    now.add("a.feature", "s", 1);
    now.keepFrom(earlier);
    assertEquals(OptionalDouble.of(1), now.secondsOf("a.feature"));
    assertEquals(OptionalDouble.of(7), now.secondsOf("b.feature"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{\"version\":1,\"features\":{\"a\":{\"s\":[1]}}",
        "{\"version\":2,\"features\":{}}",
        "{\"version\":1,\"features\":[]}",
        "{\"version\":1,\"features\":{\"a\":{\"s\":[-1]}}}",
        "{\"version\":1,\"features\":{\"a\":{\"s\":[\"x\"]}}}",
        "{\"version\":1,\"features\":{\"a\":{\"s\":[1e999]}}}"
      })
  void takesDamagedFilesForNone(String json) {
    assertEquals(Optional.empty(), Timings.fromJson(json).map(Timings::toJson));
    assertTrue(new Timings().isEmpty());
  }
}
