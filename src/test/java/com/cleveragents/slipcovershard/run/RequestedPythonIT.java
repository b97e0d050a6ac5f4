package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestedPythonIT {
  private final PythonLab lab;
  private final Map<String, String> environment;

  RequestedPythonIT(@TempDir Path directory) throws IOException {
    this.lab = new PythonLab(directory);
    this.environment = new TreeMap<>(lab.withUv());
    environment.put("UV_PYTHON_INSTALL_DIR", directory.resolve("pythons").toString());
  }

  @AfterEach
  void clear() throws IOException {
    lab.clear();
  }

  private static RequestedPython version(String version) {
    return new RequestedPython(version, "python-version");
  }

  private PythonEnvironment find(RequestedPython wanted) {
    return wanted.find(
        PythonLab.PROCESSES,
        lab.directory(),
        environment,
        lab.directory().resolve("log"),
        Duration.ofMinutes(1));
  }

  @Test
  void isWhatTheProjectSays() throws IOException {
    assertEquals(Optional.empty(), RequestedPython.ofProject(lab.directory()));

    lab.write("pyproject.toml", "[project]\nname = 'x'\nrequires-python = '>=3.10,<3.13'\n");
    assertEquals(
        Optional.of(new RequestedPython(">=3.10,<3.13", "requires-python")),
        RequestedPython.ofProject(lab.directory()));

    lab.write(".python-version", "# of pyenv\n\n3.12.1 \n3.11\n");
    assertEquals(
        Optional.of(new RequestedPython("3.12.1", ".python-version")),
        RequestedPython.ofProject(lab.directory()));
  }

  @Test
  void isFoundOnTheMachineThoughAnEnvironmentOfTheProjectIsThere() throws IOException {
    lab.venv(".venv");
    String version = run(lab.python(), "import sys; print('%d.%d.%d' % sys.version_info[:3])");

    PythonEnvironment found = find(version(version));

    assertEquals(version, run(found, "import sys; print('%d.%d.%d' % sys.version_info[:3])"));
    assertEquals("False", run(found, "import sys; print(sys.prefix != sys.base_prefix)"));
  }

  private String run(PythonEnvironment python, String program) throws IOException {
    return lab.run(List.of(python.interpreter().toString(), "-I", "-c", program));
  }

  /** From a server that has one Python to offer: the newest of the tests', behind a script. */
  @Test
  void isFetchedWhereTheMachineHasNone() throws Exception {
    String real = lab.run(List.of(newest(), "-c", "import sys; print(sys._base_executable)"));
    String version =
        lab.run(List.of(newest(), "-c", "import sys; print('%d %d %d' % sys.version_info[:3])"));
    List<String> numbers = List.of(version.split(" "));
    String minor = numbers.get(0) + "." + numbers.get(1);
    environment.put(
        "PATH", lab.withUv().getOrDefault("PATH", "").replaceFirst(":.*", "") + ":/usr/bin:/bin");
    lab.script("python/bin/python" + minor, "exec " + real + " \"$@\"\n");
    lab.write(
        "python/lib/python" + minor + "/_sysconfigdata__linux_x86_64-linux-gnu.py",
        "# system configuration generated and used by the sysconfig module\nbuild_time_vars = {}\n"); // the rest lies elsewhere, but uv wants to see this one
    lab.run(List.of("tar", "czf", "python.tar.gz", "python"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Path archive = lab.directory().resolve("python.tar.gz");
    String list =
        """
        {"cpython-%s-linux-x86_64-gnu": {"name": "cpython", "arch": {"family": "%s", "variant": null},
          "os": "linux", "libc": "gnu", "major": %s, "minor": %s, "patch": %s, "prerelease": "",
          "url": "%s/python.tar.gz", "sha256": "%s", "variant": null, "build": "20260101"}}
        """
            .formatted(
                version.replace(' ', '.'),
                System.getProperty("os.arch").replace("amd64", "x86_64"),
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                url,
                HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive))));
    List<String> asked = new ArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          byte[] body =
              path.equals("/list.json")
                  ? list.getBytes(StandardCharsets.UTF_8)
                  : Files.readAllBytes(archive);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      environment.put("UV_PYTHON_DOWNLOADS_JSON_URL", url + "/list.json");
      PythonEnvironment base = find(version(minor));
      assertTrue(asked.contains("/python.tar.gz"), asked.toString());
      assertEquals(minor, run(base, "import sys; print('%d.%d' % sys.version_info[:2])"));

      try (BuildDirectory build =
          BuildDirectory.lock(lab.directory().resolve("build"), Clock.systemUTC().instant())) {
        PythonEnvironment made =
            new OwnEnvironment(
                    PythonLab.PROCESSES,
                    lab.directory(),
                    build,
                    environment,
                    Clock.systemUTC(),
                    line -> {},
                    Optional.empty())
                .prepare(
                    new Installation.Auto(), PythonPackage.BEHAVE, base, Duration.ofMinutes(2));
        assertEquals(minor, run(made, "import sys; print('%d.%d' % sys.version_info[:2])"));
      }
    } finally {
      server.stop(0);
    }
  }

  private static String newest() {
    List<TestEnvironments.Environment> all = TestEnvironments.all();
    return all.get(all.size() - 2).python().toString();
  }

  @Test
  void isMissedWithAWayOut() throws IOException {
    environment.put("UV_PYTHON_DOWNLOADS", "never");
    ShardException refused =
        assertThrows(ShardException.class, () -> find(new RequestedPython("3.99", "here")));

    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(refused.sentence().startsWith("here asks for Python 3.99"), refused.sentence());
    assertTrue(refused.sentence().contains("--python-version"), refused.sentence());
    assertTrue(refused.sentence().contains("No interpreter found"), refused.sentence());
  }

  @Test
  void needsUv() throws IOException {
    environment.putAll(lab.withoutUv());
    ShardException refused = assertThrows(ShardException.class, () -> find(version("3.12")));
    assertTrue(refused.sentence().contains("uv"), refused.sentence());
  }
}
