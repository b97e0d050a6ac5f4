package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Kind;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactServiceTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Redaction NOTHING = Redaction.of(List.of());
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final List<String> WHOLE =
      List.of(
          "CreateArtifact",
          "block",
          "blocklist",
          "FinalizeArtifact",
          "ListArtifacts",
          "GetSignedArtifactURL",
          "fetch");

  private @TempDir Path folder;
  private final List<Duration> pauses = new ArrayList<>();

  private ArtifactService service(Map<String, String> environment) {
    return ArtifactService.of(environment, CLOCK, pauses::add, LIMIT).orElseThrow();
  }

  private ArtifactContents contents(Map<String, String> files) throws IOException {
    TreeMap<String, ArtifactContents.Item> items = new TreeMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey().replace('/', '-'));
      items.put(
          file.getKey(),
          new ArtifactContents.Item(Files.writeString(path, file.getValue()), NOTHING));
    }
    return new ArtifactContents(items);
  }

  private ArtifactService.Uploaded upload(ArtifactServer server) throws IOException {
    return service(server.environment())
        .upload("coverage", contents(Map.of("a.txt", "text")), OptionalInt.empty());
  }

  private ShardException refused(ArtifactServer server) {
    ShardException refused = assertThrows(ShardException.class, () -> upload(server));
    assertEquals(ExitCode.SERVICE_FAILED, refused.code());
    for (String secret : List.of(ArtifactServer.token(), "secret-signature")) {
      assertFalse(refused.sentence().contains(secret), refused.sentence());
    }
    return refused;
  }

  @ParameterizedTest
  @EnumSource
  void bringsTheFilesToAnyService(Kind kind) throws IOException {
    Map<String, String> files = Map.of("coverage.json", "{}", "slipcover-shard/ü.log", "grün\n");
    try (ArtifactServer server = ArtifactServer.of(kind)) {
      ArtifactService.Uploaded uploaded =
          service(server.environment()).upload("coverage", contents(files), OptionalInt.empty());

      assertEquals(files, server.unzipped("coverage"));
      assertEquals(WHOLE, server.requests());
      assertEquals("11", uploaded.id());
      assertEquals(server.content("coverage").length, uploaded.size());
      assertEquals(List.of(), pauses);
    }
  }

  /** Noise, which no zip makes smaller: three blocks, the last one short. */
  @Test
  void cutsIntoBlocksAsLargeAsTheyMayBe() throws IOException {
    byte[] noise = new byte[2 * BlockStream.BLOCK + 1000];
    new Random(1).nextBytes(noise);
    Path file = Files.write(folder.resolve("noise"), noise);
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      service(server.environment())
          .upload(
              "coverage",
              new ArtifactContents(
                  new TreeMap<>(Map.of("noise", new ArtifactContents.Item(file, NOTHING)))),
              OptionalInt.empty());

      assertEquals(3, Collections.frequency(server.requests(), "block"));
      assertTrue(server.content("coverage").length > noise.length);
    }
  }

  @Test
  void tellsHowLongItIsToBeKeptOnlyWhenAsked() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      upload(server);
      service(server.environment())
          .upload("coverage", contents(Map.of("a", "b")), OptionalInt.of(3));

      assertFalse(server.created().get(0).has("expires_at"));
      assertEquals("2026-01-04T00:00:00Z", server.created().get(1).path("expires_at").asText());
    }
  }

  @Test
  void isAbsentOutsideOfAWorkflow() {
    for (Map<String, String> half :
        List.of(
            Map.<String, String>of(),
            Map.of("ACTIONS_RESULTS_URL", "http://127.0.0.1:1"),
            Map.of("ACTIONS_RUNTIME_TOKEN", "x", "ACTIONS_RESULTS_URL", " "))) {
      assertTrue(ArtifactService.of(half, CLOCK).isEmpty(), half.toString());
    }
  }

  @Test
  void overwritesWhereTheServiceDoes() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      upload(server);
      upload(server);
      assertEquals(Map.of("a.txt", "text"), server.unzipped("coverage"));
    }
  }

  @Test
  void asksForAnotherNameWhereTheServiceDoesNot() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.GITHUB)) {
      upload(server);
      assertTrue(refused(server).sentence().contains("artifact-name"));
    }
  }

  /** Lets the first few requests of a method go wrong. */
  private static Mishap first(int times, String method, Mishap mishap) {
    AtomicInteger left = new AtomicInteger(times);
    return (exchange, name) ->
        name.equals(method) && left.getAndDecrement() > 0 && mishap.happens(exchange, name);
  }

  private static Mishap status(int status) {
    return (exchange, name) -> {
      ArtifactServer.fail(exchange, status, "sorry\nfor that");
      return true;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreateArtifact",
        "block",
        "blocklist",
        "FinalizeArtifact",
        "ListArtifacts",
        "GetSignedArtifactURL",
        "fetch",
      })
  void triesAgainWhatFailsForAMoment(String method) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, first(3, method, status(503)))) {
      upload(server);

      assertEquals(Map.of("a.txt", "text"), server.unzipped("coverage"));
      assertEquals(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9)), pauses);
    }
  }

  /** GitHub's refuses the name of the attempt before, which has a place for blocks already. */
  @ParameterizedTest
  @ValueSource(strings = {"block", "blocklist", "FinalizeArtifact"})
  void triesAgainAlsoWhereItsOwnFirstAttemptHoldsTheName(String method) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.GITHUB, first(3, method, status(503)))) {
      upload(server);
      assertEquals(Map.of("a.txt", "text"), server.unzipped("coverage"));
    }
  }

  @Test
  void tellsOfTheRequestThatWasLostBeforeTheNameWasTaken() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Mishap lost =
        (exchange, name) -> {
          ArtifactServer.fail(exchange, asked.incrementAndGet() == 1 ? 502 : 409, "sorry");
          return true;
        };
    try (ArtifactServer server =
        ArtifactServer.of(Kind.GITHUB, first(100, "CreateArtifact", lost))) {
      String sentence = refused(server).sentence();
      assertTrue(sentence.contains("502: sorry; when asked again: there is"), sentence);
    }
  }

  @Test
  void givesUpWithWhatTheServiceSaid() throws IOException {
    try (ArtifactServer server =
        ArtifactServer.of(Kind.FORGEJO, first(100, "block", status(500)))) {
      String sentence = refused(server).sentence();

      assertTrue(
          sentence.contains(
              "PUT " + server.url() + "/signed/coverage was answered with 500: sorry for that"),
          sentence);
      assertEquals(3, pauses.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 413})
  void doesNotRepeatWhatWillNotComeOutOtherwise(int status) throws IOException {
    try (ArtifactServer server =
        ArtifactServer.of(Kind.GITHUB, first(100, "block", status(status)))) {
      assertTrue(refused(server).sentence().contains(" " + status + ": "));
      assertEquals(List.of(), pauses);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "Thu, 01 Jan 2026 00:00:07 GMT",
        "999999",
        "soon",
        "Wed, 31 Dec 2025 23:59:59 GMT"
      })
  void waitsAsLongAsTheServiceWantsWithinReason(String retryAfter) throws IOException {
    Mishap busy =
        (exchange, name) -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          ArtifactServer.fail(exchange, 429, "busy");
          return true;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, first(1, "block", busy))) {
      upload(server);
      int seconds = retryAfter.contains("7") ? 7 : retryAfter.equals("999999") ? 60 : 1;
      assertEquals(List.of(Duration.ofSeconds(seconds)), pauses);
    }
  }

  @Test
  void survivesAConnectionThatBreaksInMidBlock() throws IOException {
    Mishap reset =
        (exchange, name) -> {
          exchange.getRequestBody().read();
          throw new IOException("closes the connection");
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, first(2, "block", reset))) {
      upload(server);
      assertEquals(Map.of("a.txt", "text"), server.unzipped("coverage"));
      assertEquals(3, Collections.frequency(server.requests(), "CreateArtifact"));
    }
  }

  @Test
  void doesNotWaitForEver() throws IOException {
    Mishap silence =
        (exchange, name) -> {
          try {
            Thread.sleep(LIMIT.multipliedBy(2).toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        };
    try (ArtifactServer server =
        ArtifactServer.of(Kind.FORGEJO, first(1, "CreateArtifact", silence))) {
      upload(server);
      assertEquals(1, pauses.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "{\"signedUploadUrl\":",
        "{}",
        "[]",
        "{\"signedUploadUrl\":\"no address\"}"
      })
  void saysWhatIsWrongWithAnAnswer(String answer) throws IOException {
    Mishap nonsense =
        (exchange, name) -> {
          ArtifactServer.fail(exchange, 200, answer);
          return true;
        };
    try (ArtifactServer server =
        ArtifactServer.of(Kind.FORGEJO, first(100, "CreateArtifact", nonsense))) {
      assertTrue(refused(server).sentence().contains("answer"), refused(server).sentence());
    }
  }

  @Test
  void doesNotBelieveASizeThatIsNotItsOwn() throws IOException {
    Mishap half =
        (exchange, name) -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/12");
          exchange.sendResponseHeaders(206, 1);
          exchange.getResponseBody().write('P');
          return true;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.ACT, first(100, "fetch", half))) {
      assertTrue(refused(server).sentence().contains("12 bytes are there in the place of"));
    }
  }

  /** The service says yes to everything, and has nothing in the end. */
  @Test
  void doesNotBelieveASuccessThatCannotBeFetched() throws IOException {
    Mishap lost =
        (exchange, name) -> {
          ArtifactServer.fail(exchange, 200, "{\"ok\":true,\"artifactId\":\"1\"}");
          return true;
        };
    try (ArtifactServer server =
        ArtifactServer.of(Kind.FORGEJO, first(100, "FinalizeArtifact", lost))) {
      assertTrue(refused(server).sentence().contains("500: the artifact is pending"));
    }
  }

  @Test
  void saysWhenTheRunnerNamesNoAddress() throws IOException {
    Map<String, String> environment =
        Map.of("ACTIONS_RESULTS_URL", "http://:1234", "ACTIONS_RUNTIME_TOKEN", "x");
    ArtifactContents nothing = contents(Map.of());
    ShardException refused =
        assertThrows(
            ShardException.class,
            () -> service(environment).upload("coverage", nothing, OptionalInt.empty()));
    assertEquals(ExitCode.SERVICE_FAILED, refused.code());
    assertTrue(refused.sentence().contains("ACTIONS_RESULTS_URL"), refused.sentence());
  }

  @Test
  void endsWhenItIsInterrupted() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      Thread.currentThread().interrupt();
      ShardException ended = assertThrows(ShardException.class, () -> upload(server));
      assertTrue(Thread.interrupted());
      assertEquals(ExitCode.INTERRUPTED, ended.code());
    }
  }

  @Test
  void isReachedThroughAProxyUnlessExcepted() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      Map<String, String> environment = new TreeMap<>(server.environment());
      environment.put("ACTIONS_RESULTS_URL", "http://forge.invalid");
      environment.put("http_proxy", server.url());
      environment.put("no_proxy", "127.0.0.1");

      service(environment)
          .upload("coverage", contents(Map.of("a.txt", "text")), OptionalInt.empty());

      assertEquals(WHOLE, server.requests());

      environment.put("NO_PROXY", "");
      environment.put("no_proxy", ".invalid");
      ArtifactService direct = service(environment);
      assertThrows(
          ShardException.class,
          () -> direct.upload("coverage", contents(Map.of()), OptionalInt.empty()));
    }
  }

  @Test
  void leavesOutFilesThatWentAway() throws IOException {
    ArtifactContents contents = contents(Map.of("a.txt", "text", "b.txt", "gone"));
    Files.delete(folder.resolve("b.txt"));
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      service(server.environment()).upload("coverage", contents, OptionalInt.empty());
      assertEquals(Map.of("a.txt", "text"), server.unzipped("coverage"));
    }
  }
}
