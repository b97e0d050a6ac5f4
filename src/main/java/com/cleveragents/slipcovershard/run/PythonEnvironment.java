package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Python that has what the suite needs.
 *
 * @param interpreter absolute; symbolic links are kept, because a virtual environment is known by
 *     the place of its link
 * @param origin why it is this one, in a few words
 */
public record PythonEnvironment(Path interpreter, String origin) {
  private static final Duration TRIAL_LIMIT = Duration.ofSeconds(10);
  private static final String MARK = "slipcover-shard:";

  private static final String TRIAL =
      """
      import sys
      sys.path.insert(0, sys.argv[1])
      from slipcover_shard_probe import acceleration
      print("\\n" + sys.argv[2] + acceleration.accelerate(None))
      """;

  /**
   * The Python that a user names: an interpreter, a directory with a virtual environment, or a
   * command on PATH. Only looks at files: nothing is started.
   *
   * @throws ShardException if there is none
   */
  public static PythonEnvironment named(
      String setting, Path workingDirectory, Map<String, String> environment) {
    String origin = "named by --python " + setting;
    Path path;
    try {
      path = absolute(workingDirectory, setting);
    } catch (InvalidPathException e) {
      throw missing("--python " + setting + " is no path");
    }
    if (Files.isDirectory(path)) {
      return new PythonEnvironment(inEnvironment(path, origin), origin);
    }
    if (!setting.contains("/")) {
      return SearchPath.of(environment)
          .find(setting)
          .map(program -> new PythonEnvironment(program, origin))
          .orElseThrow(
              () ->
                  missing(
                      "--python "
                          + setting
                          + " is neither a command on PATH nor a directory in "
                          + workingDirectory));
    }
    return new PythonEnvironment(program(path, origin), origin);
  }

  /**
   * The Python that is meant when nobody names one: {@code $VIRTUAL_ENV}, {@code .venv} in the
   * working directory, {@code python3} on PATH. Only looks at files: nothing is started.
   *
   * @throws ShardException if there is none; it names every place that was tried
   */
  public static PythonEnvironment lookUp(Path workingDirectory, Map<String, String> environment) {
    List<String> tried = new ArrayList<>();
    String active = environment.getOrDefault("VIRTUAL_ENV", "");
    if (active.isEmpty()) {
      tried.add("VIRTUAL_ENV is not set");
    } else {
      Path directory = absolute(workingDirectory, active);
      if (Files.isDirectory(directory)) {
        String origin = "from VIRTUAL_ENV";
        return new PythonEnvironment(inEnvironment(directory, origin), origin);
      }
      tried.add("VIRTUAL_ENV names " + directory + ", which is no directory");
    }
    Path local = workingDirectory.resolve(".venv");
    if (Files.isDirectory(local)) {
      String origin = "from .venv";
      return new PythonEnvironment(inEnvironment(local, origin), origin);
    }
    tried.add("there is no directory " + local);
    Optional<Path> program = SearchPath.of(environment).find("python3");
    if (program.isPresent()) {
      return new PythonEnvironment(program.get(), "python3 on PATH");
    }
    tried.add("there is no python3 on PATH");
    throw missing("no Python found: " + String.join(", ", tried));
  }

  /** The same with another reason why it is this one. */
  PythonEnvironment because(String reason) {
    return new PythonEnvironment(interpreter, reason);
  }

  private static Path absolute(Path workingDirectory, String path) {
    Path resolved = workingDirectory.resolve(path).toAbsolutePath();
    // Behind a symbolic link, ".." does not take back the name before it.
    return path.contains("..") ? resolved : resolved.normalize();
  }

  private static Path inEnvironment(Path directory, String origin) {
    for (String name : List.of("python", "python3")) {
      Path candidate = directory.resolve("bin").resolve(name);
      if (Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
        return program(candidate, origin);
      }
    }
    throw missing(directory + " (" + origin + ") is no virtual environment: it has no bin/python");
  }

  private static Path program(Path file, String origin) {
    if (SearchPath.isProgram(file)) {
      return file;
    }
    String wrong;
    if (Files.isDirectory(file)) {
      wrong = "is a directory";
    } else if (Files.exists(file)) {
      wrong = "is not executable";
    } else if (Files.isSymbolicLink(file)) {
      wrong = "is a link to something that does not exist: the virtual environment is broken";
    } else {
      wrong = "does not exist";
    }
    throw missing(file + " (" + origin + ") " + wrong);
  }

  private static ShardException missing(String what) {
    return new ShardException(
        ExitCode.USAGE, what + ". Name an interpreter or a virtual environment with --python");
  }

  /**
   * Asks it for its version and for those of SlipCover and the runner.
   *
   * @param environment as a child of ours has it
   */
  public PythonSight look(
      PythonPackage runner,
      Processes processes,
      Path workingDirectory,
      Map<String, String> environment) {
    return new PythonDiagnosis(this, SearchPath.of(environment).find("uv"))
        .look(List.of(PythonPackage.SLIPCOVER, runner), processes, workingDirectory, environment);
  }

  /**
   * Tries in a process of its own which functions of SlipCover can be replaced by quicker ones.
   *
   * @return why some cannot, in a sentence; empty if all can
   */
  public String untouched(
      Processes processes, Path workingDirectory, Map<String, String> environment)
      throws IOException {
    Path folder = Files.createTempDirectory("ss-doctor-");
    try {
      Probe.unpackTo(folder);
      Path answer = folder.resolve("answer");
      OptionalInt end =
          ShortChild.run(
              processes,
              ChildCommand.logged(
                  List.of(interpreter.toString(), "-B", "-c", TRIAL, folder.toString(), MARK),
                  workingDirectory,
                  environment,
                  answer),
              TRIAL_LIMIT);
      Optional<String> told =
          end.equals(OptionalInt.of(0))
              ? Files.readAllLines(answer).stream()
                  .filter(line -> line.startsWith(MARK))
                  .findFirst()
              : Optional.empty();
      return told.map(line -> line.substring(MARK.length()))
          .orElse("whether SlipCover can be made quicker could not be tried");
    } finally {
      FileTree.delete(folder);
    }
  }

  /** The interpreter and where it comes from, as messages name it. */
  @Override
  public String toString() {
    return interpreter + " (" + origin + ")";
  }
}
