package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
  private static String chosen(Map<String, String> environment, String address) {
    Proxy proxy = new EnvironmentProxies(environment).select(URI.create(address)).get(0);
    return proxy.address() instanceof InetSocketAddress at
        ? at.getHostString() + ":" + at.getPort()
        : "direct";
  }

  @ParameterizedTest
  @CsvSource({
    "http_proxy,  http://p:3128,             http://forge.lan,  p:3128",
    "HTTP_PROXY,  http://p:3128/,            http://forge.lan,  p:3128",
    "https_proxy, p:3128,                    https://forge.lan, p:3128",
    "https_proxy, http://p,                  https://forge.lan, p:80",
    "https_proxy, http://p:3128,             http://forge.lan,  direct",
    "ALL_PROXY,   http://p:3128,             https://forge.lan, p:3128",
    "http_proxy,  http://me:p%40ss@p:3128,   http://forge.lan,  p:3128",
    "http_proxy,  http://my_proxy:3128,      http://forge.lan,  my_proxy:3128",
    "http_proxy,  http://me:w@my_proxy:3128, http://forge.lan,  my_proxy:3128",
    "http_proxy,  http://[::1]:3128,         http://forge.lan,  [::1]:3128",
  })
  void areThoseOfTheVariables(String name, String value, String address, String expected) {
    assertEquals(expected, chosen(Map.of(name, value), address));
  }

  @ParameterizedTest
  @CsvSource({
    "forge.lan,            http://forge.lan,           direct",
    "FORGE.lan,            http://forge.lan,           direct",
    "lan,                  http://forge.lan,           direct",
    ".lan,                 http://forge.lan,           direct",
    "*.lan,                http://forge.lan,           direct",
    "*,                    http://forge.lan,           direct",
    "orge.lan,             http://forge.lan,           p:1",
    "'a.b , forge.lan,c',  http://forge.lan,           direct",
    "forge.lan:3000,       http://forge.lan:3000,      direct",
    "forge.lan:3000,       http://forge.lan:3001,      p:1",
    "forge.lan:443,        https://forge.lan,          direct",
    "forge.lan:80,         http://forge.lan,           direct",
    "forge.lan:80,         https://forge.lan,          p:1",
    "127.0.0.1,            http://127.0.0.1:3000,      direct",
    "::1,                  http://[::1]:3000,          direct",
    "[::1]:3000,           http://[::1]:3000,          direct",
    "10.0.0.0/8,           http://10.1.2.3,            p:1",
  })
  void areNotUsedForExceptions(String exceptions, String address, String expected) {
    assertEquals(
        expected, chosen(Map.of("all_proxy", "http://p:1", "no_proxy", exceptions), address));
    assertEquals(
        expected, chosen(Map.of("all_proxy", "http://p:1", "NO_PROXY", exceptions), address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://me:hunter-22@p:1080", "http://me:hunter-22@p:port", "http://"})
  void areAMistakeWhereTheyCannotBeUsed(String value) {
    ShardException refused =
        assertThrows(
            ShardException.class, () -> chosen(Map.of("all_proxy", value), "http://forge.lan"));
    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(refused.sentence().contains("all_proxy"), refused.sentence());
    assertFalse(refused.sentence().contains("hunter"), refused.sentence());
  }

  @ParameterizedTest
  @CsvSource({"me:p%40ss, 200", "me:wrong, 407", "'', 407"})
  void areGivenTheNameAndThePasswordOfTheirAddress(String user, int status) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          boolean known =
              "Basic bWU6cEBzcw==" // me:p@ss
                  .equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"company\"");
          exchange.sendResponseHeaders(known ? 200 : 407, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    proxy.start();
    try {
      String at = (user.isEmpty() ? "" : user + "@") + "127.0.0.1:" + proxy.getAddress().getPort();
      // The other one's password is not for this one.
      Map<String, String> environment =
          Map.of("http_proxy", "http://" + at, "https_proxy", "http://me:p%40ss@other.invalid:1");
      assertEquals(status, status(environment));
      assertTrue(asked.contains("http://forge.invalid/x"), asked::toString);
    } finally {
      proxy.stop(0);
    }
  }

  private static int status(Map<String, String> environment) throws IOException {
    try {
      new ServiceClient(environment, Clock.systemUTC(), Duration.ofSeconds(5))
          .post(
              URI.create("http://forge.invalid/x"),
              new TreeMap<>(),
              JsonNodeFactory.instance.objectNode());
      return 200;
    } catch (ServiceFailure e) {
      return e.status();
    }
  }

  @Test
  void areNoneWithoutVariables() {
    assertEquals("direct", chosen(Map.of("http_proxy", " "), "http://forge.lan"));
  }
}
