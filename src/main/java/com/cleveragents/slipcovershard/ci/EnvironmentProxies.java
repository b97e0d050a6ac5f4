package com.cleveragents.slipcovershard.ci;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies as the usual variables name them: {@code http_proxy}, {@code https_proxy}, {@code
 * all_proxy}, and {@code no_proxy} for those that are reached without; also in upper case.
 */
final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI address) {
    Optional<URI> proxy =
        value(address.getScheme() + "_proxy").or(() -> value("all_proxy")).map(this::parsed);
    if (proxy.isEmpty() || isExcepted(address)) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.get().getPort();
    return List.of(
        new Proxy(
            Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(proxy.get().getHost(), port < 0 ? 80 : port)));
  }

  private URI parsed(String text) {
    return URI.create(text.contains("://") ? text : "http://" + text);
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** An entry is a host, also for all hosts below it, perhaps with a port; or a star for all. */
  private boolean isExcepted(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    for (String entry : value("no_proxy").orElse("").split("[,\\s]+", -1)) {
      String name = entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      String withPort = host + ":" + address.getPort();
      if (entry.equals("*")
          || (!name.isEmpty()
              && (host.equals(name)
                  || host.endsWith("." + name)
                  || withPort.equals(name)
                  || withPort.endsWith("." + name)))) {
        return true;
      }
    }
    return false;
  }

  /** Who we are to a proxy that asks, where its address holds a name and a password. */
  Optional<Authenticator> authenticator() {
    for (String name : List.of("https_proxy", "http_proxy", "all_proxy")) {
      Optional<String> user = value(name).map(this::parsed).map(URI::getUserInfo);
      if (user.isPresent()) {
        String[] parts = user.get().split(":", 2);
        PasswordAuthentication known =
            new PasswordAuthentication(parts[0], (parts.length > 1 ? parts[1] : "").toCharArray());
        return Optional.of(
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY
                    ? known
                    : new PasswordAuthentication("", new char[0]);
              }
            });
      }
    }
    return Optional.empty();
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
    // The request itself fails, and says so.
  }
}
