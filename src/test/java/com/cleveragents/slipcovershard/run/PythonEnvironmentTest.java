package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonEnvironmentTest {
  private final Path directory;

  PythonEnvironmentTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void prefersTheActiveEnvironment() throws IOException {
    Path active = program("active/bin/python");
    program(".venv/bin/python");

    assertEquals(active, lookUp(Map.of("VIRTUAL_ENV", directory.resolve("active").toString())));
  }

  @Test
  void takesTheLocalEnvironmentWhereNoneIsActive() throws IOException {
    Path local = program(".venv/bin/python");
    program("bin/python3");

    assertEquals(local, lookUp(Map.of("VIRTUAL_ENV", "", "PATH", directory + "/bin")));
  }

  @Test
  void passesOverAnActiveEnvironmentThatIsGone() throws IOException {
    Path local = program(".venv/bin/python");

    assertEquals(local, lookUp(Map.of("VIRTUAL_ENV", directory + "/gone")));
  }

  @Test
  void takesTheFirstExecutablePython3OnPath() throws IOException {
    write("one/python3", "rw-r--r--");
    Path second = program("two/python3");
    program("three/python3");
    String path = directory + "/one::" + directory + "/two:" + directory + "/three";

    assertEquals(second, lookUp(Map.of("PATH", path)));
  }

  @Test
  void keepsTheLinkOfAVirtualEnvironment() throws IOException {
    Path real = program("real/python3.12");
    Path link = directory.resolve(".venv/bin/python");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, real);

    assertEquals(link, lookUp(Map.of()));
  }

  @Test
  void namesEveryPlaceThatWasTried() {
    String message = refused(() -> lookUp(Map.of("VIRTUAL_ENV", "/gone", "PATH", "/nowhere")));

    assertTrue(message.contains("VIRTUAL_ENV names /gone"), message);
    assertTrue(message.contains(directory.resolve(".venv").toString()), message);
    assertTrue(message.contains("python3 on PATH"), message);
    assertTrue(message.contains("--python"), message);
  }

  @Test
  void refusesALocalEnvironmentWithoutPython() throws IOException {
    Files.createDirectories(directory.resolve(".venv"));
    program("bin/python3");

    String message = refused(() -> lookUp(Map.of("PATH", directory + "/bin")));

    assertTrue(message.contains("has no bin/python"), message);
  }

  @Test
  void refusesAnEnvironmentWhosePythonIsGone() throws IOException {
    Path link = directory.resolve(".venv/bin/python");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, directory.resolve("gone"));

    String message = refused(() -> lookUp(Map.of()));

    assertTrue(message.contains("link to something that does not exist"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "env,env/bin/python",
    "env/,env/bin/python",
    "./env/bin/python,env/bin/python",
    "tool,path/tool",
    "three,three/bin/python3",
  })
  void findsWhatIsNamed(String setting, String expected) throws IOException {
    program("env/bin/python");
    program("three/bin/python3");
    program("path/tool");

    assertEquals(directory.resolve(expected), named(setting));
  }

  @Test
  void findsAnAbsoluteInterpreter() throws IOException {
    Path interpreter = program("opt/python3.12");

    assertEquals(interpreter, named(interpreter.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "gone/python,does not exist",
    "plain,neither a command on PATH nor a directory",
    "./plain,is not executable",
    "empty,has no bin/python",
  })
  void saysWhyWhatIsNamedWillNotDo(String setting, String reason) throws IOException {
    write("plain", "rw-r--r--");
    Files.createDirectories(directory.resolve("empty"));

    String message = refused(() -> named(setting));

    assertTrue(message.contains(setting.replace("./", "")), message);
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("--python"), message);
  }

  private Path lookUp(Map<String, String> environment) {
    return PythonEnvironment.lookUp(directory, environment).interpreter();
  }

  private Path named(String setting) {
    Map<String, String> environment = Map.of("PATH", directory + "/path");
    return PythonEnvironment.named(setting, directory, environment).interpreter();
  }

  private static String refused(Executable look) {
    ShardException refusal = assertThrows(ShardException.class, look);
    assertEquals(ExitCode.USAGE, refusal.code());
    return String.valueOf(refusal.getMessage());
  }

  private Path program(String name) throws IOException {
    return write(name, "rwxr-xr-x");
  }

  private Path write(String name, String permissions) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
