package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** What {@code tools/test-images} made for the tests of the container, and Docker to run it. */
final class TestImages {
  private static final Path FILE = Path.of(".cache", "test-images", "images.properties");
  private static final Path ACT = Path.of(".cache", "test-images", "bin", "act");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Properties properties = new Properties();

  private TestImages() {
    try (Reader reader = Files.newBufferedReader(FILE)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the test where Docker cannot run; in CI it has to. */
  static TestImages assumed() {
    if ("true".equals(System.getenv("CI"))) {
      assertNotEquals(false, Files.exists(FILE), "tools/test-images has to be run before");
    }
    assumeTrue(Files.exists(FILE), "no Docker: tools/test-images says why");
    return new TestImages();
  }

  /** The runner act, for what needs no Docker; skips the test where it was not made. */
  static Path assumedAct() {
    if ("true".equals(System.getenv("CI"))) {
      assertNotEquals(false, Files.exists(ACT), "tools/test-images has to be run before");
    }
    assumeTrue(Files.exists(ACT), "no act: tools/test-images makes it");
    return ACT.toAbsolutePath();
  }

  /** A name of the file, such as act or action. */
  String of(String name) {
    return String.valueOf(properties.getProperty(name));
  }

  /** What a command came to. */
  record Ended(int code, String said) {}

  /** Runs a command to its end. */
  static Ended run(Path directory, List<String> command) {
    try {
      Path log = Files.createTempFile("container-", ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        process.getOutputStream().close();
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        if (!ended) {
          throw new AssertionError(command + " did not end in time:\n" + said);
        }
        return new Ended(process.exitValue(), said);
      } finally {
        process.destroyForcibly();
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs Docker; its code does not matter. */
  static Ended docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return run(Path.of("."), command);
  }
}
