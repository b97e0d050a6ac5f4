package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ci.ArtifactServer.Kind;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Mishap;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload in a Java that has less memory than the artifact is large. */
class ArtifactMemoryTest {
  private static final int MEBIBYTES = 300;

  private @TempDir Path folder;

  /** Uploads a file, as a process of its own: its path is the argument. */
  public static void main(String[] arguments) {
    Redaction redaction = Redaction.of(List.of("a-secret-of-the-job"));
    ArtifactContents contents =
        new ArtifactContents(
            new TreeMap<>(
                Map.of("large", new ArtifactContents.Item(Path.of(arguments[0]), redaction))));
    ArtifactService.Uploaded uploaded =
        ArtifactService.of(System.getenv(), Clock.systemUTC())
            .orElseThrow()
            .upload("coverage", contents, OptionalInt.empty());
    System.out.print(uploaded.size() + " " + uploaded.sha256());
  }

  @Test
  void doesNotGrowWithTheArtifact() throws Exception {
    Path file = folder.resolve("large");
    byte[] noise = new byte[1 << 20];
    Random random = new Random(1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int number = 0; number < MEBIBYTES; number++) {
        random.nextBytes(noise);
        out.write(noise);
      }
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    AtomicLong size = new AtomicLong();
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, counting(digest, size))) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx48m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ArtifactMemoryTest.class.getName(),
                  file.toString())
              .redirectErrorStream(true);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
      builder.environment().putAll(server.environment());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it ended");

      assertEquals(size + " " + HexFormat.of().formatHex(digest.digest()), said);
      assertTrue(size.get() > (long) MEBIBYTES << 20, size::toString);
    }
  }

  /** A service that keeps nothing either. */
  private static Mishap counting(MessageDigest digest, AtomicLong size) {
    return (exchange, method) -> {
      switch (method) {
        case "block" -> {
          byte[] buffer = new byte[1 << 16];
          InputStream body = exchange.getRequestBody();
          for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            digest.update(buffer, 0, read);
            size.addAndGet(read);
          }
          answer(exchange, 201, "");
        }
        case "blocklist" -> answer(exchange, 201, "");
        case "FinalizeArtifact" -> answer(exchange, 200, "{\"artifactId\":\"11\"}");
        case "fetch" -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/" + size);
          answer(exchange, 206, "P");
        }
        default -> {
          return false;
        }
      }
      return true;
    };
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    ArtifactServer.fail(exchange, status, text);
  }
}
