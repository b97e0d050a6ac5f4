package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.CoverageReader;
import com.cleveragents.slipcovershard.coverage.RandomCoverage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds our merge and our formats against what SlipCover itself makes of the same files. */
class SlipcoverDifferentialIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FORMATS = List.of("json", "xml", "lcov");
  private static final int RANDOM_MERGES = 2000;

  /** SlipCover's own command line, many times in one process, since its start takes longest. */
  private static final String MANY_MERGES =
      """
      import contextlib, json, sys
      import slipcover.__main__ as slipcover

      for line in open("merges.jsonl", encoding="utf-8"):
          merge = json.loads(line)
          sys.argv = ["slipcover", *merge["arguments"]]
          with open(merge["printed"], "w", encoding="utf-8") as printed:
              with contextlib.redirect_stdout(printed):
                  if slipcover.main() != 0:
                      raise SystemExit(line)
      """;

  private final Path directory;

  SlipcoverDifferentialIT(@TempDir Path directory) throws IOException {
    this.directory = directory.toRealPath();
  }

  @ParameterizedTest
  @CsvSource({"true, 2, 99, false, 80", "true, 4, 1, true, 12", "false, 3, 99, true, 80"})
  void mergesWhatRealProgramsLeft(
      boolean branches, int parts, int depth, boolean skipCovered, int width)
      throws IOException, InterruptedException {
    SlipcoverProgram slipcover = SlipcoverProgram.installed();
    writeProject();
    List<String> files = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      files.add("part-" + part + ".json");
      List<String> arguments = new ArrayList<>(branches ? List.of("--branch") : List.of());
      arguments.addAll(List.of("--json", "--out", "part-" + part + ".json"));
      arguments.addAll(List.of("run.py", "" + part));
      slipcover.run(directory, arguments);
    }
    Case merge =
        new Case(
            "real",
            files,
            ReportOptions.of(directory, branches)
                .withXmlPackageDepth(depth)
                .withText(skipCovered, width));
    Files.writeString(
        directory.resolve(merge.printed()), slipcover.run(directory, merge.arguments("json")));
    slipcover.run(directory, merge.arguments("xml"));
    slipcover.run(directory, merge.arguments("lcov"));
    assertSame(merge);
  }

  @Test
  void mergesMadeUpMeasurements() throws IOException, InterruptedException {
    List<Case> merges = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (long seed = 1; seed <= RANDOM_MERGES; seed++) {
      Case merge = madeUp(seed);
      merges.add(merge);
      for (String format : FORMATS) {
        Map<String, Object> line =
            Map.of(
                "arguments",
                merge.arguments(format),
                "printed",
                format.equals("json") ? merge.printed() : "ignored.txt");
        lines.append(JSON.writeValueAsString(line)).append('\n');
      }
    }
    Files.writeString(directory.resolve("merges.jsonl"), lines);
    Path script = Files.writeString(directory.resolve("merges.py"), MANY_MERGES);
    SlipcoverProgram.installed().runScript(directory, script);
    for (Case merge : merges) {
      assertSame(merge);
    }
  }

  private Case madeUp(long seed) throws IOException {
    RandomCoverage random = new RandomCoverage(seed);
    Random choices = new Random(seed);
    List<String> files = new ArrayList<>();
    int parts = 1 + choices.nextInt(4);
    for (int part = 1; part <= parts; part++) {
      String file = "seed-" + seed + "-" + part + ".json";
      files.add(file);
      Files.writeString(
          directory.resolve(file), Fixture.written(Fixture.of(random.next()), ReportFormat.JSON));
    }
    ReportOptions options =
        ReportOptions.of(directory, choices.nextBoolean())
            .withXmlPackageDepth(List.of(99, 2, 1, 0).get(choices.nextInt(4)))
            .withText(choices.nextBoolean(), List.of(80, 30, 5, 1).get(choices.nextInt(4)))
            .withPretty(choices.nextBoolean())
            .withLcov(
                new ReportOptions.Lcov(
                    choices.nextBoolean() ? Optional.of("a test") : Optional.empty(),
                    choices.nextBoolean() ? List.of("one", "zwei: ä") : List.of()));
    return new Case("seed-" + seed, files, options);
  }

  private void assertSame(Case merge) throws IOException {
    Map<String, Coverage> parts = new TreeMap<>();
    for (String file : merge.files()) {
      try (InputStream input = Files.newInputStream(directory.resolve(file))) {
        parts.put(file, CoverageReader.read(file, input));
      }
    }
    Report report = Fixture.of(Coverage.merge(parts), merge.options());
    String printed = Files.readString(directory.resolve(merge.printed()));
    assertEquals(printed, Fixture.written(report, ReportFormat.TEXT), merge::toString);
    String theirs = Files.readString(directory.resolve(merge.out("json")));
    String ours = Fixture.written(report, ReportFormat.JSON);
    assertEquals(timeless(theirs), timeless(ours), merge::toString);
    assertEquals(summary(theirs), summary(ours), merge::toString);
    assertEquals(
        Files.readString(directory.resolve(merge.out("lcov"))),
        Fixture.written(report, ReportFormat.LCOV),
        merge::toString);
    String xml = Files.readString(directory.resolve(merge.out("xml")));
    assertEquals(
        xml.replaceFirst("timestamp=\"\\d+\"", ""),
        Fixture.written(report, ReportFormat.XML).replaceFirst("timestamp=\"\\d+\"", ""),
        merge::toString);
  }

  private static JsonNode timeless(String json) throws JsonProcessingException {
    JsonNode document = JSON.readTree(json);
    ((ObjectNode) document.get("meta")).remove("timestamp");
    return document;
  }

  /** The text of the last summary, in which numbers are to be spelled alike, too. */
  private static String summary(String json) {
    return json.substring(json.lastIndexOf("\"summary\"")).strip();
  }

  /** Every part runs other lines; a quarter of the files is not run at all. */
  private void writeProject() throws IOException {
    StringBuilder imports = new StringBuilder("import sys\npart = int(sys.argv[1])\n");
    Random random = new Random(4);
    for (int module = 0; module < 24; module++) {
      String name = "m" + module;
      Path folder = Files.createDirectories(directory.resolve("pkg" + module % 3).resolve("sub"));
      Path file = module % 2 == 0 ? folder : directory.resolve("pkg" + module % 3);
      StringBuilder source = new StringBuilder();
      for (int function = 0; function < 5; function++) {
        source.append(function(function, random));
      }
      Files.writeString(file.resolve(name + ".py"), source);
      String qualified = "pkg" + module % 3 + (module % 2 == 0 ? ".sub" : "") + "." + name;
      imports.append("if part != " + (module % 4 + 1) + ":\n");
      imports.append("    import " + qualified + " as " + name + "\n");
      for (int function = 0; function < 5; function++) {
        imports.append("    " + name + ".f" + function + "(part, [])\n");
      }
    }
    Files.writeString(directory.resolve("run.py"), imports);
  }

  private static String function(int number, Random random) {
    return """
        def f%1$d(x, seen):
            for i in range(x):
                if i == %2$d:
                    continue
                seen.append(i)

                # A comment between.
                while len(seen) > %3$d:
                    seen.pop()
                    if x > %2$d:
                        break
            else:
                return seen
            if x == %3$d:
                return None

        """
        .formatted(number, random.nextInt(4), random.nextInt(4));
  }

  /** One merge by both. */
  private record Case(String name, List<String> files, ReportOptions options) {
    String printed() {
      return name + ".printed.txt";
    }

    String out(String format) {
      return name + ".merged." + format;
    }

    List<String> arguments(String format) {
      List<String> arguments = new ArrayList<>(List.of("--format", format));
      if (options.branches()) {
        arguments.add("--branch");
      }
      if (options.skipCovered()) {
        arguments.add("--skip-covered");
      }
      arguments.addAll(List.of("--missing-width", "" + options.missingWidth()));
      arguments.addAll(List.of("--xml-package-depth", "" + options.xmlPackageDepth()));
      if (options.pretty()) {
        arguments.add("--pretty-print");
      }
      options.lcov().testName().ifPresent(n -> arguments.addAll(List.of("--lcov-test-name", n)));
      options.lcov().comments().forEach(c -> arguments.addAll(List.of("--lcov-comment", c)));
      arguments.addAll(List.of("--out", out(format), "--merge"));
      arguments.addAll(files);
      return arguments;
    }
  }
}
