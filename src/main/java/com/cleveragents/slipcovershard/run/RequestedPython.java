package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The version of Python that somebody asks for, in uv's words: {@code 3.12}, {@code >=3.10,<3.13},
 * {@code pypy@3.10}.
 *
 * @param version what is asked for
 * @param origin who asks for it, for messages
 */
public record RequestedPython(String version, String origin) {
  private static final int TAIL_LINES = 10;

  /** What the project asks for: {@code .python-version}, else {@code requires-python}. */
  public static Optional<RequestedPython> ofProject(Path directory) {
    Path file = directory.resolve(".python-version");
    try {
      if (Files.isRegularFile(file)) {
        return Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .findFirst()
            .map(line -> new RequestedPython(line, ".python-version"));
      }
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, file + " cannot be read: " + e, e);
    }
    String range = Pyproject.read(directory).root().at("/project/requires-python").asText();
    return range.isBlank()
        ? Optional.empty()
        : Optional.of(new RequestedPython(range, "requires-python"));
  }

  /**
   * Finds a Python of this version on the machine, else has uv fetch one.
   *
   * @param log takes what uv prints
   * @param limit how long fetching may take
   * @throws ShardException if there is none and none can be had
   */
  PythonEnvironment find(
      Processes processes,
      Path directory,
      Map<String, String> environment,
      Path log,
      Duration limit) {
    Path uv =
        SearchPath.of(environment)
            .find("uv")
            .orElseThrow(
                () ->
                    unavailable("uv, which finds and fetches Pythons, is not on PATH: install it"));
    try {
      Optional<Path> found = ask(uv, processes, directory, environment, log);
      if (found.isEmpty()) {
        OptionalInt end =
            ShortChild.run(
                processes,
                ChildCommand.logged(
                    List.of(uv.toString(), "python", "install", version),
                    directory,
                    environment,
                    log),
                limit);
        if (end.isPresent() && end.getAsInt() == 0) {
          found = ask(uv, processes, directory, environment, log);
        }
      }
      return found
          .map(interpreter -> new PythonEnvironment(interpreter, origin + " " + version))
          .orElseThrow(() -> unavailable("uv could not fetch it" + tail(log)));
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, "uv cannot be run: " + e, e);
    }
  }

  private ShardException unavailable(String why) {
    return new ShardException(
        ExitCode.USAGE,
        origin
            + " asks for Python "
            + version
            + ", but "
            + why
            + "; or ask for another version with --python-version, or name an interpreter with"
            + " --python");
  }

  /** Where uv knows such a Python to be. */
  private Optional<Path> ask(
      Path uv, Processes processes, Path directory, Map<String, String> environment, Path log)
      throws IOException {
    Path answer = Files.createTempFile("ss-python-", ".txt");
    try {
      OptionalInt end =
          ShortChild.run(
              processes,
              ChildCommand.logged(
                  List.of(uv.toString(), "python", "find", "--no-project", "--system", version),
                  directory,
                  environment,
                  answer),
              Duration.ofMinutes(1));
      List<String> lines = Files.readAllLines(answer);
      if (end.isEmpty() || end.getAsInt() != 0 || lines.isEmpty()) {
        Files.write(log, lines);
        return Optional.empty();
      }
      return Optional.of(Path.of(lines.get(lines.size() - 1))).filter(SearchPath::isProgram);
    } finally {
      Files.delete(answer);
    }
  }

  private static String tail(Path log) {
    try {
      return ":\n  " + String.join("\n  ", ShortChild.tail(log, TAIL_LINES)) + "\n";
    } catch (IOException e) {
      return "";
    }
  }
}
