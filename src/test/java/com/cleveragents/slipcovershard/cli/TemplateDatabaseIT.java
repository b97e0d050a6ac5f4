package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each chunk has a database of its own, complete, made from the template. */
class TemplateDatabaseIT {
  private @TempDir Path folder;
  private TestProject project;

  @BeforeEach
  void drawFeaturesThatReadAndWriteTheirDatabase() {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                    Then the database has the template's book alone, and gets one more
                == features/b.feature
                Feature: b
                  Scenario: two
                    Given it works
                    Then the database has the template's book alone, and gets one more
                == features/steps/database.py
                import os, sqlite3
                from behave import then
                @then("the database has the template's book alone, and gets one more")
                def step(context):
                    database = sqlite3.connect(os.environ["SLIPCOVER_SHARD_TEMPLATE_DB"])
                    titles = database.execute("select title from books").fetchall()
                    assert titles == [("Emma",)], titles
                    database.execute("insert into books values ('Persuasion')")
                    database.commit()
                """);
  }

  /** Makes a database whose only row is still in its write-ahead log. */
  private Path databaseWithLog(String name) {
    Path file = project.path(name);
    project.with("== " + name + "\n");
    String made =
        project.python(
            Setup.chunks(1),
            "-c",
            """
            import os, sqlite3, sys
            database = sqlite3.connect(sys.argv[1])
            database.execute("pragma journal_mode=wal")
            database.execute("create table books (title)")
            database.execute("pragma wal_checkpoint(truncate)")
            database.execute("insert into books values ('Emma')")
            database.commit()
            os._exit(0)
            """,
            file.toString());
    assertEquals("", made);
    assertTrue(file.resolveSibling(file.getFileName() + "-wal").toFile().length() > 0);
    return file;
  }

  @Test
  void isCompleteInEachChunkThoughItsRowsAreStillInTheLog() {
    databaseWithLog("build/.template-migrated.db");

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.PASSED);
    assertTrue(outcome.has("build/.template-migrated-1.db"));
    assertTrue(outcome.has("build/.template-migrated-2.db"));
    project.run(Setup.chunks(2), "features").assertCode(ExitCode.PASSED); // a second time, too
  }

  @Test
  void mayHaveAnyName() {
    databaseWithLog("data/größe 50%?#a.db");

    project
        .run(Setup.chunks(2), "--template-db", "data/größe 50%?#a.db", "features")
        .assertCode(ExitCode.PASSED);
  }

  @Test
  void isCopiedAsItIsWhenItIsNoSqliteFile() throws IOException {
    project.with(
        """
        == features/steps/database.py
        from behave import then
        @then("the database has the template's book alone, and gets one more")
        def step(context):
            pass
        == dump.sql
        create table books (title);
        """);

    Outcome outcome = project.run(Setup.chunks(2), "--template-db", "dump.sql", "features");

    outcome.assertCode(ExitCode.PASSED);
    assertEquals(1, outcome.err().split("no SQLite database", -1).length - 1, outcome.err());
    byte[] template = Files.readAllBytes(project.path("dump.sql"));
    for (String copy : new String[] {"1", "2"}) {
      assertArrayEquals(
          template, Files.readAllBytes(project.path("build/.template-migrated-" + copy + ".db")));
    }
  }

  @Test
  void isRefusedWhenItIsBroken() throws IOException {
    Path file = databaseWithLog("broken.db");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 16, bytes.length, (byte) 7);
    Files.write(file, bytes);
    Files.delete(project.path("broken.db-wal"));

    Outcome outcome = project.run(Setup.chunks(2), "--template-db", "broken.db", "features");

    outcome.assertCode(ExitCode.USAGE).assertSays("template", "broken.db");
  }

  @Test
  void isRefusedWhileItIsLocked() throws Exception {
    Path file = project.path("locked.db");
    Process writer =
        new ProcessBuilder(
                Setup.chunks(1).python().toString(),
                "-c",
                """
                import sqlite3, sys
                database = sqlite3.connect(sys.argv[1], isolation_level=None)
                database.execute("create table books (title)")
                database.execute("begin exclusive")
                print("locked", flush=True)
                sys.stdin.read()
                """,
                file.toString())
            .start();
    try (BufferedReader said = writer.inputReader()) {
      assertEquals("locked", said.readLine());

      Outcome outcome = project.run(Setup.chunks(2), "--template-db", "locked.db", "features");

      outcome.assertCode(ExitCode.USAGE);
      outcome.assertSays("template database " + file, "database is locked");
      assertFalse(outcome.has("build/coverage.json"));
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void isRefusedWithoutTheRightToReadIt() throws IOException {
    Path file = databaseWithLog("secret.db");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "who runs this may read everything");

    Outcome outcome = project.run(Setup.chunks(2), "--template-db", "secret.db", "features");

    outcome.assertCode(ExitCode.USAGE).assertSays("template-db", "secret.db", "cannot be read");
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("missing.db", "does not exist"),
        Arguments.of("features", "is a directory"),
        Arguments.of("dangling.db", "does not exist"),
        Arguments.of("/dev/null", "cannot be read"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void isRefusedWhenItCannotBeCopied(String name, String reason) throws IOException {
    Files.createSymbolicLink(project.path("dangling.db"), Path.of("nowhere"));

    Outcome outcome = project.run(Setup.chunks(2), "--template-db", name, "features");

    outcome.assertCode(ExitCode.USAGE).assertSays("template-db", name, reason);
    assertFalse(outcome.has("build/coverage.json"));
  }
}
