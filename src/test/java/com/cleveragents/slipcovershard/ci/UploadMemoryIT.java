package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload needs memory for one block, however large the artifact is. */
class UploadMemoryIT {
  private static final int BLOCKS = 25;
  private static final String HEAP = "-Xmx40m";

  private @TempDir Path folder;

  /** The other Java: uploads the file that it is told. */
  public static void main(String[] arguments) {
    ArtifactService.Uploaded uploaded =
        ArtifactService.of(System.getenv(), Clock.systemUTC())
            .orElseThrow()
            .upload(
                "large",
                new ArtifactContents(
                    new TreeMap<>(
                        Map.of(
                            "noise",
                            new ArtifactContents.Item(
                                Path.of(arguments[0]),
                                Redaction.of(List.of("a-secret-of-ours")))))),
                OptionalInt.empty());
    System.out.println(uploaded.size());
  }

  @Test
  void isThatOfOneBlock() throws Exception {
    Path noise = folder.resolve("noise");
    byte[] block = new byte[BlockStream.BLOCK];
    try (OutputStream out = Files.newOutputStream(noise)) {
      Random random = new Random(7);
      for (int number = 0; number < BLOCKS; number++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    AtomicLong received = new AtomicLong();
    try (ArtifactServer server =
        ArtifactServer.of(
            ArtifactServer.Kind.FORGEJO,
            (exchange, method) -> forgets(exchange, method, received))) {
      ProcessBuilder builder =
          new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              HEAP,
              "-cp",
              System.getProperty("java.class.path"),
              UploadMemoryIT.class.getName(),
              noise.toString());
      builder.environment().putAll(server.environment());
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertEquals(0, process.waitFor(), said);
      assertEquals(String.valueOf(received.get()), said.strip());
      assertTrue(received.get() > (long) BLOCKS * BlockStream.BLOCK, said);
    }
  }

  /** A server that counts bytes and says yes, so that the memory which counts is the other's. */
  private static boolean forgets(HttpExchange exchange, String method, AtomicLong received)
      throws IOException {
    switch (method) {
      case "block" -> {
        received.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
        ArtifactServer.fail(exchange, 201, "");
      }
      case "FinalizeArtifact" -> ArtifactServer.fail(exchange, 200, "{\"artifactId\":\"1\"}");
      case "fetch" -> {
        exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/" + received.get());
        ArtifactServer.fail(exchange, 206, "P");
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
