package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.Recorded;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenFilesTest {
  private static final Report REPORT = Fixture.recorded();

  @ParameterizedTest
  @EnumSource(
      value = ReportFormat.class,
      names = {"LCOV", "TEXT", "MARKDOWN"})
  void equalsItsGoldenFile(ReportFormat format) {
    assertEquals(golden(format), Fixture.written(REPORT, format));
  }

  @Test
  void xmlEqualsItsGoldenFileButForTheTime() {
    String ours = Fixture.written(REPORT, ReportFormat.XML);
    assertEquals(
        golden(ReportFormat.XML),
        ours.replaceFirst("timestamp=\"1772593567089\"", "timestamp=\"" + goldenTime() + "\""));
  }

  @Test
  void jsonEqualsItsGoldenFileButForTheTime() throws IOException {
    JsonNode ours = new ObjectMapper().readTree(Fixture.written(REPORT, ReportFormat.JSON));
    JsonNode theirs = new ObjectMapper().readTree(golden(ReportFormat.JSON));
    assertEquals("2026-03-04T05:06:07.089000", ours.at("/meta/timestamp").textValue());
    ((ObjectNode) ours.get("meta")).set("timestamp", theirs.at("/meta/timestamp"));
    assertEquals(theirs, ours);
  }

  @Test
  void theTotalLineSaysFractionPercentageAndOutcome() {
    assertEquals(
        "Total: 55 of 75 lines and branches = 73.3333 %; threshold 97 %: failed",
        REPORT.totalLine());
  }

  @Test
  void writesTheWantedFormatsUnderTheirNames(@TempDir Path directory) throws IOException {
    Path build = directory.resolve("build");
    REPORT.write(Set.of(ReportFormat.TEXT, ReportFormat.JSON), "coverage", Fixture.into(build));
    try (Stream<Path> files = Files.list(build)) {
      assertEquals(
          List.of("coverage.json", "coverage.txt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(golden(ReportFormat.TEXT), Files.readString(build.resolve("coverage.txt")));
  }

  private static String golden(ReportFormat format) {
    return Recorded.text("merged/" + format.fileName("coverage"));
  }

  private static String goldenTime() {
    return golden(ReportFormat.XML).replaceFirst("(?s).*timestamp=\"(\\d+)\".*", "$1");
  }
}
