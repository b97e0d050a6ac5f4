package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.Workplace.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateCopyIT {
  private static final KeepGlobs NOTHING = KeepGlobs.of(List.of());

  private Path temporary;
  private Path checkout;
  private Path target;

  @BeforeEach
  void makeCheckout(@TempDir Path folder) throws IOException {
    temporary = folder.toRealPath();
    checkout = Files.createDirectories(temporary.resolve("checkout"));
    target = temporary.resolve("copies/1");
    write("src/app.py", "x = 1\n");
  }

  @Test
  void copiesContentPermissionsAndTimes() throws IOException {
    Files.createDirectories(checkout.resolve("empty/below"));
    Path script = write("tools/run.sh", "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
    FileTime past = FileTime.fromMillis(1_000_000_000_123L);
    Files.setLastModifiedTime(script, past);
    Files.setLastModifiedTime(script.getParent(), past);
    Files.setLastModifiedTime(checkout, past);

    try (Workplace copy = copy()) {
      Path copied = copy.own(script);
      assertEquals(target.resolve("tools/run.sh"), copied);
      assertEquals("#!/bin/sh\n", Files.readString(copied));
      assertEquals(
          "rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(copied)));
      assertEquals(past, Files.getLastModifiedTime(copied));
      assertEquals(past, Files.getLastModifiedTime(copied.getParent()));
      assertEquals(past, Files.getLastModifiedTime(target));
      assertTrue(Files.isDirectory(target.resolve("empty/below")));
    }
    assertFalse(Files.exists(target));
  }

  @Test
  void startsInTheSameSubFolderOfTheNearestRepository() throws IOException {
    write(".git", "gitdir: /elsewhere/worktrees/x\n");
    write("services/one/features/a.feature", "");

    try (Workplace copy = copyFrom(checkout.resolve("services/one"))) {
      assertEquals(target.resolve("services/one"), copy.directory());
      assertTrue(Files.exists(copy.directory().resolve("features/a.feature")));
      assertTrue(Files.exists(target.resolve("src/app.py")));
    }
  }

  @Test
  void copiesTheWorkingDirectoryWhereThereIsNoRepository() throws IOException {
    write("services/one/a.py", "");

    try (Workplace copy = copyFrom(checkout.resolve("services/one"))) {
      assertEquals(target, copy.directory());
      assertEquals(Set.of("a.py"), tree(target));
    }
  }

  @Test
  void keepsLinksLeadingWhereTheyLed() throws IOException {
    write("../outside/data", "outside");
    write("build/slipcover-shard/log", "ours");
    link("near", "src/app.py");
    link("src/up", "../src");
    link("absolute", checkout + "/src/app.py");
    link("away", temporary + "/outside/data");
    link("relative-away", "../outside/data");
    link("around", "../checkout/src");
    link("dangling", "nothing/here");
    link("ours", "build/slipcover-shard/log");

    try (Workplace copy = copy()) {
      assertEquals("src/app.py", linked("near"));
      assertEquals("../src", linked("src/up"));
      assertEquals(target + "/src/app.py", linked("absolute"));
      assertEquals(temporary + "/outside/data", linked("away"));
      assertEquals(temporary + "/outside/data", linked("relative-away"));
      assertEquals(target + "/src", linked("around"));
      assertEquals("nothing/here", linked("dangling"));
      assertEquals(checkout + "/build/slipcover-shard/log", linked("ours"));
      assertEquals(0, copy.collect(NOTHING, temporary.resolve("kept")).newFiles());
    }
  }

  @Test
  void linksEnvironmentsAndNodeModules() throws IOException {
    write(".venv/pyvenv.cfg", "home = /usr/bin\n");
    write(".tox/py311/pyvenv.cfg", "home = /usr/bin\n");
    write("conda/conda-meta/history", "");
    write("python/lib/python3.11/site-packages/lib.py", "");
    write("web/node_modules/left-pad/index.js", "");
    link("env", ".venv");

    try (Workplace copy = copy()) {
      assertEquals(checkout + "/.venv", linked(".venv"));
      assertEquals(checkout + "/.tox/py311", linked(".tox/py311"));
      assertEquals(checkout + "/conda", linked("conda"));
      assertEquals(checkout + "/python/lib/python3.11", linked("python/lib/python3.11"));
      assertEquals(checkout + "/web/node_modules", linked("web/node_modules"));
      assertEquals(".venv", linked("env"));
      Path python = checkout.resolve(".venv/bin/python");
      assertEquals(python, copy.own(python));
    }
    assertTrue(Files.exists(checkout.resolve(".venv/pyvenv.cfg")));
    assertTrue(Files.exists(checkout.resolve("web/node_modules/left-pad/index.js")));
  }

  @Test
  void copiesAnEnvironmentThatIsMeasured() throws IOException {
    write(".venv/pyvenv.cfg", "home = /usr/bin\n");

    MeasuredPaths everything = MeasuredPaths.of(checkout, List.of("."), List.of());
    Checkout whole = Checkout.around(checkout, ourFolder(), everything);
    try (Workplace copy = PrivateCopy.of(whole, 1, target, Processes.ofOperatingSystem())) {
      assertTrue(Files.isDirectory(target.resolve(".venv"), LinkOption.NOFOLLOW_LINKS));
      assertEquals(
          target.resolve(".venv/bin/python"), copy.own(checkout.resolve(".venv/bin/python")));
    }
  }

  @Test
  void neverLinksAFolderThatHoldsTheWorkingDirectory() throws IOException {
    write(".git/HEAD", "");
    write("app/pyvenv.cfg", "home = /usr/bin\n");
    write("app/lib/python3.11/site-packages/lib.py", "");
    write("app/features/a.feature", "");

    try (Workplace copy = copyFrom(checkout.resolve("app"))) {
      assertEquals(
          target.resolve("app/features"), copy.own(checkout.resolve("app/features")).toRealPath());
      assertEquals(checkout + "/app/lib/python3.11", linked("app/lib/python3.11"));
    }
  }

  @Test
  void leavesOutOurFolderAndTheDatabasesOfOtherChunks() throws IOException {
    write("build/slipcover-shard/venv/pyvenv.cfg", "home = /usr/bin\n");
    for (String name : List.of("", "-1", "-2", "-12")) {
      write("build/.template-migrated" + name + ".db", name);
    }
    write("build/.template-migrated-2.db-wal", "");
    write("build/lib/x.py", "");
    write("other/.template-migrated-2.db", "");

    try (Workplace copy = copy()) {
      assertEquals(
          Set.of(
              "build/.template-migrated-1.db",
              "build/.template-migrated.db",
              "build/lib/x.py",
              "other/.template-migrated-2.db",
              "src/app.py"),
          tree(target));
      Path log = ourFolder().resolve("chunk-1.part.json");
      assertEquals(log, copy.own(log));
    }
  }

  @Test
  void leavesOutTheDatabasesOfOtherChunksBeforeOurFolderExists() throws IOException {
    write("build/.template-migrated-2.db", "");

    try (Workplace copy = copy()) {
      assertEquals(Set.of("src/app.py"), tree(copy.directory()));
      assertTrue(Files.isDirectory(target.resolve("build")));
    }
  }

  @Test
  void skipsSocketsAndPipes() throws Exception {
    write("run/state", "");
    assertEquals(
        0,
        new ProcessBuilder("mkfifo", checkout + "/run/pipe", checkout + "/pipe").start().waitFor());

    try (Workplace copy = copy()) {
      assertEquals(Set.of("run/state", "src/app.py"), tree(copy.directory()));
    }
  }

  @Test
  void dropsWhatPytestCompiledWithTheNamesOfTheCheckout() throws IOException {
    write("tests/__pycache__/test_a.cpython-311-pytest-8.4.1.pyc", "");
    write("tests/__pycache__/helpers.cpython-311.pyc", "");

    try (Workplace copy = copy()) {
      assertEquals(
          Set.of("src/app.py", "tests/__pycache__/helpers.cpython-311.pyc"),
          tree(copy.directory()));
    }
  }

  @Test
  void copiesStrangeNames() throws IOException {
    List<String> names = List.of("-rf", "a b", "*", "$HOME", "new\nline", "{x}", "'q\"");
    for (String name : names) {
      write(name, name);
      write("sub/" + name, name);
    }
    for (int i = 0; i < 900; i++) {
      write("f" + i, "");
    }

    try (Workplace copy = copy()) {
      assertEquals(tree(checkout), tree(copy.directory()));
    }
  }

  @Test
  void countsNewFilesAndSavesThoseToKeep() throws IOException {
    write(".git/HEAD", "");
    write("app/old.xml", "old");
    write("app/same.xml", "same");
    write("app/.venv/pyvenv.cfg", "");
    write("../outside/secret.xml", "secret");
    Path kept = temporary.resolve("kept/chunk-1");

    try (Workplace copy = copyFrom(checkout.resolve("app"))) {
      Path directory = copy.directory();
      Files.writeString(directory.resolve("old.xml"), "changed");
      Files.createDirectories(directory.resolve("reports/deep"));
      Files.writeString(directory.resolve("reports/deep/new.xml"), "new");
      Files.writeString(directory.resolve("reports/new.txt"), "new");
      Files.createSymbolicLink(directory.resolve("latest.xml"), Path.of("reports/deep/new.xml"));
      Files.createSymbolicLink(
          directory.resolve("leak.xml"), temporary.resolve("outside/secret.xml"));
      Files.writeString(target.resolve("above.xml"), "new");
      Files.createDirectories(directory.resolve("__pycache__"));
      Files.writeString(directory.resolve("__pycache__/x.pyc"), "");
      Files.writeString(target.resolve(".git/index"), "");
      Files.writeString(directory.resolve(".venv/shared.xml"), "");

      Written written = copy.collect(KeepGlobs.of(List.of("**/*.xml")), kept);

      assertEquals(5, written.newFiles());
      assertEquals(
          List.of(Path.of("latest.xml"), Path.of("old.xml"), Path.of("reports/deep/new.xml")),
          written.kept());
      assertEquals(Set.of("latest.xml", "old.xml", "reports/deep/new.xml"), tree(kept));
      assertEquals("new", Files.readString(kept.resolve("latest.xml")));
      assertEquals("changed", Files.readString(kept.resolve("old.xml")));
    }
  }

  @Test
  void savesFilesOfAWorkingDirectoryThatIsTheRepository() throws IOException {
    try (Workplace copy = copy()) {
      Files.writeString(copy.directory().resolve("src/app.py"), "x = 2\n");

      Written written = copy.collect(KeepGlobs.of(List.of("src/*.py")), temporary.resolve("kept"));

      assertEquals(new Written(0, List.of(Path.of("src/app.py"))), written);
      assertEquals("x = 2\n", Files.readString(temporary.resolve("kept/src/app.py")));
    }
  }

  @Test
  void removesReadOnlyFoldersAndFollowsNoLinks() throws IOException {
    write("../outside/data", "outside");
    write("locked/below/file", "");
    Files.setPosixFilePermissions(
        checkout.resolve("locked/below"), PosixFilePermissions.fromString("r-x------"));
    Files.setPosixFilePermissions(
        checkout.resolve("locked"), PosixFilePermissions.fromString("r-x------"));

    try (Workplace copy = copy()) {
      Path closed = Files.createDirectories(copy.directory().resolve("closed"));
      Files.writeString(closed.resolve("file"), "");
      Files.createSymbolicLink(closed.resolve("out"), temporary.resolve("outside"));
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
      assertEquals(2, copy.collect(NOTHING, temporary.resolve("kept")).newFiles());
    }
    assertFalse(Files.exists(target));
    assertEquals("outside", Files.readString(temporary.resolve("outside/data")));
    Files.setPosixFilePermissions(
        checkout.resolve("locked/below"), PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void refusesACopyInsideTheCheckout() {
    target = checkout.resolve("build/copies/1");

    ShardException refusal = assertThrows(ShardException.class, this::copy);

    assertEquals(ExitCode.USAGE, refusal.code());
    assertTrue(String.valueOf(refusal.getMessage()).contains("set TMPDIR"), refusal.getMessage());
  }

  /** What cp says is real; a full disk and another user's files are not to be had everywhere. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cp: cannot open 'key' for reading: Permission denied        | USAGE        | --isolate none
          cp: error writing '/t/copies/1/x': No space left on device  | CHUNK_FAILED | TMPDIR
          cp: error writing '/t/x': Disk quota exceeded               | CHUNK_FAILED | TMPDIR
          cp: error reading 'x': Input/output error                   | CHUNK_FAILED | --isolate none
          """)
  void saysWhatCouldNotBeCopiedAndLeavesNoHalfCopy(String says, ExitCode code, String remedy) {
    ShardException failure = assertThrows(ShardException.class, () -> copyWith(failing(says)));

    assertEquals(code, failure.code());
    assertTrue(String.valueOf(failure.getMessage()).contains("chunk 1"), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(says), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(remedy), failure.getMessage());
    assertFalse(Files.exists(target));
  }

  @Test
  void endsWhenItIsInterrupted() {
    Checkout before = read(checkout);
    Thread.currentThread().interrupt();

    ShardException end =
        assertThrows(
            ShardException.class,
            () -> PrivateCopy.of(before, 1, target, Processes.ofOperatingSystem()));

    assertEquals(ExitCode.INTERRUPTED, end.code());
    assertTrue(Thread.interrupted());
    assertFalse(Files.exists(target));
  }

  @Test
  void takesNoHarmFromFilesThatVanishMeanwhile() {
    Processes real = Processes.ofOperatingSystem();
    Processes racing =
        command -> {
          Files.deleteIfExists(checkout.resolve("src/app.py"));
          Files.deleteIfExists(checkout.resolve("src"));
          return real.start(command);
        };

    copyWith(racing).close();
  }

  private static Processes failing(String message) {
    return command ->
        new ProcessBuilder("sh", "-c", "echo \"$0\" >&2; exit 1", message)
            .redirectError(command.error())
            .start();
  }

  private Workplace copy() {
    return copyWith(Processes.ofOperatingSystem());
  }

  private Workplace copyWith(Processes processes) {
    return PrivateCopy.of(read(checkout), 1, target, processes);
  }

  private Workplace copyFrom(Path workingDirectory) {
    return PrivateCopy.of(read(workingDirectory), 1, target, Processes.ofOperatingSystem());
  }

  private Checkout read(Path workingDirectory) {
    return Checkout.around(
        workingDirectory, ourFolder(), MeasuredPaths.of(workingDirectory, List.of(), List.of()));
  }

  private Path ourFolder() {
    return checkout.resolve("build/slipcover-shard");
  }

  private Path write(String name, String content) throws IOException {
    Path file = checkout.resolve(name).normalize();
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void link(String name, String leadsTo) throws IOException {
    Files.createSymbolicLink(checkout.resolve(name), Path.of(leadsTo));
  }

  private String linked(String name) throws IOException {
    return Files.readSymbolicLink(target.resolve(name)).toString();
  }

  private static Set<String> tree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
