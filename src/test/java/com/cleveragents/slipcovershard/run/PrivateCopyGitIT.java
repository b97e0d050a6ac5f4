package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git makes of a private copy. */
class PrivateCopyGitIT {
  private Path temporary = Path.of("");
  private Path repository = Path.of("");

  @BeforeEach
  void makeRepository(@TempDir Path folder) throws Exception {
    temporary = folder.toRealPath();
    repository = Files.createDirectories(temporary.resolve("repository"));
    git(repository, "init", "-q", "-b", "main");
    Files.writeString(repository.resolve("a.txt"), "a\n");
    git(repository, "add", ".");
    git(repository, "commit", "-q", "-m", "first");
  }

  @Test
  void writesToTheCopyAloneAndReadsTheObjectsOfTheCheckout() throws Exception {
    try (Workplace copy = copyOf(repository)) {
      assertEquals("first\n", git(copy.directory(), "log", "--format=%s"));
      assertEquals("", git(copy.directory(), "status", "--short"));
      assertFalse(Files.exists(copy.directory().resolve(".git/objects/pack")));

      Files.writeString(copy.directory().resolve("a.txt"), "b\n");
      git(copy.directory(), "commit", "-q", "-a", "-m", "second");

      assertEquals("", git(copy.directory(), "fsck", "--no-dangling"));
      assertEquals("second\nfirst\n", git(copy.directory(), "log", "--format=%s"));
      assertEquals("first\n", git(repository, "log", "--format=%s"));
    }
  }

  @Test
  void readsTheRepositoryOfAWorktree() throws Exception {
    git(repository, "worktree", "add", "-q", "../worktree");

    try (Workplace copy = copyOf(temporary.resolve("worktree"))) {
      assertEquals("worktree\n", git(copy.directory(), "branch", "--show-current"));
      assertEquals("first\n", git(copy.directory(), "log", "--format=%s"));
      assertEquals("", git(copy.directory(), "status", "--short"));
    }
  }

  @Test
  void readsTheRepositoryThatARelativePointerNames() throws Exception {
    git(repository, "worktree", "add", "-q", "../worktree");
    Files.writeString(
        temporary.resolve("worktree/.git"), "gitdir: ../repository/.git/worktrees/worktree\n");

    try (Workplace copy = copyOf(temporary.resolve("worktree"))) {
      assertEquals("first\n", git(copy.directory(), "log", "--format=%s"));
    }
  }

  @Test
  void copiesTheObjectsOfARepositoryThatBorrowsItself() throws Exception {
    Path clone = temporary.resolve("clone");
    git(temporary, "clone", "-q", "--shared", "repository", "clone");

    try (Workplace copy = copyOf(clone)) {
      assertEquals("first\n", git(copy.directory(), "log", "--format=%s"));
      assertEquals(
          Files.readString(clone.resolve(".git/objects/info/alternates")),
          Files.readString(copy.directory().resolve(".git/objects/info/alternates")));
    }
  }

  private Workplace copyOf(Path workingDirectory) {
    Checkout checkout =
        Checkout.around(
            workingDirectory,
            workingDirectory.resolve("build/slipcover-shard"),
            MeasuredPaths.of(workingDirectory, List.of(), List.of()));
    return PrivateCopy.of(
        checkout, 1, temporary.resolve("copies/deep/1"), Processes.ofOperatingSystem());
  }

  private String git(Path directory, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    Path log = temporary.resolve("git.log");
    Files.deleteIfExists(log);
    int code =
        Processes.ofOperatingSystem()
            .start(ChildCommand.logged(command, directory, environment, log))
            .waitFor();
    String output = Files.readString(log);
    assertEquals(0, code, () -> String.join(" ", command) + ": " + output);
    return output;
  }
}
