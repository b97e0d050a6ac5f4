package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.WholeFile;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.Threshold;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Clash;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.Place;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
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
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The one measurement that the golden files of all formats are made of. */
final class Fixture {
  /** Files of a directory. */
  static ReportOutput into(Path directory) {
    return (name, content) -> {
      try {
        WholeFile.write(directory.resolve(name), content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 3, 4, 5, 6, 7, 89_000_000, ZoneOffset.ofHours(2));

  private static final Path PROJECT =
      Path.of("src/test/resources/com/cleveragents/slipcovershard/recorded/project");

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
      parts.put(part, part(part));
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

  /** The same with its sources, and with what is known of a run of two chunks. */
  static Report recordedRun() {
    Report recorded = recorded();
    SortedMap<Integer, Coverage> chunks = new TreeMap<>();
    chunks.put(1, part("large"));
    chunks.put(2, part("small"));
    return new Report(
        recorded.coverage(),
        recorded.verdicts(),
        recorded.time(),
        recorded.sections(),
        Optional.of(run()),
        chunks,
        ReportOptions.of(PROJECT, true));
  }

  private static Coverage part(String name) {
    return CoverageReader.read(name, Recorded.open("1.1.0/branches-" + name + ".json"));
  }

  private static RunRecord run() {
    return new RunRecord(
        "local",
        "",
        Optional.of(ExitCode.PASSED),
        TIME.toInstant(),
        new Ledger(
            List.of(
                entry(0, "features/buying.feature", 1, 0.5, 1.25, ScenarioEnd.PASSED),
                entry(1, "features/<selling>.feature", 2, 0.75, 2, ScenarioEnd.FAILED),
                entry(2, "features/stock.feature", 1, 1.75, 1, ScenarioEnd.SKIPPED))),
        List.of(chunk(1, OptionalDouble.of(2)), chunk(2, OptionalDouble.empty())),
        List.of(
            new Clash(
                new Place(Place.Kind.PORT, "8080"),
                List.of(
                    new Clash.Side(1, Optional.of("features/buying.feature"), 0.5, 1.75),
                    new Clash.Side(2, Optional.of("features/<selling>.feature"), 0.75, 2.75)),
                true)));
  }

  private static Ledger.Entry entry(
      int number, String path, int chunk, double started, double seconds, ScenarioEnd end) {
    Unit unit = new Unit(number, number, path, List.of(), 0);
    Ledger.Scenario scenario =
        new Ledger.Scenario(3, "It", true, end, "word", started, seconds, 1, 1, Optional.empty());
    return new Ledger.Entry(
        unit,
        "Shop & more",
        "shop",
        chunk,
        UnitEnd.ENDED,
        Optional.empty(),
        started,
        seconds,
        List.of(scenario));
  }

  private static ChunkRecord chunk(int number, OptionalDouble planned) {
    return new ChunkRecord(
        number,
        OptionalInt.empty(),
        "in order",
        true,
        0.125,
        3,
        planned,
        Optional.empty(),
        Optional.empty());
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
