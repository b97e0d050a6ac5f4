package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tool that makes virtual environments and installs into them. */
sealed interface Installer {

  /** The command that makes an empty environment. */
  List<String> create(String basePython, Path venv);

  /** The command that installs into it what the arguments name. */
  List<String> install(Path venv, List<String> arguments);

  /** The interpreter of an environment. */
  static Path python(Path venv) {
    return venv.resolve("bin/python");
  }

  private static List<String> joined(List<String> start, List<String> arguments) {
    return Stream.concat(start.stream(), arguments.stream()).toList();
  }

  /**
   * uv, from PATH or fetched by pip.
   *
   * @param program where it is
   */
  record Uv(Path program) implements Installer {
    /** Fetched where a lock file needs uv and PATH has none: the version that was tested. */
    static final String REQUIREMENT = "uv==0.13.9";

    @Override
    public List<String> create(String basePython, Path venv) {
      return List.of(program.toString(), "venv", "--python", basePython, venv.toString());
    }

    @Override
    public List<String> install(Path venv, List<String> arguments) {
      return joined(
          List.of(program.toString(), "pip", "install", "--python", python(venv).toString()),
          arguments);
    }

    @Override
    public String toString() {
      return "uv";
    }
  }

  /** The venv module and pip: isolated, so that nothing in the working directory hides a module. */
  record Pip() implements Installer {
    @Override
    public List<String> create(String basePython, Path venv) {
      return List.of(basePython, "-I", "-m", "venv", venv.toString());
    }

    @Override
    public List<String> install(Path venv, List<String> arguments) {
      return joined(
          List.of(
              python(venv).toString(),
              "-I",
              "-m",
              "pip",
              "install",
              "--no-input",
              "--disable-pip-version-check"),
          arguments);
    }

    @Override
    public String toString() {
      return "pip";
    }
  }
}
