package com.cleveragents.slipcovershard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Suites of pytest: which tests run, how they end, and that they measure what one process does. */
class PytestIT {
  private static final String SUITE =
      """
      == shop.py
      def sell(price):
          if price < 0:
              return "refused"
          if price == 7:
              return "lucky"
          return "sold"
      == tests/conftest.py
      import pytest

      @pytest.fixture(scope="session")
      def till():
          return []
      == tests/test_numbers.py
      import pytest
      import shop

      @pytest.mark.parametrize("price", [1, 2, "a b", "x::y", "[ü]"])
      def test_sold(price, till):
          till.append(price)
          assert shop.sell(1) == "sold"

      class TestRefused:
          def test_it(self):
              assert (
                  shop.sell(-1)
                  == "refused"
              ), "sold"
      == tests/test_ends.py
      import pytest
      import shop

      def test_passes():
          assert shop.sell(7) == "lucky"

      @pytest.mark.skip(reason="not today")
      def test_is_skipped():
          assert False

      @pytest.mark.xfail
      def test_is_known_to_fail():
          assert False
      == tests/sub/test_more.py
      def test_more(till):
          assert till == [] or till
      """;

  private @TempDir Path folder;
  private TestProject project;

  static Stream<Setup> setups() {
    return TestEnvironments.withPytest().stream()
        .flatMap(environment -> IntStream.of(1, 2).mapToObj(n -> new Setup(environment, n)));
  }

  static Stream<Setup> newest() {
    return setups().filter(setup -> setup.environment().name().contains("pytest9"));
  }

  @BeforeEach
  void draw() throws Exception {
    project = TestProject.in(folder).empty().with(SUITE).variable("INPUT_RUNNER", "pytest");
    project.variable("PYTHONDONTWRITEBYTECODE", "1");
  }

  @ParameterizedTest
  @MethodSource("setups")
  void runsEachTestOnceAndTellsHowItEnded(Setup setup) {
    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    Map<String, String> expected = new TreeMap<>();
    for (String value : new String[] {"1", "2", "a b", "x::y", "[\\xfc]"}) {
      expected.put("tests/test_numbers.py::test_sold[" + value + "]", "passed");
    }
    expected.put("tests/test_numbers.py::TestRefused::test_it", "passed");
    expected.put("tests/test_ends.py::test_passes", "passed");
    expected.put("tests/test_ends.py::test_is_skipped", "skipped");
    expected.put("tests/test_ends.py::test_is_known_to_fail", "passed");
    expected.put("tests/sub/test_more.py::test_more", "passed");
    assertEquals(expected, outcome.ends());
  }

  @ParameterizedTest
  @MethodSource("setups")
  void measuresWhatOneProcessDoes(Setup setup) {
    for (String split : new String[] {"static", "queue"}) {
      // With a source, chunks have tests that they do not load, and that pytest compiles otherwise.
      project.variable("INPUT_SOURCE", split.equals("queue") ? "." : "");
      Outcome outcome = project.run(setup, "--split", split, "--branch", "tests");
      outcome.assertCode(ExitCode.PASSED);
      List<String> serial = new ArrayList<>(List.of("-m", "slipcover", "--branch"));
      if (split.equals("queue")) {
        serial.addAll(List.of("--source", "."));
      }
      serial.addAll(List.of("--json", "--out", "serial.json", "-m", "pytest", "tests"));
      project.python(setup, serial.toArray(String[]::new));

      assertEquals(
          outcome.json("serial.json").path("files"),
          outcome.json("build/coverage.json").path("files"));
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void namesWhatFails(Setup setup) {
    project.with(
        """
        == tests/test_ends.py
        import pytest

        @pytest.fixture
        def broken():
            raise ValueError("no till")

        def test_fails():
            assert 1 == 2

        def test_cannot_begin(broken):
            pass
        """);

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.TESTS_FAILED);

    outcome.assertSays("tests/test_ends.py::test_fails", "assert 1 == 2", "no till");
  }

  @ParameterizedTest
  @MethodSource("setups")
  void tellsWhatCannotBeCollected(Setup setup) {
    project.with("== tests/test_ends.py\nimport nowhere\n");

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.CHUNK_FAILED);

    outcome.assertSays("tests/test_ends.py", "No module named 'nowhere'");
  }

  @ParameterizedTest
  @MethodSource("newest")
  void goesOnAfterATestThatTakesItsProcessAlong(Setup setup) {
    project.variable("INPUT_RETRY-CRASHED", "1");
    project.with("== tests/test_ends.py\nimport os\n\ndef test_dies():\n    os._exit(0)\n");

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.CHUNK_FAILED);

    outcome.assertSays("while it ran tests/test_ends.py::test_dies", "did the same again");
    assertEquals(
        "in flight", outcome.ends().remove("tests/test_ends.py::test_dies"), outcome::said);
    Map<String, String> others = outcome.ends();
    others.remove("tests/test_ends.py::test_dies");
    assertEquals(7, others.size());
    assertTrue(others.values().stream().allMatch("passed"::equals), others::toString);
  }

  /** The rest of its file comes first, then the test that is suspected. */
  @ParameterizedTest
  @MethodSource("newest")
  void goesOnAfterATestInTheMiddleOfAFile(Setup setup) throws IOException {
    project.variable("INPUT_RETRY-CRASHED", "1");
    project.with(
        """
        == tests/test_ends.py
        import os

        def note(name):
            open("order", "a").write(name + " ")

        def test_before():
            note("before")

        def test_dies():
            note("dies")
            if open("order").read().count("dies") == 1:
                os._exit(0)

        def test_between():
            note("between")

        def test_after():
            note("after")
        """);

    for (String split : new String[] {"static", "queue"}) {
      Outcome outcome = project.run(setup, "--split", split, "tests");

      outcome.assertCode(ExitCode.CHUNK_FAILED).assertSays("passed when it ran again by itself");
      assertEquals("before dies between after dies ", outcome.text("order"));
      assertEquals(Set.of("passed"), Set.copyOf(outcome.ends().values()), split);
      Files.delete(project.path("order"));
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void runsAgainWhatFailed(Setup setup) {
    project.variable("INPUT_RETRY-FAILED", "1");
    project.with(
        """
        == tests/test_ends.py
        import os

        def test_fails_once():
            failed = os.path.exists("failed")
            open("failed", "w").close()
            assert failed

        def test_passes():
            pass
        """);

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    assertEquals("flaky", outcome.ends().get("tests/test_ends.py::test_fails_once"));
  }

  @ParameterizedTest
  @MethodSource("newest")
  void endsATestThatTakesTooLong(Setup setup) {
    project.variable("INPUT_SCENARIO-TIMEOUT", "1").variable("INPUT_RETRY-CRASHED", "1");
    project.with("== tests/test_ends.py\nimport time\n\ndef test_hangs():\n    time.sleep(60)\n");

    project
        .run(setup, "tests")
        .assertCode(ExitCode.CHUNK_FAILED)
        .assertSays(
            "was killed while it ran tests/test_ends.py::test_hangs: that took longer",
            "line 4 in test_hangs");
  }

  @ParameterizedTest
  @MethodSource("newest")
  void takesPytestsOwnSelection(Setup setup) {
    project.variable("INPUT_RUNNER-ARGS", "-k 'passes or more'");

    for (String split : new String[] {"static", "queue"}) {
      Outcome outcome = project.run(setup, "--split", split, "tests").assertCode(ExitCode.PASSED);

      assertEquals(2, outcome.ends().size());
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void refusesWhatRunsNoTest(Setup setup) {
    project.variable("INPUT_RUNNER-ARGS", "--collect-only");
    project.run(setup, "tests").assertCode(ExitCode.USAGE).assertSays("collectonly");
    project.variable("INPUT_RUNNER-ARGS", "--no-such-option");
    project.run(setup, "tests").assertCode(ExitCode.USAGE).assertSays("--no-such-option");
    project.variable("INPUT_RUNNER-ARGS", "");
    project
        .run(setup, "tests/test_ends.py::test_nowhere")
        .assertCode(ExitCode.USAGE)
        .assertSays("not found", "test_nowhere");
  }

  @ParameterizedTest
  @MethodSource("setups")
  void copesWithWarningsAsErrorsAndXdistInTheConfiguration(Setup setup) {
    project.with(
        "== pytest.ini\n[pytest]\nfilterwarnings = error\naddopts = -n 2 --strict-markers\n");

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    outcome.assertSays("xdist is switched off");
    assertFalse(outcome.ends().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("setups")
  void runsAgainWhatFailedLastInAnyChunk(Setup setup) {
    project.with(
        """
        == tests/test_ends.py
        def test_fails():
            assert 1 == 2
        == tests/sub/test_more.py
        def test_fails_too():
            assert 1 == 2
        """);
    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSaysNothingOf("clash");
    project.variable("INPUT_RUNNER-ARGS", "--lf");

    Outcome again = project.run(setup, "tests").assertCode(ExitCode.TESTS_FAILED);

    assertEquals(
        Set.of("tests/test_ends.py::test_fails", "tests/sub/test_more.py::test_fails_too"),
        again.ends().keySet());
  }

  @ParameterizedTest
  @MethodSource("newest")
  void countsTheLastAttemptOfRerunfailures(Setup setup) {
    project.variable("INPUT_RUNNER-ARGS", "--reruns 2");
    project.with(
        """
        == tests/test_ends.py
        tries = []

        def test_passes_at_last():
            tries.append(1)
            assert len(tries) == 3
        """);

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    assertEquals("passed", outcome.ends().get("tests/test_ends.py::test_passes_at_last"));
  }

  @ParameterizedTest
  @MethodSource("newest")
  void stopsAtTheFirstFailureWhereThatIsWanted(Setup setup) {
    project.variable("INPUT_RUNNER-ARGS", "-x");
    project.with("== tests/sub/test_more.py\ndef test_fails():\n    assert 1 == 2\n");

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.TESTS_FAILED);

    outcome.assertSays("tests/sub/test_more.py::test_fails");
  }

  @ParameterizedTest
  @MethodSource("newest")
  void splitsALongFileButNotBetweenTestsThatShareAFixture(Setup setup) {
    project.variable("INPUT_GRANULARITY", "auto");
    project.with(
        """
        == tests/test_numbers.py
        import time
        import pytest

        @pytest.fixture(scope="module")
        def shared():
            return []

        def test_first(shared):
            shared.append(1)
            time.sleep(0.1)

        @pytest.mark.parametrize("number", range(20))
        def test_alone(number):
            time.sleep(0.05)

        def test_second(shared):
            assert shared == [1]
        """);

    if (setup.chunks() == 2) {
      project.prove(setup, "tests");
    }
    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    assertEquals(26, outcome.ends().size());
    if (setup.chunks() == 2) {
      outcome.assertSays("tests/test_numbers.py is split");
    }
  }

  @ParameterizedTest
  @MethodSource("setups")
  void keepsGroupsOfXdistTogether(Setup setup) {
    String test =
        """
        import os
        import pytest

        @pytest.mark.xdist_group("%s")
        def test_it():
            open("pids", "a").write("%%d\\n" %% os.getpid())
        """;
    project.with("== tests/test_ends.py\n" + test.formatted("one"));
    project.with("== tests/test_numbers.py\n" + test.formatted("one"));

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    assertEquals(1, outcome.text("pids").lines().distinct().count());
    assertEquals(2, outcome.text("pids").lines().count());
  }

  @ParameterizedTest
  @MethodSource("newest")
  void runsAChunkOfAPlanAgain(Setup setup) {
    project
        .variable("INPUT_GRANULARITY", "auto")
        .with("== tests/test_ends.py")
        .with("== tests/sub/test_more.py");
    if (setup.chunks() == 2) {
      project.prove(setup, "tests");
    }
    project.run(setup, "tests").assertCode(ExitCode.PASSED);

    project
        .command("run", "--plan", "build/slipcover-shard/plan.json", "--only-chunk", "1")
        .assertCode(ExitCode.PASSED);
  }

  @ParameterizedTest
  @MethodSource("newest")
  void joinsTheJUnitFilesOfTheChunks(Setup setup) throws Exception {
    project.with(
        """
        == tests/test_cases.py
        import pytest

        class TestCases:
            @pytest.mark.parametrize("text", ["a::b", "c.d", "e[f]"])
            def test_text(self, text):
                assert text
        """);
    project.python(setup, "-m", "pytest", "--junitxml=serial.xml", "tests");
    project.variable("INPUT_RUNNER-ARGS", "--junitxml=reports/junit.xml --log-file=reports/log");

    Outcome outcome = project.run(setup, "tests").assertCode(ExitCode.PASSED);

    assertEquals(cases(outcome, "serial.xml"), cases(outcome, "reports/junit.xml"));
    if (setup.chunks() > 1) {
      outcome.assertSays("reports/log (log) cannot be joined: see reports/log.chunk-<n>");
    }
  }

  /** What stands in a JUnit file without times: the names of its lists and of its cases. */
  private static List<String> cases(Outcome outcome, String file) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(outcome.text(file).getBytes(UTF_8)))
            .getElementsByTagName("*");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(number -> (Element) nodes.item(number))
        .map(
            element ->
                Stream.of("classname", "name", "tests", "failures", "errors", "skipped")
                    .map(name -> name + "=" + element.getAttribute(name))
                    .collect(Collectors.joining(" ", element.getTagName() + " ", "")))
        .toList();
  }
}
