package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ci.ServiceSight.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service as it looks from outside, before anybody depends on it. */
class ServiceSightTest {
  private static final String SECRET = "f00dfacef00dface";

  private static ServiceSight look(Service service, String... variables) {
    Map<String, String> environment = new TreeMap<>();
    for (int n = 0; n < variables.length; n += 2) {
      environment.put(variables[n], variables[n + 1]);
    }
    return Objects.requireNonNull(ServiceSight.lookAround(environment).get(service));
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Nobody listens there any more. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = listening()) {
      return socket.getLocalPort();
    }
  }

  @Test
  void answersWhereSomebodyListens() throws IOException {
    try (ServerSocket socket = listening()) {
      String place = "127.0.0.1:" + socket.getLocalPort();
      ServiceSight sight =
          look(
              Service.ARTIFACTS,
              "ACTIONS_RESULTS_URL",
              "http://user:" + SECRET + "@" + place + "/" + SECRET + "/?sig=" + SECRET,
              "ACTIONS_RUNTIME_TOKEN",
              SECRET);

      assertEquals(new ServiceSight(List.of(), place, Optional.empty()), sight);
    }
  }

  @Test
  void tellsThatNobodyListens() throws IOException {
    String place = "127.0.0.1:" + closedPort();
    ServiceSight sight =
        look(Service.CACHE, "ACTIONS_CACHE_URL", "http://" + place + "/" + SECRET + "/");

    assertEquals(place, sight.place());
    assertTrue(sight.trouble().orElseThrow().contains("refused"), sight.toString());
    assertFalse(sight.toString().contains(SECRET), sight.toString());
  }

  @Test
  void namesTheVariablesThatAreNotSet() {
    assertEquals(
        new ServiceSight(
            List.of("ACTIONS_RESULTS_URL", "ACTIONS_RUNTIME_TOKEN"), "", Optional.empty()),
        look(Service.ARTIFACTS, "ACTIONS_RUNTIME_TOKEN", " "));
    assertEquals(
        new ServiceSight(List.of("ACTIONS_CACHE_URL"), "", Optional.empty()), look(Service.CACHE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f00dfacef00dface", "//f00dfacef00dface/", "http://f00dfacef00dface:x/"})
  void refusesWhatIsNoAddress(String address) {
    ServiceSight sight = look(Service.CACHE, "ACTIONS_CACHE_URL", address);

    assertEquals(Optional.of("ACTIONS_CACHE_URL: names no address"), sight.trouble());
    assertEquals("", sight.place());
  }

  @Test
  void tellsThatThereIsNoSuchPort() {
    ServiceSight sight = look(Service.CACHE, "ACTIONS_CACHE_URL", "http://127.0.0.1:99999/");
    assertTrue(sight.trouble().orElseThrow().contains("port"), sight.toString());
  }

  @Test
  void tellsThatThereIsNoSuchHost() {
    ServiceSight sight = look(Service.CACHE, "ACTIONS_CACHE_URL", "https://nowhere.invalid/x");

    assertEquals("nowhere.invalid:443", sight.place());
    assertTrue(
        sight.trouble().orElseThrow().matches("no host of that name is known|no answer .*"),
        sight.toString());
  }

  @Test
  void isLookedForThroughTheProxy() throws IOException {
    String proxy = "127.0.0.1:" + closedPort();
    ServiceSight sight =
        look(
            Service.CACHE,
            "ACTIONS_CACHE_URL",
            "http://cache.invalid/",
            "http_proxy",
            "http://me:" + SECRET + "@" + proxy);

    assertEquals("cache.invalid:80 through the proxy " + proxy, sight.place());
    assertTrue(sight.trouble().orElseThrow().contains("refused"), sight.toString());
    assertFalse(sight.toString().contains(SECRET), sight.toString());
  }

  @Test
  void tellsThatTheProxyIsNone() {
    ServiceSight sight =
        look(
            Service.CACHE,
            "ACTIONS_CACHE_URL",
            "http://cache.invalid/",
            "http_proxy",
            "socks://" + SECRET);

    assertTrue(sight.trouble().orElseThrow().contains("http_proxy"), sight.toString());
    assertFalse(sight.toString().contains(SECRET), sight.toString());
  }
}
