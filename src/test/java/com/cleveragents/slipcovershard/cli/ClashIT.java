package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two chunks at one place are found out, whether anything failed or not. */
class ClashIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawsAProject() {
    project = TestProject.in(folder);
  }

  /**
   * Two features that each wait until the other has begun, and the first for the end of the other,
   * so that they overlap.
   */
  private TestProject meeting(String one, String other) {
    return project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: one
            Given Python runs open("a.begun." + os.environ["SLIPCOVER_SHARD_CHUNK"], "w").close()
            And Python runs wait_for("b.begun.2")
            And it works
            And Python runs %s
            And Python runs open("a.did", "w").close()
            And Python runs wait_for("b.did")
        == features/b.feature
        Feature: b
          Scenario: other
            Given Python runs open("b.begun." + os.environ["SLIPCOVER_SHARD_CHUNK"], "w").close()
            And Python runs wait_for("a.did")
            And it works
            And Python runs %s
            And Python runs open("b.did", "w").close()
        """
            .formatted(one, other));
  }

  private static List<JsonNode> clashes(Outcome outcome) {
    List<JsonNode> clashes = new ArrayList<>();
    outcome.json("build/slipcover-shard/ledger.json").path("clashes").forEach(clashes::add);
    return clashes;
  }

  private static SortedSet<String> places(Outcome outcome) {
    SortedSet<String> places = new TreeSet<>();
    clashes(outcome)
        .forEach(
            clash -> places.add(clash.path("kind").asText() + " " + clash.path("place").asText()));
    return places;
  }

  @ParameterizedTest
  @MethodSource("com.cleveragents.slipcovershard.cli.Setup#pairs")
  void namesBothFeaturesAndTheFile(Setup setup) {
    String write = "open(\"cart.txt\", \"w\").close()";
    Outcome outcome = meeting(write, write).run(setup, "features");

    outcome.assertCode(ExitCode.PASSED);
    outcome.assertSays(
        "clash: cart.txt was touched by features/a.feature (chunk 1) and features/b.feature"
            + " (chunk 2), at the same time",
        "--isolate copy",
        "@slipcover_shard.group(name)");
    assertEquals(new TreeSet<>(List.of("file cart.txt")), places(outcome));
    assertTrue(clashes(outcome).get(0).path("overlapping").asBoolean());
  }

  @Test
  void seesWhatIsRenamedRemovedAndOpenedAsADatabase() {
    Outcome outcome =
        meeting(
                "import sqlite3; open('x', 'w').close(); os.rename('x', 'y');"
                    + " sqlite3.connect('cart.db').execute('create table if not exists t (a)')",
                "import sqlite3; os.remove('y');"
                    + " sqlite3.connect('file:cart.db', uri=True).execute('select 1');"
                    + " sqlite3.connect('file:cart.db?mode=ro', uri=True);"
                    + " sqlite3.connect(':memory:')")
            .run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(new TreeSet<>(List.of("database cart.db", "file y")), places(outcome));
  }

  @Test
  void seesPortsAndChildren() {
    String bind =
        "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR,"
            + " 1); s.bind(('127.0.0.1', 19871)); s.close(); socket.socket().bind(('', 0));"
            + " subprocess.run([sys.executable, '-c', 'open(\"of_child\", \"w\")'], check=True);"
            + " p = mp.get_context('fork').Process(target=open, args=('of_fork', 'w')); p.start();"
            + " p.join()";
    Outcome outcome = meeting(bind, bind).run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        new TreeSet<>(List.of("file of_child", "file of_fork", "port 19871")), places(outcome));
    outcome.assertSays("$SLIPCOVER_SHARD_PORT_BASE");
  }

  @Test
  void seesWhatIsOutsideOfTheProject() {
    String write = "open(\"%s\", \"w\").close()".formatted(folder.resolve("common.txt"));
    Outcome outcome = meeting(write, write).run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(
        new TreeSet<>(List.of("file " + folder.toAbsolutePath().resolve("common.txt"))),
        places(outcome));
  }

  @Test
  void seesWhatHooksOfTheWholeRunTouch() {
    project.with(
        """
        == features/environment.py
        def before_all(context):
            open("reset.txt", "w").close()
        == features/a.feature
        Feature: a
          Scenario: one
            Given it works
        == features/b.feature
        Feature: b
          Scenario: one
            Given it works
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    outcome.assertSays(
        "clash: reset.txt was touched by chunk 1 outside of its tests and chunk 2 outside of its"
            + " tests, at the same time");
  }

  @Test
  void isNoneWhereEachChunkHasItsOwnPlace() {
    String write =
        "import tempfile; tempfile.NamedTemporaryFile(); open('build/slipcover-shard/x', 'w');"
            + " open('/dev/null', 'w'); open(os.environ['TMPDIR'] + '/x', 'w');"
            + " open('own-' + os.environ['SLIPCOVER_SHARD_CHUNK'], 'w');"
            // Which removes x by a descriptor of the folder.
            + " import shutil; folder = tempfile.mkdtemp(); open(folder + '/x', 'w').close();"
            + " shutil.rmtree(folder)";
    Outcome outcome = meeting(write, write).run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED).assertSaysNothingOf("clash");
    assertEquals(new TreeSet<>(), places(outcome));
  }

  @Test
  void isGoneInPrivateCopies() {
    String write = "open(\"cart.txt\", \"w\").close()";
    project.with(
        """
            == features/a.feature
            Feature: a
              Scenario: one
                Given Python runs %1$s
                And it works
            == features/b.feature
            Feature: b
              Scenario: other
                Given Python runs %1$s
                And it works
            """
            .formatted(write));

    project.run(Setup.chunks(2), "features").assertSays("clash: cart.txt");
    project.run(Setup.chunks(2), "--isolate", "copy", "features").assertSaysNothingOf("clash");
  }

  @Test
  void makesTheRunRedWhereThatIsWanted() {
    String write = "open(\"cart.txt\", \"w\").close()";
    Outcome outcome = meeting(write, write).run(Setup.chunks(2), "--fail-on-clash", "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("--fail-on-clash", "cart.txt", "features/a.feature", "features/b.feature");
    assertTrue(outcome.has("build/coverage.json"));
  }

  @Test
  void isTheTemplateThatOneChunkOpensForWriting() throws Exception {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: one
            Given Python runs import sqlite3; sqlite3.connect("build/.template-migrated.db").execute("select 1")
            And it works
        == features/b.feature
        Feature: b
          Scenario: one
            Given it works
        """);
    Files.createDirectories(project.path("build"));
    project.python(
        Setup.chunks(2),
        "-c",
        "import sqlite3; sqlite3.connect('build/.template-migrated.db').execute('create table t"
            + " (a)')");

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    outcome.assertSays(
        "build/.template-migrated.db, of which each chunk has a copy, was opened for writing by"
            + " features/a.feature (chunk 1)",
        "SLIPCOVER_SHARD_TEMPLATE_DB");
  }

  @Test
  void pointsOutWhatSmellsOfOne() {
    project.with(
        """
        == features/a.feature
        Feature: a
          Scenario: one
            Given Python runs raise OSError(98, "Address already in use")
        == features/b.feature
        Feature: b
          Scenario: one
            Given it works
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.TESTS_FAILED);
    outcome.assertSays("features/a.feature:2 one failed because something was in use");
    project.run(Setup.chunks(1), "features").assertSaysNothingOf("something was in use");
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "queue"})
  void isAvoidedByATagThatKeepsFeaturesTogether(String split) {
    for (String name : List.of("a", "b", "c", "d")) {
      project.with(
          """
          == features/%1$s.feature
          %2$s
          Feature: %1$s
            Scenario: one
              Given Python runs %3$s
              And it works
          """
              .formatted(
                  name,
                  name.equals("b") ? "" : "@slipcover_shard.group(cart)",
                  name.equals("b") ? "1" : "open(\"cart.txt\", \"a\").write(\"x\")"));
    }

    Outcome outcome = project.run(Setup.chunks(2), "--split", split, "features");

    outcome.assertCode(ExitCode.PASSED).assertSaysNothingOf("clash");
    Set<String> chunks = new TreeSet<>();
    outcome
        .json("build/slipcover-shard/ledger.json")
        .path("units")
        .forEach(
            unit -> {
              if (!unit.path("path").asText().equals("features/b.feature")) {
                chunks.add(unit.path("chunk").asText());
              }
            });
    assertEquals(1, chunks.size(), chunks::toString);
    assertEquals("xxx", outcome.text("cart.txt"));
  }
}
