package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.Threshold;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The one measurement that the golden files of all formats are made of. */
final class Fixture {
  static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 3, 4, 5, 6, 7, 89_000_000, ZoneOffset.ofHours(2));

  private static final String CHUNKS =
      """
      ### Chunks

      | Chunk | Scenarios |
      |---:|---:|
      | 1 | 12 |
      """;

  private Fixture() {}

  /** The two recorded parts that SlipCover merged into the golden files, judged and all. */
  static Report recorded() {
    Map<String, Coverage> parts = new TreeMap<>();
    for (String part : List.of("small", "large")) {
      parts.put(part, CoverageReader.read(part, Recorded.open("1.1.0/branches-" + part + ".json")));
    }
    Coverage coverage = Coverage.merge(parts);
    return new Report(
        coverage,
        List.of(new Threshold(BigDecimal.valueOf(97)).judge(coverage)),
        TIME,
        List.of(CHUNKS),
        Optional.empty(),
        new TreeMap<>(),
        ReportOptions.of(Path.of("/srv/shop"), true));
  }

  /** A report of some coverage, with defaults for the rest. */
  static Report of(Coverage coverage) {
    return of(coverage, ReportOptions.of(Path.of("/srv/shop"), coverage.withBranches()));
  }

  static Report of(Coverage coverage, ReportOptions options) {
    return new Report(
        coverage, List.of(), TIME, List.of(), Optional.empty(), new TreeMap<>(), options);
  }

  static String written(Report report, ReportFormat format) {
    return Objects.requireNonNull(files(report, format).get(format.fileName("coverage")));
  }

  /** All files of a format, by their names. */
  static SortedMap<String, String> files(Report report, ReportFormat format) {
    SortedMap<String, String> files = new ConcurrentSkipListMap<>();
    report.write(
        Set.of(format),
        "coverage",
        (name, content) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try {
            content.writeTo(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          files.put(name, bytes.toString(StandardCharsets.UTF_8));
        });
    return files;
  }
}
