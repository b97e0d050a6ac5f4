package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.Recorded;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlReportTest {
  private static final Pattern ROW =
      Pattern.compile("<tr id=\"L(\\d+)\" class=\"(.?)\">.*?</td><td>(.*?)</td><td>(.*?)</td>");

  @TempDir private Path folder;
  private Path project = Path.of("");

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectory(folder.resolve("project"));
  }

  @ParameterizedTest
  @CsvSource({"html/index.html", "html/files/p-shop-prices-py-93fd377a23.html"})
  void equalsItsGoldenFile(String name) {
    assertEquals(
        Recorded.text("merged/" + name),
        Fixture.files(Fixture.recordedRun(), ReportFormat.HTML).get(name));
  }

  @Test
  void hasAPageForEachSourceThatTheIndexLinks() {
    SortedMap<String, String> files = Fixture.files(Fixture.recordedRun(), ReportFormat.HTML);
    List<String> links =
        Pattern.compile("href=\"(files/[^\"]+)\"")
            .matcher(String.valueOf(files.get("html/index.html")))
            .results()
            .map(link -> "html/" + link.group(1))
            .sorted()
            .toList();
    assertEquals(
        files.keySet().stream().filter(name -> name.startsWith("html/files/")).toList(), links);
    assertEquals(7, links.size());
  }

  @Test
  void loadsNothingFromElsewhere() {
    Fixture.files(Fixture.recordedRun(), ReportFormat.HTML).values().stream()
        .flatMap(text -> Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(text).results())
        .map(link -> link.group(1))
        .forEach(
            link ->
                assertTrue(
                    link.matches("(\\.\\./)?(assets|files)/.*|\\.\\./index.html|#L\\d+|data:,"),
                    link));
  }

  @Test
  void tellsWhatBecameOfEachLine() throws IOException {
    source("a.py", "one\ntwo\n\nfour\n");
    String page = pageOf(DrawnCoverage.branches("a.py ++.- 1>2 1>3 1!4 1!0 4!0"));
    assertEquals(List.of("1 p partly one", "2 r ran two", "3   ", "4 m missing four"), rows(page));
    assertTrue(
        page.contains("2 of 4 branches taken; never to <span>exit</span> <a href=\"#L4\">4</a> "),
        page);
  }

  @Test
  void cutsPercentages() {
    String index = indexOf(DrawnCoverage.lines("a.py " + "+".repeat(29_999) + "-"));
    assertTrue(index.contains(">99.99 %<"), index);
    assertFalse(index.contains("100.00"), index);
  }

  @Test
  void sumsFolders() {
    String index = indexOf(DrawnCoverage.lines("a/x.py +-", "a/y.py ++", "a/b/z.py -", "m.py +"));
    assertEquals(
        List.of("./ 1 of 1", "a/ 3 of 4", "a/b/ 0 of 1"),
        found(index, "rowgroup\">(.*?)<.*?<td class=\"n\">(\\d+ of \\d+)<", " "));
  }

  @Test
  void showsNamesAndSourcesAsText() throws IOException {
    String name = "<script>alert(1)<\"'&.py";
    source(name, "</td><script>alert('&amp;')</script>\n");
    Map<String, String> files = files(DrawnCoverage.lines(name + " +"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (file.getKey().endsWith(".html")) {
        assertFalse(file.getValue().contains("<script>"), file.getValue());
      }
    }
    assertTrue(
        page(files).contains("<td>&lt;/td&gt;&lt;script&gt;alert('&amp;amp;')&lt;/script&gt;</td>"),
        page(files));
    assertTrue(
        String.valueOf(files.get("html/index.html"))
            .contains("title=\"&lt;script>alert(1)&lt;&#34;&#39;&amp;.py\""),
        files.get("html/index.html"));
  }

  @Test
  void readsNoSourceOutsideOfTheDirectory() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.py"), "the secret\n");
    Path other = Files.createDirectory(folder.resolve("project2"));
    Files.writeString(other.resolve("b.py"), "the secret\n");
    Files.createSymbolicLink(project.resolve("link.py"), secret);
    Files.createSymbolicLink(project.resolve("linked"), other);
    for (String key :
        List.of(
            "../secret.py",
            "x/../../secret.py",
            secret.toString(),
            "link.py",
            "linked/b.py",
            "../project2/b.py")) {
      Files.createDirectories(project.resolve("x"));
      Map<String, String> files = files(DrawnCoverage.lines(key + " +"));
      assertTrue(page(files).contains("It lies outside"), key);
      assertEquals(List.of("1 r ran "), rows(page(files)), key);
      assertFalse(String.join("\n", files.values()).contains("the secret"), key);
    }
  }

  @Test
  void followsLinksThatStayInside() throws IOException {
    source("real.py", "inside\n");
    Files.createSymbolicLink(project.resolve("link.py"), Path.of("real.py"));
    assertEquals(List.of("1 r ran inside"), rows(pageOf(DrawnCoverage.lines("link.py +"))));
  }

  @Test
  void findsTheProjectThroughALink() throws IOException {
    source("a.py", "inside\n");
    Path link = Files.createSymbolicLink(folder.resolve("alias"), project);
    Report report = Fixture.of(DrawnCoverage.lines("a.py +"), ReportOptions.of(link, false));
    assertEquals(List.of("1 r ran inside"), rows(page(Fixture.files(report, ReportFormat.HTML))));
  }

  @Test
  void saysWhyThereIsNoSource() throws IOException {
    Files.createDirectory(project.resolve("d.py"));
    Files.write(project.resolve("long.py"), new byte[3 << 20]);
    assertNote("gone.py", "The source is not there");
    assertNote("d.py", "no regular file");
    assertNote("long.py", "longer than 2 MiB");
    assertNote("x".repeat(300) + ".py", "could not be read");
  }

  @Test
  void listsLinesWithCodeWhereThereIsNoSource() {
    assertEquals(
        List.of("2 r ran ", "5 m missing "), rows(pageOf(DrawnCoverage.lines("gone.py .+..-"))));
  }

  @Test
  void saysThatTheSourceHasChanged() throws IOException {
    source("a.py", "one\n");
    String page = pageOf(DrawnCoverage.lines("a.py +.-"));
    assertTrue(page.contains("has 1 lines, but line 3 was measured"), page);
    assertEquals(List.of("1 r ran one", "3 m missing "), rows(page));
  }

  @Test
  void knowsThatPythonGivesAnEmptyFileALine() throws IOException {
    source("__init__.py", "");
    assertFalse(pageOf(DrawnCoverage.lines("__init__.py +")).contains("class=\"note\""));
  }

  @Test
  void showsNoMoreLinesThanBrowsersBear() throws IOException {
    source("a.py", "x\n".repeat(60_000));
    String page = pageOf(DrawnCoverage.lines("a.py +"));
    assertTrue(page.contains("Only the first 50000 lines are shown."));
    assertEquals(50_000, rows(page).size());
  }

  @Test
  void decodesAsTheSourceSaysAndElseLeniently() throws IOException {
    Files.write(
        project.resolve("a.py"),
        "#!/bin/python\n# -*- coding: latin-1 -*-\nä".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("3   ä", rows(pageOf(DrawnCoverage.lines("a.py +"))).get(2));
    Files.write(project.resolve("b.py"), "\ufeffä\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("1 r ran ä", rows(pageOf(DrawnCoverage.lines("b.py +"))).get(0));
    Files.write(project.resolve("c.py"), "# coding: klingon\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("1 r ran # coding: klingon", rows(pageOf(DrawnCoverage.lines("c.py +"))).get(0));
    Files.write(project.resolve("d.py"), new byte[] {'a', (byte) 0xff, 0, 27, 'b', '\n'});
    assertEquals(
        "1 r ran a\ufffd\ufffd\ufffdb", rows(pageOf(DrawnCoverage.lines("d.py +"))).get(0));
  }

  @Test
  void showsMarksThatTurnTheDirectionOfText() throws IOException {
    source("a.py", "a\u202eb\u2066c\n");
    assertEquals(List.of("1 r ran a\ufffdb\ufffdc"), rows(pageOf(DrawnCoverage.lines("a.py +"))));
  }

  @Test
  void givesEachPageANameThatAnyFileSystemKnows() {
    PageNames names = new PageNames();
    List<String> given =
        List.of("A.py", "a.py", "a-py", "/", "ä.py", "CON", "x/".repeat(500) + "a.py", "\ud800")
            .stream()
            .map(names::nameFor)
            .toList();
    given.forEach(name -> assertTrue(name.matches("p-[a-z0-9-]{10,60}\\.html"), name));
    assertEquals(given.size(), given.stream().distinct().count());
    assertEquals(given.get(0), new PageNames().nameFor("A.py"));
  }

  @Test
  void namesTheChunksThatExecutedTheFile() {
    Coverage one = DrawnCoverage.lines("a.py +--", "b.py +");
    Coverage two = DrawnCoverage.lines("a.py ++-", "b.py -");
    SortedMap<Integer, Coverage> chunks = new TreeMap<>(Map.of(1, one, 2, two));
    Coverage both = Coverage.merge(Map.of("1", one, "2", two));
    Report report = Fixture.of(both, ReportOptions.of(project, false));
    report =
        new Report(
            both,
            report.verdicts(),
            report.time(),
            report.sections(),
            report.run(),
            chunks,
            report.options());
    assertEquals(
        List.of("1 (1 line), 2 (2 lines)", "1 (1 line)"),
        Fixture.files(report, ReportFormat.HTML).values().stream()
            .flatMap(text -> found(text, "Executed by chunk (.*?)</p>", "").stream())
            .toList());
  }

  private void assertNote(String key, String words) {
    String page = pageOf(DrawnCoverage.lines(key + " +"));
    assertTrue(page.contains("class=\"note\"") && page.contains(words), page);
  }

  private void source(String name, String text) throws IOException {
    Files.writeString(project.resolve(name), text);
  }

  private SortedMap<String, String> files(Coverage coverage) {
    return Fixture.files(
        Fixture.of(coverage, ReportOptions.of(project, coverage.withBranches())),
        ReportFormat.HTML);
  }

  private String indexOf(Coverage coverage) {
    return String.valueOf(files(coverage).get("html/index.html"));
  }

  private String pageOf(Coverage coverage) {
    return page(files(coverage));
  }

  private static String page(Map<String, String> files) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith("html/files/"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> rows(String page) {
    return found(page, ROW.pattern(), " ");
  }

  private static List<String> found(String text, String pattern, String between) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> groups(match).collect(Collectors.joining(between)))
        .toList();
  }

  private static Stream<String> groups(MatchResult match) {
    return IntStream.rangeClosed(1, match.groupCount()).mapToObj(match::group);
  }
}
