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
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What takes the place of SlipCover's functions gives the same, with each Python and SlipCover that
 * differ in it.
 *
 * <p>All of them compare the odd and the hard sources. Those of the libraries are spread by their
 * names over three Pythons each way, so that each source is compared with one in which SlipCover
 * puts probes into the code (3.9 to 3.11) and with one that tells by itself (3.12 to 3.14), and
 * each Python has a third of them. {@code -Dacceleration.shares=1} compares all with each.
 */
@Execution(ExecutionMode.CONCURRENT)
class AccelerationIT {
  private static final int SHARES = Integer.getInteger("acceleration.shares", 3);
  private static final int SHARES_WITH_OLDER = 4 * SHARES;
  private static final Path PROBE = Path.of("src/main/python").toAbsolutePath();
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();

  @TempDir static Path logs = Path.of("");

  private record Result(int code, String output) {}

  static List<Environment> environments() {
    return TestEnvironments.differentInSlipcover();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void countsTheSameOfWholeLibraries(Environment environment) throws Exception {
    int shares = hasTheNewestSlipcover(environment) ? SHARES : SHARES_WITH_OLDER;
    List<String> arguments =
        List.of(
            environment.pythonVersion().replaceFirst(".*\\.", ""),
            Integer.toString(shares),
            "",
            sitePackages(TestEnvironments.of("3.13", "1.3.3")).toString(),
            TestEnvironments.pythonDocx().toString(),
            Path.of("examples/library").toAbsolutePath().toString());

    assertSuccess(python(environment, "acceleration_equality.py", arguments));
  }

  /** Of those with the same Python. */
  private static boolean hasTheNewestSlipcover(Environment environment) {
    Version own = Version.parse(environment.slipcover());
    return environments().stream()
        .filter(it -> it.pythonVersion().equals(environment.pythonVersion()))
        .allMatch(it -> Version.parse(it.slipcover()).compareTo(own) <= 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "branches", "excluded", "bytecode", "functions"})
  void wouldNoticeAWrongReplacement(String which) throws Exception {
    Result result =
        python(
            TestEnvironments.of("3.11", "1.3.3"),
            "acceleration_equality.py",
            List.of("0", "1", which));

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
