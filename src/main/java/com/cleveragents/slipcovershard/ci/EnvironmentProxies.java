package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proxies as the usual variables name them: {@code http_proxy}, {@code https_proxy}, {@code
 * all_proxy}, and {@code no_proxy} for those that are reached without; also in upper case.
 */
final class EnvironmentProxies extends ProxySelector {
  /**
   * {@code [http://][user[:password]@]host[:port][/]}; hosts of containers may have a {@code _}.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?:http://)?(?:(?<user>[^/]*)@)?(?<host>\\[[^\\]/]+\\]|[^:/@\\[\\]]+)"
              + "(?::(?<port>\\d{1,4}|[1-5]\\d{4}|6[0-5]\\d{3}))?/?");

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI address) {
    return List.of(
        proxy(address)
            .map(
                proxy -> {
                  String port = Optional.ofNullable(proxy.group("port")).orElse("80");
                  return new Proxy(
                      Proxy.Type.HTTP,
                      InetSocketAddress.createUnresolved(
                          proxy.group("host"), Integer.parseInt(port)));
                })
            .orElse(Proxy.NO_PROXY));
  }

  /**
   * Who we are to the proxy of an address: {@code Basic <base64 of user:password>}. Not by Java's
   * Authenticator, which is asked for all hosts and wants a header with each 401.
   */
  Optional<String> authorization(URI address) {
    return proxy(address)
        .flatMap(proxy -> Optional.ofNullable(proxy.group("user")))
        .map(
            user -> {
              String known = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
              String pair = known.contains(":") ? known : known + ":";
              return "Basic "
                  + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            });
  }

  private Optional<Matcher> proxy(URI address) {
    if (isExcepted(address)) {
      return Optional.empty();
    }
    String own = address.getScheme() + "_proxy";
    return value(own)
        .map(text -> parsed(own, text))
        .or(() -> value("all_proxy").map(text -> parsed("all_proxy", text)));
  }

  private static Matcher parsed(String name, String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new ShardException(
          ExitCode.USAGE,
          "the variable "
              + name
              + " names no proxy that can be used: it has to be like http://host:port or"
              + " http://user:password@host:port; except hosts from it with no_proxy");
    }
    return address;
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
    int usual = address.getScheme().equals("https") ? 443 : 80;
    String withPort = host + ":" + (address.getPort() < 0 ? usual : address.getPort());
    for (String entry : value("no_proxy").orElse("").split("[,\\s]+", -1)) {
      String name = entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      if (entry.equals("*")
          || (!name.isEmpty()
              && (host.equals(name)
                  || host.equals("[" + name + "]")
                  || host.endsWith("." + name)
                  || withPort.equals(name)
                  || withPort.endsWith("." + name)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
    // The request itself fails, and says so.
  }
}
