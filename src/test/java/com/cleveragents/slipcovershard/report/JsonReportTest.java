package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import com.cleveragents.slipcovershard.coverage.RandomCoverage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReportTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.8/lines",
        "1.0.8/branches",
        "1.0.17/lines",
        "1.0.17/branches",
        "1.1.0/lines",
        "1.1.0/branches"
      })
  void writesAgainWhatTheVersionOfSlipcoverWrote(String recorded) {
    String whole = Recorded.text(recorded + "-large.json");
    Coverage coverage = CoverageReader.read("recorded", Recorded.open(recorded + "-large.json"));
    // SlipCover lists files as they were imported, so only the letters can be compared.
    assertEquals(sorted(withoutTime(whole)), sorted(withoutTime(json(coverage))));
  }

  @Test
  void readsAgainWhatItWrote() {
    RandomCoverage random = new RandomCoverage(7);
    for (int i = 0; i < 20; i++) {
      Coverage coverage = random.next();
      byte[] bytes = json(coverage).getBytes(StandardCharsets.UTF_8);
      assertEquals(coverage, CoverageReader.read("ours", new ByteArrayInputStream(bytes)));
    }
  }

  @Test
  void keepsNamesThatAreNotUnicode() {
    Coverage coverage = DrawnCoverage.lines("caf\udce9.py +");
    String json = json(coverage);
    byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
    assertEquals(coverage, CoverageReader.read("ours", new ByteArrayInputStream(bytes)));
  }

  @Test
  void timesAtWholeSecondsHaveNoDecimals() {
    ZonedDateTime time = ZonedDateTime.of(2026, 3, 4, 5, 6, 0, 999, ZoneOffset.UTC);
    Report report = Fixture.of(DrawnCoverage.lines("a.py +"));
    Report then =
        new Report(
            report.coverage(),
            List.of(),
            time,
            List.of(),
            Optional.empty(),
            new TreeMap<>(),
            report.options());
    assertEquals(
        "2026-03-04T05:06:00",
        Fixture.written(then, ReportFormat.JSON)
            .replaceFirst("(?s).*\"timestamp\": \"([^\"]*)\".*", "$1"));
  }

  private static String json(Coverage coverage) {
    return Fixture.written(Fixture.of(coverage), ReportFormat.JSON);
  }

  private static String withoutTime(String json) {
    return json.replaceFirst("\"timestamp\": \"[^\"]*\"", "").replace(" ", "").strip();
  }

  private static String sorted(String text) {
    return text.chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
