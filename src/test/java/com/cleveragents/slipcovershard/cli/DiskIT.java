package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that takes no more makes the run red, says where, and leaves nothing half. */
class DiskIT {
  private @TempDir Path folder;
  private TestProject project;
  private Path build;

  @BeforeEach
  void mountsASmallDiskForBuildDir() throws Exception {
    project =
        TestProject.in(folder)
            .with(
                """
                == features/a.feature
                Feature: a
                  Scenario: one
                    Given it works
                == features/b.feature
                Feature: b
                  Scenario: one
                    Given it works
                """);
    build = Files.createDirectories(project.path("build"));
    boolean mounted = call("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", build.toString());
    assumeTrue(mounted || System.getenv("CI") != null, "only root can mount a disk");
    assertTrue(mounted);
  }

  /** One that has a quota in its place: btrfs keeps root to it, too. */
  private void mountsOneWithAQuota() throws Exception {
    boolean made = new File("/sbin/mkfs.btrfs").exists();
    assumeTrue(made || System.getenv("CI") != null, "btrfs-progs is not here");
    unmountsIt();
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(128 << 20);
    }
    assertTrue(call("mkfs.btrfs", "-q", image.toString()));
    assertTrue(call("mount", "-o", "loop", image.toString(), build.toString()));
    assertTrue(call("btrfs", "quota", "enable", build.toString()));
    assertTrue(call("btrfs", "qgroup", "limit", "1M", build.toString()));
  }

  @AfterEach
  void unmountsIt() throws Exception {
    // At once from the tree, even while a process that is ending still has it.
    call("umount", "--lazy", build.toString());
  }

  private static boolean call(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  /** Leaves that many bytes. */
  private void fillUpTo(int bytes) throws IOException {
    long free = Files.getFileStore(build).getUsableSpace();
    Files.write(build.resolve("ballast"), new byte[(int) Math.max(0, free - bytes)]);
  }

  private void assertNothingIsHalf() throws IOException {
    try (Stream<Path> files = Files.walk(build)) {
      List<Path> whole =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.toString().endsWith(".part.json"))
              .toList();
      for (Path file : whole) {
        assertFalse(
            new ObjectMapper().readTree(Files.readString(file)).isMissingNode(), file::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8192, 16384, 32768, 49152, 65536})
  void isNeverGreenOnAFullOne(int free) throws Exception {
    fillUpTo(free);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    assertNotEquals(ExitCode.BUG, outcome.code(), outcome::said);
    assertNothingIsHalf();
    if (outcome.code() == ExitCode.PASSED) {
      outcome.json("build/coverage.json");
      outcome.json("build/slipcover-shard/ledger.json");
      assertNotEquals(0, free);
    } else {
      outcome.assertSays(build.toString());
    }
  }

  @Test
  void isNeverGreenOnOneThatATestFills() throws Exception {
    project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: fills the disk
            Given Python runs open("build/ballast", "wb").write(b"x" * (1 << 20))
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays("No space left on device");
    assertNothingIsHalf();
  }

  @Test
  void isNeverGreenOverAQuota() throws Exception {
    mountsOneWithAQuota();
    assertThrows(IOException.class, () -> Files.write(build.resolve("ballast"), new byte[2 << 20]));

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays(build.toString(), "Disk quota exceeded");
    assertNothingIsHalf();
  }

  @Test
  void isNeverGreenOverAQuotaThatATestReaches() throws Exception {
    mountsOneWithAQuota();
    project.with(
        """
        == features/b.feature
        Feature: b
          Scenario: writes until it may not
            Given Python runs exec("try: open('build/ballast', 'wb').write(b'x' * (2 << 20))\\nexcept OSError: pass")
        """);

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays("Disk quota exceeded");
    assertNothingIsHalf();
  }

  @Test
  void isRefusedWhereNothingCanBeWritten() throws Exception {
    call("mount", "-o", "remount,ro", build.toString());

    Outcome outcome = project.run(Setup.chunks(2), "features");

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays(build.toString(), "Read-only file system");
  }

  @Test
  void mayBeFullWhereTMPDIRIs() throws Exception {
    fillUpTo(4096);
    Path temporary = Files.createDirectory(folder.resolve("small"));
    assertTrue(call("mount", "--bind", build.toString(), temporary.toString()));
    project.variable("TMPDIR", temporary.toString());

    Outcome outcome = project.run(Setup.chunks(2), "--build-dir", "elsewhere", "features");
    assertTrue(call("umount", temporary.toString()));

    outcome.assertCode(ExitCode.USAGE);
    outcome.assertSays("No space left on device");
  }
}
