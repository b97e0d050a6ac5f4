package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that pytest runs several times in one session: each run counts, as it does for pytest. */
class RepeatedTestsIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void draw() throws Exception {
    project = TestProject.in(folder).empty().variable("INPUT_RUNNER", "pytest");
    project.with(
        """
        == tests/test_a.py
        def test_one():
            with open("one", "a") as file:
                file.write("x")

        class TestTwo:
            def test_two(self):
                pass
        == tests/test_b.py
        def test_three():
            pass
        """);
  }

  private static List<String> ends(Outcome outcome) {
    List<String> ends = new ArrayList<>();
    for (JsonNode unit : outcome.json("build/slipcover-shard/ledger.json").path("units")) {
      for (JsonNode test : unit.path("scenarios")) {
        ends.add(test.path("name").asText() + " " + test.path("end").asText());
      }
    }
    Collections.sort(ends);
    return ends;
  }

  static Stream<Arguments> ways() {
    List<TestEnvironments.Environment> environments = TestEnvironments.withPytest();
    return Stream.of(
        Arguments.of(new Setup(environments.get(0), 1), "static"),
        Arguments.of(new Setup(environments.get(environments.size() - 1), 2), "static"),
        Arguments.of(new Setup(environments.get(0), 2), "queue"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void eachRunIsInTheLedger(Setup setup, String split) {
    project.with(
        """
        == tests/conftest.py
        def pytest_collection_modifyitems(items):
            items.extend(list(items))
        """);

    Outcome outcome = project.run(setup, "--split", split, "--report=json,junit", "tests");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        List.of(
            "TestTwo::test_two passed",
            "TestTwo::test_two passed",
            "test_one passed",
            "test_one passed",
            "test_three passed",
            "test_three passed"),
        ends(outcome));
    assertEquals("xx", outcome.text("one"));
  }

  @Test
  void aFailureOfOneRunIsAFailure() {
    project.with(
        """
        == tests/conftest.py
        def pytest_collection_modifyitems(items):
            items.extend(list(items))
        == tests/test_b.py
        import os

        def test_three():
            assert not os.path.exists("three")
            open("three", "w").close()
        """);

    Outcome outcome = project.run(new Setup(TestEnvironments.withPytest().get(0), 2), "tests");

    outcome.assertCode(ExitCode.TESTS_FAILED).assertSays("tests/test_b.py::test_three: failed");
    assertEquals(
        List.of("test_three failed", "test_three passed"),
        ends(outcome).stream().filter(end -> end.startsWith("test_three")).toList());
  }

  @Test
  void aPluginThatRepeatsTestsGivesEachItsName() {
    Setup setup = new Setup(TestEnvironments.withPlugins(), 2);

    Outcome outcome = project.run(setup, "--runner-args=--count 2 -p no:fakefs", "tests");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(6, ends(outcome).size());
    assertEquals("xx", outcome.text("one"));
  }
}
