package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What an interpreter says about itself when asked.
 *
 * @param version such as 3.11.7
 * @param executable its own idea of where it is: behind a wrapper script, the real file
 * @param virtual whether it belongs to a virtual environment
 * @param managed whether the distribution forbids pip to install for it
 * @param pip whether it has pip
 * @param packages by module name, those that were asked for
 */
record PythonAnswer(
    String version,
    String executable,
    boolean virtual,
    boolean managed,
    boolean pip,
    Map<String, Found> packages) {

  static final String OLDEST = "3.9";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MARK = "slipcover-shard:";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs on every Python since 2.7, so that an old one can tell its version. The mark is there
   * because start-up hooks may print too.
   */
  private static final String SCRIPT =
      """
      import json, os, sys, sysconfig

      def find(name):
          try:
              module = __import__(name)
          except BaseException as error:
              kind = type(error).__name__
              missing = kind == "ModuleNotFoundError" and getattr(error, "name", None) == name
              return {"missing": missing, "version": None, "error": "%s: %s" % (kind, error)}
          version = getattr(module, "__version__", None)
          if version is None:
              try:
                  from importlib.metadata import version as installed
                  version = installed(name)
              except Exception:
                  pass
          missing = getattr(module, "__file__", None) is None
          error = None if version else "it is no such package: %s" % (module,)
          return {"missing": missing, "version": version and str(version), "error": error}

      def has_pip():
          try:
              from importlib.util import find_spec
              return find_spec("pip") is not None
          except Exception:
              return False

      print("\\n%s%s" % (sys.argv[1], json.dumps({
          "version": "%d.%d.%d" % sys.version_info[:3],
          "executable": sys.executable or "",
          "virtual": getattr(sys, "base_prefix", sys.prefix) != sys.prefix,
          "managed": os.path.exists(
              os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
          "pip": has_pip(),
          "packages": {name: find(name) for name in sys.argv[2:]},
      })))
      """;

  PythonAnswer {
    packages = new TreeMap<>(packages);
  }

  /**
   * How the import of a package went.
   *
   * @param missing it is not there at all
   * @param version of what was imported
   * @param error why it cannot be used, in Python's words
   */
  record Found(boolean missing, Optional<String> version, Optional<String> error) {}

  /**
   * Asks an interpreter.
   *
   * @param flags of Python, before the script
   * @param modules the packages it shall import
   * @throws ShardException if it does not answer as a Python does
   */
  static PythonAnswer ask(
      Processes processes,
      PythonEnvironment python,
      List<String> flags,
      List<String> modules,
      Path directory,
      Map<String, String> environment) {
    List<String> arguments = new ArrayList<>();
    arguments.add(python.interpreter().toString());
    arguments.addAll(flags);
    arguments.addAll(List.of("-c", SCRIPT, MARK));
    arguments.addAll(modules);
    try {
      Path output = Files.createTempFile("slipcover-shard-", ".txt");
      try {
        OptionalInt end =
            ShortChild.run(
                processes, ChildCommand.logged(arguments, directory, environment, output), LIMIT);
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return text.lines()
            .filter(line -> line.startsWith(MARK))
            .findFirst()
            .map(line -> parsed(line.substring(MARK.length())))
            .orElseThrow(() -> noPython(python, end, output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.USAGE,
          python + " cannot be started (" + e.getMessage() + "): name another with --python",
          e);
    }
  }

  private static PythonAnswer parsed(String json) {
    try {
      var root = JSON.readTree(json);
      Map<String, Found> packages = new TreeMap<>();
      root.path("packages")
          .properties()
          .forEach(
              entry ->
                  packages.put(
                      entry.getKey(),
                      new Found(
                          entry.getValue().path("missing").asBoolean(),
                          Optional.ofNullable(entry.getValue().path("version").textValue()),
                          Optional.ofNullable(entry.getValue().path("error").textValue()))));
      return new PythonAnswer(
          root.path("version").asText(),
          root.path("executable").asText(),
          root.path("virtual").asBoolean(),
          root.path("managed").asBoolean(),
          root.path("pip").asBoolean(),
          packages);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("unreadable answer: " + json, e);
    }
  }

  private static ShardException noPython(PythonEnvironment python, OptionalInt end, Path output) {
    String how =
        end.isEmpty()
            ? "it did not answer within " + LIMIT.toSeconds() + " s"
            : "it ended with code " + end.getAsInt();
    List<String> tail;
    try {
      tail = ShortChild.tail(output, 5);
    } catch (IOException e) {
      tail = List.of();
    }
    String said =
        tail.isEmpty() ? " and printed nothing" : "; it printed:\n  " + String.join("\n  ", tail);
    return new ShardException(
        ExitCode.USAGE,
        python
            + " is no Python, or a broken one: name another with --python. Asked for its version, "
            + how
            + said);
  }

  boolean isTooOld() {
    return PythonPackage.isOlder(version, OLDEST);
  }

  ShardException tooOld(PythonEnvironment python) {
    return new ShardException(
        ExitCode.USAGE,
        python
            + " is Python "
            + version
            + "; the oldest that works is "
            + OLDEST
            + ": name another with --python");
  }
}
