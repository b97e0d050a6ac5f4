package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlReportTest {
  @Test
  void sortsNumbersInNamesAsPeopleDo() {
    Coverage coverage = DrawnCoverage.lines("s/a10.py +", "s/a2.py +", "s/a02.py +", "s/A2.py +");
    assertEquals(
        List.of("s/A2.py", "s/a02.py", "s/a2.py", "s/a10.py"), attributes(coverage, "filename"));
  }

  @Test
  void escapesNamesAsMarkup() {
    List<String> names = attributes(DrawnCoverage.lines("a&b<c>\"d\".py +"), "filename");
    assertEquals(List.of("a&amp;b&lt;c&gt;&quot;d&quot;.py"), names);
  }

  @Test
  void escapesWhiteSpaceInNamesAsPython313Does() {
    List<String> names = attributes(DrawnCoverage.lines("a\tb\nc\rd.py +"), "filename");
    assertEquals(List.of("a&#9;b&#10;c&#13;d.py"), names);
  }

  @Test
  void tellsNoBranchesUnlessWanted() {
    Coverage coverage = DrawnCoverage.branches("a.py ++ 1>2 1!0");
    Report without = Fixture.of(coverage, ReportOptions.of(Path.of("/srv/shop"), false));
    assertTrue(
        Fixture.written(without, ReportFormat.XML)
            .contains("branches-covered=\"0\" branches-valid=\"0\" branch-rate=\"0\""));
  }

  @ParameterizedTest
  @CsvSource({
    "99, shop.api.v1, v1.py",
    "2, shop.api, v1/v1.py",
    "1, shop, api/v1/v1.py",
    "0, '', shop/api/v1/v1.py",
  })
  void cutsPackagesToTheirDepth(int depth, String packageName, String className) {
    Coverage coverage = DrawnCoverage.lines("shop/api/v1/v1.py +");
    ReportOptions options = ReportOptions.of(Path.of("/srv/shop"), true).withXmlPackageDepth(depth);
    String xml = Fixture.written(Fixture.of(coverage, options), ReportFormat.XML);
    assertTrue(xml.contains("<package name=\"" + packageName + "\""), xml);
    assertTrue(xml.contains("<class name=\"" + className + "\""), xml);
  }

  @Test
  void namesFilesOfTheDirectoryRelativelyAndOthersAbsolutely() {
    Coverage coverage =
        DrawnCoverage.lines("/srv/shop/a.py +", "../b.py +", "/opt/lib/c.py +", "x/./d.py +");
    assertEquals(
        List.of("a.py", "/opt/lib/c.py", "/srv/b.py", "x/d.py"), attributes(coverage, "filename"));
  }

  @Test
  void followsLinksToWhereAFileLies(@TempDir Path directory) throws IOException {
    Path project = directory.resolve("project");
    Path real = Files.createDirectories(project.resolve("real"));
    Files.createSymbolicLink(project.resolve("link"), real);
    Path link = Files.createSymbolicLink(directory.resolve("shortcut"), project);
    Coverage coverage = DrawnCoverage.lines("link/gone.py +");
    String xml =
        Fixture.written(Fixture.of(coverage, ReportOptions.of(link, false)), ReportFormat.XML);
    assertTrue(xml.contains("filename=\"real/gone.py\""), xml);
    assertTrue(xml.contains("<source>" + project.toRealPath() + "</source>"), xml);
  }

  private static List<String> attributes(Coverage coverage, String name) {
    String xml = Fixture.written(Fixture.of(coverage), ReportFormat.XML);
    return Pattern.compile(" " + name + "=\"([^\"]*)\"")
        .matcher(xml)
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
