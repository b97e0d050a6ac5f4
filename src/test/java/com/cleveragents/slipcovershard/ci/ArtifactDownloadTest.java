package com.cleveragents.slipcovershard.ci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Kind;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Mishap;
import com.cleveragents.slipcovershard.ci.ArtifactService.Gone;
import com.cleveragents.slipcovershard.ci.ArtifactService.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Artifacts of the run that others have left. */
class ArtifactDownloadTest {
  private static final List<Duration> ALL_PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(9));

  private @TempDir Path folder;
  private final List<Duration> pauses = new ArrayList<>();
  private final byte[] content = new byte[300_000];
  private Path file = Path.of("");

  @BeforeEach
  void drawsNoise() {
    new Random(1).nextBytes(content);
    file = folder.resolve("part.zip");
  }

  private ArtifactService service(ArtifactServer server) {
    return ArtifactService.of(
            server.environment(), Clock.systemUTC(), pauses::add, Duration.ofSeconds(20))
        .orElseThrow();
  }

  private static List<String> names(List<Listed> listed) {
    return listed.stream().map(Listed::name).toList();
  }

  /** Lets the first few requests of a method go wrong. */
  private static Mishap first(int times, String method, Mishap mishap) {
    AtomicInteger left = new AtomicInteger(times);
    return (exchange, name) ->
        name.equals(method) && left.getAndDecrement() > 0 && mishap.happens(exchange, name);
  }

  private static Mishap answering(int status, String text) {
    return (exchange, name) -> {
      ArtifactServer.fail(exchange, status, text);
      return true;
    };
  }

  private ArtifactServer serverWithAPart(Kind kind, Mishap mishap) throws IOException {
    ArtifactServer server = ArtifactServer.of(kind, mishap);
    server.put("part", content);
    return server;
  }

  private void assertDownloaded(ArtifactServer server) throws IOException, Gone {
    service(server).download("part", file, content.length);
    assertArrayEquals(content, Files.readAllBytes(file));
  }

  private String refused(ArtifactServer server, long most) {
    ShardException refused =
        assertThrows(ShardException.class, () -> service(server).download("part", file, most));
    assertEquals(ExitCode.SERVICE_FAILED, refused.code());
    for (String secret : List.of(ArtifactServer.token(), "secret-signature")) {
      assertFalse(refused.sentence().contains(secret), refused.sentence());
    }
    return refused.sentence();
  }

  @Test
  void glancesAtNothingWhereActDoesNotAnswer() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.ACT)) {
      assertEquals(List.of(), service(server).glance());
      server.put("a", new byte[] {1});
      assertEquals(1, service(server).glance().size());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FORGEJO", "GITHUB"})
  void knowsOfNoneWhereThereIsNone(Kind kind) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(kind)) {
      assertEquals(List.of(), service(server).list());
      assertEquals(List.of("ListArtifacts"), server.requests());
    }
  }

  /** Numbers of ten and more, and names in the opposite order. */
  @ParameterizedTest
  @EnumSource
  void listsInTheOrderInWhichTheyWereBegun(Kind kind) throws IOException {
    List<String> expected = new ArrayList<>();
    try (ArtifactServer server = ArtifactServer.of(kind)) {
      for (char letter = 'z'; letter > 'k'; letter--) {
        server.put("part-" + letter, content);
        expected.add("part-" + letter);
      }
      List<Listed> listed = service(server).list();
      assertEquals(expected, names(listed));
      assertTrue(listed.stream().allMatch(Listed::isWhole));
      assertEquals(Instant.EPOCH.plusSeconds(11), listed.get(10).begun());
    }
  }

  @Test
  void tellsWhatIsStillOnItsWay() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.begin("lost");
      server.put("part", content);
      List<Listed> listed = service(server).list();
      assertEquals(List.of("lost", "part"), names(listed));
      assertEquals(List.of(false, true), listed.stream().map(Listed::isWhole).toList());
    }
    try (ArtifactServer server = ArtifactServer.of(Kind.GITHUB)) {
      server.begin("lost");
      assertEquals(List.of(), service(server).list(), "nobody hears of it");
    }
  }

  @Test
  void listsRowsThatLackWhatItSortsBy() throws IOException {
    String rows =
        """
        {"artifacts": [{"name": "b", "createdAt": "today"}, {"name": "a", "size": 3},
          {"name": "c", "databaseId": "x", "size": "much"}]}
        """;
    try (ArtifactServer server = ArtifactServer.of(Kind.GITHUB, answering(200, rows))) {
      List<Listed> listed = service(server).list();
      assertEquals(List.of("a", "b", "c"), names(listed));
      assertEquals(List.of(true, false, false), listed.stream().map(Listed::isWhole).toList());
    }
  }

  @Test
  void listsAgainWhenTheServiceFailsForAMoment() throws IOException {
    try (ArtifactServer server =
        serverWithAPart(Kind.FORGEJO, first(3, "ListArtifacts", answering(502, "sorry")))) {
      assertEquals(List.of("part"), names(service(server).list()));
      assertEquals(ALL_PAUSES, pauses);
    }
    try (ArtifactServer server =
        serverWithAPart(Kind.FORGEJO, first(4, "ListArtifacts", answering(502, "sorry")))) {
      ShardException refused = assertThrows(ShardException.class, () -> service(server).list());
      assertEquals(ExitCode.SERVICE_FAILED, refused.code());
      assertTrue(refused.sentence().contains("cannot be listed"), refused.sentence());
    }
  }

  @ParameterizedTest
  @EnumSource
  void bringsTheBytesThatAreThere(Kind kind) throws Exception {
    try (ArtifactServer server = serverWithAPart(kind, (exchange, name) -> false)) {
      Files.write(file, new byte[content.length + 1]);
      assertDownloaded(server);
      assertEquals(List.of("GetSignedArtifactURL", "fetch"), server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetSignedArtifactURL", "fetch"})
  void triesAgainWhatFailsForAMoment(String method) throws Exception {
    try (ArtifactServer server =
        serverWithAPart(Kind.FORGEJO, first(3, method, answering(500, "sorry")))) {
      assertDownloaded(server);
      assertEquals(ALL_PAUSES, pauses);
    }
    try (ArtifactServer server =
        serverWithAPart(Kind.FORGEJO, first(4, method, answering(500, "sorry")))) {
      assertTrue(refused(server, content.length).contains("500: sorry"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetSignedArtifactURL 404", "fetch 404", "fetch 410"})
  void tellsWhatIsGoneFromAServiceThatFails(String what) throws IOException {
    List<String> words = List.of(what.split(" ", -1));
    Mishap gone = answering(Integer.parseInt(words.get(1)), "artifact not found");
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, first(100, words.get(0), gone))) {
      Gone failure =
          assertThrows(Gone.class, () -> service(server).download("part", file, 1 << 20));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("artifact not found"), message);
      assertFalse(message.contains("secret-signature"), message);
      assertEquals(List.of(), pauses);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void doesNotRepeatWhatWillNotComeOutOtherwise(int status) throws IOException {
    try (ArtifactServer server =
        serverWithAPart(Kind.GITHUB, first(100, "fetch", answering(status, "no")))) {
      assertTrue(refused(server, content.length).contains(status + ": no"));
      assertEquals(List.of(), pauses);
    }
  }

  /** Half of the bytes, of which more were promised. */
  private Mishap cutOff() {
    return (exchange, name) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, content.length / 2);
      exchange.getResponseBody().flush();
      throw new IOException("closes the connection");
    };
  }

  @Test
  void beginsAnewWhereTheConnectionIsCut() throws Exception {
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, first(3, "fetch", cutOff()))) {
      assertDownloaded(server);
      assertEquals(ALL_PAUSES, pauses);
    }
  }

  @Test
  void doesNotTakeHalfOfAnArtifact() throws IOException {
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, first(4, "fetch", cutOff()))) {
      String sentence = refused(server, content.length);
      assertTrue(sentence.contains("the artifact part cannot be fetched"), sentence);
      assertEquals(ALL_PAUSES, pauses);
    }
  }

  @Test
  void writesNoMoreThanIsAllowed() throws IOException {
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, (exchange, name) -> false)) {
      String sentence = refused(server, content.length - 1);
      assertTrue(sentence.contains("more than 299999 bytes"), sentence);
      assertTrue(Files.size(file) < content.length);
    }
  }

  /** As GitHub's leads to Azure, which wants no token of ours: the server refuses one. */
  @Test
  void goesWhereTheServiceLeads() throws Exception {
    Mishap moved =
        (exchange, name) -> {
          exchange
              .getResponseHeaders()
              .set("Location", "/signed/elsewhere?sig=secret-signature&expires=2026");
          ArtifactServer.fail(exchange, 302, "moved");
          return true;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, first(1, "fetch", moved))) {
      server.put("elsewhere", content);
      assertDownloaded(server);
      assertEquals(List.of("GetSignedArtifactURL", "fetch", "fetch"), server.requests());
    }
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, first(100, "fetch", moved))) {
      assertTrue(refused(server, content.length).contains("302"));
      assertEquals(6, Collections.frequency(server.requests(), "fetch"), "not for ever");
    }
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    file = folder.resolve("absent/part.zip");
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, (exchange, name) -> false)) {
      assertTrue(refused(server, content.length).contains("absent"));
    }
  }

  @Test
  void endsWhenItIsInterrupted() throws IOException {
    try (ArtifactServer server = serverWithAPart(Kind.FORGEJO, (exchange, name) -> false)) {
      Thread.currentThread().interrupt();
      ShardException ended =
          assertThrows(ShardException.class, () -> service(server).download("part", file, 9));
      assertTrue(Thread.interrupted());
      assertEquals(ExitCode.INTERRUPTED, ended.code());
    }
  }

  @Test
  void listsForAWhileWhatTheServerHasDeleted() throws Exception {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.put("part", "zip".getBytes(UTF_8));
      server.delete("part");
      assertEquals(List.of("part"), names(service(server).list()));
      assertThrows(Gone.class, () -> service(server).download("part", file, 9));
      server.forget("part");
      assertEquals(List.of(), service(server).list());
    }
  }
}
