package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and values that are not UTF-8 arrive as the bytes that they are. */
class NamesIT {
  private static final String STEPS =
      """
      == features/steps/bytes.py
      import importlib, os, sys
      from behave import step
      sys.path[:0] = ["src", os.fsdecode(b"lib\\xff")]
      module = importlib.import_module(os.fsdecode(b"caf\\xe9"))
      import plain

      @step("it has the bytes")
      def has_the_bytes(context):
          assert module.f() + plain.h() == 4
          assert os.environb[b"RAW"] == b"a\\xffb", os.environb[b"RAW"]
          assert os.environb[b"MADE"] == b"\\xff 'x'\\n", os.environb[b"MADE"]
      == test_bytes.py
      import os
      def test_value():
          assert os.environb[b"RAW"] == b"a\\xffb"
      """;

  private static final String FEATURE =
      "Feature: f\n  Scenario: s\n    Given it has the bytes\n  Scenario: t\n    Given it works\n";

  private @TempDir Path folder;

  private TestProject project() throws IOException {
    TestProject project = TestProject.in(folder).with(STEPS).variable("RAW", "a\udcffb");
    write(project, "src/caf\udce9.py", "def f():\n    return 1\n\ndef g():\n    return 2\n");
    write(project, "src/un\udcffused.py", "X = 1\n");
    write(project, "lib\udcff/plain.py", "def h():\n    return 3\n");
    write(project, "features/caf\udce9.feature", FEATURE);
    write(project, "features/b.feature", FEATURE);
    write(project, "tests/test_caf\udce9.py", "def test_a():\n    pass\n");
    return project;
  }

  private static void write(TestProject project, String name, String text) throws IOException {
    Path file = project.directory().resolve(SurrogateEscape.path(name));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static JsonNode files(Path coverage) throws IOException {
    // From text: Jackson's decoder of bytes refuses such keys.
    return new ObjectMapper().readTree(Files.readString(coverage)).path("files");
  }

  @ParameterizedTest
  @CsvSource({
    "static, none, features",
    "queue, none, features/*.feature",
    "static, copy, features",
  })
  void areThoseOfOneProcessWithBehave(String split, String isolate, String path) throws Exception {
    TestProject project = project();
    Setup setup = Setup.chunks(2);

    Outcome outcome =
        project
            .run(
                setup,
                "--split=" + split,
                "--isolate=" + isolate,
                "--report=json,xml,text,junit,lcov,markdown",
                "--source=src,lib\udcff",
                "--before=export MADE=$'\\xff \\'x\\'\\n'",
                path)
            .assertCode(ExitCode.PASSED);

    assertEquals(
        List.of("lib\udcff/plain.py", "src/caf\udce9.py", "src/un\udcffused.py"),
        files(project.path("build/coverage.json")).properties().stream()
            .map(Map.Entry::getKey)
            .toList());
    assertTrue(outcome.ends().containsKey("features/caf\udce9.feature:2"), outcome::said);
    assertTrue(outcome.text("build/coverage.xml").contains("src/caf\\udce9.py"));
    assertTrue(outcome.text("build/coverage.lcov").contains("SF:src/caf\\udce9.py"));
    outcome.assertSays("src/caf\\udce9.py");
    // Timings are kept under the name, and read again.
    assertTrue(
        outcome.text("build/slipcover-shard/timings.json").contains("features/caf\\udce9.feature"));
    project.run(setup, "--env=MADE=x", "features/caf\udce9.feature:4").assertCode(ExitCode.PASSED);
  }

  @Test
  void areThoseOfOneProcessWithPytest() throws Exception {
    Setup setup = new Setup(TestEnvironments.withPytest().get(0), 2);

    Outcome outcome =
        project()
            .run(
                setup,
                "--runner=pytest",
                "--split=queue",
                // pytest's own cache cannot hold such a name, with or without us.
                "--runner-args=-p no:cacheprovider",
                "--report=json,junit",
                "tests/test_caf\udce9.py",
                "test_bytes.py")
            .assertCode(ExitCode.PASSED);

    assertTrue(outcome.ends().containsKey("tests/test_caf\udce9.py::test_a"), outcome::said);
    assertTrue(
        files(outcome.directory().resolve("build/coverage.json")).has("tests/test_caf\udce9.py"));
  }

  @Test
  void areNamedWhereTheyCannotBeUsed() throws Exception {
    project()
        .run(Setup.chunks(1), "--build-dir=out\udcff", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("'out\\udcff' is a name that is not UTF-8");
  }
}
