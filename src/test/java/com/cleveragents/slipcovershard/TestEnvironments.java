package com.cleveragents.slipcovershard;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code tools/test-environments} made for the integration tests. */
public final class TestEnvironments {
  private static final Path CACHE = Path.of(".cache", "test-environments").toAbsolutePath();

  /** Those with SlipCover only: more of its releases and of Pythons, without a suite to run. */
  private static final Path COMPARED = CACHE.resolve("compared");

  private static final Path WITH_PYTEST = CACHE.resolve("pytest");

  private static final String PROPERTIES = "environment.properties";

  private TestEnvironments() {}

  /** A Python environment, with the versions of what counts in it. */
  public record Environment(
      String name, Path python, String pythonVersion, String behave, String slipcover) {
    /** As a test's display name shows it. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** All with behave, sorted by name; the script said which ones this machine could not have. */
  public static List<Environment> all() {
    return in(CACHE);
  }

  /** All with pytest, sorted by name. */
  public static List<Environment> withPytest() {
    return in(WITH_PYTEST);
  }

  /** Each pair of a Python and a SlipCover once. */
  public static List<Environment> differentInSlipcover() {
    Map<String, Environment> environments = new TreeMap<>();
    Stream.concat(all().stream(), in(COMPARED).stream())
        .forEach(it -> environments.put(it.pythonVersion() + " " + it.slipcover(), it));
    return List.copyOf(environments.values());
  }

  /** The one with the plugins that suites bring along: for coverage, order, reports, Django. */
  public static Environment withPlugins() {
    return in(CACHE.resolve("plugins")).get(0);
  }

  private static List<Environment> in(Path directory) {
    try (Stream<Path> entries = Files.list(present(directory))) {
      List<Environment> environments =
          entries
              .filter(entry -> Files.exists(entry.resolve(PROPERTIES)))
              .sorted()
              .map(TestEnvironments::read)
              .toList();
      if (environments.isEmpty()) {
        throw missing(directory);
      }
      return environments;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one with these versions, such as {@code of("3.11", "1.3.3")}. */
  public static Environment of(String pythonVersion, String behave) {
    return all().stream()
        .filter(it -> it.pythonVersion().equals(pythonVersion) && it.behave().equals(behave))
        .findFirst()
        .orElseThrow(() -> missing(CACHE.resolve("py" + pythonVersion + "-behave" + behave + "*")));
  }

  /** The sources of python-docx 1.2.0 with its suite, which is to be run in a copy of them. */
  public static Path pythonDocx() {
    return present(CACHE.resolve("python_docx-1.2.0"));
  }

  private static Environment read(Path directory) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve(PROPERTIES))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Environment(
        directory.getFileName().toString(),
        present(directory.resolve("bin/python")),
        properties.getProperty("python"),
        properties.getProperty("behave"),
        properties.getProperty("slipcover"));
  }

  private static Path present(Path path) {
    if (!Files.exists(path)) {
      throw missing(path);
    }
    return path;
  }

  private static IllegalStateException missing(Path path) {
    return new IllegalStateException(path + " is missing: run tools/test-environments");
  }
}
