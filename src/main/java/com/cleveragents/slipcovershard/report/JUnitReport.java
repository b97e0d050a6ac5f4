package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.report.JUnitCase.Kind;
import com.cleveragents.slipcovershard.run.JUnitName;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What ran and how it ended as JUnit's XML, a suite a feature, in the names of the runner. */
final class JUnitReport {
  private static final int DECIMALS = 6;

  /** A line break in an attribute until all is written: no character of any text. */
  private static final String LINE_BREAK = "\uFDD0";

  private final RunRecord run;
  private final ZoneId zone;
  private final Set<String> ambiguous = new HashSet<>();

  /**
   * @param zone in which time stamps are; they do not tell it
   */
  JUnitReport(RunRecord run, ZoneId zone) {
    this.run = run;
    this.zone = zone;
    Map<String, String> paths = new HashMap<>();
    for (Ledger.Entry entry : run.ledger().units()) {
      String other = paths.putIfAbsent(entry.dotted(), entry.path());
      if (other != null && !other.equals(entry.path())) {
        ambiguous.add(entry.dotted());
      }
    }
  }

  /** {@code <testsuites><testsuite><testcase/>…}. */
  void write(OutputStream out) throws IOException {
    StringWriter text = new StringWriter();
    try {
      // Not straight to the stream: with an encoder of its own the writer tears surrogates apart.
      write(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text));
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    out.write(text.toString().replace(LINE_BREAK, "&#10;").getBytes(StandardCharsets.UTF_8));
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    Collection<Suite> suites = suites();
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    writeCounts(xml, suites.stream().flatMap(suite -> suite.cases.stream()).toList());
    writeTime(
        xml, suites.stream().map(suite -> suite.seconds).reduce(BigDecimal.ZERO, BigDecimal::add));
    for (Suite suite : suites) {
      write(xml, suite);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  /** Those of one file joined, where the runner met the file first. */
  private Collection<Suite> suites() {
    Map<String, Suite> suites = new LinkedHashMap<>();
    for (Ledger.Entry entry : run.ledger().units()) {
      suites.computeIfAbsent(entry.path(), path -> new Suite()).add(entry);
    }
    suites.values().removeIf(suite -> suite.cases.isEmpty());
    return suites.values();
  }

  /**
   * As behave names the class of a test case: the dotted path below what it was told to run, and
   * the feature. Where two files would have the same, all of their paths tells them apart.
   */
  private String className(Ledger.Entry entry) {
    if (!entry.isFeature()) {
      return JUnitName.module(entry);
    }
    String path = entry.path().replaceFirst("\\.[^./]*$", "").replace('/', '.');
    boolean told = !entry.dotted().isEmpty() && !ambiguous.contains(entry.dotted());
    String dotted = told ? entry.dotted() : path;
    return dotted + "." + (entry.name().isEmpty() ? dotted : entry.name());
  }

  private void write(XMLStreamWriter xml, Suite suite) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", attribute(suite.name));
    writeCounts(xml, suite.cases);
    writeTime(xml, suite.seconds);
    xml.writeAttribute("timestamp", suite.started.toString());
    for (JUnitCase testCase : suite.cases) {
      write(xml, testCase);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private static void writeCounts(XMLStreamWriter xml, List<JUnitCase> cases)
      throws XMLStreamException {
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("errors", count(cases, Kind.ERROR));
    xml.writeAttribute("failures", count(cases, Kind.FAILURE));
    xml.writeAttribute("skipped", count(cases, Kind.SKIPPED));
  }

  private static String count(List<JUnitCase> cases, Kind kind) {
    return Long.toString(cases.stream().filter(it -> it.kind() == kind).count());
  }

  private static void writeTime(XMLStreamWriter xml, BigDecimal seconds) throws XMLStreamException {
    xml.writeAttribute("time", seconds.toPlainString());
  }

  private static void write(XMLStreamWriter xml, JUnitCase testCase) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    boolean passed = testCase.kind() == Kind.PASSED;
    if (passed) {
      xml.writeEmptyElement("testcase");
    } else {
      xml.writeStartElement("testcase");
    }
    xml.writeAttribute("classname", attribute(testCase.className()));
    xml.writeAttribute("name", attribute(testCase.name()));
    xml.writeAttribute("status", attribute(testCase.status()));
    writeTime(xml, rounded(testCase.seconds()));
    if (!passed) {
      xml.writeCharacters("\n      ");
      writeProblem(xml, testCase);
      xml.writeCharacters("\n    ");
      xml.writeEndElement();
    }
  }

  private static void writeProblem(XMLStreamWriter xml, JUnitCase testCase)
      throws XMLStreamException {
    if (testCase.kind() == Kind.SKIPPED) {
      xml.writeEmptyElement("skipped");
      return;
    }
    xml.writeStartElement(
        switch (testCase.kind()) {
          case ERROR -> "error";
          case FLAKY -> "flakyFailure"; // Maven's word, which readers of such files know
          default -> "failure";
        });
    xml.writeAttribute("type", attribute(testCase.type()));
    xml.writeAttribute("message", attribute(testCase.message()));
    xml.writeCharacters(holdable(testCase.text()));
    xml.writeEndElement();
  }

  /** Lines of an attribute stay lines: the writer does not escape them, and readers join them. */
  private static String attribute(String text) {
    return holdable(text).replace("\n", LINE_BREAK);
  }

  /** What XML 1.0 cannot hold, not even escaped, becomes U+FFFD. */
  private static String holdable(String text) {
    StringBuilder holdable = new StringBuilder(text.length());
    SurrogateEscape.visible(text)
        .codePoints()
        .map(point -> isHoldable(point) ? point : 0xFFFD)
        .forEach(holdable::appendCodePoint);
    return holdable.toString();
  }

  private static boolean isHoldable(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= ' ' && point < Character.MIN_SURROGATE)
        || (point > Character.MAX_SURROGATE && point < 0xFFFE && point != LINE_BREAK.charAt(0))
        || point > 0xFFFF;
  }

  private static BigDecimal rounded(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  /** One feature: what is told of all units that are parts of its file. */
  private final class Suite {
    private final List<JUnitCase> cases = new ArrayList<>();
    private String name = "";
    private BigDecimal seconds = BigDecimal.ZERO.setScale(DECIMALS);
    private LocalDateTime started = LocalDateTime.MAX;

    void add(Ledger.Entry entry) {
      String className = className(entry);
      // A part that was never parsed does not know what the feature is called.
      if (name.isEmpty() || !entry.name().isEmpty()) {
        name = className;
      }
      cases.addAll(JUnitCase.of(entry, className, run.chunks()));
      if (entry.isPiece()) {
        cases.sort(Comparator.comparingInt(JUnitCase::line));
      }
      double sum = entry.scenarios().stream().mapToDouble(Ledger.Scenario::seconds).sum();
      seconds = seconds.add(rounded(entry.end() == Ledger.UnitEnd.ENDED ? entry.seconds() : sum));
      LocalDateTime begin =
          LocalDateTime.ofInstant(
                  run.started().plus(Duration.ofMillis(Math.round(entry.started() * 1000))), zone)
              .truncatedTo(ChronoUnit.SECONDS);
      started = begin.isBefore(started) ? begin : started;
    }
  }
}
