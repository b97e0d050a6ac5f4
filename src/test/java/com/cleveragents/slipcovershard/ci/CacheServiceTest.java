package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ci.CacheServer.Mishap;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration PATIENT = Duration.ofMinutes(2);
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(60);
  private static final int LARGEST = 8 << 20;
  private static final byte[] CONTENT = "what was measured".getBytes(StandardCharsets.UTF_8);

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private CacheService service(Map<String, String> environment, Duration limit) {
    return CacheService.of(environment, Clock.systemUTC(), said::add, limit).orElseThrow();
  }

  private CacheService service(CacheServer server) {
    return service(server.environment(), PATIENT);
  }

  private static CacheKeys keys(CacheServer server) {
    return CacheKeys.of("timings", "behave", server.environment());
  }

  private static CacheKeys keys(CacheServer server, String ref, String run) {
    SortedMap<String, String> environment = server.environment();
    environment.put("GITHUB_REF", ref);
    environment.put("GITHUB_RUN_ID", run);
    return CacheKeys.of("timings", "behave", environment);
  }

  /** The only line there is; it holds nothing that lets others write. */
  private String reason() {
    assertEquals(1, said.size(), said::toString);
    String line = said.get(0);
    assertFalse(line.contains(CacheServer.SECRET), line);
    assertFalse(line.contains("\n"), line);
    return line;
  }

  private void assertMissed(CacheServer server, CacheService service, String why) {
    Optional<byte[]> found =
        assertTimeoutPreemptively(FAR_TOO_LONG, () -> service.find(keys(server)));
    assertTrue(found.isEmpty());
    assertTrue(reason().startsWith("nothing is taken from the runner's cache: "), reason());
    assertTrue(reason().contains(why), reason());
  }

  private void assertNotSaved(CacheServer server, CacheService service, String why) {
    byte[] content = new byte[4 << 20];
    assertFalse(assertTimeoutPreemptively(FAR_TOO_LONG, () -> service.save(keys(server), content)));
    assertTrue(reason().startsWith("nothing is kept in the runner's cache: "), reason());
    assertTrue(reason().contains(why), reason());
    assertEquals(List.of(), server.kept());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "/"})
  void isNotThereWithoutItsAddress(String address) {
    Map<String, String> environment = new TreeMap<>(Map.of("ACTIONS_CACHE_URL", address));
    assertTrue(CacheService.of(environment, Clock.systemUTC(), said::add).isEmpty());
    assertTrue(CacheService.of(Map.of(), Clock.systemUTC(), said::add).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, (1 << 20) - 32, (1 << 20) - 31, 3_500_000, LARGEST})
  void givesBackWhatItKeeps(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    try (CacheServer server = CacheServer.withoutMishaps()) {
      CacheService service = service(server);
      assertTrue(service.save(keys(server), content), said::toString);
      assertArrayEquals(content, service.find(keys(server)).orElseThrow());
      assertEquals(List.of(), said);
    }
  }

  @Test
  void writesInPartsThatAProxyLetsPass() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      assertTrue(service(server).save(keys(server), new byte[(2 << 20) - 31]));
      assertEquals(
          List.of(
              "reserve",
              "write bytes 0-1048575/*",
              "write bytes 1048576-2097151/*",
              "write bytes 2097152-2097152/*",
              "commit"),
          server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", " "})
  void takesItsAddressWithAndWithoutASlash(String end) throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      SortedMap<String, String> environment = server.environment();
      environment.put("ACTIONS_CACHE_URL", server.url() + "/" + CacheServer.SECRET + end);
      assertTrue(service(environment, PATIENT).save(keys(server), CONTENT), said::toString);
    }
  }

  @Test
  void tellsUnderWhichNamesItHasNothing() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      assertMissed(
          server, service(server), "no name begins with " + keys(server).prefixes().get(0));
    }
  }

  @Test
  void givesTheNewestOfTheFirstClassThatHasAny() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      CacheService service = service(server);
      CacheKeys pull = keys(server, "refs/pull/1/head", "9");
      save(service, keys(server, "refs/pull/12/head", "1"), "of another pull request");
      assertEquals(Optional.empty(), service.find(pull));
      save(service, keys(server, "refs/heads/main", "2"), "of a branch");
      save(service, keys(server, "refs/heads/other", "3"), "of a newer branch");
      assertEquals("of a newer branch", found(service, pull));
      save(service, keys(server, "refs/pull/1/head", "4"), "its own");
      save(service, keys(server, "refs/heads/main", "5"), "of the newest branch");
      assertEquals("its own", found(service, pull));
      assertEquals("of the newest branch", found(service, keys(server, "refs/heads/main", "9")));
    }
  }

  private static void save(CacheService service, CacheKeys keys, String text) {
    assertTrue(service.save(keys, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String found(CacheService service, CacheKeys keys) {
    return new String(service.find(keys).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void keepsWhatALaterAttemptSavesUnderTheSameName() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      CacheService service = service(server);
      save(service, keys(server), "first attempt");
      save(service, keys(server), "second attempt");
      assertEquals("second attempt", found(service, keys(server)));
    }
  }

  @Test
  void takesNoEntryOfAnotherFormat() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      CacheService service = service(server);
      save(service, keys(server), "text");
      server.moveToAnotherVersion();
      assertMissed(server, service, "no name begins with");
    }
  }

  @Test
  void takesNoContentThatWasChanged() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      CacheService service = service(server);
      save(service, keys(server), "text");
      byte[] whole = server.newest();
      byte[] changed = whole.clone();
      changed[changed.length - 1]++;
      for (byte[] other :
          List.of(
              changed,
              Arrays.copyOf(whole, whole.length - 1),
              Arrays.copyOf(whole, whole.length + 1),
              Arrays.copyOf(whole, 31),
              new byte[32],
              "<html>log in first</html>".getBytes(StandardCharsets.UTF_8))) {
        said.clear();
        server.spoil(other);
        assertMissed(server, service, "its content is not what was saved");
      }
    }
  }

  private static Arguments mishap(String name, String why, Mishap mishap) {
    return Arguments.of(name, why, mishap);
  }

  private static Mishap at(String where, Mishap mishap) {
    return (exchange, method) -> method.equals(where) && mishap.happens(exchange, method);
  }

  private static Mishap answer(String where, int status, String text) {
    return at(
        where,
        (exchange, method) -> {
          CacheServer.send(exchange, status, text);
          return true;
        });
  }

  private static Mishap redirect(String where) {
    return at(
        where,
        (exchange, method) -> {
          // To itself, for ever.
          CacheServer.redirect(exchange, exchange.getRequestURI().toString());
          return true;
        });
  }

  /** Answers a question with that place. */
  private static Mishap place(String place) {
    return at(
        "find",
        (exchange, method) -> {
          CacheServer.hit(exchange, asked(exchange), place);
          return true;
        });
  }

  private static String asked(HttpExchange exchange) {
    return exchange.getRequestURI().getQuery().replaceFirst("keys=([^&]*)&.*", "$1") + "1";
  }

  /** Begins an answer of that length, which is less or more than what comes. */
  private static Mishap body(String where, long told, int comes) {
    return at(
        where,
        (exchange, method) -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, told);
          exchange.getResponseBody().write(new byte[comes]);
          exchange.getResponseBody().flush();
          return true;
        });
  }

  /** Sends more for as long as somebody takes it. */
  private static Mishap endless(String where) {
    return at(
        where,
        (exchange, method) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(" ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  /** Hangs up. */
  private static Mishap nothing(String where) {
    return at(where, (exchange, method) -> true);
  }

  private static Stream<Arguments> readings() {
    String hit = "{\"cacheKey\":\"other\",\"archiveLocation\":\"http://127.0.0.1:1/\"}";
    return Stream.of(
        mishap("500", "answered with 500: no", answer("find", 500, "no")),
        mishap("404", "answered with 404", answer("find", 404, "<html>\n no</html>")),
        mishap("401", "answered with 401", answer("find", 401, "who?")),
        mishap("no JSON", "no JSON", answer("find", 200, "{\"cacheKey")),
        mishap("no body", "cacheKey", answer("find", 200, "")),
        mishap("null", "cacheKey", answer("find", 200, "null")),
        mishap("array", "cacheKey", answer("find", 200, "[1]")),
        mishap("number", "cacheKey", answer("find", 200, "{\"cacheKey\":1}")),
        mishap("deep", "", answer("find", 200, "[".repeat(100_000))),
        mishap("other key", "was not asked for", answer("find", 200, hit)),
        mishap("endless", "too long", endless("find")),
        mishap("hangs up", "was not answered", nothing("find")),
        mishap("redirect", "302: leads to http://127.0.0.1", redirect("find")),
        mishap("no place", "archiveLocation: names no address", place("")),
        mishap("a file", "archiveLocation: names no address", place("file:///etc/passwd")),
        mishap("a name", "archiveLocation: names no address", place("archive 1")),
        mishap("a path", "archiveLocation: names no address", place("/archive/1")),
        mishap("another way", "ftp", place("ftp://127.0.0.1/1")),
        mishap("nobody there", "was not answered", place("http://127.0.0.1:1/")),
        mishap("gone", "answered with 404", answer("fetch", 404, "gone")),
        mishap("broken", "answered with 500", answer("fetch", 500, "broken")),
        mishap("none", "not what was saved", answer("fetch", 204, "")),
        mishap("cut", "was not answered", body("fetch", 1000, 10)),
        mishap("absurd", "was not answered", body("fetch", 1L << 60, 10)),
        mishap("too large", "there are more than", body("fetch", LARGEST + 33L, LARGEST + 33)),
        mishap("fetch endless", "there are more than", endless("fetch")),
        mishap("fetch hangs up", "was not answered", nothing("fetch")),
        mishap("fetch redirect", "302: leads to http://127.0.0.1", redirect("fetch")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readings")
  void hasNothingWhenAReadingGoesWrong(String name, String why, Mishap mishap) throws IOException {
    try (CacheServer server = new CacheServer(mishap)) {
      CacheService service = service(server);
      save(service, keys(server), "text");
      assertMissed(server, service, why);
    }
  }

  private static Stream<Arguments> writings() {
    Mishap loses =
        at(
            "write",
            (exchange, method) -> {
              boolean lost =
                  String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range"))
                      .startsWith("bytes 1048576-");
              if (lost) {
                CacheServer.send(exchange, 200, "{}");
              }
              return lost;
            });
    return Stream.of(
        mishap("500", "answered with 500: no", answer("reserve", 500, "no")),
        mishap("404", "answered with 404", answer("reserve", 404, "no")),
        mishap("no JSON", "no JSON", answer("reserve", 200, "yes")),
        mishap("no id", "cacheId", answer("reserve", 200, "{}")),
        mishap("no body", "cacheId", answer("reserve", 200, "")),
        mishap("a path", "cacheId", answer("reserve", 200, "{\"cacheId\":\"../1\"}")),
        mishap("broken id", "cacheId", answer("reserve", 200, "{\"cacheId\":1.5}")),
        mishap("unknown id", "answered with 404", answer("reserve", 200, "{\"cacheId\":-7}")),
        mishap("hangs up", "was not answered", nothing("reserve")),
        mishap("redirect", "302: leads to", redirect("reserve")),
        mishap("too large", "answered with 413", answer("write", 413, "too large")),
        mishap("no space", "answered with 500", answer("write", 500, "no space")),
        mishap("write hangs up", "was not answered", nothing("write")),
        mishap("write redirect", "302: leads to", redirect("write")),
        mishap("part lost", "broken file", loses),
        mishap("commit", "answered with 500: no", answer("commit", 500, "no")),
        mishap("commit hangs up", "was not answered", nothing("commit")),
        mishap("commit endless", "too long", endless("commit")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("writings")
  void keepsNothingWhenAWritingGoesWrong(String name, String why, Mishap mishap)
      throws IOException {
    try (CacheServer server = new CacheServer(mishap)) {
      assertNotSaved(server, service(server), why);
    }
  }

  @Test
  void asksForNothingLargerThanItWouldGiveBack() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      assertFalse(service(server).save(keys(server), new byte[LARGEST + 1]));
      assertTrue(reason().contains("too large: 8388609 bytes"), reason());
      assertEquals(List.of(), server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"find", "fetch"})
  void doesNotWaitForAReadingWithoutEnd(String where) throws Exception {
    for (boolean begins : List.of(false, true)) {
      said.clear();
      HeldBack held = new HeldBack(where, begins);
      try (CacheServer server = held.server) {
        save(service(server), keys(server), "text");
        assertMissed(server, service(server.environment(), LIMIT), "within 1 s");
        assertTimeoutPreemptively(FAR_TOO_LONG, () -> held.asked.await());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reserve", "write", "commit"})
  void doesNotWaitForAWritingWithoutEnd(String where) throws Exception {
    for (boolean begins : List.of(false, true)) {
      said.clear();
      HeldBack held = new HeldBack(where, begins);
      try (CacheServer server = held.server) {
        assertNotSaved(server, service(server.environment(), LIMIT), "within 1 s");
        assertTimeoutPreemptively(FAR_TOO_LONG, () -> held.asked.await());
      }
    }
  }

  /** A server that does not answer some requests, or begins an answer only. */
  private static final class HeldBack {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CacheServer server;

    HeldBack(String where, boolean begins) throws IOException {
      CacheServer[] itself = new CacheServer[1];
      itself[0] =
          new CacheServer(
              at(
                  where,
                  (exchange, method) -> {
                    if (begins) {
                      exchange.sendResponseHeaders(200, 1000);
                      exchange.getResponseBody().write('{');
                      exchange.getResponseBody().flush();
                    }
                    asked.countDown();
                    itself[0].untilClosed();
                    return true;
                  }));
      this.server = itself[0];
    }
  }

  /** Drips, for as long as somebody takes it. */
  private static final class Dripping {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch given = new CountDownLatch(1);
    private final Mishap mishap = at("fetch", (exchange, method) -> drips(exchange));

    private boolean drips(HttpExchange exchange) throws IOException {
      exchange.sendResponseHeaders(200, LARGEST);
      try {
        for (int number = 0; number < LARGEST; number++) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          asked.countDown();
        }
      } catch (IOException e) {
        given.countDown();
      }
      return true;
    }
  }

  /** The server notices that it is given up. */
  @Test
  void hangsUpOnAServerThatDrips() throws Exception {
    Dripping dripping = new Dripping();
    try (CacheServer server = new CacheServer(dripping.mishap)) {
      save(service(server), keys(server), "text");
      assertMissed(server, service(server.environment(), LIMIT), "within 1 s");
      assertTimeoutPreemptively(FAR_TOO_LONG, () -> dripping.given.await());
    }
  }

  /** Each of the requests takes less than the limit, and all together take more. */
  @Test
  void hasOneLimitForAllRequestsOfACall() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    Mishap slow =
        at(
            "write",
            (exchange, method) -> {
              try {
                return never.await(LIMIT.toMillis() / 3, TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                return true; // the test is over
              }
            });
    try (CacheServer server = new CacheServer(slow)) {
      assertNotSaved(server, service(server.environment(), LIMIT), "within 1 s");
    }
  }

  @Test
  void doesNotWaitWhereNobodyTakesTheCall() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CacheServer server = CacheServer.withoutMishaps()) {
      String address = "//127.0.0.1:" + silent.getLocalPort() + "/";
      for (String scheme : List.of("http:", "https:")) {
        said.clear();
        assertMissed(
            server, service(Map.of("ACTIONS_CACHE_URL", scheme + address), LIMIT), "within 1 s");
      }
    }
  }

  private static Stream<Arguments> surroundings() {
    return Stream.of(
        Arguments.of("ACTIONS_CACHE_URL", "http://127.0.0.1:1/", "was not answered"),
        Arguments.of("ACTIONS_CACHE_URL", "127.0.0.1", "ACTIONS_CACHE_URL: names no address"),
        Arguments.of("ACTIONS_CACHE_URL", "not an address", "names no address"),
        Arguments.of("ACTIONS_CACHE_URL", "ftp://127.0.0.1/", "ftp"),
        Arguments.of("ACTIONS_CACHE_URL", "http://a_b/", "names no address"),
        Arguments.of("http_proxy", "socks5://127.0.0.1:1", "http_proxy names no proxy"),
        Arguments.of("http_proxy", "http://127.0.0.1:1", "was not answered"));
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("surroundings")
  void hasNothingInSurroundingsThatDoNotFit(String name, String value, String why)
      throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      SortedMap<String, String> environment = server.environment();
      environment.put(name, value);
      assertMissed(server, service(environment, PATIENT), why);
      said.clear();
      assertNotSaved(server, service(environment, PATIENT), why);
      assertEquals(List.of(), server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\nand more\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      })
  void hasNothingWhereSomethingElseAnswers(String answer) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        CacheServer server = CacheServer.withoutMishaps()) {
      new Thread(() -> answer(socket, answer)).start();
      for (String scheme : List.of("http:", "https:")) {
        said.clear();
        String address = scheme + "//127.0.0.1:" + socket.getLocalPort() + "/";
        CacheService service = service(Map.of("ACTIONS_CACHE_URL", address), PATIENT);
        assertMissed(server, service, "was not answered");
      }
    }
  }

  /** Says the same to all, whatever they ask. */
  private static void answer(ServerSocket socket, String answer) {
    while (!socket.isClosed()) {
      try (Socket asking = socket.accept()) {
        if (asking.getInputStream().read(new byte[4096]) > 0) {
          asking.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // It hung up, or the test is over.
      }
    }
  }

  @Test
  void hasNothingWhereTheCertificatesAreNotThere(@TempDir Path folder) throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      SortedMap<String, String> environment = server.environment();
      environment.put("ACTIONS_CACHE_URL", "https://127.0.0.1:1/");
      environment.put("SSL_CERT_FILE", folder.resolve("ab\nsent.pem").toString());
      assertMissed(server, service(environment, PATIENT), "ab sent.pem ($SSL_CERT_FILE)");
    }
  }

  @Test
  void goesThroughAProxy() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      SortedMap<String, String> environment = server.environment();
      environment.put("ACTIONS_CACHE_URL", "http://cache.invalid/" + CacheServer.SECRET);
      environment.put("http_proxy", server.url());
      CacheService service = service(environment, PATIENT);
      assertTrue(service.save(keys(server), CONTENT), said::toString);
      assertArrayEquals(CONTENT, service.find(keys(server)).orElseThrow());
    }
  }

  @Test
  void endsAtOnceWhenItIsInterrupted() throws Exception {
    Dripping dripping = new Dripping();
    try (CacheServer server = new CacheServer(dripping.mishap)) {
      save(service(server), keys(server), "text");
      FutureTask<Boolean> finding =
          new FutureTask<>(
              () -> {
                assertEquals(Optional.empty(), service(server).find(keys(server)));
                return Thread.interrupted();
              });
      Thread thread = new Thread(finding);
      thread.start();
      dripping.asked.await();
      thread.interrupt();
      assertTrue(assertTimeoutPreemptively(FAR_TOO_LONG, () -> finding.get()), "the flag is kept");
      assertTrue(reason().endsWith(": interrupted"), reason());
      assertTimeoutPreemptively(FAR_TOO_LONG, () -> dripping.given.await());
    }
  }

  @Test
  void doesNotBeginWhenItWasInterrupted() throws IOException {
    try (CacheServer server = CacheServer.withoutMishaps()) {
      Thread.currentThread().interrupt();
      boolean saved = service(server).save(keys(server), CONTENT);
      assertTrue(Thread.interrupted(), "the flag is kept");
      assertFalse(saved);
    }
  }
}
