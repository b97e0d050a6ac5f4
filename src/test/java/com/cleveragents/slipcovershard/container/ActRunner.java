package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.container.TestImages.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The runner act with a project of ours, and the artifacts that its runs leave. */
final class ActRunner {
  private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

  private final TestImages images;
  private final Path folder;

  /**
   * @param folder where project and artifacts are kept; there is nothing in it yet
   */
  ActRunner(TestImages images, Path folder) throws IOException {
    this.images = images;
    this.folder = folder;
    Files.createDirectories(project().resolve(".action"));
    use("action");
  }

  Path project() {
    return folder.resolve("project");
  }

  /** Takes a copy of an example project as the project. */
  void copy(String example) {
    sh(
        "tar -C %s/examples/%s --exclude=build --exclude=.venv --exclude=__pycache__ -c . | tar -x"
            .formatted(Path.of("").toAbsolutePath(), example));
  }

  /** Runs a script of bash in the project. */
  void sh(String script) {
    Ended ended = TestImages.run(project(), List.of("bash", "-euo", "pipefail", "-c", script));
    assertEquals(0, ended.code(), ended.said());
  }

  /** As a release does: action.yml names an image that is there. */
  void use(String image) throws IOException {
    Files.writeString(
        project().resolve(".action/action.yml"),
        Files.readString(Path.of("action.yml"))
            .replace("image: Dockerfile", "image: docker://" + images.of(image)));
  }

  /** Runs a workflow, with the action of this checkout in the place of the one on the forge. */
  Ended run(String workflow, String... more) throws IOException {
    write("workflow", workflow);
    commit();
    return runAgain("workflow", more);
  }

  /** Gives the project a workflow. */
  void write(String name, String workflow) throws IOException {
    Files.writeString(
        project().resolve(".action").resolve(name + ".yml"),
        workflow
            .replace("https://<forge>/cleveragents/slipcover-shard@v1", "./.action")
            .replace("cleveragents/slipcover-shard@v1", "./.action")
            .replace("image: postgres:15", "image: " + images.of("postgres")));
  }

  void commit() {
    sh("rm -rf .git; git init -q; git add -A; git -c user.name=t -c user.email=t@t commit -qm t");
  }

  /** Runs a workflow that the project has, with the artifacts that are there. */
  Ended runAgain(String name, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(images.of("act"), "push", "--pull=false"));
    command.addAll(List.of("--workflows", ".action/" + name + ".yml"));
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
  static String gateway() throws IOException {
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

  /** The files of an artifact, by name. */
  SortedMap<String, String> artifact(String name) throws IOException {
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
}
