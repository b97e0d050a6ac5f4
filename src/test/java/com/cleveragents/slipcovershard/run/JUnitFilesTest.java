package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JUnitFilesTest {
  private static final String FIRST =
      """
      <testsuite name="a.A" tests="2" errors="0" failures="1" skipped="0" time="1.25" \
      timestamp="2026-03-04T05:06:08" hostname="h"><testcase classname="a.A" name="fourth"/>\
      <testcase classname="a.A" name="second"><failure><![CDATA[<no> & why]]></failure>\
      </testcase></testsuite>""";
  private static final String SECOND =
      """
      <testsuite name="a.A" tests="2" errors="1" failures="0" skipped="1" time="0.5" \
      timestamp="2026-03-04T05:06:07" hostname="h"><testcase classname="a.A" name="third"/>\
      <testcase classname="a.A" name="first"/></testsuite>""";

  @TempDir private Path folder;

  private static Ledger ledger(String... scenarios) {
    return new Ledger(
        List.of(
            new Ledger.Entry(
                new Unit(0, 0, "features/a.feature", List.of(), 0),
                "A",
                "a",
                1,
                UnitEnd.ENDED,
                Optional.empty(),
                0,
                0,
                Stream.of(scenarios)
                    .map(
                        name ->
                            new Ledger.Scenario(
                                1,
                                name,
                                true,
                                ScenarioEnd.PASSED,
                                "passed",
                                0,
                                0,
                                1,
                                1,
                                Optional.empty()))
                    .toList())));
  }

  private List<String> join(String... parts) throws IOException {
    JUnitFiles files = new JUnitFiles(ledger("first", "second", "third", "fourth"), Runner.BEHAVE);
    for (int chunk = 1; chunk <= parts.length; chunk++) {
      Path own = Files.createDirectories(folder.resolve("chunk-" + chunk));
      Files.writeString(own.resolve("TESTS-a.xml"), parts[chunk - 1]);
      files.add(chunk, own);
    }
    return files.writeTo(folder.resolve("out"));
  }

  private String out(String name) throws IOException {
    return Files.readString(folder.resolve("out").resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void sumsTheSuitesOfOneFeatureAndSortsItsCasesAsTheRunner() throws IOException {
    assertEquals(List.of(), join(FIRST, SECOND));
    assertEquals(
        """
        <?xml version="1.0" encoding="UTF-8"?>\
        <testsuite errors="1" failures="1" hostname="h" name="a.A" skipped="1" tests="4" \
        time="1.75" timestamp="2026-03-04T05:06:07"><testcase classname="a.A" name="first"/>\
        <testcase classname="a.A" name="second"><failure><![CDATA[<no> & why]]></failure>\
        </testcase><testcase classname="a.A" name="third"/>\
        <testcase classname="a.A" name="fourth"/></testsuite>
        """,
        out("TESTS-a.xml"));
    assertEquals(List.of("TESTS-a.xml"), names());
  }

  @Test
  void keepsFeaturesOfDifferentNamesApart() throws IOException {
    join(FIRST, SECOND.replace("\"a.A\"", "\"a.B\""), SECOND);
    String xml = out("TESTS-a.xml");
    assertEquals(2, xml.split("<testsuite ", -1).length - 1, xml);
    assertEquals(2, xml.split("<testsuites>|</testsuites>", -1).length - 1, xml);
    assertEquals(6, xml.split("<testcase ", -1).length - 1, xml);
  }

  @Test
  void copiesWhatOnlyOneChunkWroteAsItIs() throws IOException {
    assertEquals(List.of(), join("<half"));
    assertEquals("<half", out("TESTS-a.xml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<testsuite name=\"a.A\"><testcase",
        "<html/>",
        "<!DOCTYPE testsuite SYSTEM \"file:///etc/hostname\"><testsuite name=\"a.A\"/>",
        "<!DOCTYPE testsuite [<!ENTITY e \"e\">]><testsuite name=\"a.A\">&e;</testsuite>",
      })
  void keepsWhatCannotBeJoinedBesideTheRest(String torn) throws IOException {
    assertEquals(List.of("TESTS-a.xml"), join(FIRST, torn, SECOND));
    assertEquals(torn, out("TESTS-a.xml.chunk-2"));
    assertEquals(List.of("TESTS-a.xml", "TESTS-a.xml.chunk-2"), names());
    assertEquals(4, out("TESTS-a.xml").split("<testcase ", -1).length - 1);
  }

  @Test
  void replacesWhatAnEarlierRunLeft() throws IOException {
    join(FIRST, "<half", "<half");
    join(FIRST, SECOND, "<half");
    assertEquals(List.of("TESTS-a.xml", "TESTS-a.xml.chunk-3"), names());
    join("<half", "<half");
    assertFalse(Files.exists(folder.resolve("out/TESTS-a.xml")));
    assertEquals(List.of("TESTS-a.xml.chunk-1", "TESTS-a.xml.chunk-2"), names());
  }

  @Test
  void makesNoDirectoryForNothing() throws IOException {
    assertEquals(List.of(), join());
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
