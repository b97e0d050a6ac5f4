package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.container.TestImages.Ended;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Releases of what is checked out, to a registry and a repository on this machine, and projects
 * that use them.
 */
class ReleaseIT {
  private final TestImages images = TestImages.assumed();
  private final SortedMap<String, String> environment = new TreeMap<>();
  private @TempDir Path folder;
  private Process registry;
  private String image;

  ReleaseIT() throws IOException {
    int port = freePort();
    registry =
        new ProcessBuilder(
                images.of("crane"), "registry", "serve", "--address", "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    image = "127.0.0.1:" + port + "/cleveragents/slipcover-shard";
  }

  @AfterEach
  void leavesNothing() {
    registry.destroy();
    sh(folder, "docker images -q '%s' | sort -u | xargs -r docker rmi -f".formatted(image));
  }

  /** The sources as they are here, with a key of the test's, as a repository of their own. */
  @BeforeEach
  void clones() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    sh(
        Path.of("").toAbsolutePath(),
        "git ls-files -co --exclude-standard -z | tar --null --ignore-failed-read -T - -c | tar -C %s -x"
            .formatted(sources));
    sh(
        sources,
        """
        ln -s '%s' .cache-of-others
        mkdir .cache
        for name in .cache-of-others/*; do ln -s "$(readlink -f "$name")" .cache/; done
        rm .cache-of-others
        ssh-keygen -q -t ed25519 -N '' -f ../key
        ssh-keygen -q -t ed25519 -N '' -f ../other-key
        echo "release namespaces=\\"slipcover-shard\\" $(cat ../key.pub)" >>release/allowed-signers
        git init -q -b main
        git config user.name releaser
        git config user.email releaser@localhost
        git add -A
        git commit -qm 'The sources'
        git clone -q --bare . ../repository.git
        git remote add origin "$PWD/../repository.git"
        """
            .formatted(Path.of(".cache").toAbsolutePath()));
    environment.put("RELEASE_IMAGE", image);
    environment.put("RELEASE_KEY_FILE", folder.resolve("key").toString());
    environment.put("RELEASE_TESTS", "true");
  }

  private Path sources() {
    return folder.resolve("sources");
  }

  private static String sh(Path directory, String script) {
    Ended ended = TestImages.run(directory, List.of("bash", "-euo", "pipefail", "-c", script));
    assertEquals(0, ended.code(), ended.said());
    return ended.said().strip();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Writes what is new, and pushes it to main. */
  private void tell(String version) throws IOException {
    Path changelog = sources().resolve("CHANGELOG.md");
    Files.writeString(
        changelog,
        Files.readString(changelog)
            .replaceFirst(
                "## \\[Unreleased]\n",
                "## [Unreleased]\n\n## ["
                    + version
                    + "] - 2026-01-02\n\n### Fixed\n\n- A word.\n"));
    sh(sources(), "git commit -qam 'What is new'; git push -q origin main");
  }

  private Ended release(String... arguments) {
    List<String> command = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add("release/release");
    command.addAll(List.of(arguments));
    return TestImages.run(sources(), command);
  }

  private String assertReleased(String version) {
    Ended ended = release(version);
    assertEquals(0, ended.code(), ended.said());
    assertTrue(ended.said().contains("release: released v" + version + ": " + image), ended.said());
    assertEquals("", sh(sources(), "git status --porcelain"), "the tree is as it was");
    return ended.said();
  }

  private void assertStops(Ended ended, String sentence) {
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains(sentence), ended.said());
  }

  /** Where tags are, each with its commit. */
  private SortedMap<String, String> tags() {
    SortedMap<String, String> tags = new TreeMap<>();
    sh(
            folder,
            "git -C repository.git for-each-ref --format '%(refname:short) %(objectname)' refs/tags")
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(words -> tags.put(words[0], words[1]));
    return tags;
  }

  private String published(String tag) {
    return sh(folder, "git -C repository.git show " + tag + ":release/image");
  }

  @Test
  void stopsBeforeAnythingIsPushed() throws IOException {
    assertEquals(2, release("1.2").code());
    assertStops(release("1.2.0"), "CHANGELOG.md has no dated section: write '## [1.2.0] - ");
    tell("1.2.0");
    Files.writeString(sources().resolve("new"), "");
    assertStops(release("1.2.0"), "the tree has changes: commit or remove them");
    sh(sources(), "git add new; git commit -qm new");
    assertStops(release("1.2.0"), "main is not what ");
    sh(sources(), "git push -q origin main; git switch -qc side");
    assertStops(release("1.2.0"), "releases are made of main");
    sh(sources(), "git switch -q main; git push -q origin HEAD~1:refs/tags/v1.2.0");
    assertStops(release("1.2.0"), "v1.2.0 is there, of other sources: tags are never moved");
    sh(sources(), "git push -q origin :refs/tags/v1.2.0");
    environment.put("RELEASE_TESTS", "echo one failed; false");
    assertStops(release("1.2.0"), "the tests failed (echo one failed; false)");
    assertStops(release("1.2.0", "--dry-run"), "the tests failed (echo one failed; false)");
    environment.put("RELEASE_KEY_FILE", folder.resolve("other-key").toString());
    assertStops(release("1.2.0"), "the key is not in release/allowed-signers");
    environment.put("RELEASE_KEY_FILE", "/nowhere");
    assertStops(release("1.2.0"), "there is no key to sign with: set RELEASE_KEY_FILE");

    assertEquals(new TreeMap<>(), tags());
    assertEquals("", sh(folder, images.of("crane") + " catalog " + image.replaceFirst("/.*", "")));
  }

  @Test
  void reachesUsersByTheirTags() throws IOException {
    tell("1.2.0");
    stopsWhereTheRegistryRefuses();
    goesOnWhereItWasInterrupted();
    Map<String, String> first = tags();
    String older = published("v1");
    assertEquals(List.of("v1", "v1.2", "v1.2.0"), List.copyOf(first.keySet()));
    assertEquals(1, Stream.of("v1", "v1.2", "v1.2.0").map(first::get).distinct().count());
    assertStops(release("1.2.0"), "v1.2.0 is released already: choose the next version");
    assertRuns("v1", older);
    assertVerifiesAsTheDocumentSays();

    Files.writeString(sources().resolve("src/main/resources/new.txt"), "in the jar");
    sh(sources(), "git add -A; git commit -qm 'A fix'");
    tell("1.2.1");
    String said = assertReleased("1.2.1");

    assertTrue(said.contains("release: the same bytes twice: jar "), said);
    assertNotEquals(older, published("v1"));
    assertEquals(published("v1.2.1"), published("v1"));
    assertEquals(first.get("v1.2.0"), tags().get("v1.2.0"));
    assertRuns("v1", published("v1.2.1"));
    assertRuns("v1.2.0", older);
    assertEquals(
        "image: Dockerfile", sh(sources(), "git grep -h '^  image: ' origin/main -- action.yml"));
  }

  /** One that lets everybody read, and nobody write. */
  private void stopsWhereTheRegistryRefuses() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean reads = List.of("GET", "HEAD").contains(exchange.getRequestMethod());
          int code = !reads ? 403 : exchange.getRequestURI().getPath().equals("/v2/") ? 200 : 404;
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    environment.put("RELEASE_IMAGE", "127.0.0.1:" + server.getAddress().getPort() + "/a/b");
    try {
      assertStops(release("1.2.0"), "the registry did not take the image, and nothing was tagged");
      assertEquals(new TreeMap<>(), tags());
    } finally {
      server.stop(0);
      environment.put("RELEASE_IMAGE", image);
    }
  }

  /** Between the tag of the version and those that move. */
  private void goesOnWhereItWasInterrupted() throws IOException {
    Path hook = folder.resolve("repository.git/hooks/update");
    Files.writeString(hook, "#!/bin/sh\n[ \"$1\" != refs/tags/v1 ] || { echo no; exit 1; }\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertStops(release("1.2.0"), "v1.2 and v1 were not moved: see above, mend it and start again");
    assertEquals(List.of("v1.2.0"), List.copyOf(tags().keySet()), "both or none");
    Files.delete(hook);

    assertTrue(assertReleased("1.2.0").contains("v1.2.0 is there, of this commit"));
  }

  /** A project with a workflow that uses the tag, on a machine that has no image yet. */
  private void assertRuns(String tag, String named) throws IOException {
    Path project = Files.createTempDirectory(folder, "project");
    TestImages.docker("rmi", "-f", named);
    sh(
        project,
        """
        tar -C '%s/examples/library' --exclude=build --exclude=.venv --exclude=__pycache__ -c . | tar -x
        git clone -q --branch %s ../repository.git ../action-of-%s 2>/dev/null
        sed 's|https://<forge>/\\(cleveragents/slipcover-shard\\)@v1|\\1@%s|' '%s/examples/workflows/single-job.yml' >.workflow.yml
        git init -q
        git add -A
        git -c user.name=t -c user.email=t@t commit -qm t
        """
            .formatted(
                Path.of("").toAbsolutePath(),
                tag,
                project.getFileName(),
                tag,
                Path.of("").toAbsolutePath()));
    Ended ended =
        TestImages.run(
            project,
            List.of(
                images.of("act"),
                "push",
                "--rm",
                "--pull=false",
                "--workflows=.workflow.yml",
                "--platform=docker=" + images.of("base"),
                "--local-repository=cleveragents/slipcover-shard@%s=%s/action-of-%s"
                    .formatted(tag, folder, project.getFileName()),
                "--artifact-server-path=" + project.resolve("artifacts"),
                "--artifact-server-addr=" + ActRunner.gateway(),
                "--artifact-server-port=" + freePort(),
                "--env=SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"));
    assertEquals(0, ended.code(), ended.said());
    assertTrue(ended.said().contains("image=" + named), ended.said());
    try (Stream<Path> files = Files.walk(project.resolve("artifacts"))) {
      assertTrue(files.anyMatch(file -> file.endsWith("coverage.zip")), ended.said());
    }
  }

  /** Its first block, in a clone; and what it says where a byte is another one. */
  private void assertVerifiesAsTheDocumentSays() throws IOException {
    Path clone = folder.resolve("verifying");
    sh(folder, "git clone -q repository.git verifying");
    String commands =
        Files.readString(clone.resolve("docs/verify.md"))
            .replaceFirst("(?s).*?```sh\n(.*?)```.*", "$1");
    assertTrue(commands.startsWith("version=v1.0.0\n"), commands);
    Ended whole = verify(clone, commands.replace("v1.0.0", "v1.2.0"));
    assertEquals(0, whole.code(), whole.said());
    assertTrue(
        whole.said().contains("Good \"slipcover-shard\" signature for release"), whole.said());
    for (String list : List.of("java", "python")) {
      assertTrue(Files.exists(clone.resolve("home/sbom/" + list + ".cdx.json")), list);
    }

    Path jar;
    try (Stream<Path> jars = Files.list(clone.resolve("home/app/libs"))) {
      jar =
          jars.filter(file -> file.toString().endsWith(".jar")).sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(jar);
    bytes[bytes.length / 2] ^= 1;
    Files.write(jar, bytes);
    Ended changed = verify(clone, "tools/container-contents verify home container-wheels.txt");
    assertEquals(1, changed.code(), changed.said());
    assertTrue(changed.said().contains(jar.getFileName() + " is not in sbom"), changed.said());

    sh(
        clone,
        """
        git -c advice.detachedHead=false checkout -q v1.2.0
        sed -i 's/sha256:f/sha256:0/; t; s/sha256:./sha256:f/' release/image action.yml
        git -c user.name=t -c user.email=t@t commit -qam 'Another image'
        git tag v6.6.6
        """);
    Ended other = verify(clone, commands.replace("v1.0.0", "v6.6.6"));
    assertNotEquals(0, other.code(), other.said());
    assertFalse(other.said().contains("Good \"slipcover-shard\""), other.said());
  }

  private static Ended verify(Path clone, String commands) throws IOException {
    Path script =
        Files.writeString(clone.resolve("../verify.sh"), commands, StandardCharsets.UTF_8);
    return TestImages.run(
        clone, List.of("bash", "-euo", "pipefail", script.normalize().toString()));
  }
}
