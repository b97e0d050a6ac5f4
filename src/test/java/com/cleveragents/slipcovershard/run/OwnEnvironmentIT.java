package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnEnvironmentIT {
  private static final Installation AUTO = new Installation.Auto();
  private static final String PACKAGE =
      """
      [build-system]
      requires = ["setuptools"]
      build-backend = "setuptools.build_meta"
      [project]
      name = "library"
      version = "0.1"
      requires-python = ">=3.9"
      dependencies = ["six==1.16.0"]
      [project.optional-dependencies]
      test = ["iniconfig==2.0.0"]
      [dependency-groups]
      dev = ["behave==1.2.6", {include-group = "more"}]
      more = ["library[test]"]
      """;

  private final PythonLab lab;
  private final List<String> told = new ArrayList<>();
  private Optional<ContainerImage> image = Optional.empty();

  OwnEnvironmentIT(@TempDir Path directory) throws IOException {
    this.lab = new PythonLab(directory);
  }

  @AfterEach
  void clear() throws IOException {
    lab.clear();
  }

  @Test
  void installsALockedProjectFromTheCheckoutAndLeavesItClean() throws IOException {
    projectUnderGit();
    lab.runUv("lock", "--python", lab.python().interpreter().toString());
    lab.run(List.of("git", "add", "uv.lock"));

    PythonEnvironment python = prepare(AUTO, lab.withUv());

    assertProjectIsWhole(python);
    assertTrue(
        told.get(0).matches("uv\\.lock: environment made with uv [\\d.]+ in .* s"), "" + told);

    assertEquals(python, prepare(AUTO, lab.withUv()));
    assertEquals("uv.lock: environment of an earlier run used again", told.get(1));
  }

  @Test
  void doesTheSameWithPip() throws IOException {
    projectUnderGit();

    PythonEnvironment python = prepare(AUTO, lab.withoutUv());

    assertProjectIsWhole(python);
    assertTrue(
        told.get(0)
            .matches("pyproject.toml \\(extras test; groups dev\\): .* with pip [\\d.]+ in .* s"),
        "" + told);
  }

  @Test
  void fetchesUvWhereALockFileNeedsIt() throws IOException {
    lab.write(
        "pyproject.toml",
        """
        [project]
        name = "library"
        version = "0.1"
        requires-python = ">=3.9"
        dependencies = ["six==1.16.0"]
        """);
    lab.runUv("lock", "--python", lab.python().interpreter().toString());

    PythonEnvironment python = prepare(AUTO, lab.withoutUv());

    assertEquals("1.16.0 1.3.3", versions(python, "six", "behave"));
    assertTrue(told.get(0).contains("uv is not on PATH"), "" + told);
  }

  @Test
  void installsTheGivenArgumentsAndNothingElseOfTheProject() throws IOException {
    lab.write("pyproject.toml", PACKAGE);
    lab.write("more.txt", "behave==1.2.6\n");
    Installation given = new Installation.Arguments(List.of("-r", "more.txt", "iniconfig==2.0.0"));

    PythonEnvironment python = prepare(given, lab.withUv());

    assertEquals("1.2.6 2.0.0 1.1.0", versions(python, "behave", "iniconfig", "slipcover"));
    assertThrows(AssertionError.class, () -> versions(python, "library"));
  }

  /** As companies have it: an index beside the public one, which only pip was told of. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsWhatIsInTheIndexThatPipKnows(boolean withUv) throws IOException {
    lab.wheel("only_here", "1.0");
    lab.write("requirements.txt", "only-here\n");
    Path wheel = lab.directory().resolve("only_here-1.0-py3-none-any.whl");
    byte[] bytes = Files.readAllBytes(wheel);
    Files.delete(wheel);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] page =
              "<a href='/only_here-1.0-py3-none-any.whl'>only_here-1.0-py3-none-any.whl</a>"
                  .getBytes(StandardCharsets.UTF_8);
          boolean file = path.endsWith(".whl");
          boolean known = file || path.equals("/simple/only-here/");
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(known ? 200 : 404, known ? 0 : -1);
          if (known && exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseBody().write(file ? bytes : page);
          }
          exchange.close();
        });
    server.start();
    try {
      Map<String, String> environment = new TreeMap<>(withUv ? lab.withUv() : lab.withoutUv());
      environment.put(
          "PIP_EXTRA_INDEX_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/simple");
      PythonEnvironment python = prepare(AUTO, environment);
      assertEquals("1.0 1.3.3", versions(python, "only_here", "behave"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void refusesPinsThatAreTooOld() throws IOException {
    lab.wheel("slipcover", "1.0.5");
    lab.write("requirements.txt", "./slipcover-1.0.5-py3-none-any.whl\n");

    String message = refused(ExitCode.USAGE, lab.python(), lab.withUv());

    assertTrue(
        message.contains("requirements.txt asks for SlipCover 1.0.5, which is too old"), message);
  }

  @Test
  void showsWhatTheInstallerSaidAndBeginsAnewNextTime() throws IOException {
    lab.write("requirements.txt", "slipcover-shard-has-no-such-package\n");

    String message = refused(ExitCode.USAGE, lab.python(), lab.withUv());

    assertTrue(message.startsWith("requirements.txt could not be installed by uv"), message);
    assertTrue(message.contains("slipcover-shard-has-no-such-package"), message);
    assertTrue(message.contains("install.log"), message);
    assertTrue(message.contains("--install"), message);

    lab.write("requirements.txt", "six==1.16.0\n");
    assertEquals("1.16.0 1.3.3", versions(prepare(AUTO, lab.withUv()), "six", "behave"));
  }

  @Test
  void namesTheDebianPackageOfTheVenvModule() throws IOException {
    // What Debian's Python prints when python3-venv is not installed.
    PythonEnvironment debian =
        lab.script(
            "python3",
            """
            case "$*" in
            *venv*) echo 'The virtual environment was not created successfully because ensurepip'\
             'is not available.  On Debian/Ubuntu systems, you need to install the python3-venv'
              exit 1;;
            esac
            echo 'slipcover-shard:{"version": "3.11.2", "packages": {}}'
            """);

    String message = refused(ExitCode.USAGE, debian, lab.withoutUv());

    assertTrue(message.contains("apt-get install python3-venv"), message);
  }

  @Test
  void stopsAnInstallationWhenTheTimeIsUp() throws IOException {
    PythonEnvironment slow =
        lab.script(
            "python3",
            """
            case "$*" in *venv*) exec sleep 600;; esac
            echo 'slipcover-shard:{"version": "3.11.2", "packages": {}}'
            """);

    ShardException refusal =
        assertThrows(
            ShardException.class,
            () -> prepare(AUTO, slow, lab.withoutUv(), Duration.ofMillis(200)));

    assertEquals(ExitCode.CHUNK_FAILED, refusal.code());
    assertTrue(String.valueOf(refusal.getMessage()).contains("--timeout-minutes"));
  }

  @Test
  void endsItsChildrenWhenItIsInterrupted() throws IOException {
    List<Process> started = new ArrayList<>();
    Processes interrupting =
        command -> {
          Process process = PythonLab.PROCESSES.start(command);
          started.add(process);
          Thread.currentThread().interrupt();
          return process;
        };
    PythonEnvironment slow = lab.script("python3", "exec sleep 600");

    ShardException refusal =
        assertThrows(
            ShardException.class,
            () -> prepare(AUTO, slow, lab.withUv(), Duration.ofMinutes(3), interrupting));

    assertTrue(Thread.interrupted());
    assertEquals(ExitCode.INTERRUPTED, refusal.code());
    assertTrue(started.get(0).onExit().join().exitValue() != 0);
  }

  @Test
  void usesTheFoundPythonWhereNothingIsToBeInstalled() throws IOException {
    assertEquals(lab.python(), prepare(new Installation.None(), lab.withUv()));
    assertEquals(List.of(), told);
  }

  private void projectUnderGit() throws IOException {
    lab.write("pyproject.toml", PACKAGE);
    lab.write("src/library/__init__.py", "");
    lab.write(".gitignore", "build/\n");
    lab.run(List.of("git", "init", "--quiet"));
    lab.run(List.of("git", "add", "."));
  }

  private void assertProjectIsWhole(PythonEnvironment python) throws IOException {
    assertEquals(
        "1.2.6 2.0.0 0.1 1.16.0 1.1.0",
        versions(python, "behave", "iniconfig", "library", "six", "slipcover"));
    assertEquals(
        lab.directory().resolve("src/library/__init__.py").toRealPath().toString(),
        lab.run(
            List.of(
                python.interpreter().toString(),
                "-IBc",
                "import os, library; print(os.path.realpath(library.__file__))")));
    assertEquals(
        "", lab.run(List.of("git", "ls-files", "--others", "--exclude-standard")), "left behind");
  }

  private String versions(PythonEnvironment python, String... names) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                python.interpreter().toString(),
                "-IBc",
                "import sys; from importlib.metadata import version;"
                    + " print(*map(version, sys.argv[1:]))"));
    command.addAll(List.of(names));
    return lab.run(command);
  }

  private PythonEnvironment prepare(Installation installation, Map<String, String> environment)
      throws IOException {
    return prepare(installation, lab.python(), environment, Duration.ofMinutes(3));
  }

  private PythonEnvironment prepare(
      Installation installation,
      PythonEnvironment base,
      Map<String, String> environment,
      Duration limit) {
    return prepare(installation, base, environment, limit, PythonLab.PROCESSES);
  }

  private PythonEnvironment prepare(
      Installation installation,
      PythonEnvironment base,
      Map<String, String> environment,
      Duration limit,
      Processes processes) {
    Clock clock = Clock.systemUTC();
    try (BuildDirectory build =
        BuildDirectory.lock(lab.directory().resolve("build"), clock.instant())) {
      return new OwnEnvironment(
              processes, lab.directory(), build, environment, clock, told::add, image)
          .prepare(installation, PythonPackage.BEHAVE, base, limit);
    }
  }

  private String refused(ExitCode code, PythonEnvironment base, Map<String, String> environment) {
    ShardException refusal =
        assertThrows(
            ShardException.class, () -> prepare(AUTO, base, environment, Duration.ofMinutes(3)));
    assertEquals(code, refusal.code());
    return String.valueOf(refusal.getMessage());
  }
}
