package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitIT {
  private Path temporary = Path.of("");
  private Path repository = Path.of("");

  @BeforeEach
  void makesARepository(@TempDir Path folder) throws Exception {
    temporary = folder.toRealPath();
    repository = Files.createDirectories(temporary.resolve("repository"));
    git(repository, "init", "-q", "-b", "main");
  }

  private static SortedMap<String, String> environment() {
    TreeMap<String, String> environment = new TreeMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    return environment;
  }

  private String git(Path directory, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
    command.addAll(List.of(arguments));
    Path log = temporary.resolve("git.log");
    Files.deleteIfExists(log);
    int code =
        Processes.ofOperatingSystem()
            .start(ChildCommand.logged(command, directory, environment(), log))
            .waitFor();
    String output = Files.readString(log);
    assertEquals(0, code, () -> String.join(" ", command) + ": " + output);
    return output.strip();
  }

  /** Makes one, and gives its hash as git tells it in another way. */
  private String commit(Path directory, String message) throws Exception {
    git(directory, "commit", "-q", "--allow-empty", "-m", message);
    return git(directory, "log", "-1", "--format=%H");
  }

  @Test
  void isThatOfTheCheckout() throws Exception {
    String first = commit(repository, "first");
    Path below = Files.createDirectories(repository.resolve("a/b"));
    assertEquals(Optional.of(first), Commit.of(repository, environment()));
    assertEquals(Optional.of(first), Commit.of(below, environment()));

    String second = commit(repository, "second");
    assertEquals(Optional.of(second), Commit.of(repository, environment()));
    git(repository, "checkout", "-q", "--detach", first);
    assertEquals(Optional.of(first), Commit.of(repository, environment()));
  }

  @Test
  void isThatOfAWorktree() throws Exception {
    String first = commit(repository, "first");
    git(repository, "worktree", "add", "-q", "../worktree");
    String second = commit(temporary.resolve("worktree"), "second");
    assertEquals(Optional.of(second), Commit.of(temporary.resolve("worktree"), environment()));
    assertEquals(Optional.of(first), Commit.of(repository, environment()));
  }

  @Test
  void isNoneOutsideOfARepositoryOrBeforeTheFirst() throws Exception {
    SortedMap<String, String> environment = environment();
    environment.put("GIT_CEILING_DIRECTORIES", temporary.toString());
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    assertEquals(Optional.empty(), Commit.of(outside, environment));
    assertEquals(Optional.empty(), Commit.of(repository, environment));
    assertEquals(Optional.empty(), Commit.of(temporary.resolve("absent"), environment));
  }

  @Test
  void isNoneWithoutGit() throws Exception {
    commit(repository, "first");
    SortedMap<String, String> environment = environment();
    environment.put("PATH", Files.createDirectories(temporary.resolve("bin")).toString());
    assertEquals(Optional.empty(), Commit.of(repository, environment));
    environment.remove("PATH");
    assertEquals(Optional.empty(), Commit.of(repository, environment));
  }

  /** What git says besides goes to the same place. */
  @Test
  void isFoundAmongWhatGitTraces() throws Exception {
    String first = commit(repository, "first");
    SortedMap<String, String> environment = environment();
    environment.put("GIT_TRACE", "1");
    assertEquals(Optional.of(first), Commit.of(repository, environment));
  }
}
