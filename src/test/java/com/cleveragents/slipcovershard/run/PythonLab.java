package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A directory in which tests make real Python projects, packages and environments. */
final class PythonLab {
  static final Processes PROCESSES = Processes.ofOperatingSystem();

  /** Kept between runs of the tests, because fetching takes seconds. */
  private static final Path UV_HOME = Path.of("target", "uv").toAbsolutePath();

  private final Path directory;
  private final Path uv;

  PythonLab(Path directory) throws IOException {
    this.directory = directory;
    this.uv = SearchPath.of(System.getenv()).find("uv").orElse(UV_HOME.resolve("bin/uv"));
    if (!Files.exists(uv)) {
      Installer.Pip pip = new Installer.Pip();
      run(pip.create(python().interpreter().toString(), UV_HOME));
      run(pip.install(UV_HOME, List.of(Installer.Uv.REQUIREMENT)));
    }
  }

  /** Links of virtual environments lead out of the directory, of which JUnit would warn. */
  void clear() throws IOException {
    FileTree.delete(directory);
  }

  Path directory() {
    return directory;
  }

  PythonEnvironment python() {
    return new PythonEnvironment(
        SearchPath.of(System.getenv()).find("python3").orElseThrow(), "python3 on PATH");
  }

  Map<String, String> withUv() {
    return environment(uv.getParent() + ":" + pathWithoutUv());
  }

  Map<String, String> withoutUv() {
    return environment(pathWithoutUv());
  }

  private static String pathWithoutUv() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .filter(entry -> !entry.isEmpty() && !Files.exists(Path.of(entry, "uv")))
        .collect(Collectors.joining(":"));
  }

  private static Map<String, String> environment(String path) {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("PATH", path);
    return environment;
  }

  /** Runs a command in the directory and returns what it printed. */
  String run(List<String> arguments) throws IOException {
    Path log = Files.createTempFile("lab-", ".log");
    try {
      OptionalInt end =
          ShortChild.run(
              PROCESSES,
              ChildCommand.logged(arguments, directory, System.getenv(), log),
              Duration.ofMinutes(2));
      String text = Files.readString(log);
      assertEquals(OptionalInt.of(0), end, text);
      return text.strip();
    } finally {
      Files.delete(log);
    }
  }

  String runUv(String... arguments) throws IOException {
    return run(Stream.concat(Stream.of(uv.toString()), Arrays.stream(arguments)).toList());
  }

  /** An empty virtual environment, without pip. */
  PythonEnvironment venv(String name) throws IOException {
    Path venv = directory.resolve(name);
    run(new Installer.Uv(uv).create(python().interpreter().toString(), venv));
    return new PythonEnvironment(Installer.python(venv), "for the test");
  }

  Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  PythonEnvironment script(String name, String text) throws IOException {
    Path file = write(name, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new PythonEnvironment(file, "for the test");
  }

  /** A pure package in a wheel: enough to be imported and to have a version. */
  void wheel(String name, String version) throws IOException {
    Path file = directory.resolve(name + "-" + version + "-py3-none-any.whl");
    String info = name + "-" + version + ".dist-info/";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      add(zip, name + "/__init__.py", "__version__ = '" + version + "'\n");
      add(
          zip,
          info + "METADATA",
          "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
      add(
          zip,
          info + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      add(zip, info + "RECORD", "");
    }
  }

  private static void add(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
