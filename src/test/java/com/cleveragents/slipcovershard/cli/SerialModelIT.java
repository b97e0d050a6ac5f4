package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares made-up suites in chunks with the same suites in one plain process: the verdict, and how
 * each test ended. {@code -Dsuites.seed=N} repeats a seed, {@code -Dsuites.count=N} makes more.
 */
class SerialModelIT {
  private static final long FIRST_SEED =
      Long.getLong("suites.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));

  private static final int COUNT = Integer.getInteger("suites.count", 30);

  private static final Path FAILED = Path.of("target", "failed-suites").toAbsolutePath();

  /** Suites that once ended otherwise, kept as they were drawn. */
  private static final Path KEPT =
      Path.of("src/test/resources/com/cleveragents/slipcovershard/cli/suites");

  static Stream<Arguments> suites() throws IOException {
    List<Arguments> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(KEPT)) {
      for (Path file : files.sorted().toList()) {
        all.add(
            Arguments.of(file.getFileName().toString(), new DrawnSuite(Files.readString(file))));
      }
    }
    IntStream.range(0, COUNT)
        .mapToLong(number -> FIRST_SEED + number)
        .forEach(seed -> all.add(Arguments.of("-Dsuites.seed=" + seed, DrawnSuite.of(seed))));
    return all.stream();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("suites")
  void endsAsOneProcessDoes(String name, DrawnSuite suite, @TempDir Path folder)
      throws IOException {
    try {
      compare(name, suite, folder);
    } catch (AssertionError | RuntimeException e) {
      Files.createDirectories(FAILED);
      Path kept = FAILED.resolve(name.replaceAll("[^\\w.]", "_"));
      Files.writeString(kept, suite.drawing());
      throw new AssertionError(name + " (kept in " + kept + "): " + e.getMessage(), e);
    }
  }

  private static void compare(String name, DrawnSuite suite, Path folder) throws IOException {
    Setup setup = new Setup(environment(name, suite), suite.chunks());
    TestProject project = TestProject.in(folder).empty().with(suite.drawing());
    SerialModel plain = SerialModel.of(suite, project, setup);
    SerialModel model = suite.retries() ? plain.retried() : plain;
    deleteFlags(project);

    String[] arguments = suite.arguments().toArray(String[]::new);
    Outcome outcome = run(suite, project, setup, arguments);

    SortedMap<String, Integer> ends = ends(suite, outcome);
    String both = "\n-- one process: " + plain.code() + "\n" + plain.output() + outcome.said();
    boolean nothing = ends.keySet().stream().allMatch(end -> end.endsWith(" skipped"));
    if (outcome.code() == ExitCode.PASSED) {
      assertTrue(model.isGreen(), () -> "green, but red in one process" + both);
      assertEquals(model.ends(), ends, both);
    } else if (suite.isUnruly()) {
      outcome.assertSays("FAILED  ");
    } else {
      assertEquals(model.ends(), ends, both);
      assertEquals(
          model.isGreen() && nothing ? ExitCode.NO_TESTS : ExitCode.TESTS_FAILED,
          outcome.code(),
          () -> both);
      assertTrue(nothing || !model.isGreen(), () -> "red, but green in one process" + both);
    }
    assertNotEquals(ExitCode.BUG, outcome.code(), () -> both);
  }

  private static Outcome run(
      DrawnSuite suite, TestProject project, Setup setup, String... arguments) {
    if (suite.shards() == 0) {
      return project.run(setup, arguments);
    }
    for (int shard = 1; shard <= suite.shards(); shard++) {
      List<String> own = new ArrayList<>(List.of(arguments));
      own.add("--shard=" + shard + "/" + suite.shards());
      own.add("--build-dir=parts/" + shard);
      project.run(setup, own.toArray(String[]::new));
    }
    return project.command("merge", "--parts=parts", "--shards=" + suite.shards());
  }

  /** Every second suite with the oldest versions, the others with the newest. */
  private static Environment environment(String name, DrawnSuite suite) {
    boolean old = name.hashCode() % 2 == 0;
    if (suite.isPytest()) {
      List<Environment> all = TestEnvironments.withPytest();
      return all.get(old ? all.size() - 1 : 0);
    }
    return old ? TestEnvironments.of("3.11", "1.2.6") : TestEnvironments.of("3.13", "1.3.3");
  }

  private static void deleteFlags(TestProject project) throws IOException {
    Path flags = project.path("flags");
    if (Files.exists(flags)) {
      try (Stream<Path> files = Files.list(flags)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static SortedMap<String, Integer> ends(DrawnSuite suite, Outcome outcome) {
    SortedMap<String, Integer> ends = new TreeMap<>();
    if (!outcome.has("build/slipcover-shard/ledger.json")) {
      return ends;
    }
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      for (JsonNode scenario : unit.path("scenarios")) {
        String status = scenario.path("status").asText();
        String end = scenario.path("end").asText();
        if (scenario.path("selected").asBoolean()) {
          SerialModel.add(
              ends,
              scenario.path("location").asText()
                  + (suite.isPytest() ? "" : " " + scenario.path("name").asText()),
              end.equals("passed") && suite.isPytest() ? status : end);
        }
      }
    }
    return ends;
  }
}
