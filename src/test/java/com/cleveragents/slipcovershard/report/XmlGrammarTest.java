package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import com.cleveragents.slipcovershard.coverage.RandomCoverage;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Holds our XML against Cobertura's DTD. SlipCover, and so we, say one thing more than it knows:
 * {@code missing-branches} of a line.
 */
class XmlGrammarTest {
  private static final URL GRAMMAR =
      Objects.requireNonNull(XmlGrammarTest.class.getResource("coverage-04.dtd"));
  private static final String ONE_ATTRIBUTE_MORE =
      "[<!ATTLIST line missing-branches CDATA #IMPLIED>]";

  @Test
  void followsTheGrammarButForMissingBranches() throws Exception {
    assertEquals(List.of(), violations(ours(Fixture.recorded()), ONE_ATTRIBUTE_MORE));
  }

  @Test
  void slipcoverBreaksTheGrammarByMissingBranchesAlone() throws Exception {
    for (String xml : List.of(Recorded.text("merged/coverage.xml"), ours(Fixture.recorded()))) {
      List<String> found = violations(xml, "");
      assertTrue(found.size() > 1);
      assertEquals(
          List.of("Attribute \"missing-branches\" must be declared for element type \"line\"."),
          found.stream().distinct().toList());
      assertEquals(List.of(), violations(xml, ONE_ATTRIBUTE_MORE));
    }
  }

  @Test
  void followsTheGrammarWhollyWithoutBranches() throws Exception {
    Coverage coverage = DrawnCoverage.lines("a.py ++-", "empty.py ", "p/a&b<\"c\">.py -");
    assertEquals(List.of(), violations(ours(Fixture.of(coverage)), ""));
    assertEquals(List.of(), violations(ours(Fixture.of(DrawnCoverage.lines())), ""));
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.coverage.RandomCoverage#seeds")
  void followsTheGrammarForWhateverWasMeasured(long seed) throws Exception {
    Coverage coverage = new RandomCoverage(seed).next();
    assertEquals(
        List.of(), violations(ours(Fixture.of(coverage)), ONE_ATTRIBUTE_MORE), "seed " + seed);
  }

  private static String ours(Report report) {
    return Fixture.written(report, ReportFormat.XML);
  }

  /** What a validating parser says; the grammar is put in, since SlipCover does not name it. */
  private static List<String> violations(String xml, String addition)
      throws ParserConfigurationException, SAXException, IOException {
    String head = "<?xml version=\"1.0\" ?>\n";
    assertTrue(xml.startsWith(head), xml);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setValidating(true);
    DocumentBuilder parser = factory.newDocumentBuilder();
    List<String> violations = new ArrayList<>();
    parser.setErrorHandler(
        new ErrorHandler() {
          @Override
          public void warning(SAXParseException exception) {
            violations.add(exception.getMessage());
          }

          @Override
          public void error(SAXParseException exception) {
            violations.add(exception.getMessage());
          }

          @Override
          public void fatalError(SAXParseException exception) throws SAXParseException {
            throw exception;
          }
        });
    String declared = "<!DOCTYPE coverage SYSTEM \"" + GRAMMAR + "\" " + addition + ">\n";
    parser.parse(new InputSource(new StringReader(head + declared + xml.substring(head.length()))));
    return violations;
  }
}
