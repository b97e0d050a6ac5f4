package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks with the services of a forge. Each request has a limit for the time and the length of its
 * whole answer. What it says of failures holds no secret of the request.
 */
final class ServiceClient {
  private static final Duration CONNECTING = Duration.ofSeconds(15);
  private static final int LONGEST_ANSWER = 8 << 20;
  private static final int LONGEST_REFUSAL = 1 << 16;
  private static final int MOST_REDIRECTS = 5;

  /** A value of a query that is shorter, and not called so, is no signature. */
  private static final int SHORTEST_SIGNATURE = 20;

  private static final Pattern CALLED_SECRET = Pattern.compile("(?i).*(sig|token|secret|key).*");

  /** Of the first byte: {@code bytes 0-0/<size>}. */
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes \\d+-\\d+/(\\d{1,18})");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SortedMap<String, HttpClient> clients = new TreeMap<>();
  private final SortedMap<String, String> environment;
  private final EnvironmentProxies proxies;
  private final Clock clock;
  private final Duration limit;

  /**
   * @param environment may name proxies and certificates
   * @param limit how long an answer may take
   */
  ServiceClient(Map<String, String> environment, Clock clock, Duration limit) {
    this.environment = new TreeMap<>(environment);
    this.proxies = new EnvironmentProxies(environment);
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * Where the runner or a service says that something goes to or comes from.
   *
   * @param source who says so
   */
  static URI address(String text, String source) throws ServiceFailure {
    try {
      URI address = URI.create(text);
      if (address.isAbsolute() && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw ServiceFailure.untrue(source, "names no address");
  }

  /** Certificates take time to read, and many services on the same machine go without. */
  private synchronized HttpClient http(URI address) {
    return clients.computeIfAbsent(address.getScheme(), this::client);
  }

  private HttpClient client(String scheme) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            // Java's would take the token along to any other host.
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies);
    if (scheme.equals("https")) {
      Certificates.of(environment).ifPresent(builder::sslContext);
    }
    return builder.build();
  }

  /** Sends JSON and gives the JSON that comes back. */
  JsonNode post(URI address, SortedMap<String, String> headers, JsonNode body)
      throws ServiceFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return json(answer(request, LONGEST_ANSWER));
  }

  /** Gives the JSON that is there; none where the answer says that it has no content. */
  Optional<JsonNode> get(URI address, SortedMap<String, String> headers) throws ServiceFailure {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
    headers.forEach(request::header);
    HttpResponse<byte[]> response = answer(request, LONGEST_ANSWER);
    return response.statusCode() == 204 ? Optional.empty() : Optional.of(json(response));
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws ServiceFailure {
    String name = name(response.request());
    if (body(response).length == LONGEST_ANSWER) {
      throw ServiceFailure.untrue(name, "the answer is too long");
    }
    try {
      return JSON.readTree(new String(body(response), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw ServiceFailure.untrue(
          name, "the answer is no JSON: " + concealed(response.request(), e.getOriginalMessage()));
    }
  }

  /** Gives the bytes that are there, if there are no more than so many. */
  byte[] fetch(URI address, int most) throws ServiceFailure {
    HttpResponse<byte[]> response = answer(HttpRequest.newBuilder(address).GET(), most + 1);
    if (body(response).length > most) {
      throw ServiceFailure.untrue(
          name(response.request()), "there are more than " + most + " bytes");
    }
    return body(response);
  }

  /** Saves what is there in a file, if there are no more than so many bytes. */
  void save(URI address, Path file, long most) throws ServiceFailure {
    HttpResponse<byte[]> response =
        follow(
            HttpRequest.newBuilder(address).GET(),
            head -> head.statusCode() / 100 == 2 ? new ToFile(file, most) : refusal());
    refuseUnlessDone(response);
  }

  /** Sends bytes, with their length. */
  void put(URI address, SortedMap<String, String> headers, byte[] bytes, int length)
      throws ServiceFailure {
    transfer("PUT", address, headers, BodyPublishers.ofByteArray(bytes, 0, length));
  }

  /** Sends a part of something, with {@code Content-Range: bytes <first>-<last>/*}. */
  void patch(URI address, byte[] bytes, int offset, int length) throws ServiceFailure {
    String range = "bytes " + offset + "-" + (offset + length - 1) + "/*";
    transfer(
        "PATCH",
        address,
        new TreeMap<>(Map.of("Content-Range", range, "Content-Type", "application/octet-stream")),
        BodyPublishers.ofByteArray(bytes, offset, length));
  }

  private void transfer(
      String method, URI address, SortedMap<String, String> headers, BodyPublisher body)
      throws ServiceFailure {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).method(method, body);
    headers.forEach(request::header);
    answer(request, LONGEST_ANSWER);
  }

  /**
   * How large is what can be fetched there, where that is told; only its first byte is.
   *
   * @throws ServiceFailure if there is nothing
   */
  OptionalLong sizeOf(URI address) throws ServiceFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Range", "bytes=0-0").GET();
    HttpResponse<byte[]> response = follow(request, firstBytes(1));
    refuseUnlessDone(response);
    if (body(response).length == 0) {
      throw ServiceFailure.untrue(name(response.request()), "there is nothing");
    }
    if (response.statusCode() != 206) {
      return response.headers().firstValueAsLong("Content-Length");
    }
    return response
        .headers()
        .firstValue("Content-Range")
        .map(CONTENT_RANGE::matcher)
        .filter(Matcher::matches)
        .map(range -> OptionalLong.of(Long.parseLong(range.group(1))))
        .orElse(OptionalLong.empty());
  }

  private HttpResponse<byte[]> follow(HttpRequest.Builder request, BodyHandler<byte[]> handler)
      throws ServiceFailure {
    HttpResponse<byte[]> response = send(request, handler);
    for (int number = 0; number < MOST_REDIRECTS && redirect(response).isPresent(); number++) {
      response = send(request.uri(redirect(response).get()), handler);
    }
    return response;
  }

  private static BodyHandler<byte[]> firstBytes(int most) {
    return head -> head.statusCode() / 100 == 2 ? new FirstBytes(most) : refusal();
  }

  private static FirstBytes refusal() {
    return new FirstBytes(LONGEST_REFUSAL);
  }

  /** Where an answer leads to, if that is no less safe. */
  private static Optional<URI> redirect(HttpResponse<byte[]> response) {
    URI from = response.request().uri();
    try {
      return response
          .headers()
          .firstValue("Location")
          .filter(location -> response.statusCode() / 100 == 3)
          .map(from::resolve)
          .filter(to -> to.getHost() != null && String.valueOf(to.getScheme()).startsWith("http"))
          .filter(to -> from.getScheme().equals("http") || to.getScheme().equals("https"));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the answer stands for itself
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest.Builder builder, int longest)
      throws ServiceFailure {
    HttpResponse<byte[]> response = send(builder, firstBytes(longest));
    refuseUnlessDone(response);
    return response;
  }

  private void refuseUnlessDone(HttpResponse<byte[]> response) throws ServiceFailure {
    if (response.statusCode() / 100 != 2) {
      String body = new String(body(response), StandardCharsets.UTF_8);
      String leads = redirect(response).map(to -> "leads to " + shown(to) + " ").orElse("");
      throw ServiceFailure.answered(
          name(response.request()),
          response.statusCode(),
          leads + concealed(response.request(), body),
          retryAfter(response));
    }
  }

  /** The time limit is for the answer as a whole; Java's own ends with its head. */
  private HttpResponse<byte[]> send(HttpRequest.Builder builder, BodyHandler<byte[]> handler)
      throws ServiceFailure {
    URI address = builder.build().uri();
    proxies
        .authorization(address)
        .ifPresent(value -> builder.setHeader("Proxy-Authorization", value));
    HttpRequest request = builder.build();
    CompletableFuture<HttpResponse<byte[]>> answer = http(address).sendAsync(request, handler);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ServiceFailure.unanswered(name(request), "within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      // Java says the latter of a Content-Length that is no number.
      if (cause instanceof IOException || cause instanceof NumberFormatException) {
        throw ServiceFailure.unanswered(
            name(request), "(" + concealed(request, "" + cause) + ")", cause);
      }
      throw new IllegalStateException(name(request), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(ExitCode.INTERRUPTED, "interrupted during " + name(request), e);
    } finally {
      answer.cancel(true);
    }
  }

  /** Services, and what stands before them, may repeat what they were asked. */
  private static String concealed(HttpRequest request, String text) {
    TreeSet<String> secrets = new TreeSet<>();
    for (String header : new String[] {"Authorization", "Proxy-Authorization"}) {
      request
          .headers()
          .firstValue(header)
          .ifPresent(value -> secrets.add(value.substring(value.lastIndexOf(' ') + 1)));
    }
    String query = Optional.ofNullable(request.uri().getRawQuery()).orElse("");
    for (String part : query.split("&", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      if (value.length() >= SHORTEST_SIGNATURE || CALLED_SECRET.matcher(part).matches()) {
        secrets.add(value);
        secrets.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return Redaction.of(secrets).apply(text);
  }

  /** Seconds, or a date. */
  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    Optional<String> value = response.headers().firstValue("Retry-After").map(String::strip);
    try {
      return value.map(
          text ->
              text.matches("\\d{1,6}")
                  ? Duration.ofSeconds(Long.parseLong(text))
                  : Duration.between(
                      clock.instant(),
                      ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Java gives none at all where a proxy refuses a tunnel. */
  private static byte[] body(HttpResponse<byte[]> response) {
    return Optional.ofNullable(response.body()).orElse(new byte[0]);
  }

  private static String name(HttpRequest request) {
    return request.method() + " " + shown(request.uri());
  }

  /** Without its query, which may hold a signature that is as good as a token. */
  private static String shown(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme() + "://" + address.getHost() + port + address.getPath();
  }
}
