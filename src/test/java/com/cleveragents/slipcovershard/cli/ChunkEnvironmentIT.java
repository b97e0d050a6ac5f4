package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step finds around it: its own place, and otherwise what plain behave would show it. */
class ChunkEnvironmentIT {
  private @TempDir Path folder;

  /**
   * Two features; each writes what it sees as JSON to a file of its chunk, or of the serial run.
   */
  private TestProject looking() {
    return TestProject.in(folder)
        .with(
            """
            == features/a.feature
            Feature: a
              Scenario: looks
                Given Python runs exec(open("look.py").read())
            == features/b.feature
            Feature: b
              Scenario: looks
                Given Python runs exec(open("look.py").read())
            == look.py
            import json, tempfile
            seen = {
                "environment": dict(os.environ),
                "path": sys.path,
                "argv": sys.argv[0],
                "main": sys.modules["__main__"].__file__,
                "directory": os.getcwd(),
                "temporary": tempfile.gettempdir(),
                "temporary exists": os.path.isdir(tempfile.gettempdir()),
                "input": sys.stdin.read(),
            }
            name = os.environ.get("SLIPCOVER_SHARD_CHUNK", "serial")
            json.dump(seen, open("seen-%s.json" % name, "w"))
            """);
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void isThatOfPlainBehaveButForWhatSaysWhichChunkItIs(Setup setup) {
    TestProject project = looking().variable("PYTHONPATH", "lib:").variable("FROM_OUTSIDE", "1");
    project.python(setup, "-m", "slipcover", "--out", "/dev/null", "-m", "behave", "features");
    Outcome outcome = project.run(setup, "features").assertCode(ExitCode.PASSED);
    JsonNode serial = outcome.json("seen-serial.json");
    for (String file : List.of("seen-1.json", "seen-2.json")) {
      JsonNode chunk = outcome.json(file);

      for (String equal : List.of("path", "argv", "main", "directory", "input")) {
        assertEquals(serial.path(equal), chunk.path(equal), equal);
      }
      // What notes clashes in the Pythons that the suite starts stands before all else.
      assertTrue(
          chunk.at("/environment/PYTHONPATH").asText().endsWith("/slipcover_shard_site:lib:"),
          chunk::toString);
      for (String variable : List.of("FROM_OUTSIDE", "PATH", "HOME")) {
        assertEquals(serial.at("/environment/" + variable), chunk.at("/environment/" + variable));
      }
      assertFalse(chunk.at("/environment").has("SLIPCOVER_SHARD_PROBE"), "our settings are left");
    }
  }

  @Test
  void hasATemporaryFolderOfItsOwn() {
    TestProject project = looking();
    Outcome outcome = project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED);
    String first = outcome.json("seen-1.json").path("temporary").asText();
    String second = outcome.json("seen-2.json").path("temporary").asText();

    assertNotEquals(first, second);
    assertEquals(first, outcome.json("seen-1.json").at("/environment/TMPDIR").asText());
    assertTrue(outcome.json("seen-1.json").path("temporary exists").asBoolean());
    assertFalse(Path.of(first).startsWith(project.directory()));
    assertFalse(Files.exists(Path.of(first)), "left behind");
    // A socket's path may have 107 bytes; what tests append needs most of them.
    int ofUser = project.temporary().toString().length();
    assertTrue(first.length() - ofUser < 30, first);
  }

  @Test
  void fillsInWhatBelongsToTheChunk() {
    TestProject project = looking().with("== template.txt\nno database\n");
    String values = "{chunk} of {chunks}; {template_db}; {build_dir}; {tmp}; {port_base}; {other}";
    Outcome outcome =
        project
            .run(
                Setup.chunks(2),
                "--template-db",
                "template.txt",
                "--env",
                "FILLED=" + values,
                "--env",
                "PLAIN=a=b",
                "features")
            .assertCode(ExitCode.PASSED);
    JsonNode one = outcome.json("seen-1.json").path("environment");
    JsonNode two = outcome.json("seen-2.json").path("environment");
    Path build = project.path("build");

    assertEquals(
        "2 of 2; %s; %s; %s; %s; {other}"
            .formatted(
                build.resolve(".template-migrated-2.db"),
                build,
                two.path("TMPDIR").asText(),
                two.path("SLIPCOVER_SHARD_PORT_BASE").asText()),
        two.path("FILLED").asText());
    assertEquals("a=b", one.path("PLAIN").asText());
    assertEquals("1", one.path("SLIPCOVER_SHARD_CHUNK").asText());
    assertEquals("2", one.path("SLIPCOVER_SHARD_CHUNKS").asText());
    assertEquals(
        build.resolve(".template-migrated-1.db").toString(),
        one.path("SLIPCOVER_SHARD_TEMPLATE_DB").asText());
    int distance =
        two.path("SLIPCOVER_SHARD_PORT_BASE").asInt()
            - one.path("SLIPCOVER_SHARD_PORT_BASE").asInt();
    assertTrue(distance >= 200 && distance % 200 == 0, "distance of the ports: " + distance);
  }

  @Test
  void isRefusedWithEveryMistakeAtOnce() {
    looking()
        .run(Setup.chunks(1), "--env", "secret", "--env", "A=x", "--env", "1A=x", "features")
        .assertCode(ExitCode.USAGE)
        .assertSays("env: variable 1 is not", "env: variable 3 is not")
        .assertSaysNothingOf("variable 2", "secret", "1A");
  }

  @Test
  void hasNoRightsOfTheJobUnlessTheUserHandsThemOn() throws Exception {
    Path outputs = Files.createFile(folder.resolve("outputs"));
    TestProject project =
        looking()
            .variable("GITHUB_TOKEN", "token-of-the-job")
            .variable("ACTIONS_RUNTIME_TOKEN", "token-of-the-service")
            .variable("FORGEJO_TOKEN", "token-for-tests")
            .variable("API_TOKEN", "the suite's own")
            .variable("INPUT_ENV", "FORGEJO_TOKEN=token-for-tests\nKEY=x")
            .variable("env", "FORGEJO_TOKEN=token-for-tests\nKEY=x")
            .variable("GITHUB_OUTPUT", outputs.toString())
            .variable("FORGEJO_OUTPUT", outputs.toString());
    JsonNode seen =
        project
            .run(Setup.chunks(1), "features")
            .assertCode(ExitCode.PASSED)
            .json("seen-1.json")
            .path("environment");

    for (String absent : List.of("GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "INPUT_ENV", "env")) {
      assertFalse(seen.has(absent), absent);
    }
    assertEquals("token-for-tests", seen.path("FORGEJO_TOKEN").asText());
    assertEquals("the suite's own", seen.path("API_TOKEN").asText());
    assertNotEquals(outputs.toString(), seen.path("GITHUB_OUTPUT").asText());
    assertEquals(seen.path("GITHUB_OUTPUT"), seen.path("FORGEJO_OUTPUT"));
  }

  @Test
  void cannotSpoilTheOutputsOfTheStep() throws Exception {
    Path outputs = folder.resolve("outputs");
    TestProject.in(folder)
        .variable("GITHUB_OUTPUT", outputs.toString())
        .with(
            """
            == features/a.feature
            Feature: a
              Scenario: writes
                Given Python runs open(os.environ["GITHUB_OUTPUT"], "a").write("no sign")
            """)
        .run(Setup.chunks(1), "features")
        .assertCode(ExitCode.PASSED);

    assertFalse(Files.readString(outputs).contains("no sign"));
  }
}
