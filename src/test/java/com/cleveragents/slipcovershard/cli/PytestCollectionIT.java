package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a chunk collects is what one process would, though it imports only its own files. */
class PytestCollectionIT {
  private @TempDir Path folder;
  private TestProject project;

  static Stream<Setup> setups() {
    return TestEnvironments.withPytest().stream().map(environment -> new Setup(environment, 2));
  }

  @BeforeEach
  void draw() throws IOException {
    project = TestProject.in(folder).empty().variable("INPUT_RUNNER", "pytest");
    project.variable("PYTHONDONTWRITEBYTECODE", "1");
  }

  /** Runs it in chunks, both ways, and in one process, and compares ends and coverage. */
  private SortedMap<String, String> assertSameAsInOneProcess(Setup setup, String... arguments) {
    project.variable("INPUT_RUNNER-ARGS", String.join(" ", arguments));
    List<String> serial =
        new ArrayList<>(List.of("-m", "slipcover", "--json", "--out", "serial.json", "-m"));
    serial.addAll(List.of("pytest", "-q", "-p", "no:cacheprovider"));
    serial.addAll(List.of(arguments));
    serial.add("tests");
    project.python(setup, serial.toArray(String[]::new));

    SortedMap<String, String> ends = new TreeMap<>();
    for (String split : new String[] {"static", "queue"}) {
      Outcome outcome = project.run(setup, "--split", split, "tests").assertCode(ExitCode.PASSED);
      assertEquals(
          outcome.json("serial.json").path("files"),
          outcome.json("build/coverage.json").path("files"),
          split);
      ends = outcome.ends();
    }
    return ends;
  }

  @ParameterizedTest
  @MethodSource("setups")
  void isOfAllKinds(Setup setup) {
    project.with(
        """
        == shop.py
        def sell(price):
            return "sold" if price > 0 else "refused"
        == tests/test_text.txt
        >>> import shop
        >>> shop.sell(1)
        'sold'
        == tests/test_unit.py
        import unittest
        import shop

        class Sales(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.sold = []

            def test_one(self):
                self.sold.append(1)
                for price in (1, 2):
                    with self.subTest(price=price):
                        self.assertEqual("sold", shop.sell(price))

            def test_two(self):
                self.assertEqual([1], self.sold)

            @unittest.expectedFailure
            def test_wrong(self):
                self.fail()
        == tests/test_docs.py
        def twice(number):
            '''
            >>> twice(2)
            4
            '''
            return 2 * number
        == tests/conftest.py
        import pytest

        class Price(pytest.Item):
            def runtest(self):
                import shop

                assert shop.sell(int(self.name)) == "sold"

        class Prices(pytest.File):
            def collect(self):
                for line in self.path.read_text().split():
                    yield Price.from_parent(self, name=line)

        def pytest_collect_file(file_path, parent):
            if file_path.suffix == ".prices":
                return Prices.from_parent(parent, path=file_path)
        == tests/all.prices
        3
        4
        3
        """);

    SortedMap<String, String> ends = assertSameAsInOneProcess(setup, "--doctest-modules");

    assertEquals("passed", ends.get("tests/test_text.txt::test_text.txt"));
    assertEquals("passed", ends.get("tests/test_docs.py::test_docs.twice"));
    assertEquals("passed", ends.get("tests/test_unit.py::Sales::test_two"));
    assertEquals("passed", ends.get("tests/all.prices::4"));
    assertEquals(7, ends.size(), "two have one name: " + ends);
  }

  @ParameterizedTest
  @MethodSource("setups")
  void findsWhatLiesBesideTheFilesBefore(Setup setup) {
    project.with(
        """
        == tests/a/conftest.py
        WHERE = "a"
        == tests/a/helper.py
        def help():
            return "helped"
        == tests/a/test_a.py
        import conftest

        def test_a():
            if conftest.WHERE == "a":
                assert True
            else:
                assert conftest.WHERE == "b"  # pytest 7 loads all conftest.py first
        == tests/b/conftest.py
        WHERE = "b"
        == tests/b/test_b.py
        import conftest
        import helper

        def test_b():
            assert conftest.WHERE == "b"
            assert helper.help() == "helped"
        """);

    assertEquals(2, assertSameAsInOneProcess(setup).size());
  }

  @ParameterizedTest
  @MethodSource("setups")
  void refusesTwoFilesOfOneNameWhereverTheyAreRun(Setup setup) {
    project.with(
        """
        == tests/a/test_same.py
        def test_a():
            pass
        == tests/b/test_same.py
        def test_b():
            pass
        """);

    for (String split : new String[] {"static", "queue"}) {
      project
          .run(setup, "--split", split, "tests")
          .assertCode(ExitCode.CHUNK_FAILED)
          .assertSays("tests/b/test_same.py", "import file mismatch");
    }
    assertEquals(2, assertSameAsInOneProcess(setup, "--import-mode=importlib").size());
  }

  @ParameterizedTest
  @MethodSource("setups")
  void keepsCountingFromWhereATestHasGone(Setup setup) {
    project.with(
        """
        == tests/test_a_moves.py
        import os

        def test_moves():
            os.makedirs("build/elsewhere", exist_ok=True)
            os.chdir("build/elsewhere")
        == tests/test_b_stays.py
        def test_stays():
            pass
        == tests/test_c_stays.py
        def test_stays():
            pass
        == tests/test_d_stays.py
        def test_stays():
            pass
        """);

    assertEquals(
        List.of(
            "tests/test_a_moves.py::test_moves",
            "tests/test_b_stays.py::test_stays",
            "tests/test_c_stays.py::test_stays",
            "tests/test_d_stays.py::test_stays"),
        List.copyOf(assertSameAsInOneProcess(setup).keySet()));
  }
}
