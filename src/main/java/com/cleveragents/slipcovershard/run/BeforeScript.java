package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bash script of the user's that is run once before the chunks. What it exports reaches them.
 *
 * @param text the script
 */
public record BeforeScript(String text) {
  private static final int TAIL_LINES = 20;

  /** What bash itself keeps in its environment. */
  private static final Set<String> OF_BASH = Set.of("_", "OLDPWD", "PWD", "SHLVL");

  private static final String RESULT = "SLIPCOVER_SHARD_VARIABLES";

  /**
   * The environment is told at the script's end, and when it leaves by {@code exit}; both, because
   * it may have a trap of its own. On the first line, so that errors name the lines of the user's.
   */
  private static final String TELL = "/usr/bin/env -0 >\"$" + RESULT + "\"";

  /**
   * Runs the script in a process group of its own, and ends that when standard input does: nothing
   * is ever written there, so that is when we are killed. The script itself has no input.
   */
  private static final String GUARDED =
      """
      set -m
      exec 9<&0
      "$@" </dev/null 9<&- &
      script=$!
      { read -r; kill -KILL -- -$script; } <&9 2>/dev/null &
      guard=$!
      disown $guard
      set +m
      code=0
      wait $script || code=$?
      kill -KILL -- -$guard
      exit $code
      """;

  /**
   * Runs it.
   *
   * @param log takes what it prints
   * @param limit how long it may take
   * @return the variables as the script left them
   * @throws ShardException if it fails (code 5): nothing of the suite was run then
   */
  public SortedMap<String, String> run(
      Processes processes,
      Path directory,
      Map<String, String> environment,
      Path log,
      Duration limit) {
    try {
      Path folder = Files.createTempDirectory("ss-before-");
      try {
        return run(processes, directory, environment, log, limit, folder);
      } finally {
        FileTree.remove(folder); // what is left is no error of the script
      }
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.CHUNK_FAILED, "the script of --before cannot be run: " + e, e);
    }
  }

  private SortedMap<String, String> run(
      Processes processes,
      Path directory,
      Map<String, String> environment,
      Path log,
      Duration limit,
      Path folder)
      throws IOException {
    Path script = folder.resolve("before");
    Path result = folder.resolve("variables");
    String all = "trap '" + TELL + "' EXIT; " + text + "\n" + TELL + "\n";
    Files.write(script, SurrogateEscape.encode(all));
    SortedMap<String, String> variables = new TreeMap<>(environment);
    variables.put(RESULT, result.toString());
    CommandFiles.replace(variables, folder);
    String bash = SearchPath.of(environment).find("bash").map(Path::toString).orElse("/bin/bash");
    OptionalInt end =
        ShortChild.run(
            processes,
            ChildCommand.logged(
                    List.of(bash, "-c", GUARDED, bash, bash, "-euo", "pipefail", script.toString()),
                    directory,
                    variables,
                    log)
                .fed(),
            limit);
    if (end.isEmpty()) {
      throw failure("did not end in time, --timeout-minutes allows no more", log);
    }
    if (end.getAsInt() != 0) {
      throw failure("ended with code " + end.getAsInt(), log);
    }
    if (!RegularFile.exists(result)) {
      throw failure(
          "left by exit with an EXIT trap of its own, so that what it exported is not known:"
              + " let it run to its end",
          log);
    }
    return exported(SurrogateEscape.decode(RegularFile.bytes(result)), environment);
  }

  private static SortedMap<String, String> exported(String text, Map<String, String> before) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String entry : text.split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    variables.remove(RESULT);
    CommandFiles.restore(variables, before);
    for (String name : OF_BASH) {
      variables.remove(name);
      if (before.containsKey(name)) {
        variables.put(name, String.valueOf(before.get(name)));
      }
    }
    return variables;
  }

  private static ShardException failure(String what, Path log) throws IOException {
    return new ShardException(
        ExitCode.CHUNK_FAILED,
        "the script of --before "
            + what
            + ". The end of "
            + log
            + ":\n  "
            + String.join("\n  ", ShortChild.tail(log, TAIL_LINES)));
  }

  /** What the script printed, line by line. */
  public static List<String> printed(Path log) {
    try {
      return RegularFile.exists(log) ? RegularFile.text(log).lines().toList() : List.of();
    } catch (IOException e) {
      return List.of("(" + log + " cannot be read: " + e + ")");
    }
  }
}
