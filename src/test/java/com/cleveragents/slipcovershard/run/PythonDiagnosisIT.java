package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonDiagnosisIT {
  private final PythonLab lab;

  PythonDiagnosisIT(@TempDir Path directory) throws IOException {
    this.lab = new PythonLab(directory);
  }

  @AfterEach
  void clear() throws IOException {
    lab.clear();
  }

  @Test
  void namesWhatIsMissingAndWhatToType() throws IOException {
    PythonEnvironment python = lab.venv("a blank/venv");

    String message = diagnosis(python, lab.withUv());

    assertTrue(message.contains("it lacks SlipCover; it lacks behave"), message);
    assertTrue(message.contains(python.interpreter().toString()), message);
    assertTrue(
        message.contains(
            "Type: uv pip install --python '"
                + python.interpreter()
                + "' slipcover==1.1.0 behave==1.3.3"),
        message);
    assertTrue(message.contains("--install auto"), message);
  }

  @Test
  void doesNotSendToUvWhereThereIsNone() throws IOException {
    String message = diagnosis(lab.venv("venv"), lab.withoutUv());

    assertTrue(message.contains("has no pip either, and uv is not on PATH"), message);
    assertTrue(message.contains("--install auto"), message);
  }

  @Test
  void sendsToPipWhereThereIsOne() throws IOException {
    PythonEnvironment python = lab.venv("venv");
    lab.write("pip/__init__.py", "");
    lab.write("slipcover/__init__.py", "__version__ = '1.1.0'");
    lab.write("steps/behave/environment.py", "");

    // What PYTHONPATH holds counts, a directory that only looks like the package does not.
    Map<String, String> environment = new TreeMap<>(lab.withoutUv());
    environment.put("PYTHONPATH", lab.directory() + ":" + lab.directory().resolve("steps"));
    String message = diagnosis(python, environment);

    assertTrue(message.contains("cannot run the suite: it lacks behave. Type: "), message);
    assertTrue(message.contains(python.interpreter() + " -m pip install behave==1.3.3;"), message);
  }

  @Test
  void refusesVersionsThatAreTooOld() throws IOException {
    lab.wheel("slipcover", "1.0.5");
    lab.wheel("behave", "1.2.5");
    PythonEnvironment python = lab.venv("venv");
    lab.runUv(
        "pip",
        "install",
        "--python",
        python.interpreter().toString(),
        "./slipcover-1.0.5-py3-none-any.whl",
        "./behave-1.2.5-py3-none-any.whl");

    String message = diagnosis(python, lab.withUv());

    assertTrue(message.contains("SlipCover 1.0.5 is too old, 1.0.8 is the oldest"), message);
    assertTrue(message.contains("behave 1.2.5 is too old, 1.2.6 is the oldest"), message);
  }

  @Test
  void saysWhyAPackageCannotBeImported() throws IOException {
    lab.write("slipcover.py", "import gone_from_here\n");
    lab.write("behave.py", "__version__ = '1.3.3'\n");

    String message = diagnosis(lab.venv("venv"), lab.withUv());

    assertTrue(
        message.contains(
            "SlipCover cannot be imported, ModuleNotFoundError: No module named 'gone_from_here'"),
        message);
  }

  @Test
  void findsNothingWrongWithWhatIsWhole() throws IOException {
    lab.write("slipcover.py", "print('noise', end='')\n__version__ = '1.0.8'\n");
    lab.write("behave.py", "__version__ = '1.2.6'\n");

    assertEquals(Optional.empty(), ask(lab.venv("venv"), lab.withUv()));
    assertTrue(Files.notExists(lab.directory().resolve("__pycache__")));
  }

  @Test
  void refusesWhatIsNoPython() throws IOException {
    String silent = diagnosis(lab.script("silent", ""), lab.withUv());
    String noisy = diagnosis(lab.script("noisy", "echo no such command >&2; exit 3"), lab.withUv());
    Path text = lab.write("text", "\u007fELF but not really");
    assertTrue(text.toFile().setExecutable(true));
    String broken = diagnosis(new PythonEnvironment(text, "for the test"), lab.withUv());

    assertTrue(silent.contains("it ended with code 0 and printed nothing"), silent);
    assertTrue(noisy.contains("it ended with code 3; it printed:\n  no such command"), noisy);
    assertTrue(broken.contains(text.toString()) && broken.contains("--python"), broken);
  }

  @Test
  void refusesAPythonThatIsTooOld() throws IOException {
    PythonEnvironment old =
        lab.script("old", "echo 'slipcover-shard:{\"version\": \"3.8.18\", \"packages\": {}}'");

    String message = diagnosis(old, lab.withUv());

    assertTrue(message.contains("is Python 3.8.18; the oldest that works is 3.9"), message);
  }

  private Optional<ShardException> ask(PythonEnvironment python, Map<String, String> environment) {
    return python
        .look(PythonPackage.BEHAVE, PythonLab.PROCESSES, lab.directory(), environment)
        .lack()
        .map(PythonSight.Lack::failure);
  }

  private String diagnosis(PythonEnvironment python, Map<String, String> environment) {
    ShardException found = ask(python, environment).orElseThrow();
    assertEquals(ExitCode.USAGE, found.code());
    return String.valueOf(found.getMessage());
  }
}
