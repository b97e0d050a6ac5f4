package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What is seen of a service of the runner's: where it is said to be, and whether anybody listens.
 *
 * @param unset the variables that would give access to it, and are not there
 * @param place host and port, and the proxy before them; nothing else of an address, which may hold
 *     a secret; empty where no usable address is given
 * @param trouble why nobody can be reached there, if so
 */
public record ServiceSight(List<String> unset, String place, Optional<String> trouble) {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final String SILENCE = "no answer within 2 s";

  public ServiceSight {
    unset = List.copyOf(unset);
  }

  /** What a runner may have beside the jobs. */
  public enum Service {
    ARTIFACTS("ACTIONS_RESULTS_URL", "ACTIONS_RUNTIME_TOKEN"),
    CACHE("ACTIONS_CACHE_URL", "");

    private final String address;

    /** The variable with the right to use it; empty where the address is the right. */
    private final String token;

    Service(String address, String token) {
      this.address = address;
      this.token = token;
    }
  }

  /**
   * Where a service is called.
   *
   * @param place in words
   */
  private record Target(String place, String host, int port) {}

  /** Looks for all of them at once, for two seconds; nothing is sent to them. */
  public static SortedMap<Service, ServiceSight> lookAround(Map<String, String> environment) {
    SortedMap<Service, ServiceSight> sights = new TreeMap<>();
    Map<Service, FutureTask<Optional<String>>> calls = new TreeMap<>();
    for (Service service : Service.values()) {
      List<String> unset =
          Stream.of(service.address, service.token)
              .filter(name -> !name.isEmpty() && environment.getOrDefault(name, "").isBlank())
              .toList();
      String place = "";
      Optional<String> trouble = Optional.empty();
      if (!unset.contains(service.address)) {
        try {
          Target target = target(service.address, environment);
          calls.put(service, begin(target));
          place = target.place();
        } catch (ServiceFailure | ShardException e) {
          trouble = Optional.of(String.valueOf(e.getMessage()));
        }
      }
      sights.put(service, new ServiceSight(unset, place, trouble));
    }
    calls.forEach(
        (service, call) -> {
          Optional<String> trouble = await(call);
          sights.computeIfPresent(
              service, (key, sight) -> new ServiceSight(sight.unset(), sight.place(), trouble));
        });
    return sights;
  }

  private static Target target(String variable, Map<String, String> environment)
      throws ServiceFailure {
    URI address = ServiceClient.address(environment.getOrDefault(variable, "").strip(), variable);
    int usual = address.getScheme().equals("https") ? 443 : 80;
    int port = address.getPort() < 0 ? usual : address.getPort();
    String place = address.getHost() + ":" + port;
    Proxy proxy = new EnvironmentProxies(environment).select(address).get(0);
    if (proxy.address() instanceof InetSocketAddress before) {
      String host = before.getHostString();
      String through = place + " through the proxy " + host + ":" + before.getPort();
      return new Target(through, host, before.getPort());
    }
    return new Target(place, address.getHost(), port);
  }

  /** On a thread of its own: looking for the name of a host cannot be hurried. */
  private static FutureTask<Optional<String>> begin(Target target) {
    FutureTask<Optional<String>> call =
        new FutureTask<>(() -> trouble(target.host(), target.port()));
    Thread thread = new Thread(call, "service");
    thread.setDaemon(true);
    thread.start();
    return call;
  }

  private static Optional<String> await(FutureTask<Optional<String>> call) {
    try {
      return call.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.of(SILENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } catch (ExecutionException e) {
      return Optional.of("it cannot be looked for: " + e.getCause());
    } finally {
      call.cancel(true);
    }
  }

  private static Optional<String> trouble(String host, int port) {
    Optional<String> trouble = Optional.empty();
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        trouble = trouble(new InetSocketAddress(address, port));
        if (trouble.isEmpty()) {
          break;
        }
      }
    } catch (UnknownHostException e) {
      return Optional.of("no host of that name is known");
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage())); // no such port
    }
    return trouble;
  }

  private static Optional<String> trouble(InetSocketAddress place) {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(place, (int) LIMIT.toMillis());
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of(SILENCE);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
