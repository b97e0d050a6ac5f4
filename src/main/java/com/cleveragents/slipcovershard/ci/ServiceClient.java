package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks with the services of a forge: one request at a time, each with a time limit. */
final class ServiceClient {
  private static final Duration CONNECTING = Duration.ofSeconds(15);

  /** Of the first byte: {@code bytes 0-0/<size>}. */
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes \\d+-\\d+/(\\d{1,18})");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SortedMap<String, HttpClient> clients = new TreeMap<>();
  private final SortedMap<String, String> environment;
  private final Clock clock;
  private final Duration limit;

  /**
   * @param environment may name proxies and certificates
   * @param limit how long an answer may take
   */
  ServiceClient(Map<String, String> environment, Clock clock, Duration limit) {
    this.environment = new TreeMap<>(environment);
    this.clock = clock;
    this.limit = limit;
  }

  /** Certificates take time to read, and many services on the same machine go without. */
  private HttpClient http(URI address) {
    return clients.computeIfAbsent(address.getScheme(), this::client);
  }

  private HttpClient client(String scheme) {
    EnvironmentProxies proxies = new EnvironmentProxies(environment);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(proxies);
    proxies.authenticator().ifPresent(builder::authenticator);
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
    String text = text(send(request));
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw ServiceFailure.untrue(
          "POST " + shown(address), "the answer is no JSON: " + e.getOriginalMessage());
    }
  }

  /** Sends bytes, with their length. */
  void put(URI address, SortedMap<String, String> headers, byte[] bytes, int length)
      throws ServiceFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).PUT(BodyPublishers.ofByteArray(bytes, 0, length));
    headers.forEach(request::header);
    text(send(request));
  }

  /**
   * How large is what can be fetched there, where that is told; only its first byte is.
   *
   * @throws ServiceFailure if there is nothing
   */
  OptionalLong sizeOf(URI address) throws ServiceFailure {
    HttpResponse<InputStream> response =
        send(HttpRequest.newBuilder(address).header("Range", "bytes=0-0").GET());
    try (InputStream body = response.body()) {
      if (body.read() < 0) {
        throw ServiceFailure.untrue("GET " + shown(address), "there is nothing");
      }
    } catch (IOException e) {
      throw ServiceFailure.unanswered("GET " + shown(address), e);
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

  private HttpResponse<InputStream> send(HttpRequest.Builder builder) throws ServiceFailure {
    HttpRequest request = builder.timeout(limit).build();
    String name = request.method() + " " + shown(request.uri());
    try {
      HttpResponse<InputStream> response =
          http(request.uri()).send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 != 2) {
        throw ServiceFailure.answered(
            name, response.statusCode(), text(response), retryAfter(response));
      }
      return response;
    } catch (IOException e) {
      throw ServiceFailure.unanswered(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(ExitCode.INTERRUPTED, "interrupted during " + name, e);
    }
  }

  private static String text(HttpResponse<InputStream> response) throws ServiceFailure {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw ServiceFailure.unanswered(
          response.request().method() + " " + shown(response.request().uri()), e);
    }
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

  /** Without its query, which may hold a signature that is as good as a token. */
  private static String shown(URI address) {
    return address.getScheme() + "://" + address.getAuthority() + address.getPath();
  }
}
