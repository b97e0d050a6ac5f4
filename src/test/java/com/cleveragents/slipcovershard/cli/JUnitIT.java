package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The JUnit file of ours tells what the runner's own tell. */
class JUnitIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsEveryEndThatTheRunnerTellsOf() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/environment.py
                def before_scenario(context, scenario):
                    if "breaks" in scenario.tags:
                        raise RuntimeError("on purpose")
                    if "skips" in scenario.tags:
                        scenario.skip("on purpose")
                == features/good.feature
                Feature: Good & <fine> "quoted"
                  Scenario: works & <is> "quoted"
                    Given it works
                  @skips
                  Scenario: is skipped
                    Given it works
                  Scenario Outline: rows
                    Given Python runs <code>
                    Examples: two
                      | code |
                      | pass |
                      | 1    |
                == features/sub/dir/bad.v2.feature
                Feature: Bad
                  Scenario: is wrong
                    Given Python runs assert 1 == 2, "one is not two"
                  Scenario: is wrong without words
                    Given Python runs assert 1 == 2
                  Scenario: is broken
                    Given it works
                    When Python runs 1/0
                    Then it works
                  Scenario: is unknown
                    Given nobody knows
                  @breaks
                  Scenario: has a broken hook
                    Given it works
                == features/unnamed.feature
                Feature:
                  Scenario: of no feature
                    Given it works
                """);
  }

  static Stream<Arguments> setupsAndPaths() {
    return Setup.pairs()
        .flatMap(
            setup ->
                Stream.of(
                        "",
                        "features",
                        "features/sub features/good.feature features/unnamed.feature",
                        "features/sub/dir/bad.v2.feature")
                    .map(paths -> Arguments.of(setup, paths)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("setupsAndPaths")
  void hasTheNamesAndEndsOfTheFilesOfTheRunner(Setup setup, String paths) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--report=junit",
                "--runner-args=--junit --junit-directory reports",
                "--threshold=0"));
    Stream.of(paths.split(" ")).filter(path -> !path.isEmpty()).forEach(arguments::add);

    project.run(setup, arguments.toArray(String[]::new)).assertCode(ExitCode.TESTS_FAILED);

    List<String> theirs = new ArrayList<>();
    for (Path file : files("reports")) {
      theirs.addAll(told(file));
    }
    List<String> ours = told(project.path("build/junit.xml"));
    assertFalse(theirs.isEmpty());
    assertEquals(theirs.stream().sorted().toList(), ours.stream().sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void tellsOfWhatWasLost(Setup setup) throws Exception {
    project.with(
        """
        == features/dies.feature
        Feature: Dies
          Scenario: comes through
            Given it works
          Scenario: dies
            Given Python runs os._exit(3)
          Scenario: waits
            Given it works
        == features/torn.feature
        Nothing: of this
        """);

    project
        .run(setup, "--report=junit", "features/dies.feature", "features/torn.feature")
        .assertCode(ExitCode.CHUNK_FAILED);

    assertEquals(
        List.of(
            "dies.Dies / dies.Dies / comes through / passed / none",
            "dies.Dies / dies.Dies / dies / in flight / error",
            "dies.Dies / dies.Dies / waits / never started / error",
            "features.torn.features.torn / features.torn.features.torn / features/torn.feature"
                + " / unparsable / error"),
        told(project.path("build/junit.xml")));
    assertTrue(Files.readString(project.path("build/junit.xml")).contains("exit code 3"));
  }

  private List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(project.path(directory))) {
      return files.sorted().toList();
    }
  }

  /** Suite, class, name, status and kind of end of every case. */
  private static List<String> told(Path file) throws Exception {
    Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    List<String> told = new ArrayList<>();
    for (Element testCase : elements(xml, "testcase")) {
      String kind = "none";
      for (Node child = testCase.getFirstChild(); child != null; child = child.getNextSibling()) {
        if (List.of("error", "failure", "skipped").contains(child.getNodeName())) {
          kind = child.getNodeName();
        }
      }
      told.add(
          String.join(
              " / ",
              ((Element) testCase.getParentNode()).getAttribute("name"),
              testCase.getAttribute("classname"),
              testCase.getAttribute("name"),
              testCase.getAttribute("status"),
              kind));
    }
    return told;
  }

  private static List<Element> elements(Document xml, String name) {
    return IntStream.range(0, xml.getElementsByTagName(name).getLength())
        .mapToObj(n -> (Element) xml.getElementsByTagName(name).item(n))
        .toList();
  }
}
