package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.container.TestImages.Ended;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workflows of examples/workflows, on the example project, in the runner act. */
class WorkflowsIT {
  private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestImages images = TestImages.assumed();
  private @TempDir Path folder;

  @BeforeEach
  void copiesTheProject() throws IOException {
    Files.createDirectories(project());
    sh(
        "tar -C %s/examples/library --exclude=build --exclude=.venv --exclude=__pycache__ -c . | tar -x"
            .formatted(Path.of("").toAbsolutePath()));
    Files.createDirectories(project().resolve(".action"));
    use("action");
  }

  private Path project() {
    return folder.resolve("project");
  }

  private String sh(String script) {
    Ended ended = TestImages.run(project(), List.of("bash", "-euo", "pipefail", "-c", script));
    assertEquals(0, ended.code(), ended.said());
    return ended.said();
  }

  /** As a release does: action.yml names an image that is there. */
  private void use(String image) throws IOException {
    Files.writeString(
        project().resolve(".action/action.yml"),
        Files.readString(Path.of("action.yml"))
            .replace("image: Dockerfile", "image: docker://" + images.of(image)));
  }

  private static String example(String name) throws IOException {
    return Files.readString(Path.of("examples/workflows", name));
  }

  /** Runs a workflow, with the action of this checkout in the place of the one on the forge. */
  private Ended run(String workflow, String... more) throws IOException {
    Files.writeString(
        project().resolve(".action/workflow.yml"),
        workflow
            .replace("https://<forge>/cleveragents/slipcover-shard@v1", "./.action")
            .replace("cleveragents/slipcover-shard@v1", "./.action")
            .replace("image: postgres:15", "image: " + images.of("postgres")));
    sh("rm -rf .git; git init -q; git add -A; git -c user.name=t -c user.email=t@t commit -qm t");
    List<String> command = new ArrayList<>(List.of(images.of("act"), "push", "--pull=false"));
    command.addAll(List.of("--workflows", ".action/workflow.yml"));
    command.addAll(List.of("--platform", "docker=" + images.of("base")));
    command.addAll(List.of("--platform", "ubuntu-latest=" + images.of("base")));
    command.addAll(List.of("--artifact-server-path", folder.resolve("artifacts").toString()));
    command.addAll(List.of("--artifact-server-addr", gateway()));
    command.addAll(List.of("--artifact-server-port", String.valueOf(freePort())));
    command.addAll(List.of("--env", "SSL_CERT_FILE=" + CERTIFICATES, "--rm"));
    command.addAll(List.of(more));
    return TestImages.run(project(), command);
  }

  /** Where containers reach this machine, those with the host's network and others alike. */
  private static String gateway() throws IOException {
    return NetworkInterface.getByName("docker0")
        .inetAddresses()
        .filter(address -> address instanceof Inet4Address)
        .findFirst()
        .orElseThrow()
        .getHostAddress();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private SortedMap<String, String> artifact(String name) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder.resolve("artifacts"))) {
      Path file =
          found.filter(path -> path.endsWith(name + "/" + name + ".zip")).findFirst().orElseThrow();
      try (InputStream in = Files.newInputStream(file);
          ZipInputStream zip = new ZipInputStream(in)) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  private static JsonNode timeless(String coverage) throws IOException {
    JsonNode json = JSON.readTree(coverage);
    ((ObjectNode) json.path("meta")).remove("timestamp");
    return json;
  }

  private static void assertGreen(Ended ended) {
    assertEquals(0, ended.code(), ended.said());
  }

  /** The artifact is what one serial process measures in the same image. */
  @ParameterizedTest
  @ValueSource(strings = {"action", "released"})
  void runInASingleJob(String image) throws IOException {
    use(image);
    Ended ended = run(example("single-job.yml"));
    assertGreen(ended);

    assertEquals(
        serially(image, "--json --out serial.json -m behave -f progress"),
        timeless(artifact("coverage").getOrDefault("coverage.json", "")));
    assertTrue(artifact("coverage").containsKey("slipcover-shard/ledger.json"));
    assertTrue(artifact("coverage").containsKey("coverage-chunk-4.json"));
  }

  /** What SlipCover itself writes to serial.json in the image, called with these arguments. */
  private JsonNode serially(String image, String... calls) throws IOException {
    Path serial = Files.createDirectories(folder.resolve("serial"));
    sh("tar --exclude=.git --exclude=build -c . | tar -C " + serial + " -x");
    StringBuilder script =
        new StringBuilder("python3 -m venv /v; /v/bin/pip install -q --no-index")
            .append(" --find-links /opt/slipcover-shard/wheels -r requirements-test.txt");
    for (String call : calls) {
      script.append("; /v/bin/python -m slipcover ").append(call);
    }
    Ended measured =
        TestImages.docker(
            "run",
            "--rm",
            "--entrypoint",
            "/bin/bash",
            "--volume",
            serial + ":/p",
            "--workdir",
            "/p",
            images.of(image),
            "-euc",
            script.toString());
    assertEquals(0, measured.code(), measured.said());
    return timeless(Files.readString(serial.resolve("serial.json")));
  }

  /** The artifact is what SlipCover merges of one process of each runner. */
  @Test
  void mergeBothRunners() throws IOException {
    // Neither of them would pass alone.
    Ended ended = run(example("both-runners.yml").replace("threshold: 97", "threshold: 97.5"));
    assertGreen(ended);

    assertTrue(
        ended.said().matches("(?s).*\\| both together 97\\.[5-9]\\d*, passed true\n.*"),
        ended.said());
    assertEquals(
        serially(
            "action",
            "--json --out behave.json -m behave -f progress",
            "--json --out pytest.json --fail-under 0 -m pytest",
            "--merge behave.json pytest.json --fail-under 0 --out serial.json"),
        timeless(artifact("coverage").getOrDefault("coverage.json", "")));
    for (String one : List.of("coverage-behave", "coverage-pytest")) {
      assertTrue(artifact(one).containsKey("slipcover-shard/ledger.json"), one);
    }
  }

  @Test
  void mergeNothingGreenWhereOneRunnerWasRed() throws IOException {
    sh("sed -i /tags/d behave.ini"); // the scenario that fails on purpose
    Ended ended = run(example("both-runners.yml"));

    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("build/behave was red: tests failed"), ended.said());
    assertTrue(
        ended.said().matches("(?s).*\\| both together 97\\.\\d+, passed false\n.*"), ended.said());
    assertTrue(artifact("coverage-pytest").containsKey("coverage.json"), "it ran all the same");
  }

  @Test
  void mergeNothingGreenWhereOneRunnerWasLeftOut() throws IOException {
    String example = example("both-runners.yml");
    int second = example.indexOf("if: always()");
    Ended ended =
        run(
            example.substring(0, second)
                + example.substring(second).replaceFirst("if: always\\(\\)", "if: false"));

    assertEquals(1, ended.code(), ended.said());
    assertTrue(
        ended.said().contains("build/pytest holds no slipcover-shard/ledger.json"), ended.said());
    assertTrue(ended.said().contains("| both together , passed false"), ended.said());
  }

  @Test
  void handOnWhatCameOut() throws IOException {
    Ended ended = run(example("threshold-and-outputs.yml"), "--var", "COVERAGE_THRESHOLD=90");
    assertGreen(ended);
    assertTrue(ended.said().contains("passed true, exit code 0"), ended.said());
    assertTrue(ended.said().matches("(?s).*\\| coverage 9\\d\\.\\d{4} %\n.*"), ended.said());
  }

  @Test
  void refuseAThresholdThatIsNotDefined() throws IOException {
    sh("sed -i /fail-under/d pyproject.toml");
    Ended ended = run(example("threshold-and-outputs.yml"));
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("total , passed false, exit code 2"), ended.said());
  }

  @Test
  void keepTheOutputsOfARedSuite() throws IOException {
    sh("sed -i /tags/d behave.ini"); // the scenario that fails on purpose
    Ended ended = run(example("threshold-and-outputs.yml"), "--var", "COVERAGE_THRESHOLD=90");

    assertEquals(1, ended.code(), ended.said());
    assertTrue(
        ended.said().matches("(?s).*\\| total 9\\d\\.\\d+, passed false, exit code 1\n.*"),
        ended.said());
    assertFalse(ended.said().contains("| coverage 9"), "the next job does not run");
    assertTrue(artifact("coverage").keySet().stream().anyMatch(name -> name.endsWith(".log")));
  }

  @Test
  void makeATemplateDatabaseForAllChunks() throws IOException {
    sh(
        "sed -i 's/^    named = .*/    named = os.environ[\"LIBRARY_TEMPLATE_DB\"]/' features/environment.py");
    Ended ended = run(example("template-database.yml"));
    assertGreen(ended);
    assertTrue(ended.said().contains("before: "), ended.said());
  }

  /** Each chunk has its own database in the server, or the second insertion would fail. */
  @Test
  void reachAServiceByItsName() throws IOException {
    sh("rm -rf features features_rules pyproject.toml behave.ini library; mkdir -p features/steps");
    Files.writeString(project().resolve("requirements.txt"), "pg8000==1.31.2\nscramp==1.4.5\n");
    Files.writeString(
        project().resolve("store.py"),
        """
        from urllib.parse import urlsplit
        import pg8000.native

        def connect(url):
            parts = urlsplit(url)
            return pg8000.native.Connection(
                parts.username, host=parts.hostname, port=parts.port, password=parts.password,
                database=parts.path.lstrip("/") or "postgres")
        """);
    Files.writeString(
        project().resolve("make_databases.py"),
        """
        import sys, time
        from store import connect

        for _ in range(60):  # it is still starting
            try:
                server = connect(sys.argv[1])
                break
            except Exception as error:
                print(error)
                time.sleep(0.5)
        for number in range(int(sys.argv[2])):
            server.run("CREATE DATABASE chunk_%d" % (number + 1))
        """);
    Files.writeString(
        project().resolve("features/steps/steps.py"),
        """
        import os
        from behave import given
        from store import connect

        @given("a table of our own")
        def table(context):
            connection = connect(os.environ["DATABASE_URL"])
            connection.run("CREATE TABLE mine (id integer PRIMARY KEY)")
            connection.run("INSERT INTO mine VALUES (1)")
        """);
    for (String name : List.of("a", "b")) {
      Files.writeString(
          project().resolve("features/" + name + ".feature"),
          "Feature: %s\n  Scenario: s\n    Given a table of our own\n".formatted(name));
    }
    // As on Forgejo, where a job is in a container by itself: else act gives it the host's network.
    String container =
        "    runs-on: docker\n    container: {image: \"" + images.of("base") + "\"}\n";
    assertGreen(run(example("services.yml").replace("    runs-on: docker\n", container)));
  }

  @Test
  void runOnGithub() throws IOException {
    assertGreen(run(example("github.yml").replace("threshold: 97", "threshold: 30")));
  }

  /** Coverage and artifact before and after the move are the same. */
  @Test
  void replaceASecondRunOfAllTests() throws IOException {
    Path upload = Files.createDirectories(folder.resolve("upload-artifact"));
    Files.writeString(
        upload.resolve("action.yml"),
        """
        name: stands for the action that cannot be fetched here
        inputs: {name: {description: x}, path: {description: x}}
        runs:
          using: composite
          steps:
            - shell: bash
              run: test -s ${{ inputs.path }}/coverage.json; echo "BEFORE $(base64 -w0 ${{ inputs.path }}/coverage.json)"
        """);
    Ended before =
        run(
            example("before-the-move.yml"),
            "--local-repository",
            "actions/upload-artifact@v3=" + upload);
    assertGreen(before);
    String encoded = before.said().replaceFirst("(?s).*\\| BEFORE (\\S+)\n.*", "$1");
    JsonNode old =
        timeless(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));

    assertGreen(run(example("after-the-move.yml")));

    assertEquals(old, timeless(artifact("coverage-reports").getOrDefault("coverage.json", "")));
    assertTrue(artifact("coverage-reports").containsKey("coverage-chunk-4.json"));
  }

  /** A test that prints every command there is: the runner obeys none of them. */
  @Test
  void obeyNothingThatATestPrints() throws IOException {
    Files.writeString(
        project().resolve("features/steps/evil.py"),
        """
        import subprocess, sys
        from behave import given

        @given("evil words")
        def evil(context):
            for name in ("set-env", "set-output", "add-path", "save-state", "add-mask", "stop-commands"):
                for line in ("::%s name=EVIL::evil" % name, "##[%s name=EVIL;]evil" % name):
                    print(line, flush=True)
                    print(line, file=sys.stderr, flush=True)
                    subprocess.check_call(["printf", line])
            raise ValueError("::set-env name=EVIL::evil\\n##[set-env name=EVIL;]evil")
        """);
    Files.writeString(
        project().resolve("features/evil.feature"),
        "Feature: ::set-env name=EVIL::evil\n  Scenario: ##[set-env name=EVIL;]evil\n    Given evil words\n");
    Ended ended =
        run(
            example("threshold-and-outputs.yml")
                .replace("echo \"total", "echo \"EVIL is <${EVIL:-}>\"; echo \"total"),
            "--var",
            "COVERAGE_THRESHOLD=none");

    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("| EVIL is <>"), ended.said());
    assertFalse(ended.said().contains("::set-output:: EVIL"), ended.said());
    assertFalse(ended.said().contains("::set-env:: EVIL"), ended.said());
  }

  /** The sources themselves as an action: the runner builds the Dockerfile. */
  @Test
  void buildTheActionFromItsSources() throws IOException {
    sh(
        "cp -r --parents action.yml Dockerfile pom.xml .mvn src/main tools %s"
            .formatted(project().resolve(".action")),
        Path.of("").toAbsolutePath());
    assertGreen(run(example("single-job.yml"), "--env", "DOCKER_BUILDKIT=0"));
  }

  private void sh(String script, Path directory) {
    Ended ended = TestImages.run(directory, List.of("bash", "-euo", "pipefail", "-c", script));
    assertEquals(0, ended.code(), ended.said());
  }
}
