package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other people in a build-dir, and what counts as ours. */
class BuildDirectoryTest {
  private static final Set<String> REPORTS = Set.of("coverage.json", "coverage.xml", "html");

  private @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void namesIt() throws IOException {
    directory = folder.toRealPath().resolve("build");
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private BuildDirectory lock() {
    return BuildDirectory.lock(directory, Instant.EPOCH);
  }

  private void clear() {
    try (BuildDirectory build = lock()) {
      build.clear(REPORTS, true);
    }
  }

  private void refuses(String place) {
    ShardException refusal = assertThrows(ShardException.class, this::clear);
    assertEquals(ExitCode.USAGE, refusal.code());
    String start =
        directory.resolve(place) + " is not from an earlier run: move it, or set build-dir";
    assertTrue(refusal.sentence().startsWith(start), refusal.sentence());
  }

  private void run() {
    try (BuildDirectory build = lock()) {
      build.clear(REPORTS, true);
      build.write("coverage.json", "{}");
      build.write("coverage.xml", "<x/>");
      build.write("html/index.html", "index");
      build.write("html/files/a.html", "a");
      build.write("coverage-chunk-3.json", "{}");
      build.write("slipcover-shard/ledger.json", "{}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coverage.xml",
        "coverage.json",
        "html/index.html",
        "html/deep/page.html",
        "coverage-partial.json",
        "coverage-shard.json",
        "coverage-chunk-7.json",
        ".template-migrated-2.db",
        ".template-migrated-2.db-wal",
        "slipcover-shard/README.md",
        "slipcover-shard"
      })
  void refusesFilesOfOthersWhereItNeedsTheName(String name) throws IOException {
    Path file = write(name, "of the user");
    refuses(name.startsWith("html") ? "html" : name.replaceFirst("/.*", ""));
    assertEquals("of the user", Files.readString(file));
  }

  @Test
  void leavesFilesOfOthersWhereItDoesNotNeedTheName() throws IOException {
    for (String name : new String[] {"junit.xml", "coverage.md", "docs/index.html"}) {
      write(name, "of the user");
    }
    try (BuildDirectory build = lock()) {
      build.clear(REPORTS, false);
      assertFalse(build.isOfThisRun("junit.xml"));
      assertEquals(Set.of(), build.written());
    }
    assertEquals("of the user", Files.readString(directory.resolve("junit.xml")));
    assertEquals("of the user", Files.readString(directory.resolve("coverage.md")));
  }

  @Test
  void removesWhatAnEarlierRunWrote() throws IOException {
    run();
    run();
    clear();
    for (String name : new String[] {"coverage.json", "coverage.xml", "html"}) {
      assertFalse(Files.exists(directory.resolve(name)), name);
    }
    assertFalse(Files.exists(directory.resolve("coverage-chunk-3.json")));
    assertFalse(Files.exists(directory.resolve("slipcover-shard/ledger.json")));
  }

  @Test
  void takesAChangedFileForOneOfOthers() throws IOException {
    run();
    write("html/files/a.html", "changed by the user");
    refuses("html/files/a.html");
    assertTrue(Files.exists(directory.resolve("coverage.json")), "something was removed");
    assertTrue(Files.exists(directory.resolve("html/index.html")), "something was removed");
  }

  @Test
  void takesANewFileBesideOursForOneOfOthers() throws IOException {
    run();
    write("html/files/notes.html", "of the user");
    refuses("html/files/notes.html");
  }

  @Test
  void followsNoLinks() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    run();
    Files.move(directory.resolve("html"), elsewhere.resolve("html"));
    Files.createSymbolicLink(directory.resolve("html"), elsewhere.resolve("html"));
    refuses("html");
    Files.delete(directory.resolve("html"));
    clear();
    assertTrue(Files.exists(elsewhere.resolve("html/index.html")), "removed through a link");

    Files.createSymbolicLink(directory.resolve("coverage.json"), elsewhere.resolve("planted"));
    Files.createSymbolicLink(directory.resolve("html"), elsewhere);
    try (BuildDirectory build = lock()) {
      build.write("coverage.json", "ours");
      ShardException refusal =
          assertThrows(ShardException.class, () -> build.write("html/index.html", "ours"));
      assertTrue(refusal.sentence().contains("a link is in its place"), refusal.sentence());
    }
    assertFalse(Files.exists(elsewhere.resolve("planted")));
    assertFalse(Files.exists(elsewhere.resolve("index.html")));
  }

  @Test
  void refusesALinkInThePlaceOfItsFolder() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(directory);
    Files.createSymbolicLink(directory.resolve("slipcover-shard"), elsewhere);
    refuses("slipcover-shard");
    assertFalse(Files.exists(elsewhere.resolve("lock")));
  }

  @Test
  void believesNoListThatNamesFilesElsewhere() throws IOException {
    run();
    Path mine = Files.writeString(folder.resolve("mine"), "of the user");
    Path list = directory.resolve("slipcover-shard/written.jsonl");
    for (String name : new String[] {"../mine", mine.toString(), "html/../../mine", "notes.txt"}) {
      Files.writeString(list, "{\"name\":\"" + name + "\"}\n", StandardOpenOption.APPEND);
    }
    write("notes.txt", "of the user");
    clear();
    assertTrue(Files.exists(mine));
    assertTrue(Files.exists(directory.resolve("notes.txt")));
  }

  @Test
  void knowsTheFilesOfARunThatWasKilled() throws IOException {
    BuildDirectory killed = lock();
    killed.clear(REPORTS, true);
    killed.write("coverage.json", "{}");
    killed.listDatabase(directory.resolve(".template-migrated-1.db"));
    write(".template-migrated-1.db", "half a copy");
    write("slipcover-shard/.torn.part", "x");
    Path list = directory.resolve("slipcover-shard/written.jsonl");
    Files.writeString(list, "{\"name\":\"cov", StandardOpenOption.APPEND);
    String text = Files.readString(list);
    killed.close();
    Files.writeString(list, text);

    clear();
    assertFalse(Files.exists(directory.resolve("coverage.json")));
    assertFalse(Files.exists(directory.resolve(".template-migrated-1.db")));
    assertFalse(Files.exists(directory.resolve("slipcover-shard/.torn.part")));
  }

  @Test
  void takesAFolderWithTimingsOnlyForOurs() throws IOException {
    write("slipcover-shard/timings.json", "{}");
    write("slipcover-shard/cache/uv/wheel", "x");
    clear();
    assertTrue(Files.exists(directory.resolve("slipcover-shard/timings.json")));
  }

  @Test
  void knowsAFileInPlaceOfItsOwn() throws IOException {
    try (BuildDirectory build = lock()) {
      build.clear(REPORTS, false);
      build.write("coverage.json", "{}");
      Path log = build.beginLog("chunk-1.log");
      Files.writeString(log, "of the chunk", StandardOpenOption.APPEND);
      write("html/index.html", "planted");
      assertTrue(build.isOfThisRun("coverage.json"));
      assertTrue(build.isOfThisRun("slipcover-shard/chunk-1.log"));
      assertFalse(build.isOfThisRun("html/index.html"));

      write("coverage.json", "{\"planted\":1}");
      Files.delete(log);
      Files.createSymbolicLink(log, folder.resolve("elsewhere"));
      assertFalse(build.isOfThisRun("coverage.json"));
      assertFalse(build.isOfThisRun("slipcover-shard/chunk-1.log"));
    }
  }
}
