package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
