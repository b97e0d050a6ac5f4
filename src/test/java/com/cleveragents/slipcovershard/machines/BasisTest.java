package com.cleveragents.slipcovershard.machines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.FeatureRun;
import com.cleveragents.slipcovershard.plan.FeatureRun.ScenarioRun;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.TimingsFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasisTest {
  private static final Timings TIMINGS =
      Timings.NONE.after(
          Instant.parse("2026-01-01T12:00:00Z"),
          OptionalDouble.of(0.5),
          List.of(
              new FeatureRun(
                  "features/größe.feature",
                  100,
                  OptionalDouble.of(0.25),
                  List.of(
                      new ScenarioRun(10, "\"one\"", 2, OptionalDouble.of(1.5), false),
                      new ScenarioRun(20, "two", 3, OptionalDouble.empty(), false)))),
          path -> true);

  private static final String JSON = new Basis(TIMINGS, 7).toJson();

  @Test
  void isReadAsItWasWritten() {
    Basis read = Basis.read(JSON).orElseThrow();
    assertEquals(7, read.chunks());
    assertEquals(TimingsFile.toJson(TIMINGS), TimingsFile.toJson(read.timings()));
    assertEquals(JSON, read.toJson());
    assertTrue(JSON.contains("größe"), JSON);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 256})
  void mayHaveNoTimings(int chunks) {
    String json = new Basis(Timings.NONE, chunks).toJson();
    Basis read = Basis.read(json).orElseThrow();
    assertEquals(chunks, read.chunks());
    assertTrue(read.timings().isEmpty());
    assertTrue(!json.contains("timings"), json);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\" : 1,', '\"version\" : 2,'",
    "'\"version\" : 1,', ''",
    "'\"version\" : 2,', '\"version\" : 3,'", // of the timings
    "'\"chunks\" : 7', '\"chunks\" : 0'",
    "'\"chunks\" : 7', '\"chunks\" : -7'",
    "'\"chunks\" : 7', '\"chunks\" : 257'",
    "'\"chunks\" : 7', '\"chunks\" : \"many\"'",
    "'\"chunks\" : 7,', ''",
    "'1500', '\"long\"'",
    "'2026-01', '2026-91'",
  })
  void isNotReadWhereItIsOtherwise(String part, String other) {
    assertTrue(JSON.contains(part), JSON);
    assertEquals(Optional.empty(), Basis.read(JSON.replace(part, other)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "[]",
        "{}",
        "<html>",
        "{\"version\":1,\"chunks\":2,\"timings\":null}",
        "{\"version\":1,\"chunks\":2,\"timings\":[]}",
        "{\"version\":1,\"chunks\":2,\"timings\":{\"version\":2,\"features\":[]}}",
        "{\"version\":1,\"chunks\":[2]}",
      })
  void isNotReadFromAnythingElse(String json) {
    assertEquals(Optional.empty(), Basis.read(json));
  }

  @Test
  void isNotReadWhereItIsCutOff() {
    String whole = JSON.strip();
    for (int length = 0; length < whole.length(); length++) {
      assertEquals(Optional.empty(), Basis.read(whole.substring(0, length)), whole);
    }
  }

  /** What comes of it is for nobody to say, but it is an answer. */
  @Test
  void isNoReasonToStopWhateverItHolds() {
    Random random = new Random(1);
    int read = 0;
    for (int number = 0; number < 20_000; number++) {
      StringBuilder text = new StringBuilder(JSON);
      for (int change = random.nextInt(3); change >= 0; change--) {
        int place = random.nextInt(text.length());
        String other = "{}[]\",:-0179e.\\n\0x".charAt(random.nextInt(17)) + "";
        text.replace(place, place + random.nextInt(3), other);
      }
      read += Basis.read(text.toString()).isPresent() ? 1 : 0;
    }
    assertTrue(read > 0 && read < 20_000, read + " were read");
  }
}
