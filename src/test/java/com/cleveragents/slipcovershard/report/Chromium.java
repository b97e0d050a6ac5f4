package com.cleveragents.slipcovershard.report;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, without a window, with a profile of its own that goes with it. */
final class Chromium implements AutoCloseable {
  private static final Pattern REQUESTED =
      Pattern.compile("Network\\.requestWillBeSent\".*\"request\":\\{.*?\"url\":\"([^\"]*)\"");

  private final ChromeDriver driver;

  private Chromium(Path binary, Path driverBinary) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(binary.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,800");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    // The driver makes an empty profile, and removes it.
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(driverBinary.toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  /** Skips the test where there is no Chromium; in CI it has to be there. */
  static Chromium assumed() {
    Optional<Path> binary = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    boolean there = binary.isPresent() && driver.isPresent();
    String missing = "chromium or chromedriver is missing: run tools/setup chromium";
    if ("true".equals(System.getenv("CI"))) {
      assertTrue(there, missing);
    }
    assumeTrue(there, missing);
    return new Chromium(binary.orElseThrow(), driver.orElseThrow());
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a file as one does from disk. */
  void open(Path file) {
    driver.get(file.toUri().toString());
  }

  /** The address of the page, from its last slash on. */
  String address() {
    String url = String.valueOf(driver.getCurrentUrl());
    return url.substring(url.lastIndexOf('/') + 1);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** The texts of all such elements that can be seen. */
  List<String> texts(String selector) {
    Object found =
        driver.executeScript(
            "return Array.from(document.querySelectorAll(arguments[0]))"
                + ".filter(element => element.checkVisibility())"
                + ".map(element => (element.innerText || element.textContent).trim().replace(/\\s+/g, ' '))",
            selector);
    return found instanceof List<?> texts
        ? texts.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** What a script returns, as text. */
  String value(String expression) {
    return String.valueOf(driver.executeScript("return " + expression));
  }

  /** Tells pages that the system's colours are light or dark. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Loads the page again. */
  void reload() {
    driver.navigate().refresh();
  }

  /** Forgets what pages remember, and what they said and asked for. */
  void forget() {
    driver.executeScript("localStorage.clear()");
    complaints();
    requests();
  }

  /** What the console says: errors of scripts, and what the policy blocked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The addresses that were asked for since the last call. */
  List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .flatMap(entry -> REQUESTED.matcher(entry.getMessage()).results())
        .map(match -> match.group(1))
        .toList();
  }

  /** Lets pages run scripts or not; those of {@link #value} run anyway. */
  void withoutScripts(boolean without) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", without));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
