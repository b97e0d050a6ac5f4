package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server whose certificate only its own company knows. */
class CertificatesTest {
  private static final String PASSWORD = "for-the-test";

  private @TempDir Path folder;
  private final HttpsServer server;

  CertificatesTest() throws Exception {
    this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void startTheServer() throws Exception {
    Path store = folder.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-keystore",
        store,
        "-keyalg",
        "EC",
        "-dname",
        "CN=company",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2");
    keytool("-exportcert", "-rfc", "-keystore", store, "-file", folder.resolve("company.pem"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopTheServer() {
    server.stop(0);
  }

  private static void keytool(Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("-storepass", PASSWORD, "-alias", "company"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private String answer(Map<String, String> environment) throws ServiceFailure {
    return new ServiceClient(environment, Clock.systemUTC(), Duration.ofSeconds(10))
        .post(
            URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"),
            new TreeMap<>(),
            JsonNodeFactory.instance.objectNode())
        .toString();
  }

  @Test
  void areThoseOfTheVariable() throws Exception {
    assertEquals("[]", answer(Map.of("SSL_CERT_FILE", folder.resolve("company.pem").toString())));
  }

  @Test
  void areNotJustAny() {
    ServiceFailure failure = assertThrows(ServiceFailure.class, () -> answer(Map.of()));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("certification path"), failure::toString);
  }

  @Test
  void areAMistakeWhereTheVariableNamesNone() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.pem"), "nothing");
    for (Path file : List.of(wrong, folder.resolve("absent.pem"))) {
      ShardException refused =
          assertThrows(
              ShardException.class, () -> answer(Map.of("SSL_CERT_FILE", file.toString())));
      assertEquals(ExitCode.USAGE, refused.code());
      assertTrue(refused.sentence().contains("SSL_CERT_FILE"), refused.sentence());
    }
  }

  /** Asks as a process of its own: what a proxy may be told is fixed when Java starts. */
  public static void main(String[] arguments) throws Exception {
    System.out.print(
        new ServiceClient(System.getenv(), Clock.systemUTC(), Duration.ofSeconds(20))
            .post(
                URI.create(arguments[0]), new TreeMap<>(), JsonNodeFactory.instance.objectNode()));
  }

  @ParameterizedTest
  @CsvSource({"me:p%40ss@, true", "me:wrong@, false", "'', false"})
  void holdThroughAProxyThatWantsAPassword(String user, boolean known) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> tunnel(proxy, server.getAddress().getPort(), asked));
      thread.setDaemon(true);
      thread.start();
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Djdk.http.auth.tunneling.disabledSchemes=", // as the image has it
                  "-cp",
                  System.getProperty("java.class.path"),
                  CertificatesTest.class.getName(),
                  "https://127.0.0.1:" + server.getAddress().getPort() + "/")
              .redirectErrorStream(true);
      builder.environment().keySet().removeIf(n -> n.toLowerCase(Locale.ROOT).endsWith("_proxy"));
      builder.environment().put("SSL_CERT_FILE", folder.resolve("company.pem").toString());
      builder
          .environment()
          .put("HTTPS_PROXY", "http://" + user + "127.0.0.1:" + proxy.getLocalPort());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertEquals(known, said.equals("[]"), said);
      assertEquals(known, !said.contains("407"), said);
      assertEquals(List.of("CONNECT 127.0.0.1:" + server.getAddress().getPort()), asked);
    }
  }

  /** Grammar: {@code CONNECT host:port HTTP/1.1}, headers, an empty line; then bytes both ways. */
  private static void tunnel(ServerSocket proxy, int port, List<String> asked) {
    while (true) {
      try (Socket here = proxy.accept();
          Socket there = new Socket(InetAddress.getLoopbackAddress(), port)) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) here.getInputStream().read());
        }
        asked.add(head.toString().replaceFirst("(?s) HTTP/.*", ""));
        boolean known = head.toString().contains("Proxy-Authorization: Basic bWU6cEBzcw==");
        String answer =
            known
                ? "200 OK\r\n\r\n"
                : "407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
        here.getOutputStream().write(("HTTP/1.1 " + answer).getBytes(StandardCharsets.US_ASCII));
        if (known) {
          Thread back = new Thread(() -> copy(there, here));
          back.setDaemon(true);
          back.start();
          copy(here, there);
        }
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One of them hung up.
    }
  }
}
