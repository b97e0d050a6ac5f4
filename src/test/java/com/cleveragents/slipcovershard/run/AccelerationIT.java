package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What takes the place of SlipCover's functions gives the same: of all sources of the libraries
 * with the newest SlipCover of each Python, of a part of them with older ones.
 */
class AccelerationIT {
  private static final int SHARES_WITH_OLDER = 12;
  private static final Path PROBE = Path.of("src/main/python").toAbsolutePath();
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();

  /** Started together, since they take longer than all the rest and have nothing in common. */
  private static final ExecutorService SIDE_BY_SIDE =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private static final Map<String, Future<Result>> COMPARED = new TreeMap<>();

  @TempDir static Path logs = Path.of("");

  private record Result(int code, String output) {}

  static List<Environment> environments() {
    return TestEnvironments.differentInSlipcover();
  }

  @BeforeAll
  static void compareLibraries() throws IOException {
    Path packages = sitePackages(TestEnvironments.of("3.13", "1.3.3"));
    Map<String, String> newest = new TreeMap<>();
    environments()
        .forEach(it -> newest.merge(it.pythonVersion(), it.slipcover(), AccelerationIT::newer));
    for (Environment environment : environments()) {
      boolean all = environment.slipcover().equals(newest.get(environment.pythonVersion()));
      List<String> arguments =
          List.of(
              Integer.toString(all ? 1 : SHARES_WITH_OLDER),
              "",
              packages.toString(),
              TestEnvironments.pythonDocx().toString(),
              Path.of("examples/library").toAbsolutePath().toString());
      COMPARED.put(
          environment.name(),
          SIDE_BY_SIDE.submit(() -> python(environment, "acceleration_equality.py", arguments)));
    }
  }

  private static String newer(String one, String other) {
    return Version.parse(one).compareTo(Version.parse(other)) > 0 ? one : other;
  }

  @AfterAll
  static void stop() {
    SIDE_BY_SIDE.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void countsTheSameOfWholeLibraries(Environment environment) throws Exception {
    Future<Result> compared = Objects.requireNonNull(COMPARED.get(environment.name()));

    assertSuccess(compared.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "branches", "excluded", "bytecode", "functions"})
  void wouldNoticeAWrongReplacement(String which) throws Exception {
    Result result =
        python(
            TestEnvironments.of("3.11", "1.3.3"), "acceleration_equality.py", List.of("1", which));

    assertEquals(1, result.code(), result.output());
    String where =
        which.equals("functions") ? "DIFFERENCE in the functions " : "DIFFERENCE in <odd ";
    assertTrue(result.output().startsWith(where), result.output());
  }

  @ParameterizedTest
  @MethodSource("environments")
  void writesTheSameCoverageOfARun(Environment environment, @TempDir Path folder) throws Exception {
    assertSuccess(
        python(environment, "acceleration_end_to_end.py", List.of(folder.toRealPath().toString())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.9", "3.13"})
  void cacheKeepsItsPromises(String version, @TempDir Path folder) throws Exception {
    assertSuccess(
        python(environmentWith(version), "entry_cache_check.py", List.of(folder.toString())));
  }

  static Stream<Environment> environmentsWithProbesInCode() {
    return environments().stream()
        .filter(it -> Version.parse(it.pythonVersion()).compareTo(Version.parse("3.12")) < 0);
  }

  @ParameterizedTest
  @MethodSource("environmentsWithProbesInCode")
  void takesProbesOutOfTheSameFunctions(Environment environment, @TempDir Path folder)
      throws Exception {
    assertSuccess(
        python(environment, "deinstrumentation_check.py", List.of(folder.toRealPath().toString())));
  }

  private static Environment environmentWith(String pythonVersion) {
    return environments().stream()
        .filter(it -> it.pythonVersion().equals(pythonVersion))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSuccess(Result result) {
    assertEquals(0, result.code(), result.output());
    System.out.println("AccelerationIT: " + result.output().strip());
  }

  private static Path sitePackages(Environment environment) throws IOException {
    Path libraries = environment.python().resolveSibling("../lib").normalize();
    try (var entries = Files.newDirectoryStream(libraries, "python3*")) {
      return entries.iterator().next().resolve("site-packages");
    }
  }

  private static Result python(Environment environment, String script, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(environment.python().toString());
    command.add(SCRIPTS.resolve(script).toString());
    command.add(PROBE.toString());
    command.addAll(arguments);
    Path log = Files.createTempFile(logs, "python", ".log");
    Process process =
        Processes.ofOperatingSystem()
            .start(
                ChildCommand.logged(
                    command, logs, Map.of("PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1"), log));
    return new Result(process.waitFor(), Files.readString(log));
  }
}
