package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ci.WorkflowLog;
import com.cleveragents.slipcovershard.run.ContainerImage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tiny Python project with a behave suite, drawn as text, and the program run in it. */
final class TestProject {
  /** What every project has: a module to measure, and steps that do whatever a feature says. */
  private static final String BASE =
      """
      == shop.py
      def sell(price):
          if price < 0:
              return "refused"
          return "sold"
      == features/steps/steps.py
      import os, signal, subprocess, sys, threading, time
      import multiprocessing as mp
      from behave import step
      import shop

      def wait_for(path, text=""):
          end = time.monotonic() + 20
          while not (os.path.exists(path) and text in open(path).read()):
              assert time.monotonic() < end, "%s does not come" % path
              time.sleep(0.005)

      @step("it works")
      def works(context):
          assert shop.sell(1) == "sold"

      @step("Python runs {code}")
      def runs(context, code):
          exec(compile(code, "<string>", "exec"), globals(), {"context": context})
      """;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Path directory;
  private final Path temporary;
  private final SortedMap<String, String> environment = new TreeMap<>();
  private Clock clock = Clock.systemUTC();
  private Optional<ContainerImage> image = Optional.empty();

  private TestProject(Path directory, Path temporary) {
    this.directory = directory;
    this.temporary = temporary;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", directory.toString());
    environment.put("TMPDIR", temporary.toString());
    environment.put("INPUT_RETRY-CRASHED", "0");
  }

  /** A project in a folder of the given one, with the module and the steps that all share. */
  static TestProject in(Path parent) {
    return in(parent, "project");
  }

  static TestProject in(Path parent, String name) {
    try {
      return new TestProject(
              Files.createDirectories(parent.toRealPath().resolve(name)),
              Files.createDirectories(parent.toRealPath().resolve("tmp")))
          .with(BASE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes away what every project has. */
  TestProject empty() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
    return this;
  }

  /** Adds or replaces files: a line {@code == PATH} before the lines of each. */
  TestProject with(String drawing) {
    List<String> lines = new ArrayList<>();
    Path file = directory;
    for (String line : drawing.lines().toList()) {
      if (line.startsWith("== ")) {
        write(file, lines);
        file = directory.resolve(line.substring(3));
        lines.clear();
      } else {
        lines.add(line);
      }
    }
    write(file, lines);
    return this;
  }

  /** Features which each execute something of their own, in a module that all share: shop.py. */
  TestProject withShop(int features) {
    StringBuilder drawing = new StringBuilder("== shop.py\ndef sell(price):\n");
    for (int price = 1; price <= features; price++) {
      drawing.append("    if price == ").append(price).append(":\n        return ").append(price);
      drawing.append('\n');
    }
    drawing.append("== features/steps/sell.py\nimport shop\nfrom behave import given\n");
    drawing.append("@given('{price:d} is sold')\ndef sold(context, price):\n");
    drawing.append("    assert shop.sell(price) == price\n");
    for (int price = 1; price <= features; price++) {
      drawing.append(
          "== features/f%d.feature\nFeature: f%d\n  Scenario: one\n    Given %d is sold\n"
              .formatted(price, price, price));
    }
    return with(drawing.toString());
  }

  private void write(Path file, List<String> lines) {
    if (file.equals(directory)) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a variable of the environment that the program sees. */
  TestProject variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestProject clock(Clock other) {
    clock = other;
    return this;
  }

  /** From now on the program runs as in its container image, with what it brings in this place. */
  TestProject inImage(Path home) {
    image = Optional.of(new ContainerImage(home));
    return this;
  }

  /** Those of the step that ran last, where GITHUB_OUTPUT is set. */
  SortedMap<String, String> outputs() {
    SortedMap<String, String> outputs = new TreeMap<>();
    try {
      for (String line :
          Files.readAllLines(Path.of(environment.getOrDefault("GITHUB_OUTPUT", "")))) {
        String[] parts = line.split("=", 2);
        outputs.put(parts[0], parts[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return outputs;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  Path directory() {
    return directory;
  }

  /** Where the program may put what does not belong into the project. */
  Path temporary() {
    return temporary;
  }

  SortedMap<String, String> environment() {
    return environment;
  }

  /** {@code run} with the interpreter and the number of chunks of the setup. */
  Outcome run(Setup setup, String... arguments) {
    List<String> all = new ArrayList<>(List.of("run", "--python", setup.python().toString()));
    all.addAll(List.of("--chunks", String.valueOf(setup.chunks())));
    all.addAll(List.of(arguments));
    return command(all.toArray(String[]::new));
  }

  /** From now on, the timings say that all tests take the same. */
  void evenTimings() {
    Path timings = directory.resolve("build/slipcover-shard/timings.json");
    try {
      String json = Files.readString(timings);
      Files.writeString(timings, json.replaceAll("(:\\[\\[\\d+),[0-9.,]+\\]", "$1,100]"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Two runs by which the timings get proofs that long files may be split in so many chunks: one of
   * the whole files, and one that tries pieces of them and compares.
   */
  Outcome prove(Setup setup, String... arguments) {
    run(setup, join(arguments, "--granularity=feature")).assertCode(ExitCode.PASSED);
    return run(setup, join(arguments, "--granularity=auto", "--verify=serial"))
        .assertCode(ExitCode.PASSED)
        .assertSays("runs with --granularity auto split it");
  }

  private static String[] join(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  /** The same as machines would one after the other, and what the merge of their parts gives. */
  Outcome shards(Setup setup, int count, String... arguments) {
    for (int number = 1; number <= count; number++) {
      String[] own = {"--shard=" + number + "/" + count, "--build-dir=parts/" + number};
      run(setup, Stream.concat(Arrays.stream(own), Arrays.stream(arguments)).toArray(String[]::new))
          .assertCode(ExitCode.PASSED);
    }
    return command("merge", "--parts=parts", "--shards=" + count, "--threshold=none");
  }

  /** Any command. */
  Outcome command(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = WorkflowLog.isRead(environment) ? out : new ByteArrayOutputStream();
    ExitCode code =
        Main.run(
            new Invocation(environment, directory, stream(out), stream(err), false, clock, image),
            arguments);
    Outcome outcome =
        new Outcome(
            code,
            out.toString(StandardCharsets.UTF_8),
            err == out ? "" : err.toString(StandardCharsets.UTF_8),
            directory);
    checkNothingIsLeft();
    return outcome;
  }

  /** Holds after every command: no process, no file outside of the project. */
  private void checkNothingIsLeft() {
    TestProcesses.await(
        "the end of all processes", LIMIT, () -> TestProcesses.in(directory).isEmpty());
    assertArrayEquals(new String[0], temporary.toFile().list());
  }

  /** Runs behave itself, without us, and gives what it wrote as JSON. */
  JsonNode behave(Setup setup, String... arguments) {
    Path file = temporary.resolve("serial.json");
    List<String> all = new ArrayList<>(List.of("-m", "behave", "-o", file.toString()));
    all.addAll(List.of(arguments));
    python(setup, all.toArray(String[]::new));
    try {
      JsonNode written = JSON.readTree(file.toFile());
      Files.delete(file);
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the interpreter of the setup in the project, with its environment. */
  String python(Setup setup, String... arguments) {
    return plain(setup, List.of(arguments)).output();
  }

  /** A process without us: its exit code, and what it printed. */
  record PlainEnd(int code, String output) {}

  /** Runs the interpreter of the setup in the project, with its environment. */
  PlainEnd plain(Setup setup, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(setup.python().toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new PlainEnd(process.onExit().join().exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
