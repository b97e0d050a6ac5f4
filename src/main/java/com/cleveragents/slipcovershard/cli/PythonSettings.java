package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.BeforeScript;
import com.cleveragents.slipcovershard.run.ContainerImage;
import com.cleveragents.slipcovershard.run.Installation;
import com.cleveragents.slipcovershard.run.PythonEnvironment;
import com.cleveragents.slipcovershard.run.RequestedPython;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which Python runs the suite, and what is done before it does.
 *
 * @param installation what is installed into an environment of ours
 * @param named the interpreter or environment that the user names
 * @param version the version that the user asks for
 * @param before the script that prepares the rest
 */
record PythonSettings(
    Installation installation,
    Optional<String> named,
    Optional<RequestedPython> version,
    Optional<BeforeScript> before) {

  static PythonSettings read(
      SuiteOptions options, Values values, boolean isInImage, Mistakes mistakes) {
    Optional<String> named = values.of(options.python, "python");
    // Who names an environment has made it.
    String absent = isInImage && named.isEmpty() ? "auto" : "none";
    String install = values.of(options.install, "install").orElse(absent).strip();
    Installation installation =
        switch (install) {
          case "none" -> new Installation.None();
          case "auto" -> new Installation.Auto();
          // Arguments, perhaps on several lines: a line break separates words, too.
          default -> new Installation.Arguments(Words.split(install, "install", mistakes));
        };
    Optional<RequestedPython> version =
        values
            .of(options.pythonVersion, "python-version")
            .map(text -> new RequestedPython(text.strip(), "python-version"));
    if (version.filter(wanted -> wanted.version().startsWith("-")).isPresent()) {
      mistakes.add("python-version", version.get().version(), "a version, such as 3.12");
    }
    if (version.isPresent() && named.isPresent()) {
      mistakes.add("python-version", "python names an interpreter already: leave one of them out");
    } else if (version.isPresent() && installation instanceof Installation.None) {
      mistakes.add(
          "python-version",
          "no environment is made with install: none; set install: auto, or name the interpreter"
              + " with python");
    }
    return new PythonSettings(
        installation, named, version, values.of(options.before, "before").map(BeforeScript::new));
  }

  /** Whether the suite runs in an environment that we make. */
  boolean installs() {
    return !(installation instanceof Installation.None);
  }

  /** The version that is to be found or fetched; empty where an interpreter is meant. */
  Optional<RequestedPython> requested(Path directory, Optional<ContainerImage> image) {
    if (named.isPresent()) {
      return Optional.empty();
    }
    return version.or(
        () -> isOfImage(image) ? RequestedPython.ofProject(directory) : Optional.empty());
  }

  /** The interpreter that is meant where no version is requested; only looks at files. */
  PythonEnvironment meant(
      Path directory, Map<String, String> environment, Optional<ContainerImage> image) {
    if (named.isPresent()) {
      return PythonEnvironment.named(named.get(), directory, environment);
    }
    return isOfImage(image)
        ? image.orElseThrow().python()
        : PythonEnvironment.lookUp(directory, environment);
  }

  private boolean isOfImage(Optional<ContainerImage> image) {
    return installs() && image.isPresent();
  }
}
