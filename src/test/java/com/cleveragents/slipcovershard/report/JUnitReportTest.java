package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitReportTest {
  private static final Instant STARTED = Instant.parse("2026-03-04T03:06:07.089Z");
  private static final Event.Failure ASSERTION =
      new Event.Failure("Then it is 2", 7, "failed", "Assertion Failed: 1 is not 2\nmore");
  private static final Event.Failure SURPRISE =
      new Event.Failure(
          "When it runs",
          6,
          "failed",
          "Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'x'\n\nStdout:");

  private static Ledger.Scenario scenario(String name, ScenarioEnd end, String status) {
    return scenario(name, end, status, Optional.empty());
  }

  private static Ledger.Scenario failed(String name, Event.Failure failure) {
    return scenario(name, ScenarioEnd.FAILED, "failed", Optional.of(failure));
  }

  private static Ledger.Scenario scenario(
      String name, ScenarioEnd end, String status, Optional<Event.Failure> failure) {
    return new Ledger.Scenario(5, name, true, end, status, 0.5, 0.125, 2, 1, failure);
  }

  private static Ledger.Scenario notSelected(String name) {
    return new Ledger.Scenario(
        5, name, false, ScenarioEnd.SKIPPED, "skipped", 0, 0, 0, 0, Optional.empty());
  }

  private static Ledger.Entry entry(
      int number, String path, String name, String dotted, Ledger.Scenario... scenarios) {
    return new Ledger.Entry(
        new Unit(number, number, path, List.of(), 0),
        name,
        dotted,
        1,
        UnitEnd.ENDED,
        Optional.empty(),
        number,
        1.5,
        List.of(scenarios));
  }

  private static Ledger.Entry ended(
      Ledger.Entry entry, int chunk, UnitEnd end, Optional<String> error) {
    return new Ledger.Entry(
        entry.unit(),
        entry.name(),
        entry.dotted(),
        chunk,
        end,
        error,
        entry.started(),
        0,
        entry.scenarios());
  }

  private static RunRecord.ChunkRecord chunk(int number, String end) {
    return new RunRecord.ChunkRecord(
        number,
        OptionalInt.empty(),
        end,
        end.equals("in order"),
        0,
        9,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String written(Ledger.Entry... entries) {
    RunRecord run =
        new RunRecord(
            "local",
            "",
            Optional.empty(),
            STARTED,
            new Ledger(List.of(entries)),
            List.of(chunk(1, "in order"), chunk(2, "was killed by SIGKILL")),
            List.of());
    return Fixture.written(
        new Report(
            DrawnCoverage.lines("a.py +"),
            List.of(),
            Fixture.TIME,
            List.of(),
            Optional.of(run),
            new TreeMap<>(),
            Fixture.recorded().options()),
        ReportFormat.JUNIT);
  }

  @Test
  void tellsEveryEnd() throws IOException {
    String xml =
        written(
            entry(
                0,
                "features/sub/loans.feature",
                "Loans",
                "sub.loans",
                scenario("passes", ScenarioEnd.PASSED, "passed"),
                notSelected("not selected"),
                scenario("skipped", ScenarioEnd.SKIPPED, "skipped"),
                failed("is wrong", ASSERTION),
                failed("is broken", SURPRISE)),
            entry(
                1,
                "features/hooks.feature",
                "Hooks",
                "hooks",
                failed("hook", new Event.Failure("", 0, "", "HOOK-ERROR in before_scenario: no")),
                scenario(
                    "no clean-up",
                    ScenarioEnd.FAILED,
                    "passed",
                    Optional.of(new Event.Failure("", 0, "", "a clean-up function failed"))),
                scenario("vanished", ScenarioEnd.NEVER_STARTED, "")),
            ended(
                entry(
                    2,
                    "features/outside.feature",
                    "Outside",
                    "outside",
                    scenario("left out", ScenarioEnd.UNTESTED, "untested")),
                1,
                UnitEnd.ENDED,
                Optional.of("HOOK-ERROR in before_feature: no")),
            ended(
                entry(3, "features/torn.feature", "", ""),
                1,
                UnitEnd.UNPARSABLE,
                Optional.of("ParserError: line 3")),
            ended(
                entry(
                    4,
                    "features/lost.feature",
                    "Lost",
                    "lost",
                    scenario("before", ScenarioEnd.PASSED, "passed"),
                    scenario("died", ScenarioEnd.IN_FLIGHT, ""),
                    scenario("after", ScenarioEnd.NEVER_STARTED, "")),
                2,
                UnitEnd.IN_FLIGHT,
                Optional.empty()),
            ended(
                entry(
                    5,
                    "features/late.feature",
                    "Late",
                    "late",
                    scenario("all of it", ScenarioEnd.PASSED, "passed")),
                2,
                UnitEnd.IN_FLIGHT,
                Optional.empty()),
            ended(
                entry(6, "features/never.feature", "", ""),
                2,
                UnitEnd.NEVER_STARTED,
                Optional.empty()),
            ended(
                entry(7, "features/stopped.feature", "", ""),
                1,
                UnitEnd.STOPPED,
                Optional.empty()));
    try (InputStream golden =
        Objects.requireNonNull(JUnitReportTest.class.getResourceAsStream("junit.xml"))) {
      assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), xml);
    }
  }

  @Test
  void joinsThePartsOfAFile() throws Exception {
    Document xml =
        parsed(
            written(
                entry(0, "a.feature", "A", "a", scenario("1", ScenarioEnd.PASSED, "passed")),
                entry(1, "b.feature", "B", "b", scenario("2", ScenarioEnd.PASSED, "passed")),
                entry(2, "a.feature", "A", "a", failed("3", ASSERTION))));
    assertEquals(List.of("a.A", "b.B"), attributes(xml, "testsuite", "name"));
    assertEquals(List.of("1", "3", "2"), attributes(xml, "testcase", "name"));
    assertEquals(List.of("2", "1"), attributes(xml, "testsuite", "tests"));
    assertEquals(List.of("1", "0"), attributes(xml, "testsuite", "failures"));
    assertEquals(List.of("3.000000", "1.500000"), attributes(xml, "testsuite", "time"));
    assertEquals(List.of("4.500000"), attributes(xml, "testsuites", "time"));
    assertEquals(
        List.of("2026-03-04T05:06:07", "2026-03-04T05:06:08"),
        attributes(xml, "testsuite", "timestamp"));
  }

  @Test
  void tellsFilesApartThatTheRunnerNamesAlike() throws Exception {
    Ledger.Scenario same = scenario("s", ScenarioEnd.PASSED, "passed");
    Document xml =
        parsed(
            written(
                entry(0, "one/a.feature", "A", "a", same),
                entry(1, "two/a.feature", "A", "a", same),
                entry(2, "two/b.feature", "", "b", same)));
    assertEquals(List.of("one.a.A", "two.a.A", "b.b"), attributes(xml, "testsuite", "name"));
    assertEquals(List.of("one.a.A", "two.a.A", "b.b"), attributes(xml, "testcase", "classname"));
  }

  @Test
  void escapesMarkupAndReplacesWhatXmlCannotHold() throws Exception {
    String name = "<a href=\"x\"> & 'y' ]]> \uD83D\uDE00 ü";
    String error = "Assertion Failed: \u001B[31m]]>\u0000 \uFFFE\n\uD83D \uD83D\uDE00 & <b>";
    Document xml =
        parsed(
            written(
                entry(
                    0,
                    "a.feature",
                    name,
                    "a",
                    failed(name, new Event.Failure(name, 7, "failed", error)))));
    assertEquals(List.of("a." + name), attributes(xml, "testsuite", "name"));
    assertEquals(List.of(name), attributes(xml, "testcase", "name"));
    assertEquals(
        List.of(name + ": Assertion Failed: \uFFFD[31m]]>\uFFFD \uFFFD"),
        attributes(xml, "failure", "message"));
    String text = xml.getElementsByTagName("failure").item(0).getTextContent();
    assertTrue(text.endsWith("\n\\ud83d \uD83D\uDE00 & <b>"), text);
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> attributes(Document xml, String element, String attribute) {
    NodeList found = xml.getElementsByTagName(element);
    return IntStream.range(0, found.getLength())
        .mapToObj(n -> ((Element) found.item(n)).getAttribute(attribute))
        .toList();
  }
}
