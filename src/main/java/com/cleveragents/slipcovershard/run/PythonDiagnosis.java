package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what an interpreter says into a sentence on what it lacks and what to type.
 *
 * @param uv where it is, if it is on PATH
 */
record PythonDiagnosis(PythonEnvironment python, Optional<Path> uv) {
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w@%+=:,./-]+");

  PythonSight look(
      List<PythonPackage> needed,
      Processes processes,
      Path workingDirectory,
      Map<String, String> environment) {
    PythonAnswer answer;
    try {
      answer =
          PythonAnswer.ask(
              processes,
              python,
              // Neither -I nor -E nor -s: packages may come by PYTHONPATH or from the user's site.
              List.of("-B"),
              needed.stream().map(PythonPackage::module).toList(),
              workingDirectory,
              environment);
    } catch (ShardException e) {
      if (e.code() == ExitCode.INTERRUPTED) {
        throw e;
      }
      return PythonSight.of(e, Optional.empty());
    }
    return answer.isTooOld()
        ? PythonSight.of(answer.tooOld(python), Optional.of(answer.version()))
        : packages(needed, answer);
  }

  private PythonSight packages(List<PythonPackage> needed, PythonAnswer answer) {
    TreeMap<String, String> versions = new TreeMap<>();
    List<String> findings = new ArrayList<>();
    List<PythonPackage> wanted = new ArrayList<>();
    for (PythonPackage item : needed) {
      PythonAnswer.Found found =
          Objects.requireNonNull(answer.packages().get(item.module()), item.module());
      Optional<String> finding = finding(item, found);
      if (finding.isPresent()) {
        findings.add(finding.get());
        wanted.add(item);
      } else {
        found.version().ifPresent(version -> versions.put(item.title(), version));
      }
    }
    Optional<PythonSight.Lack> lack =
        findings.isEmpty()
            ? Optional.empty()
            : Optional.of(lack(String.join("; ", findings), advice(wanted, answer), answer));
    return new PythonSight(Optional.of(answer.version()), versions, "", lack);
  }

  private PythonSight.Lack lack(String what, String advice, PythonAnswer answer) {
    return new PythonSight.Lack(
        true,
        what,
        advice,
        new ShardException(
            ExitCode.USAGE,
            python
                + ", Python "
                + answer.version()
                + ", cannot run the suite: "
                + what
                + ". "
                + advice));
  }

  private static Optional<String> finding(PythonPackage item, PythonAnswer.Found found) {
    if (found.missing()) {
      return Optional.of("it lacks " + item.title());
    }
    if (found.version().isEmpty()) {
      return Optional.of(
          item.title() + " cannot be imported, " + found.error().orElse("for no known reason"));
    }
    String version = found.version().get();
    return item.isTooOld(version)
        ? Optional.of(
            item.title()
                + " "
                + version
                + " is too old, "
                + item.oldest()
                + " is the oldest that works")
        : Optional.empty();
  }

  private String advice(List<PythonPackage> wanted, PythonAnswer answer) {
    String packages =
        wanted.stream().map(PythonPackage::requirement).collect(Collectors.joining(" "));
    String ours = "let us make an environment with --install auto";
    if (answer.managed() && !answer.virtual()) {
      return "The system's packages are not pip's to change: make a virtual environment and name it"
          + " with --python, or "
          + ours;
    }
    if (answer.pip()) {
      return "Type: "
          + quoted(python.interpreter())
          + " -m pip install "
          + packages
          + "; or "
          + ours;
    }
    if (uv.isPresent()) {
      return "Type: uv pip install --python "
          + quoted(python.interpreter())
          + " "
          + packages
          + "; or "
          + ours;
    }
    return "It has no pip either, and uv is not on PATH: " + ours;
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return PLAIN_WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
