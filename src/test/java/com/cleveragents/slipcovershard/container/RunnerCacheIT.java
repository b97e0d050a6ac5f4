package com.cleveragents.slipcovershard.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ci.CacheKeys;
import com.cleveragents.slipcovershard.ci.CacheService;
import com.cleveragents.slipcovershard.container.TestImages.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache service of the runner act, which is the one that Forgejo's runner grew from. */
class RunnerCacheIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String END = "END";

  private final Path act = TestImages.assumedAct();
  private final List<String> said = new ArrayList<>();
  private @TempDir Path folder;

  @BeforeEach
  void makesAProject() throws IOException {
    Files.createDirectories(folder.resolve("project"));
    Files.writeString(
        folder.resolve("pull.json"),
        "{\"number\":12,\"pull_request\":{\"number\":12,\"head\":{\"ref\":\"x\"},\"base\":{\"ref\":\"y\"}}}");
  }

  /** Something that is done while a step of a workflow runs, with that step's variables. */
  @FunctionalInterface
  private interface Meanwhile {
    void happens(SortedMap<String, String> environment) throws IOException;
  }

  /** Runs a step on this machine itself; it lasts for as long as we are busy. */
  private void inAStep(List<String> event, Meanwhile meanwhile) throws Exception {
    try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      here.setSoTimeout((int) LIMIT.toMillis());
      FutureTask<Ended> run = new FutureTask<>(() -> run(event, here.getLocalPort()));
      Thread thread = new Thread(run);
      thread.start();
      try (Socket step = here.accept()) {
        step.setSoTimeout((int) LIMIT.toMillis());
        meanwhile.happens(variables(step.getInputStream()));
      }
      Ended ended = run.get();
      assertEquals(0, ended.code(), ended.said());
    }
  }

  private Ended run(List<String> event, int port) throws IOException {
    Path project = folder.resolve("project");
    Files.writeString(
        project.resolve("workflow.yml"),
        """
        on: [push, pull_request]
        jobs:
          cache:
            runs-on: here
            steps:
              - shell: bash
                run: exec 3<>/dev/tcp/127.0.0.1/%d; { env -0; printf '%s\\0'; } >&3; cat <&3
        """
            .formatted(port, END));
    List<String> command = new ArrayList<>(List.of(act.toString()));
    command.addAll(event);
    command.addAll(List.of("--workflows", "workflow.yml", "--platform", "here=-self-hosted"));
    command.addAll(List.of("--cache-server-addr", "127.0.0.1"));
    command.addAll(List.of("--cache-server-path", folder.resolve("cache").toString()));
    command.addAll(List.of("--action-cache-path", folder.resolve("actions").toString()));
    return TestImages.run(project, command);
  }

  /** Grammar: {@code name=value NUL}, again and again. */
  private static SortedMap<String, String> variables(InputStream in) throws IOException {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String variable = variable(in); !variable.equals(END); variable = variable(in)) {
      int equals = variable.indexOf('=');
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    variables.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    return variables;
  }

  private static String variable(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next > 0; next = in.read()) {
      text.append((char) next); // names and values that matter here are ASCII
    }
    return text.isEmpty() ? END : text.toString();
  }

  private CacheService cache(SortedMap<String, String> environment) {
    return CacheService.of(environment, Clock.systemUTC(), said::add).orElseThrow();
  }

  private static CacheKeys keys(SortedMap<String, String> environment) {
    return CacheKeys.of("timings", "behave", environment);
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsThingsFromOneRunToTheNext() throws Exception {
    List<String> push = List.of("push");
    List<String> pull =
        List.of("pull_request", "--eventpath", folder.resolve("pull.json").toString());
    byte[] ofTheBranch = bytes(3_500_000);
    byte[] ofThePull = bytes(7);
    inAStep(
        push,
        environment -> {
          assertEquals(Optional.empty(), cache(environment).find(keys(environment)));
          assertTrue(said.get(0).contains("no name begins with"), said::toString);
          assertTrue(cache(environment).save(keys(environment), ofTheBranch), said::toString);
          assertArrayEquals(ofTheBranch, cache(environment).find(keys(environment)).orElseThrow());
        });
    inAStep(
        pull,
        environment -> {
          assertTrue(keys(environment).toSave().contains("-pr-12-"), said::toString);
          assertArrayEquals(ofTheBranch, cache(environment).find(keys(environment)).orElseThrow());
          assertTrue(cache(environment).save(keys(environment), ofThePull), said::toString);
          assertArrayEquals(ofThePull, cache(environment).find(keys(environment)).orElseThrow());
        });
    inAStep(
        push,
        environment ->
            assertArrayEquals(
                ofTheBranch, cache(environment).find(keys(environment)).orElseThrow()));
    assertEquals(1, said.size(), said::toString);
  }

  /** Without the secret in the path there is no service; and none when the runner has ended. */
  @Test
  void isNotThereForOthers() throws Exception {
    SortedMap<String, String> known = new TreeMap<>();
    inAStep(
        List.of("push"),
        environment -> {
          known.putAll(environment);
          SortedMap<String, String> other = new TreeMap<>(environment);
          other.compute("ACTIONS_CACHE_URL", (name, url) -> url + "x");
          assertFalse(cache(other).save(keys(other), bytes(7)));
          assertTrue(said.get(0).contains("answered with 404"), said::toString);
        });
    assertEquals(Optional.empty(), cache(known).find(keys(known)));
    assertTrue(said.get(1).contains("was not answered"), said::toString);
    String secret = known.getOrDefault("ACTIONS_CACHE_URL", "").replaceFirst(".*/(\\w+)/$", "$1");
    assertEquals(32, secret.length());
    said.forEach(line -> assertFalse(line.contains(secret), line));
  }
}
