package com.cleveragents.slipcovershard.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cache service on the loopback, with the quirks of Forgejo's runner. A {@link Mishap} can come
 * before any of its answers.
 */
public final class CacheServer implements AutoCloseable {
  /** In the path of the address; who knows it may write. */
  static final String SECRET = "8f14e45fceea167a5a36dedd4bea2543";

  private static final String METHODS = "/" + SECRET + "/_apis/artifactcache/";
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/\\*");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Something that goes wrong before a request is looked at; true when it has answered it. Methods
   * are find, fetch, reserve, write and commit.
   */
  interface Mishap {
    boolean happens(HttpExchange exchange, String method) throws IOException;
  }

  /** What was reserved; from when it is complete, it can be found. */
  private static final class Entry {
    private final String key;
    private final String version;
    private final long size;
    private final SortedMap<Long, byte[]> parts = new TreeMap<>();
    private Optional<byte[]> content = Optional.empty();

    Entry(String key, String version, long size) {
      this.key = key;
      this.version = version;
      this.size = size;
    }
  }

  private final Mishap mishap;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  CacheServer(Mishap mishap) throws IOException {
    this.mishap = mishap;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public static CacheServer withoutMishaps() throws IOException {
    return new CacheServer((exchange, method) -> false);
  }

  /** The variables that a runner gives a step of run 42. */
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("ACTIONS_CACHE_URL", url() + "/" + SECRET + "/");
    environment.put("GITHUB_REPOSITORY", "team/project");
    environment.put("GITHUB_REF", "refs/heads/main");
    environment.put("GITHUB_RUN_ID", "42");
    return environment;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Methods, as they came; of writes the range, too. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Keys of all that is complete, the oldest first. */
  public List<String> kept() {
    return entries.stream().filter(it -> it.content.isPresent()).map(it -> it.key).toList();
  }

  /** Changes the bytes of the newest entry. */
  public void spoil(byte[] bytes) {
    entries.get(entries.size() - 1).content = Optional.of(bytes);
  }

  byte[] newest() {
    return entries.get(entries.size() - 1).content.orElseThrow();
  }

  /** Makes the newest entry one of another program, or of another version of this one. */
  void moveToAnotherVersion() {
    Entry old = entries.remove(entries.size() - 1);
    Entry moved = new Entry(old.key, "of-another-program", old.size);
    moved.content = old.content;
    entries.add(moved);
  }

  /** Holds an answer back for as long as there is a test. */
  void untilClosed() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!path.startsWith(METHODS)) {
        send(exchange, 404, "404 page not found: " + path);
        return;
      }
      String method = method(exchange.getRequestMethod(), path.substring(METHODS.length()));
      String range = exchange.getRequestHeaders().getFirst("Content-Range");
      requests.add(range == null ? method : method + " " + range);
      if (!mishap.happens(exchange, method)) {
        answer(exchange, method);
      }
    }
  }

  private static String method(String verb, String place) {
    return switch (verb + " " + place.replaceFirst("/\\d+$", "/")) {
      case "GET cache" -> "find";
      case "GET artifacts/" -> "fetch";
      case "POST caches" -> "reserve";
      case "PATCH caches/" -> "write";
      case "POST caches/" -> "commit";
      default -> "unknown";
    };
  }

  private void answer(HttpExchange exchange, String method) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (method) {
      case "find" -> find(exchange);
      case "fetch" -> {
        Optional<byte[]> content = entry(exchange).flatMap(it -> it.content);
        send(exchange, content.isPresent() ? 200 : 404, content.orElse(new byte[0]));
      }
      case "reserve" -> {
        JsonNode request = JSON.readTree(body);
        entries.add(
            new Entry(
                request.path("key").asText().toLowerCase(Locale.ROOT),
                request.path("version").asText(),
                request.path("cacheSize").asLong(-1)));
        send(exchange, 200, "{\"cacheId\":" + entries.size() + "}");
      }
      case "write" -> write(exchange, body);
      case "commit" -> commit(exchange);
      default -> send(exchange, 404, "404 page not found");
    }
  }

  private Optional<Entry> entry(HttpExchange exchange) {
    int number = Integer.parseInt(exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
    return number < 1 || number > entries.size()
        ? Optional.empty()
        : Optional.of(entries.get(number - 1));
  }

  private void find(HttpExchange exchange) throws IOException {
    SortedMap<String, String> parameters = new TreeMap<>();
    for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      parameters.put(
          part.substring(0, part.indexOf('=')), URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    String version = String.valueOf(parameters.get("version"));
    String keys = String.valueOf(parameters.get("keys")).toLowerCase(Locale.ROOT);
    for (String key : keys.split(",", -1)) {
      Optional<Integer> number = newest(version, key::equals);
      if (number.isEmpty()) {
        number = newest(version, candidate -> candidate.startsWith(key));
      }
      if (number.isPresent()) {
        String found =
            JSON.createObjectNode()
                .put("result", "hit")
                .put("archiveLocation", archive(exchange, number.get()))
                .put("cacheKey", entries.get(number.get() - 1).key)
                .toString();
        send(exchange, 200, found);
        return;
      }
    }
    exchange.sendResponseHeaders(204, -1);
  }

  /** By the name that the client called it; a proxy may have led here. */
  private static String archive(HttpExchange exchange, int number) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return "http://" + host + METHODS + "artifacts/" + number;
  }

  private Optional<Integer> newest(String version, Predicate<String> wanted) {
    for (int number = entries.size(); number > 0; number--) {
      Entry entry = entries.get(number - 1);
      if (entry.content.isPresent() && entry.version.equals(version) && wanted.test(entry.key)) {
        return Optional.of(number);
      }
    }
    return Optional.empty();
  }

  private void write(HttpExchange exchange, byte[] body) throws IOException {
    Optional<Entry> entry = entry(exchange).filter(it -> it.content.isEmpty());
    Matcher range =
        RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range")));
    if (entry.isEmpty() || !range.matches()) {
      send(exchange, 400, "{\"error\":\"not reserved, or complete, or no range\"}");
      return;
    }
    long first = Long.parseLong(range.group(1));
    if (Long.parseLong(range.group(2)) - first + 1 != body.length) {
      // The services do not look; a client that is wrong there is to be seen.
      send(exchange, 416, "{\"error\":\"the range is not that of the body\"}");
      return;
    }
    entry.get().parts.put(first, body);
    send(exchange, 200, "{}");
  }

  private void commit(HttpExchange exchange) throws IOException {
    Optional<Entry> entry = entry(exchange).filter(it -> it.content.isEmpty());
    if (entry.isEmpty()) {
      send(exchange, 400, "{\"error\":\"not reserved, or complete\"}");
      return;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : entry.get().parts.values()) {
      joined.write(part);
    }
    if (joined.size() != entry.get().size) {
      send(exchange, 500, "{\"error\":\"broken file: " + joined.size() + "\"}");
      return;
    }
    entry.get().content = Optional.of(joined.toByteArray());
    send(exchange, 200, "{}");
  }

  static void send(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Sends a redirect to there. */
  static void redirect(HttpExchange exchange, String place) throws IOException {
    exchange.getResponseHeaders().set("Location", place);
    send(exchange, 302, "");
  }

  /** Answers a question with an entry at that place. */
  static void hit(HttpExchange exchange, String key, String place) throws IOException {
    send(
        exchange,
        200,
        JSON.valueToTree(Map.of("cacheKey", key, "archiveLocation", place)).toString());
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
