package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders that plugins and formatters write: nothing is lost, and gates are ours. */
class PluginOutputsIT {
  private static final String OF_PYTEST =
      """
      == shop.py
      def sell(price):
          if price == 1:
              return "one"
          return "two"
      == pytest.ini
      [pytest]
      addopts = --html=out/report.html --json-report --json-report-file=out/report.json
          --alluredir=out/allure --basetemp=tmp --shots=shots --notes=notes.txt
          --expected-report=base.json
      == base.json
      {}
      == conftest.py
      import os, pathlib

      def pytest_addoption(parser):
          parser.addoption("--shots", help="folder in which screenshots are stored/")
          parser.addoption("--notes", type=pathlib.Path, help="file")
          parser.addoption("--expected-report", help="what to compare the report that we write with")

      def pytest_sessionfinish(session):
          option = session.config.option
          assert open(option.expected_report).read() == "{}\\n"
          if hasattr(session, "items") and session.items:
              os.makedirs(option.shots, exist_ok=True)
              for name in ["index"] + [item.name for item in session.items]:
                  with open(os.path.join(option.shots, name), "w") as shot:
                      shot.write(",".join(item.name for item in session.items))

      def pytest_configure(config):
          config.option.notes = config.option.notes or None
      == test_a.py
      import shop
      def test_a1(tmp_path):
          (tmp_path / "a").write_text("a")
          assert shop.sell(1) == "one"
      def test_a2():
          assert False
      == test_b.py
      import shop
      def test_b1(tmp_path):
          (tmp_path / "b").write_text("b")
          assert shop.sell(2) == "two"
      def test_b2():
          assert False
      """;

  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void draw() {
    project = TestProject.in(folder).variable("PYTHONDONTWRITEBYTECODE", "1");
  }

  private void pytest(String... plugins) throws IOException {
    project.empty().variable("INPUT_RUNNER", "pytest");
    project.variable("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    project.variable("PYTEST_PLUGINS", String.join(",", plugins));
  }

  private static Setup setup(int chunks) {
    return new Setup(TestEnvironments.withPlugins(), chunks);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ofPytestArePutWhereTheUserWantsThem(int chunks) throws IOException {
    pytest(
        "pytest_metadata.plugin",
        "pytest_html.plugin",
        "pytest_jsonreport.plugin",
        "allure_pytest.plugin");
    project.with(OF_PYTEST);
    Outcome outcome =
        project.run(
            setup(chunks),
            "--threshold=none",
            chunks == 1 ? "--split=queue" : "--split=static",
            "--runner-args=-o cache_dir=kept --cache-clear");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    List<String> tests = new ArrayList<>();
    List<String> ends = chunks == 1 ? List.of("") : List.of(".chunk-1", ".chunk-2");
    for (String end : ends) {
      assertTrue(outcome.text("out/report.html" + end).contains("data-jsonblob"));
      assertTrue(outcome.has("shots" + end + "/index"));
      outcome
          .json("out/report.json" + end)
          .path("tests")
          .forEach(test -> tests.add(test.path("nodeid").asText()));
      assertTrue(outcome.has(chunks == 1 ? "tmp" : "tmp/" + end.substring(1)));
    }
    assertEquals(
        List.of(
            "test_a.py::test_a1", "test_a.py::test_a2", "test_b.py::test_b1", "test_b.py::test_b2"),
        tests.stream().sorted().toList());
    assertTrue(outcome.has("out/assets/style.css"));
    assertEquals(4, results("out/allure"));
    assertEquals(2, outcome.json("kept/v/cache/lastfailed").size());
    if (chunks == 1) {
      outcome.assertSaysNothingOf("chunk-<n>");
    } else {
      outcome.assertSays(
          "out/report.html (pytest-html) cannot be joined: see out/report.html.chunk-<n>",
          "out/allure (allure) holds the files of all chunks",
          "basetemp tmp: each chunk has its own folder in it");
    }
  }

  private long results(String directory) throws IOException {
    try (Stream<Path> files = Files.list(project.path(directory))) {
      return files.filter(file -> file.toString().endsWith("-result.json")).count();
    }
  }

  @Test
  void aGateOfPytestCovIsOursOrNone() throws IOException {
    pytest("pytest_cov.plugin");
    project.with(
        """
        == pytest.ini
        [pytest]
        addopts = --cov=shop --cov-report=xml:cov.xml --cov-fail-under=90
        == shop.py
        def sell(price):
            if price == 1:
                return "one"
            return "two"
        == test_a.py
        import pytest, shop
        @pytest.mark.no_cover
        def test_a():
            assert shop.sell(1) == "one"
        == test_b.py
        import os, shop
        def test_b():
            assert shop.sell(2) == "two" and "COV_CORE_SOURCE" not in os.environ
        """);
    project.variable("COV_CORE_SOURCE", "shop").variable("COVERAGE_PROCESS_START", "none.ini");

    project
        .run(setup(1))
        .assertCode(ExitCode.USAGE)
        .assertSays("set threshold: 90 (from addopts) or none");

    Files.deleteIfExists(project.path("cov.xml")); // of a look at why the run was refused
    Outcome outcome = project.run(setup(2), "--threshold=90", "--verify=serial");
    outcome
        .assertCode(ExitCode.PASSED)
        .assertSays(
            "pytest-cov is switched off, SlipCover measures in its place; not written: xml:cov.xml",
            "one process measured the same");
    assertFalse(outcome.has("cov.xml"));

    project.with(
        """
        == pytest.ini
        [pytest]
        addopts = --cov=shop
        == pyproject.toml
        [tool.coverage.report]
        fail_under = 91.5
        """);
    project
        .run(setup(2))
        .assertCode(ExitCode.USAGE)
        .assertSays("set threshold: 91.5 (fail_under of pyproject.toml) or none");
    project.run(setup(2), "--threshold=none").assertCode(ExitCode.PASSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ofBehaveArePutWhereTheUserWantsThem(int chunks) throws IOException {
    project.with(
        """
        == pages.py
        import os
        from behave.formatter.base import Formatter

        class Pages(Formatter):
            def __init__(self, opener, config):
                super().__init__(opener, config)
                os.makedirs(opener.name, exist_ok=True)
                self.names = []

            def feature(self, feature):
                self.names.append(feature.name)

            def close(self):
                for name in self.names + ["index"]:
                    with open(os.path.join(self.stream_opener.name, name), "w") as page:
                        page.write(" ".join(self.names))
        == features/a.feature
        Feature: a
          Scenario: works
            Given it works
        == features/b.feature
        Feature: b
          Scenario: works, too
            Given it works
          Scenario: is flaky
            Given Python runs assert os.path.exists("again") or open("again", "w").close()
        == pages.chunk-7/old
        old
        """);
    project.variable("PYTHONPATH", ".").variable("INPUT_RETRY-FAILED", "1");
    Outcome outcome =
        project.run(
            setup(chunks),
            "--threshold=none",
            "--runner-args=-f allure_behave.formatter:AllureFormatter -o results/"
                + " -f pages:Pages -o out/pages",
            "features");

    outcome.assertCode(ExitCode.PASSED);
    // The test that failed at first has a result for each attempt, as allure wants it.
    assertEquals(4, results("results"));
    String all = "";
    for (int process = 1; process <= chunks + 1; process++) {
      all += outcome.text("out/pages.chunk-" + process + "/index") + " ";
    }
    assertTrue(all.contains("a") && all.split("b", -1).length == 3, all);
    outcome.assertSays("out/pages (pages:Pages) cannot be joined: see out/pages.chunk-<n>");
    assertTrue(outcome.has("pages.chunk-7/old"), "it is not beside what was written");
  }
}
