package com.cleveragents.slipcovershard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a suite ends in one plain process of its runner, without us and without SlipCover.
 *
 * @param code the exit code of the process
 * @param ends how often each test ended in which way: {@code tests/test_a.py::test_one failed}
 * @param output what the process printed
 */
record SerialModel(int code, SortedMap<String, Integer> ends, String output) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Notes what pytest reports, a line each, as it comes. */
  private static final String RECORDER =
      """
      == recorder.py
      import json

      def note(**values):
          with open("recorded.jsonl", "a") as file:
              file.write(json.dumps(values) + "\\n")

      def pytest_runtest_logstart(nodeid):
          note(test=nodeid)

      def pytest_runtest_logreport(report):
          note(
              when=report.when,
              outcome=report.outcome,
              xfail=hasattr(report, "wasxfail"),
              subtest=type(report).__name__.lower() == "subtestreport",
          )
      """;

  static SerialModel of(DrawnSuite suite, TestProject project, Setup setup) throws IOException {
    return suite.isPytest() ? ofPytest(project, setup) : ofBehave(project, setup);
  }

  private static SerialModel ofPytest(TestProject project, Setup setup) throws IOException {
    project.with(RECORDER);
    TestProject.PlainEnd end =
        project.plain(setup, List.of("-m", "pytest", "-p", "recorder", "tests"));
    SortedMap<String, Integer> ends = new TreeMap<>();
    Path recorded = project.path("recorded.jsonl");
    String test = "";
    List<JsonNode> reports = new ArrayList<>();
    for (String line : Files.exists(recorded) ? Files.readAllLines(recorded) : List.<String>of()) {
      JsonNode noted = JSON.readTree(line);
      if (!noted.has("test")) {
        reports.add(noted);
        continue;
      }
      boolean isNextAttempt =
          !reports.isEmpty()
              && reports.stream()
                  .anyMatch(report -> report.path("outcome").asText().equals("rerun"))
              && noted.path("test").asText().equals(test);
      if (!isNextAttempt) {
        count(ends, test, reports);
      }
      test = noted.path("test").asText();
    }
    count(ends, test, reports);
    Files.deleteIfExists(recorded);
    Files.delete(project.path("recorder.py"));
    return new SerialModel(end.code(), ends, end.output());
  }

  private static void count(SortedMap<String, Integer> ends, String test, List<JsonNode> reports) {
    if (!reports.isEmpty()) {
      add(ends, test, end(reports));
    }
    reports.clear();
  }

  /** What pytest's summary counts the test as; of several attempts, the last. */
  private static String end(List<JsonNode> reports) {
    String end = "passed";
    boolean again = false;
    for (JsonNode report : reports) {
      String outcome = report.path("outcome").asText();
      if (again && report.path("when").asText().equals("setup")) {
        end = "passed";
        again = false;
      }
      if (outcome.equals("rerun")) {
        again = true;
      } else if (outcome.equals("failed")) {
        end = "failed";
      } else if (!report.path("subtest").asBoolean() && !end.equals("failed")) {
        end = unlessFailed(end, report);
      }
    }
    return end;
  }

  private static String unlessFailed(String before, JsonNode report) {
    boolean skipped = report.path("outcome").asText().equals("skipped");
    if (report.path("xfail").asBoolean()) {
      return skipped ? "xfailed" : "xpassed";
    }
    return skipped ? "skipped" : before;
  }

  private static SerialModel ofBehave(TestProject project, Setup setup) throws IOException {
    List<String> arguments = List.of("-m", "behave", "-f", "json", "-o", "recorded.json");
    TestProject.PlainEnd end = project.plain(setup, arguments);
    Path recorded = project.path("recorded.json");
    SortedMap<String, String> last = new TreeMap<>();
    String text = Files.exists(recorded) ? Files.readString(recorded).strip() : "";
    if (text.endsWith("]")) {
      for (JsonNode feature : JSON.readTree(text)) {
        for (JsonNode element : feature.path("elements")) {
          if (element.path("type").asText().equals("scenario")) {
            String test = element.path("location").asText() + " " + element.path("name").asText();
            last.put(test, coarse(element.path("status").asText()));
          }
        }
      }
    }
    Files.deleteIfExists(recorded);
    SortedMap<String, Integer> ends = new TreeMap<>();
    last.forEach((test, how) -> add(ends, test, how));
    return new SerialModel(end.code(), ends, end.output());
  }

  /** behave has many words for a failure, and other ones in each version. */
  static String coarse(String status) {
    return List.of("passed", "skipped", "untested").contains(status) ? status : "failed";
  }

  /**
   * What was left out, because something failed around it, is in some reports and not in others.
   */
  static void add(SortedMap<String, Integer> ends, String test, String end) {
    if (end.equals("untested")) {
      return;
    }
    // Random ids cannot be compared; how many there are can.
    ends.merge(test.replaceAll("\\[u-[0-9a-f]+]", "[u-*]") + " " + end, 1, Integer::sum);
  }

  /** Whether the process ended as if all was well. */
  boolean isGreen() {
    return code == 0;
  }

  /** What is to be expected where what failed runs once more: only a pass takes a failure back. */
  SerialModel retried() {
    SortedMap<String, Integer> again = new TreeMap<>();
    ends.forEach(
        (end, times) ->
            again.put(end.contains("recovers") ? end.replaceAll("failed$", "flaky") : end, times));
    boolean green = again.keySet().stream().noneMatch(end -> end.endsWith(" failed"));
    return new SerialModel(green && code == 1 ? 0 : code, again, output);
  }
}
