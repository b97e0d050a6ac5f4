package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The cache of the runner, which keeps small things from one run to the next: Forgejo's and act's.
 * Nobody may depend on it: whatever goes wrong, from a wrong address to a service that says
 * nothing, is as if it had nothing or kept nothing, after five seconds at most.
 *
 * <p>An entry is the SHA-256 of its content, then the content: what comes back is what was saved,
 * or nothing.
 */
public final class CacheService {
  private static final String METHODS = "/_apis/artifactcache/";
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int LARGEST_CONTENT = 8 << 20;
  private static final int DIGEST = 32;

  /** A proxy before the service may take no more in one request, as nginx does by default. */
  private static final int LARGEST_PART = 1 << 20;

  /** Entries of another version are none of ours; it changes with the format. */
  private static final String VERSION = Sha256.of("slipcover-shard: SHA-256, content");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final SortedMap<String, String> environment;
  private final Clock clock;
  private final Consumer<String> log;
  private final Duration limit;

  private CacheService(
      String base,
      SortedMap<String, String> environment,
      Clock clock,
      Consumer<String> log,
      Duration limit) {
    this.base = base;
    this.environment = environment;
    this.clock = clock;
    this.log = log;
    this.limit = limit;
  }

  /**
   * That of the runner that we run in; none where it has no cache.
   *
   * @param log told in one line why a call came to nothing
   */
  public static Optional<CacheService> of(
      Map<String, String> environment, Clock clock, Consumer<String> log) {
    return of(environment, clock, log, LIMIT);
  }

  static Optional<CacheService> of(
      Map<String, String> environment, Clock clock, Consumer<String> log, Duration limit) {
    String base = environment.getOrDefault("ACTIONS_CACHE_URL", "").strip();
    return Optional.of(base.replaceFirst("/+$", ""))
        .filter(text -> !text.isEmpty())
        .map(text -> new CacheService(text, new TreeMap<>(environment), clock, log, limit));
  }

  /** The newest content under the first of the prefixes that has any. */
  public Optional<byte[]> find(CacheKeys keys) {
    return inTime("nothing is taken from the runner's cache", () -> fetch(keys));
  }

  /** Keeps the content, up to 8 MiB of it, and says whether that is done. */
  public boolean save(CacheKeys keys, byte[] content) {
    return inTime("nothing is kept in the runner's cache", () -> store(keys.toSave(), content))
        .isPresent();
  }

  private byte[] fetch(CacheKeys keys) throws ServiceFailure {
    ServiceClient client = client();
    String names = String.join(",", keys.prefixes());
    String question =
        "cache?keys=" + URLEncoder.encode(names, StandardCharsets.UTF_8) + "&version=" + VERSION;
    JsonNode answer =
        client
            .get(address(question), new TreeMap<>())
            .orElseThrow(
                () ->
                    ServiceFailure.untrue(
                        "it has no entry", "no name begins with " + names.replace(",", " or ")));
    String key = answer.path("cacheKey").asText().toLowerCase(Locale.ROOT);
    if (keys.prefixes().stream().noneMatch(key::startsWith)) {
      throw ServiceFailure.untrue("cacheKey", "names an entry that was not asked for");
    }
    URI place = ServiceClient.address(answer.path("archiveLocation").asText(), "archiveLocation");
    return content(client.fetch(place, DIGEST + LARGEST_CONTENT));
  }

  private static byte[] content(byte[] entry) throws ServiceFailure {
    byte[] content = Arrays.copyOfRange(entry, Math.min(DIGEST, entry.length), entry.length);
    byte[] digest = Arrays.copyOf(entry, DIGEST);
    if (!MessageDigest.isEqual(digest, Sha256.digest().digest(content))) {
      throw ServiceFailure.untrue("the entry", "its content is not what was saved");
    }
    return content;
  }

  private String store(String key, byte[] content) throws ServiceFailure {
    if (content.length > LARGEST_CONTENT) {
      throw ServiceFailure.untrue(
          "too large", content.length + " bytes of at most " + LARGEST_CONTENT);
    }
    byte[] entry = Arrays.copyOf(Sha256.digest().digest(content), DIGEST + content.length);
    System.arraycopy(content, 0, entry, DIGEST, content.length);
    ServiceClient client = client();
    JsonNode id =
        client
            .post(
                address("caches"),
                new TreeMap<>(),
                JSON.createObjectNode()
                    .put("key", key)
                    .put("version", VERSION)
                    .put("cacheSize", entry.length))
            .path("cacheId");
    if (!id.isIntegralNumber()) {
      throw ServiceFailure.untrue("cacheId", "names no entry to write to");
    }
    URI place = address("caches/" + id.asText());
    for (int from = 0; from < entry.length; from += LARGEST_PART) {
      client.patch(place, entry, from, Math.min(LARGEST_PART, entry.length - from));
    }
    client.post(place, new TreeMap<>(), JSON.createObjectNode().put("size", entry.length));
    return key;
  }

  /** One for each call: one that was given up may still be busy with its own. */
  private ServiceClient client() {
    return new ServiceClient(environment, clock, limit);
  }

  private URI address(String method) throws ServiceFailure {
    return ServiceClient.address(base + METHODS + method, "ACTIONS_CACHE_URL");
  }

  /**
   * What the call gives, unless it fails or takes too long. On a thread of its own, so that the
   * limit holds for all that it does together, also where Java cannot be hurried.
   */
  private <T> Optional<T> inTime(String outcome, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "cache");
    thread.setDaemon(true);
    thread.start();
    try {
      return Optional.of(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      tell(outcome, "the service was not done within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tell(outcome, "interrupted");
    } catch (ExecutionException e) {
      tell(outcome, reason(Optional.ofNullable(e.getCause()).orElse(e)));
    } finally {
      task.cancel(true);
    }
    return Optional.empty();
  }

  private static String reason(Throwable failure) {
    boolean speaks = failure instanceof ServiceFailure || failure instanceof ShardException;
    return speaks ? String.valueOf(failure.getMessage()) : failure.toString();
  }

  /** Who knows the path of the address may write to the cache: runners put a secret there. */
  private void tell(String outcome, String reason) {
    String line = (outcome + ": " + reason).replaceAll("\\s+", " ");
    String path = base.replaceFirst("^[^/]*//[^/]*", "");
    log.accept(Redaction.of(List.of(path.split("/", -1))).apply(line));
  }
}
