package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service may do to its client. */
class ServiceClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(20);
  private static final String TOKEN = "token-of-the-job";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);

  ServiceClientTest() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void startTheServer() {
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopTheServer() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private URI at(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static ServiceClient client(Duration limit, Map<String, String> environment) {
    return new ServiceClient(environment, Clock.systemUTC(), limit);
  }

  private static JsonNode post(ServiceClient client, URI address) throws ServiceFailure {
    return client.post(
        address,
        new TreeMap<>(Map.of("Authorization", "Bearer " + TOKEN)),
        JsonNodeFactory.instance.objectNode());
  }

  private static JsonNode post(URI address) throws ServiceFailure {
    return post(client(LIMIT, Map.of()), address);
  }

  private static String failure(URI address) {
    return assertTimeoutPreemptively(
        FAR_TOO_LONG,
        () -> String.valueOf(assertThrows(ServiceFailure.class, () -> post(address)).getMessage()));
  }

  private static void write(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void untilTheTestIsOver() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void doesNotWaitForTheRestOfAnAnswerForEver(int status) {
    URI address =
        at(
            "/",
            exchange -> {
              exchange.sendResponseHeaders(status, 100);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              untilTheTestIsOver();
            });
    assertTrue(failure(address).contains("within 1 s"), failure(address));
  }

  @Test
  void takesNoAnswerWithoutEnd() {
    URI address =
        at(
            "/",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
              while (true) {
                exchange.getResponseBody().write(blanks);
              }
            });
    ServiceClient patient = client(FAR_TOO_LONG.multipliedBy(3), Map.of());
    ServiceFailure failure =
        assertTimeoutPreemptively(
            FAR_TOO_LONG, () -> assertThrows(ServiceFailure.class, () -> post(patient, address)));
    assertTrue(String.valueOf(failure.getMessage()).contains("too long"), failure::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void givesItsTokenToNobodyElse(int status) {
    List<String> met = new CopyOnWriteArrayList<>();
    URI elsewhere =
        at(
            "/elsewhere",
            exchange -> {
              met.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
              write(exchange, 200, "{}");
            });
    URI address =
        at(
            "/",
            exchange -> {
              exchange.getResponseHeaders().set("Location", elsewhere + "?sig=signature-of-it");
              exchange.sendResponseHeaders(status, -1);
            });
    String said = failure(address);
    assertEquals(List.of(), met);
    assertTrue(said.contains("" + status) && said.contains(elsewhere.toString()), said);
    assertFalse(said.contains("signature-of-it"), said);
  }

  @Test
  void followsWhereSomethingIsFetchedWithoutAToken() throws ServiceFailure {
    URI elsewhere =
        at(
            "/elsewhere",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/77");
              write(exchange, 206, "P");
            });
    URI address =
        at(
            "/",
            exchange -> {
              exchange.getResponseHeaders().set("Location", elsewhere.toString());
              exchange.sendResponseHeaders(302, -1);
            });
    assertEquals(OptionalLong.of(77), client(LIMIT, Map.of()).sizeOf(address));
  }

  @Test
  void repeatsNothingSecretThatAServiceSays() {
    URI address =
        at(
            "/",
            exchange ->
                write(
                    exchange,
                    403,
                    "no: "
                        + exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization")));
    String said = failure(URI.create(address + "?sig=signature%2Fof+it&expires=2026"));
    for (String secret : List.of(TOKEN, "signature%2Fof", "signature/of")) {
      assertFalse(said.contains(secret), said);
    }
    assertTrue(said.contains("403: no: "), said);
  }

  @Test
  void repeatsNothingSecretOfAnAnswerThatIsNoJson() {
    URI address = at("/", exchange -> write(exchange, 200, TOKEN.replace('-', '_')));
    assertTrue(failure(address).contains("no JSON"), failure(address));
    URI other = at("/other", exchange -> write(exchange, 200, "tokenofthejob"));
    ServiceFailure failure =
        assertThrows(
            ServiceFailure.class,
            () ->
                client(LIMIT, Map.of())
                    .post(
                        other,
                        new TreeMap<>(Map.of("Authorization", "token tokenofthejob")),
                        JsonNodeFactory.instance.objectNode()));
    assertFalse(String.valueOf(failure.getMessage()).contains("tokenofthejob"), failure::toString);
  }

  /** Java asks for a header with 401 as soon as it knows any password, be it the proxy's. */
  @Test
  void tellsTheStatusOfARefusalAlsoWhenAPasswordIsKnown() {
    URI address = at("/", exchange -> write(exchange, 401, "not you"));
    Map<String, String> environment =
        Map.of("all_proxy", "http://me:word@127.0.0.1:" + server.getAddress().getPort());
    ServiceFailure failure =
        assertThrows(ServiceFailure.class, () -> post(client(LIMIT, environment), address));
    assertEquals(401, failure.status(), failure::toString);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAtOnceWhenItIsInterrupted(boolean inTheAnswer) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    URI address =
        at(
            "/",
            exchange -> {
              if (inTheAnswer) {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
              }
              asked.countDown();
              untilTheTestIsOver();
            });
    FutureTask<Boolean> asking =
        new FutureTask<>(
            () -> {
              ShardException ended =
                  assertThrows(
                      ShardException.class,
                      () -> post(client(FAR_TOO_LONG.multipliedBy(3), Map.of()), address));
              assertEquals(ExitCode.INTERRUPTED, ended.code());
              return Thread.interrupted();
            });
    Thread thread = new Thread(asking);
    thread.start();
    asked.await();
    thread.interrupt();
    assertTrue(assertTimeoutPreemptively(FAR_TOO_LONG, () -> asking.get()), "the flag is kept");
  }
}
