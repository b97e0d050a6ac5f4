package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.coverage.DrawnCoverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The pages in a real browser, opened from disk. */
class HtmlReportIT {
  private static final String EVIL_NAME = "lib/<script>owned=1<.py";
  private static final String EVIL_LINE =
      "x = '</td></table><script>owned=1</script><img src=x onerror=owned=1>'";
  private static final String LIGHT = "rgb(255, 255, 255)";
  private static final String DARK = "rgb(20, 23, 28)";

  private static @Nullable Chromium chromium;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    chromium = Chromium.assumed();
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
    }
  }

  /** All pages keep to this, whatever is done with them. */
  @AfterEach
  void neitherComplainsNorLoadsAnything() {
    assertEquals(List.of(), browser().complaints());
    List<String> requests = browser().requests();
    assertFalse(requests.isEmpty());
    requests.forEach(url -> assertTrue(url.matches("(?s)(file:///|data:).*"), url));
    browser().forget();
  }

  @Test
  void sortsByEachColumnAndBackAgain() throws IOException {
    openIndex(DrawnCoverage.lines("b/a10.py +---", "b/a2.py ++++-", "a/z.py ++", "m.py --------+"));
    assertEquals(List.of("m.py", "z.py", "a2.py", "a10.py"), names());
    assertEquals("ascending", sorted("path"));
    press("path");
    assertEquals(List.of("a10.py", "a2.py", "z.py", "m.py"), names());
    assertEquals("descending", sorted("path"));
    press("percent");
    assertEquals(List.of("m.py", "a10.py", "a2.py", "z.py"), names());
    assertEquals("null", sorted("path"));
    press("lines");
    assertEquals(List.of("m.py", "a10.py", "a2.py", "z.py"), names());
    assertEquals("descending", sorted("lines"));
    browser().find("#grouped").click();
    press("total");
    assertEquals(List.of("m.py", "b/a2.py", "b/a10.py", "a/z.py"), names());
  }

  @Test
  void remembersTheSorting() throws IOException {
    openIndex(DrawnCoverage.lines("a.py ++", "b.py -+"));
    press("percent");
    browser().find("#grouped").click();
    browser().reload();
    assertEquals(List.of("b.py", "a.py"), names());
    assertEquals("ascending", sorted("percent"));
    assertFalse(browser().find("#grouped").isSelected());
  }

  @Test
  void searchesFromTheKeyboardAndSaysHowManyItFound() throws IOException {
    openIndex(DrawnCoverage.lines("shop/cart.py +", "shop/price.py +", "tools/cart.py +"));
    assertEquals("3 files", browser().find("#shown").getText());
    browser().press("/");
    browser().press("CART shop");
    assertEquals(List.of("cart.py"), names());
    assertEquals(List.of("shop/"), browser().texts("tr.folder th button"));
    assertEquals("1 of 3 files", browser().find("#shown").getText());
    assertEquals("status", browser().value("document.getElementById('shown').role"));
    browser().press(Keys.ESCAPE);
    assertEquals(3, names().size());
  }

  @Test
  void closesAndOpensFolders() throws IOException {
    openIndex(DrawnCoverage.lines("a/x.py +", "b/y.py +"));
    browser().find("tr.folder button").sendKeys(Keys.ENTER);
    assertEquals(List.of("y.py"), names());
    assertEquals(
        "false", browser().value("document.querySelector('tr.folder button').ariaExpanded"));
    browser().find("tr.folder button").sendKeys(Keys.ENTER);
    assertEquals(List.of("x.py", "y.py"), names());
  }

  @Test
  void staysUsableWithThousandsOfFiles() throws IOException {
    openIndex(
        DrawnCoverage.lines(
            IntStream.range(0, 3000)
                .mapToObj(n -> "p" + n % 40 + "/m" + n + ".py +" + "-".repeat(n % 7))
                .toArray(String[]::new)));
    press("lines");
    browser().press("f");
    browser().find("#search").sendKeys("m299");
    assertEquals("11 of 3000 files", browser().find("#shown").getText());
    assertEquals(11, names().size());
  }

  @Test
  void goesFromGapToGap() throws IOException {
    openPage("gaps.py", "++-.-+++-", " 7!9 7>8");
    assertEquals("3 gaps", where());
    browser().press("n");
    assertEquals("gap 1 of 3, lines 3 to 5", where());
    assertTrue(browser().address().endsWith("#L3"), browser().address());
    assertEquals("3", browser().value("document.activeElement.textContent"));
    browser().press("n");
    assertEquals("gap 2 of 3, line 7", where());
    browser().find("#next").click();
    assertEquals("gap 3 of 3, line 9", where());
    browser().press("n");
    assertEquals("from the top again: gap 1 of 3, lines 3 to 5", where());
    browser().press("p");
    assertEquals("from the end again: gap 3 of 3, line 9", where());
    browser().find("#previous").sendKeys(Keys.ENTER);
    assertEquals("gap 2 of 3, line 7", where());
    browser().press("i");
    assertEquals("index.html", browser().address());
  }

  @Test
  void bringsAGapIntoSight() throws IOException {
    openPage("far.py", "+".repeat(400) + "-", "");
    browser().press("n");
    assertEquals(
        "true",
        browser()
            .value(
                "(r => r.top > 50 && r.bottom < innerHeight)"
                    + "(document.getElementById('L401').getBoundingClientRect())"));
  }

  @Test
  void saysThatThereIsNoGap() throws IOException {
    openPage("full.py", "++", "");
    assertEquals("no gap", where());
    assertFalse(browser().find("#next").isEnabled());
    browser().press("n");
    assertEquals("no gap", where());
  }

  @Test
  void highlightsStringsOverSeveralLinesInEachOfThem() throws IOException {
    source("a.py", "x = \"\"\"one\n<two> & 3\n\"\"\"\nreturn None\n");
    openPage(DrawnCoverage.lines("a.py +..+"));
    assertEquals(List.of("\"\"\"one", "<two> & 3", "\"\"\""), browser().texts(".hljs-string"));
    assertEquals(List.of("return"), browser().texts("#L4 .hljs-keyword"));
    assertEquals(
        List.of("x = \"\"\"one", "<two> & 3", "\"\"\"", "return None"),
        browser().texts("#source td:nth-child(3)"));
  }

  @Test
  void hasTheColoursOfTheSystemOrOfTheButton() throws IOException {
    openIndex(DrawnCoverage.lines("a.py +"));
    browser().prefer("light");
    assertEquals(LIGHT, background());
    browser().prefer("dark");
    assertEquals(DARK, background());
    assertEquals("Colours: automatic", browser().find("#theme").getText());
    browser().find("#theme").click();
    assertEquals("Colours: light", browser().find("#theme").getText());
    assertEquals(LIGHT, background());
    browser().find("tbody a").click();
    assertEquals(LIGHT, background());
    browser().find("#theme").click();
    assertEquals(DARK, background());
    browser().prefer("light");
    assertEquals(DARK, background());
  }

  @Test
  void showsMaliciousNamesAndSourcesAsText() throws IOException {
    source(EVIL_NAME, EVIL_LINE + "\n");
    openIndex(DrawnCoverage.lines(EVIL_NAME + " +"));
    assertEquals(List.of("<script>owned=1<.py"), browser().texts("tbody a"));
    browser().find("tbody a").click();
    assertEquals(EVIL_NAME, browser().find("h1").getText());
    assertEquals(EVIL_LINE, browser().find("#L1 td:nth-child(3)").getText());
    assertEquals("undefined", browser().value("typeof owned"));
    assertEquals("0", browser().value("document.querySelectorAll('img').length"));
  }

  /** In case that something gets past the escaping one day. */
  @Test
  void hasAPolicyThatStopsWhatIsNotTheReportsOwn() throws IOException {
    openIndex(DrawnCoverage.lines("a.py +"));
    assertEquals(
        "undefined",
        browser()
            .value(
                "(() => { const script = document.createElement('script');"
                    + " script.textContent = 'owned = 1'; document.body.append(script);"
                    + " return typeof owned; })()"));
    List<String> complaints = browser().complaints();
    assertEquals(1, complaints.size(), complaints::toString);
    assertTrue(complaints.get(0).contains("Content Security Policy"), complaints::toString);
  }

  @Test
  void drawsTheTimeLine() throws IOException {
    Fixture.recordedRun().write(Set.of(ReportFormat.HTML), "coverage", Fixture.into(folder));
    browser().open(folder.resolve("html/index.html"));
    assertEquals(List.of("chunk 1", "chunk 2"), browser().texts("svg.time .label"));
    assertEquals(
        "features/<selling>.feature (Shop & more): FAILED, 0.75 s to 2.75 s",
        browser().value("document.querySelector('.unit.failed title').textContent"));
    assertEquals(List.of("✗"), browser().texts("svg.time .cross"));
    browser().find("summary").sendKeys(Keys.ENTER);
    assertEquals(List.of("1", "2"), browser().texts(".words tbody th"));
  }

  /** What a reader sees without scripts: what is hidden until a script shows it needs one. */
  @Test
  void isReadableWithoutScripts() throws IOException {
    source("a.py", "one\ntwo\n");
    write(DrawnCoverage.lines("a.py +-"));
    browser().withoutScripts(true);
    try {
      browser().open(onlyPage());
      assertEquals(List.of("1 ran one", "2 missing two"), browser().texts("#source tbody tr"));
      assertEquals(List.of(), browser().texts("button"));
      browser().find(".back a").click();
      assertEquals(List.of("a.py"), browser().texts("tbody a"));
      assertEquals(List.of(), browser().texts("button, input"));
    } finally {
      browser().withoutScripts(false);
    }
  }

  private static Chromium browser() {
    return Objects.requireNonNull(chromium);
  }

  private void openIndex(Coverage coverage) {
    write(coverage);
    browser().open(folder.resolve("html/index.html"));
  }

  /** A page whose source has as many lines as are drawn. */
  private void openPage(String name, String lines, String branches) throws IOException {
    source(name, "pass\n".repeat(lines.length()));
    openPage(
        branches.isEmpty()
            ? DrawnCoverage.lines(name + " " + lines)
            : DrawnCoverage.branches(name + " " + lines + branches));
  }

  private void openPage(Coverage coverage) throws IOException {
    write(coverage);
    browser().open(onlyPage());
  }

  private Path onlyPage() throws IOException {
    try (Stream<Path> pages = Files.list(folder.resolve("html/files"))) {
      return pages.findFirst().orElseThrow();
    }
  }

  private void write(Coverage coverage) {
    Fixture.of(coverage, ReportOptions.of(folder, coverage.withBranches()))
        .write(Set.of(ReportFormat.HTML), "coverage", Fixture.into(folder));
  }

  private void source(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void press(String column) {
    browser().find("th[data-sort=" + column + "] button").click();
  }

  private static String sorted(String column) {
    return browser().value("document.querySelector('th[data-sort=" + column + "]').ariaSort");
  }

  private static List<String> names() {
    return browser().texts("tbody tr:not(.folder) th");
  }

  private static String where() {
    return browser().find("#where").getText();
  }

  private static String background() {
    return browser().value("getComputedStyle(document.body).backgroundColor");
  }
}
