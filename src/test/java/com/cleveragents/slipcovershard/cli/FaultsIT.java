package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.cli.Fault.Completeness;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plants each fault of docs/faults.md into a suite of four features, and runs it in four ways. */
class FaultsIT {
  private static final String SUITE =
      """
      == features/fault.feature
      Feature: fault
        Scenario: comes before
          Given it works
        @wrong
        Scenario: goes wrong
          Given it works
          Then Python runs exec(compile(open("fault.py").read(), "fault.py", "exec"), {**globals(), "context": context})
        Scenario: comes after
          Given it works
      == features/one.feature
      Feature: one
        Scenario: works
          Given it works
      == features/three.feature
      Feature: three
        Scenario: works
          Given it works
      == features/two.feature
      Feature: two
        Scenario: works
          Given it works
      == fault.py
      pass
      """;

  private static final ObjectMapper STRICT =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** A way to run: a number of chunks, who hands out features, and which behave on which Python. */
  private record Way(Setup setup, boolean queued) {
    /** Every two of the three meet in these four; every second row has the other behave. */
    static Stream<Way> of(Fault fault, int row) {
      return Stream.of(1, 2)
          .filter(fault::isFor)
          .flatMap(chunks -> Stream.of(false, true).map(queued -> of(fault, row, chunks, queued)));
    }

    private static Way of(Fault fault, int row, int chunks, boolean queued) {
      boolean turn = (chunks == 1) ^ queued ^ (row % 2 == 0);
      TestEnvironments.Environment environment =
          fault.wantsNewBehave() || turn
              ? TestEnvironments.of("3.13", "1.3.3")
              : TestEnvironments.of("3.11", "1.2.6");
      return new Way(new Setup(environment, chunks), queued);
    }

    @Override
    public String toString() {
      return setup + (queued ? ", queue" : ", static");
    }
  }

  static Stream<Arguments> runs() {
    Pattern wanted = Pattern.compile(System.getProperty("faults", ""));
    List<Fault> planted =
        FaultTable.rows().stream().filter(fault -> !fault.isHeldElsewhere()).toList();
    List<Arguments> runs = new ArrayList<>();
    for (int row = 0; row < planted.size(); row++) {
      Fault fault = planted.get(row);
      if (wanted.matcher(fault.toString()).find()) {
        Way.of(fault, row).forEach(way -> runs.add(Arguments.of(fault, way)));
      }
    }
    return runs.stream();
  }

  @Execution(ExecutionMode.CONCURRENT) // of the method: other classes are not to run beside it
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("runs")
  void endsAsTheTableSays(Fault fault, Way way, @TempDir Path folder) throws Exception {
    TestProject project = TestProject.in(folder).with(SUITE);
    fault.plantIn(project);
    List<String> arguments = new ArrayList<>(fault.arguments());
    arguments.addAll(List.of("--split", way.queued() ? "queue" : "static", "features"));

    Outcome outcome = project.run(way.setup(), arguments.toArray(String[]::new));

    ExitCode code = fault.code(way.setup().isBehave("1.2"));
    outcome.assertCode(code);
    outcome.assertSays(fault.names(chunkOfTheFault(outcome)).toArray(String[]::new));
    outcome.assertSays(
        code == ExitCode.PASSED ? "\npassed\n" : "(exit code " + code.number() + ")");
    assertTellsNothingTwice(outcome);
    assertLedger(fault, code, outcome);
    assertCoverage(fault, code, outcome);
    assertFilesAreWhole(outcome);
  }

  private static String chunkOfTheFault(Outcome outcome) {
    for (JsonNode unit : ledger(outcome).path("units")) {
      if (unit.path("path").asText().equals("features/fault.feature")) {
        return unit.path("chunk").asText();
      }
    }
    return "?";
  }

  private static JsonNode ledger(Outcome outcome) {
    return outcome.json("build/slipcover-shard/ledger.json");
  }

  /** What several chunks tell alike is one finding. */
  private static void assertTellsNothingTwice(Outcome outcome) {
    List<String> told = outcome.said().lines().filter(line -> line.startsWith("FAILED  ")).toList();
    assertEquals(told.stream().distinct().toList(), told, outcome::said);
  }

  private static void assertLedger(Fault fault, ExitCode code, Outcome outcome) {
    JsonNode ledger = ledger(outcome);
    Completeness expected = fault.ledger(code);
    if (expected != Completeness.EITHER) {
      assertEquals(expected == Completeness.WHOLE, ledger.path("whole").asBoolean(), outcome::said);
    }
    for (JsonNode chunk : ledger.path("chunks")) {
      assertTrue(chunk.path("seconds").asDouble() >= 0, ledger::toPrettyString);
      assertTrue(chunk.path("started").asDouble() >= 0, ledger::toPrettyString);
    }
    SortedMap<String, String> ends = outcome.ends();
    Map<String, String> all = new TreeMap<>(ends);
    ledger.path("units").forEach(it -> all.put(it.path("path").asText(), it.path("end").asText()));
    for (Map.Entry<String, String> end : fault.ends().entrySet()) {
      assertEquals(end.getValue(), all.get(end.getKey()), ledger::toPrettyString);
    }
    if (fault.othersPass(code)) {
      assertFalse(ends.isEmpty());
      Map<String, String> others = new TreeMap<>(ends);
      others
          .keySet()
          .removeIf(it -> it.startsWith("features/fault.feature") && code != ExitCode.PASSED);
      others.keySet().removeIf(it -> it.contains("\n"));
      others.values().removeIf("passed"::equals);
      assertEquals(Map.of(), others, outcome::said);
    }
  }

  private static void assertCoverage(Fault fault, ExitCode code, Outcome outcome) {
    fault
        .coverage(code)
        .ifPresent(
            there -> {
              assertEquals(there, outcome.has("build/coverage.json"), outcome::said);
              assertEquals(there, outcome.has("build/coverage.xml"), outcome::said);
              if (there) {
                outcome.assertSays("3 of 4 lines = 75.0000 %");
              } else {
                outcome.assertSays("Total: not computable");
              }
            });
    if (fault.isToKeepWhatWasMeasured()) {
      JsonNode kept = outcome.json("build/coverage-partial.json");
      assertNotEquals(0, kept.at("/files/shop.py/executed_lines").size());
    }
  }

  /**
   * Under its name a file is whole; what a chunk's own file is worth, the hash in the ledger tells.
   */
  private static void assertFilesAreWhole(Outcome outcome) throws Exception {
    try (Stream<Path> files = Files.walk(outcome.directory().resolve("build"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        assertFalse(name.endsWith(".tmp"), name);
        if (name.endsWith(".xml")) {
          DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
          factory.setFeature(
              "http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
          factory.newDocumentBuilder().parse(file.toFile());
        } else if (name.endsWith(".json")
            && !name.startsWith("coverage-chunk-")
            && !name.startsWith("chunk-")) {
          assertTrue(STRICT.readTree(file.toFile()).isObject(), name);
        }
      }
    }
  }
}
