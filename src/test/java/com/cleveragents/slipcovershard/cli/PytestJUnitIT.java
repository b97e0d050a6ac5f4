package com.cleveragents.slipcovershard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.cleveragents.slipcovershard.TestEnvironments.Environment;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** JUnit files of suites of pytest: ours, and the joined one of the user. */
class PytestJUnitIT {
  private static final String SUITE =
      """
      == shop.py
      def sell(price):
          return "sold"
      == tests/test_a.py
      import pytest, shop, unittest

      @pytest.fixture
      def broken():
          raise RuntimeError("no till")

      @pytest.fixture
      def left_open():
          yield
          raise OSError("till is open")

      def test_passes():
          assert shop.sell(1) == "sold"

      def test_is_wrong():
          assert shop.sell(1) == "gone", "no sale"

      def test_without_words():
          assert 1 == 2

      def test_is_broken():
          {}["key"]

      def test_set_up(broken):
          pass

      def test_tear_down(left_open):
          pass

      @pytest.mark.xfail
      def test_known():
          assert False

      @pytest.mark.xfail(strict=True, reason="not yet")
      def test_strict():
          pass

      @pytest.mark.skip(reason="not today")
      def test_skipped():
          pass
      == tests/sub/test_b.py
      import unittest
      import pytest

      class B:
          @pytest.mark.parametrize("text", ["x::y", "c.d", "e[f]"])
          def test_b1(self, text):
              assert text != "c.d"

      class TestB(B):
          class TestInner:
              def test_b2(self):
                  raise ValueError("two\\nlines")

      class Old(unittest.TestCase):
          def test_old(self):
              self.assertEqual(1, 2)
      == tests/test_c.py
      import nothing_of_that_name
      """;

  private @TempDir Path folder;
  private TestProject project;

  /** The oldest pytest with one chunk, the newest with two. */
  static Stream<Setup> setups() {
    List<Environment> environments =
        TestEnvironments.withPytest().stream()
            .sorted(Comparator.comparing(each -> each.name().replaceFirst(".*pytest", "")))
            .toList();
    return Stream.of(
        new Setup(environments.get(0), 1), new Setup(environments.get(environments.size() - 1), 2));
  }

  @BeforeEach
  void draw() throws Exception {
    project = TestProject.in(folder).empty().variable("INPUT_RUNNER", "pytest");
    project.variable("PYTHONDONTWRITEBYTECODE", "1").variable("INPUT_THRESHOLD", "none");
  }

  @ParameterizedTest
  @MethodSource("setups")
  void namesKindsAndMessagesAreThoseOfPytest(Setup setup) throws Exception {
    project.with(SUITE);
    List<String> options = List.of("--continue-on-collection-errors");
    project.python(
        setup,
        Stream.concat(Stream.of("-m", "pytest", "--junitxml=serial.xml", "tests"), options.stream())
            .toArray(String[]::new));

    Outcome outcome =
        project.run(
            setup,
            "--report=junit",
            "--runner-args=--junitxml=own.xml " + String.join(" ", options),
            "tests");

    assertTrue(outcome.code() != ExitCode.PASSED);
    List<String> serial = cases(outcome, "serial.xml");
    assertEquals(15, serial.size(), serial.toString());
    assertEquals(serial, cases(outcome, "own.xml"));
    assertEquals(serial, cases(outcome, "build/junit.xml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void aTestThatRanAgainIsThereOnce(String split) throws Exception {
    project.with(
        """
        == test_a.py
        import os, pytest

        def again(name):
            if os.path.exists(name):
                return True
            open(name, "w").close()

        def test_steady():
            pass

        @pytest.mark.parametrize("n", [1, 2])
        def test_flaky(n):
            assert again("a%d" % n)

        def test_wrong():
            assert False

        def test_gives_up():
            if again("b"):
                pytest.skip("nothing to do")
            assert False
        == test_b.py
        def test_b():
            pass
        """);
    Outcome outcome =
        project.run(
            setups().skip(1).findFirst().orElseThrow(),
            "--retry-failed=1",
            "--report=junit",
            "--split=" + split,
            "--runner-args=--junitxml=own.xml --junitprefix=all");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    assertEquals(
        List.of(
            "all.test_a test_flaky[1] passed",
            "all.test_a test_flaky[2] passed",
            "all.test_a test_gives_up failure assert False",
            "all.test_a test_steady passed",
            "all.test_a test_wrong failure assert False",
            "all.test_b test_b passed"),
        cases(outcome, "own.xml"));
    String suite = outcome.text("own.xml");
    assertTrue(
        Stream.of("tests=\"6\"", "failures=\"2\"", "errors=\"0\"", "skipped=\"0\"")
            .allMatch(suite::contains),
        suite);
    assertEquals(6, cases(outcome, "build/junit.xml").size());
  }

  /** What stands in a JUnit file, a line a case: class, name, kind and message, sorted. */
  private static List<String> cases(Outcome outcome, String file) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(outcome.text(file).getBytes(UTF_8)))
            .getElementsByTagName("testcase");
    return IntStream.range(0, cases.getLength())
        .mapToObj(number -> (Element) cases.item(number))
        .map(each -> each.getAttribute("classname") + " " + each.getAttribute("name") + end(each))
        .sorted()
        .toList();
  }

  private static String end(Element testCase) {
    for (Node child = testCase.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element && !element.getTagName().startsWith("system")) {
        String kind = " " + element.getTagName();
        return kind.equals(" skipped") ? kind : kind + " " + element.getAttribute("message");
      }
    }
    return " passed";
  }
}
