package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom we trust: those that Java trusts, and those that the system or {@code SSL_CERT_FILE} names.
 */
final class Certificates {
  private static final Path OF_SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private Certificates() {}

  /** Empty where Java's own choice is all there is. */
  static Optional<SSLContext> of(Map<String, String> environment) {
    String named = environment.getOrDefault("SSL_CERT_FILE", "").strip();
    Path file = named.isEmpty() ? OF_SYSTEM : Path.of(named);
    if (named.isEmpty() && !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Set<Certificate> trusted = new LinkedHashSet<>();
      try (InputStream in = Files.newInputStream(file)) {
        trusted.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
      }
      trusted.addAll(ofJava());
      return Optional.of(context(trusted));
    } catch (IOException | GeneralSecurityException e) {
      throw new ShardException(
          ExitCode.USAGE,
          "the certificates of "
              + file
              + (named.isEmpty() ? "" : " ($SSL_CERT_FILE)")
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  private static Set<X509Certificate> ofJava() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    Set<X509Certificate> trusted = new LinkedHashSet<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager known) {
        trusted.addAll(Set.of(known.getAcceptedIssuers()));
      }
    }
    return trusted;
  }

  private static SSLContext context(Set<Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : trusted) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
