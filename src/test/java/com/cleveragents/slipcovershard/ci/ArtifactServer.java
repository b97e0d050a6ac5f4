package com.cleveragents.slipcovershard.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An artifact service of version 4 on the loopback, with the quirks of Forgejo's or of GitHub's. A
 * {@link Mishap} can come before any of its answers.
 */
public final class ArtifactServer implements AutoCloseable {
  /** Whose quirks it has. */
  public enum Kind {
    ACT,
    FORGEJO,
    GITHUB
  }

  /** Something that goes wrong before a request is looked at; true when it has answered it. */
  public interface Mishap {
    boolean happens(HttpExchange exchange, String method) throws IOException;
  }

  static {
    // Else the head of each answer waits for the client's word before the body follows.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METHODS = "/twirp/github.actions.results.api.v1.ArtifactService/";
  private static final int LARGEST_BLOCK = 8 << 20;
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "CreateArtifact", Set.of("name", "version", "expires_at"),
          "FinalizeArtifact", Set.of("name", "size", "hash"),
          "ListArtifacts", Set.of("name_filter", "id_filter"),
          "GetSignedArtifactURL", Set.of("name"));

  /** An artifact on its way, or there. */
  private static final class Artifact {
    private final int id;
    private boolean isDeleted;
    private final Map<String, byte[]> blocks = new ConcurrentHashMap<>();
    private List<String> list = List.of();
    private Optional<byte[]> content = Optional.empty();

    Artifact(int id) {
      this.id = id;
    }
  }

  /** An attempt at a job, as the REST API lists it. */
  private record Task(long id, String job) {}

  private final Kind kind;
  private final Mishap mishap;
  private final HttpServer server;
  private final SortedMap<String, Artifact> artifacts =
      Collections.synchronizedSortedMap(new TreeMap<>());

  /** Block files of Forgejo's are not kept apart by artifact. */
  private final Map<String, Integer> lengths = new ConcurrentHashMap<>();

  private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger count = new AtomicInteger();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonNode> created = Collections.synchronizedList(new ArrayList<>());

  private ArtifactServer(Kind kind, Mishap mishap) throws IOException {
    this.kind = kind;
    this.mishap = mishap;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::answer);
    server.start();
  }

  public static ArtifactServer of(Kind kind) throws IOException {
    return new ArtifactServer(kind, (exchange, method) -> false);
  }

  public static ArtifactServer of(Kind kind, Mishap mishap) throws IOException {
    return new ArtifactServer(kind, mishap);
  }

  /** The variables that a runner gives a step of job 7 in run 42. */
  public SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("ACTIONS_RESULTS_URL", url() + (kind == Kind.FORGEJO ? "" : "/"));
    environment.put("ACTIONS_RUNTIME_TOKEN", token());
    environment.put("GITHUB_RUN_ID", "42");
    return environment;
  }

  /** Those of one attempt at a job, which has a task and may ask the REST API. */
  public SortedMap<String, String> environment(String job, int attempt, long task) {
    SortedMap<String, String> environment = environment();
    environment.put("ACTIONS_RUNTIME_TOKEN", token(",\"TaskID\":" + task));
    environment.put("GITHUB_JOB", job.replaceFirst(" .*", ""));
    environment.put("GITHUB_RUN_ATTEMPT", String.valueOf(attempt));
    environment.put("GITHUB_API_URL", url() + "/api/v1");
    environment.put("GITHUB_REPOSITORY", "team/project");
    environment.put("GITHUB_TOKEN", "repository-token");
    if (kind == Kind.FORGEJO) { // nobody else tells of tasks
      tasks.add(new Task(task, job));
    }
    return environment;
  }

  public static String token() {
    return token("");
  }

  private static String token(String more) {
    String claims = "{\"scp\":\"Actions.Results:42:7 Actions.Other:1\"" + more + "}";
    return "head."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".sign";
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Methods of the service, and the word of {@code comp} of uploads, as they came. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** What CreateArtifact was asked. */
  public List<JsonNode> created() {
    return List.copyOf(created);
  }

  /** The files of an artifact that is whole, by name. */
  public SortedMap<String, String> unzipped(String name) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content(name)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /** All that are listed, sorted. */
  public List<String> names() {
    return List.copyOf(artifacts.keySet());
  }

  /** Puts an artifact there that is whole. */
  public void put(String name, byte[] content) {
    Artifact artifact = new Artifact(count.incrementAndGet());
    artifact.content = Optional.of(content);
    artifacts.put(name, artifact);
  }

  /** Puts one there whose upload has begun and goes on no more. */
  public void begin(String name) {
    artifacts.put(name, new Artifact(count.incrementAndGet()));
  }

  /** Takes one away as a server does when a job is run again: it is still listed for a while. */
  public void delete(String name) {
    Objects.requireNonNull(artifacts.get(name)).isDeleted = true;
  }

  /** Takes one away with its row. */
  public void forget(String name) {
    artifacts.remove(name);
  }

  public byte[] content(String name) {
    return Optional.ofNullable(artifacts.get(name)).flatMap(it -> it.content).orElse(new byte[0]);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method =
          path.startsWith(METHODS)
              ? path.substring(METHODS.length())
              : exchange.getRequestMethod().equals("GET")
                  ? "fetch"
                  : parameters(exchange).getOrDefault("comp", "nothing");
      requests.add(method);
      if (mishap.happens(exchange, method)) {
        return;
      }
      if (path.startsWith("/api/v1/")) {
        listTasks(exchange);
      } else if (!path.startsWith(METHODS)) {
        transfer(exchange, method);
      } else if (!String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
          .matches("Bearer head\\..*\\.sign")) {
        // Forgejo has an error of its own there.
        fail(exchange, kind == Kind.FORGEJO ? 500 : 401, "bad token");
      } else {
        call(exchange, method, JSON.readTree(exchange.getRequestBody().readAllBytes()));
      }
    }
  }

  private static SortedMap<String, String> parameters(HttpExchange exchange) {
    SortedMap<String, String> parameters = new TreeMap<>();
    String query = exchange.getRequestURI().getQuery();
    for (String part : String.valueOf(query).split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parameters;
  }

  /** Errors are plain text at Forgejo's. */
  public static void fail(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void send(HttpExchange exchange, ObjectNode body) throws IOException {
    send(exchange, 200, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void call(HttpExchange exchange, String method, JsonNode request) throws IOException {
    Set<String> known = FIELDS.getOrDefault(method, Set.of());
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      if (!known.contains(field.getKey()) && !field.getKey().endsWith("_backend_id")) {
        fail(exchange, 500, "Error decode request body: unknown field " + field.getKey());
        return;
      }
    }
    if (!request.path("workflow_run_backend_id").asText().equals("42")
        || !request.path("workflow_job_run_backend_id").asText().equals("7")) {
      fail(exchange, 400, "run-id does not match");
      return;
    }
    switch (method) {
      case "CreateArtifact" -> create(exchange, request);
      case "FinalizeArtifact" -> finish(exchange, request);
      case "ListArtifacts" -> list(exchange, request);
      case "GetSignedArtifactURL" ->
          send(
              exchange,
              JSON.createObjectNode().put("signedUrl", signed(request.path("name").asText())));
      default -> fail(exchange, 404, "no such method");
    }
  }

  private String signed(String name) {
    return url() + "/signed/" + name + "?sig=secret-signature&expires=2026&artifactID=1";
  }

  private void create(HttpExchange exchange, JsonNode request) throws IOException {
    created.add(request);
    String name = request.path("name").asText();
    if (kind == Kind.GITHUB && artifacts.containsKey(name)) {
      fail(exchange, 409, "{\"code\":\"already_exists\"}");
      return;
    }
    Artifact before = artifacts.get(name);
    artifacts.put(name, new Artifact(before == null ? count.incrementAndGet() : before.id));
    send(exchange, JSON.createObjectNode().put("ok", true).put("signedUploadUrl", signed(name)));
  }

  private void transfer(HttpExchange exchange, String method) throws IOException {
    SortedMap<String, String> parameters = parameters(exchange);
    String name = exchange.getRequestURI().getPath().replace("/signed/", "");
    Artifact artifact = artifacts.get(name);
    if (artifact == null || !parameters.getOrDefault("sig", "").equals("secret-signature")) {
      fail(exchange, 401, "bad signature");
      return;
    }
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      fail(exchange, 400, "a signed address wants no token");
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (method) {
      case "fetch" -> fetch(exchange, artifact);
      case "block" -> block(exchange, artifact, parameters.getOrDefault("blockid", ""), body);
      case "blocklist" -> {
        artifact.list =
            Pattern.compile("<Latest>([^<]*)</Latest>")
                .matcher(new String(body, StandardCharsets.UTF_8))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        send(exchange, 201, "text/plain", new byte[0]);
      }
      default -> send(exchange, 200, "text/plain", new byte[0]); // stores nothing
    }
  }

  private void block(HttpExchange exchange, Artifact artifact, String id, byte[] body)
      throws IOException {
    boolean hasLength = exchange.getRequestHeaders().containsKey("Content-Length");
    if (kind == Kind.GITHUB && !exchange.getRequestHeaders().containsKey("x-ms-version")) {
      fail(exchange, 400, "no version");
    } else if (body.length > LARGEST_BLOCK) {
      fail(exchange, 413, "too large");
    } else if (kind == Kind.FORGEJO && lengths.getOrDefault(id, body.length) != body.length) {
      fail(exchange, 500, "Error runner api getting task: mismatched length");
    } else {
      lengths.put(id, body.length);
      if (hasLength) { // what comes without is taken, and never found again
        artifact.blocks.put(id, body);
      }
      send(exchange, 201, "text/plain", new byte[0]);
    }
  }

  private static void fetch(HttpExchange exchange, Artifact artifact) throws IOException {
    if (artifact.isDeleted) {
      fail(exchange, 404, "artifact not found");
      return;
    }
    if (artifact.content.isEmpty()) {
      fail(exchange, 500, "the artifact is pending");
      return;
    }
    if (!exchange.getRequestHeaders().containsKey("Range")) {
      send(exchange, 200, "application/zip", artifact.content.get());
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes 0-0/" + artifact.content.get().length);
    exchange.sendResponseHeaders(206, 1);
    exchange.getResponseBody().write(artifact.content.get(), 0, 1);
  }

  private void finish(HttpExchange exchange, JsonNode request) throws IOException {
    Artifact artifact = artifacts.getOrDefault(request.path("name").asText(), new Artifact(0));
    if (!request.path("size").isTextual()) {
      fail(exchange, 500, "size is no string");
      return;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (String id : artifact.list) {
      byte[] block = artifact.blocks.get(id);
      if (block == null) {
        if (lengths.containsKey(id)) {
          send(exchange, JSON.createObjectNode().put("ok", true)); // and there is no artifact
        } else {
          fail(exchange, 500, "Error merge chunks: missing block");
        }
        return;
      }
      joined.write(block);
    }
    byte[] content = joined.toByteArray();
    if (artifact.list.isEmpty() || !hash(content).equals(request.path("hash").asText())) {
      fail(exchange, 500, "Error merge chunks: wrong hash");
      return;
    }
    artifact.content = Optional.of(content);
    send(exchange, JSON.createObjectNode().put("ok", true).put("artifactId", "11"));
  }

  private static String hash(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void list(HttpExchange exchange, JsonNode request) throws IOException {
    if (kind == Kind.ACT && artifacts.isEmpty()) {
      throw new IOException("the folder of the run is not there"); // and there is no answer
    }
    Collection<String> names =
        artifacts.keySet().stream()
            .filter(name -> kind != Kind.GITHUB || content(name).length > 0)
            .filter(name -> name.equals(request.path("name_filter").asText(name)))
            .collect(Collectors.toList());
    if (names.isEmpty() && kind == Kind.FORGEJO) {
      fail(exchange, 404, "Not Found");
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rows = answer.putArray("artifacts");
    for (String name : names) {
      ObjectNode row = rows.addObject();
      row.put("workflowRunBackendId", "42").put("name", name);
      int id = Objects.requireNonNull(artifacts.get(name)).id;
      row.put("createdAt", Instant.EPOCH.plusSeconds(id).toString());
      row.put("databaseId", kind == Kind.ACT ? "1" : "" + id);
      int size = content(name).length;
      if (kind == Kind.ACT) {
        row.put("size", "4096"); // of its folder
      } else if (size > 0) { // at Forgejo's, a row without is pending
        row.put("size", "" + size);
      }
    }
    send(exchange, answer);
  }

  /** Newest first, at most 50 a page. */
  private void listTasks(HttpExchange exchange) throws IOException {
    if (kind != Kind.FORGEJO
        || !exchange.getRequestURI().getPath().endsWith("/repos/team/project/actions/tasks")) {
      fail(exchange, 404, "not found");
      return;
    }
    int page = Integer.parseInt(parameters(exchange).getOrDefault("page", "1"));
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rows = answer.putArray("workflow_runs");
    tasks.stream()
        .distinct()
        .sorted(Comparator.comparingLong(Task::id).reversed())
        .skip((page - 1) * 50L)
        .limit(50)
        .forEach(
            task ->
                rows.addObject().put("id", task.id()).put("name", task.job()).put("run_number", 5));
    send(exchange, answer);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
