package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.container.TestImages.Ended;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The container with just the mounts, the network and the environment that a runner of Forgejo's
 * gives: no HOME, a PATH that may not be the image's, a workspace that is not root's.
 */
class ContainerIT {
  private static final int OWNER = 1000;
  private static final String WORKSPACE = "/workspace/owner/project";
  private static final Duration PROMISED = Duration.ofSeconds(5);

  private final TestImages images = TestImages.assumed();
  private final SortedMap<String, String> environment = new TreeMap<>();
  private final List<String> options = new ArrayList<>();
  private @TempDir Path folder;
  private String name = "";

  @BeforeEach
  void givesWhatARunnerGives() throws IOException {
    name = "slipcover-shard-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    write(
        "features/steps/steps.py",
        """
        import os, time
        from behave import step
        import shop

        @step('Python runs {code}')
        def runs(context, code):
            exec(code, globals())
        """);
    write("shop.py", "def sell(price):\n    return price\n");
    write(
        "features/a.feature",
        "Feature: a\n  Scenario: sells\n    Given Python runs shop.sell(1)\n");
    Files.createDirectories(folder.resolve("act"));
    Files.createFile(folder.resolve("act/outputcmd.txt"));
    environment.put("GITHUB_ACTIONS", "true");
    environment.put("CI", "true");
    environment.put("GITHUB_WORKSPACE", WORKSPACE);
    environment.put("GITHUB_OUTPUT", "/var/run/act/workflow/outputcmd.txt");
    environment.put("PATH", "/opt/hostedtoolcache/bin:/usr/bin");
    environment.put("INPUT_UPLOAD", "false");
    environment.put("INPUT_PATHS", "");
    environment.put("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("project").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @AfterEach
  void removesTheContainer() {
    TestImages.docker("rm", "-f", name);
  }

  private void create(String image) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("project"))) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", OWNER, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", OWNER, LinkOption.NOFOLLOW_LINKS);
      }
    }
    List<String> command = new ArrayList<>(List.of("create", "--name", name));
    command.addAll(List.of("--workdir", WORKSPACE));
    command.addAll(List.of("--volume", folder.resolve("project") + ":" + WORKSPACE));
    command.addAll(List.of("--volume", folder.resolve("act") + ":/var/run/act/workflow"));
    environment.forEach((key, value) -> command.addAll(List.of("--env", key + "=" + value)));
    command.addAll(options);
    command.add(images.of(image));
    Ended created = TestImages.docker(command.toArray(String[]::new));
    assertEquals(0, created.code(), created.said());
  }

  private Ended run(String image) throws IOException {
    create(image);
    Ended ended = TestImages.docker("start", "--attach", name);
    assertNothingBelongsToRoot();
    return ended;
  }

  private void assertNothingBelongsToRoot() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("project"))) {
      assertEquals(
          List.of(), files.filter(file -> !Integer.valueOf(OWNER).equals(owner(file))).toList());
    }
  }

  private static Object owner(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return e;
    }
  }

  private List<String> outputs() throws IOException {
    return Files.readAllLines(folder.resolve("act/outputcmd.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"action", "released"})
  void runsASuiteWithoutAnyIndex(String image) throws IOException {
    options.addAll(List.of("--network", "none"));
    Ended ended = run(image);

    assertEquals(0, ended.code(), ended.said());
    assertTrue(outputs().contains("passed=true"), outputs().toString());
    assertTrue(outputs().contains("json=build/coverage.json"), outputs().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOME=/no/such/folder",
        "HOME=",
        "PYTHONPATH=/nowhere",
        "PYTHONHOME=",
        "PYTHONSTARTUP=/nowhere",
        "PYTHONDONTWRITEBYTECODE=1",
        "JAVA_HOME=/nowhere",
        "PATH=/nowhere"
      })
  void bearsWithAnyVariableOfAWorkflow(String variable) throws IOException {
    environment.put(variable.replaceFirst("=.*", ""), variable.replaceFirst("[^=]*=", ""));
    Ended ended = run("action");
    assertEquals(0, ended.code(), ended.said());
  }

  @Test
  void installsWhatAProjectNeeds() throws IOException {
    write("requirements.txt", "six==1.16.0\n");
    write(
        "features/a.feature",
        """
        Feature: a
          Scenario: sells
            Given Python runs import six; assert six.__version__ == '1.16.0'
            Given Python runs shop.sell(1)
        """);
    Ended first = run("action");
    assertEquals(0, first.code(), first.said());
    assertTrue(
        first.said().matches("(?s).*requirements.txt: environment made with uv .* s\n.*"),
        first.said());
    assertTrue(Files.isDirectory(folder.resolve("project/build/slipcover-shard/cache/uv")));

    TestImages.docker("rm", name);
    Ended second = run("action");
    assertEquals(0, second.code(), second.said());
    assertTrue(second.said().contains("used again"), second.said());
  }

  /** The example as it is: its environment is made, and the programs that its tests start count. */
  @Test
  void runsASuiteOfPytest() throws IOException {
    Path project = folder.resolve("project");
    String copy =
        "rm -rf *; tar -C '%s' --exclude=build --exclude=__pycache__ --exclude=.pytest_cache -c . | tar -x"
            .formatted(Path.of("examples/pytest-invoices").toAbsolutePath());
    Ended copied = TestImages.run(project, List.of("bash", "-euo", "pipefail", "-c", copy));
    assertEquals(0, copied.code(), copied.said());
    environment.put("INPUT_RUNNER", "pytest");
    environment.put("INPUT_CHUNKS", "2");
    environment.put("INPUT_CHILD-PROCESSES", "true");
    Ended ended = run("action");

    assertEquals(0, ended.code(), ended.said());
    for (String output :
        List.of("passed=true", "gates=threshold=60", "tests=284", "skipped=1", "chunks=2")) {
      assertTrue(outputs().contains(output), output + " in " + outputs());
    }
    JsonNode files =
        new ObjectMapper().readTree(project.resolve("build/coverage.json").toFile()).path("files");
    // Nothing imports it: it is what the tests start.
    assertTrue(files.at("/invoices~1__main__.py/executed_lines").size() > 10, files.toString());
  }

  @Test
  void showsGitAWorkspaceThatIsNotRoots() throws IOException {
    write(
        "features/a.feature",
        """
        Feature: a
          Scenario: asks git
            Given Python runs import subprocess; subprocess.check_call(['git', 'status'])
            Given Python runs shop.sell(1)
        """);
    TestImages.run(folder.resolve("project"), List.of("git", "init", "-q"));
    Ended ended = run("action");
    assertEquals(0, ended.code(), ended.said());
  }

  @Test
  void reapsWhatTheSuiteLeavesBehind() throws IOException {
    write(
        "features/a.feature",
        """
        Feature: a
          Scenario: leaves orphans
            Given Python runs [os.system('true & true &') for _ in range(20)]
            Given Python runs shop.sell(1)
            Given Python runs assert any(not time.sleep(0.05) and not os.popen('grep -l "State:.Z" /proc/*/status').read() for _ in range(200))
        """);
    Ended ended = run("action");
    assertEquals(0, ended.code(), ended.said());
  }

  @Test
  void failsForTheReasonOfTheRun() throws IOException {
    write("features/a.feature", "Feature: a\n  Scenario: fails\n    Given Python runs 1/0\n");
    Ended ended = run("action");
    assertEquals(1, ended.code(), ended.said());
    assertTrue(outputs().contains("exit-code=1"), outputs().toString());
  }

  /** Starts the container with a suite that waits, until it does. */
  private void begin() throws IOException {
    write(
        "features/a.feature",
        """
        Feature: a
          Scenario: sells
            Given Python runs shop.sell(1)
          Scenario: waits
            Given Python runs open('waits', 'w'); time.sleep(600)
        """);
    create("action");
    Ended started = TestImages.docker("start", name);
    assertEquals(0, started.code(), started.said());
    Instant latest = Instant.now().plusSeconds(60);
    while (!Files.exists(folder.resolve("project/waits"))) {
      assertTrue(Instant.now().isBefore(latest), TestImages.docker("logs", name).said());
      Thread.onSpinWait();
    }
  }

  /** Waits for its end and gives how long that took. */
  private Duration ended(int code) {
    Instant start = Instant.now();
    Ended ended = TestImages.docker("wait", name);
    assertEquals(
        String.valueOf(code), ended.said().strip(), TestImages.docker("logs", name).said());
    return Duration.between(start, Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void savesAndEndsInTimeAtASignal(String signal) throws IOException {
    begin();
    TestImages.docker("kill", "--signal", signal, name);
    Duration took = ended(130);

    assertTrue(took.compareTo(PROMISED) < 0, took.toString());
    assertTrue(Files.exists(folder.resolve("project/build/coverage-partial.json")));
    assertTrue(outputs().contains("exit-code=130"), outputs().toString());
    assertNothingBelongsToRoot();
  }

  /** Forgejo sends no signal to a cancelled job: it takes the network away. */
  @Test
  void endsWhenItsNetworkIsGone() throws IOException {
    begin();
    TestImages.docker("network", "disconnect", "bridge", name);
    Duration took = ended(130);

    String log = TestImages.docker("logs", name).said();
    assertTrue(log.contains("the network is gone"), log);
    assertTrue(took.compareTo(PROMISED.plusSeconds(5)) < 0, took.toString());
    assertTrue(Files.exists(folder.resolve("project/build/coverage-partial.json")));
  }

  @Test
  void tellsOfAnImageThatIsNotTheOneAskedFor() throws IOException {
    environment.put("GITHUB_ACTION_REF", "v0.9.0");
    Ended ended = run("action");
    assertEquals(0, ended.code(), ended.said());
    assertTrue(ended.said().contains("but the workflow asks for v0.9.0"), ended.said());
  }

  @Test
  void hasNoToolsOfABuild() {
    Ended found =
        TestImages.docker(
            "run",
            "--rm",
            "--entrypoint",
            "/bin/bash",
            images.of("action"),
            "-c",
            "type -P gcc mvn javac; find / -xdev -name 'cacerts' -path '*maven*'; ls /var/lib/apt/lists");
    assertFalse(found.said().contains("/"), found.said());
  }
}
