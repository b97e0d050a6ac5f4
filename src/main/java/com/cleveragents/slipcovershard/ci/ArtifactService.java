package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The service that keeps artifacts of a workflow, version 4: Forgejo's, GitHub's and act's.
 * Requests and answers are JSON; the bytes go to an address that the service signs, in blocks.
 */
public final class ArtifactService {
  private static final String METHODS = "/twirp/github.actions.results.api.v1.ArtifactService/";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What the service has now.
   *
   * @param id as the service counts
   * @param size of the zip, in bytes
   * @param sha256 of the zip, in hexadecimal
   */
  public record Uploaded(String id, long size, String sha256) {}

  /**
   * An artifact of this run, of whatever attempt; in the order in which they were begun, as far as
   * the service tells.
   *
   * @param isWhole whether it can be fetched; else it is, or was, on its way
   */
  public record Listed(long id, Instant begun, String name, boolean isWhole)
      implements Comparable<Listed> {
    private static final Comparator<Listed> ORDER =
        Comparator.comparingLong(Listed::id)
            .thenComparing(Listed::begun)
            .thenComparing(Listed::name);

    @Override
    public int compareTo(Listed other) {
      return ORDER.compare(this, other);
    }
  }

  /** An artifact that is listed, but nobody can fetch it. */
  public static final class Gone extends Exception {
    private Gone(ServiceFailure reason) {
      super(reason.getMessage(), reason);
    }
  }

  private final String base;
  private final String token;
  private final WorkflowToken identity;
  private final Clock clock;
  private final Retries retries;
  private final ServiceClient client;

  private ArtifactService(
      String base,
      String token,
      WorkflowToken identity,
      Clock clock,
      Retries retries,
      ServiceClient client) {
    this.base = base;
    this.token = token;
    this.identity = identity;
    this.clock = clock;
    this.retries = retries;
    this.client = client;
  }

  /** That of the workflow that we run in; none where the runner gives no access to one. */
  public static Optional<ArtifactService> of(Map<String, String> environment, Clock clock) {
    return of(environment, clock, duration -> Thread.sleep(duration.toMillis()), LIMIT);
  }

  static Optional<ArtifactService> of(
      Map<String, String> environment, Clock clock, Retries.Pause pause, Duration limit) {
    String base = environment.getOrDefault("ACTIONS_RESULTS_URL", "").strip();
    String token = environment.getOrDefault("ACTIONS_RUNTIME_TOKEN", "").strip();
    if (base.isEmpty() || token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ArtifactService(
            base.replaceFirst("/+$", ""),
            token,
            WorkflowToken.of(environment),
            clock,
            new Retries(pause),
            new ServiceClient(environment, clock, limit)));
  }

  /**
   * Uploads an artifact, and looks whether it can be fetched. What fails for a moment is tried
   * again from the beginning: not every service can tell a block that came twice.
   *
   * @param name without any of {@code " : < > | * ? \ /}
   * @param retentionDays how long it is kept; empty: as long as the service likes
   * @throws ShardException if it is not there in the end (code 7)
   */
  public Uploaded upload(String name, ArtifactContents contents, OptionalInt retentionDays) {
    try {
      Place place = new Place(name, retentionDays);
      Uploaded uploaded = retries.of(() -> send(name, contents, place.forNextAttempt()));
      retries.of(
          () -> {
            check(name, uploaded.size());
            return uploaded;
          });
      return uploaded;
    } catch (ServiceFailure e) {
      throw e.toShardException(
          "the artifact " + name + " could not be uploaded",
          "look at the service, or set upload: false");
    } catch (InterruptedException e) {
      throw interrupted("the artifact " + name + " was uploaded", e);
    }
  }

  /**
   * All artifacts of this run that the service knows of, sorted.
   *
   * @throws ShardException if it does not answer (code 7)
   */
  public List<Listed> list() {
    try {
      return retries.of(this::listed);
    } catch (ServiceFailure e) {
      throw e.toShardException(
          "the artifacts of this run cannot be listed", "look at the service, and run again");
    } catch (InterruptedException e) {
      throw interrupted("the artifacts of this run were listed", e);
    }
  }

  /**
   * As {@link #list}, by one try; none where there is no answer. For those that upload something
   * and list again: act's service answers nothing as long as a run has no artifact.
   */
  public List<Listed> glance() {
    try {
      return listed();
    } catch (ServiceFailure e) {
      return List.of();
    }
  }

  private List<Listed> listed() throws ServiceFailure {
    List<Listed> found = new ArrayList<>();
    try {
      for (JsonNode row : call("ListArtifacts", request()).path("artifacts")) {
        found.add(
            new Listed(
                row.path("databaseId").asLong(),
                instant(row.path("createdAt").asText()),
                row.path("name").asText(),
                row.path("size").asLong() > 0));
      }
    } catch (ServiceFailure e) {
      if (e.status() != 404) { // Forgejo's word for none
        throw e;
      }
    }
    return found.stream().sorted().toList();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  /**
   * Fetches the zip of an artifact.
   *
   * @param most as many bytes it may have
   * @throws Gone if it is not there, though it may be listed
   * @throws ShardException if the service does not answer (code 7)
   */
  public void download(String name, Path file, long most) throws Gone {
    try {
      retries.of(
          () -> {
            String method = "GetSignedArtifactURL";
            JsonNode signed = call(method, request().put("name", name));
            client.save(
                ServiceClient.address(signed.path("signedUrl").asText(), "the answer of " + method),
                file,
                most);
            return file;
          });
    } catch (ServiceFailure e) {
      if (e.status() == 404 || e.status() == 410) {
        throw new Gone(e);
      }
      throw e.toShardException(
          "the artifact " + name + " cannot be fetched", "look at the service, and run again");
    } catch (InterruptedException e) {
      throw interrupted("the artifact " + name + " was fetched", e);
    }
  }

  private static ShardException interrupted(String during, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ShardException(ExitCode.INTERRUPTED, "interrupted while " + during, e);
  }

  private Uploaded send(String name, ArtifactContents contents, URI place) throws ServiceFailure {
    BlockStream blocks =
        new BlockStream(
            (id, bytes, length) ->
                client.put(
                    with(place, "comp=block&blockid=" + encoded(id)), azure(), bytes, length));
    try {
      contents.writeZip(blocks);
      blocks.sendRest();
    } catch (BlockStream.Broken e) {
      throw e.failure();
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.SERVICE_FAILED,
          "the files of the artifact " + name + " cannot be read: " + e,
          e);
    }
    byte[] list = blockList(blocks.ids());
    client.put(with(place, "comp=blocklist"), azure(), list, list.length);
    String sha256 = blocks.sha256();
    ObjectNode request = request().put("name", name);
    request.put("size", Long.toString(blocks.size())).put("hash", "sha256:" + sha256);
    JsonNode answer = call("FinalizeArtifact", request);
    return new Uploaded(answer.path("artifactId").asText(), blocks.size(), sha256);
  }

  /** Where the blocks of an artifact go, over all attempts at it. */
  private final class Place {
    private final String name;
    private final ObjectNode request;
    private Optional<URI> known = Optional.empty();
    private Optional<ServiceFailure> lost = Optional.empty();

    Place(String name, OptionalInt retentionDays) {
      this.name = name;
      this.request = request().put("name", name).put("version", 4);
      retentionDays.ifPresent(
          days ->
              request.put("expires_at", clock.instant().plus(Duration.ofDays(days)).toString()));
    }

    URI forNextAttempt() throws ServiceFailure {
      try {
        JsonNode answer = call("CreateArtifact", request);
        URI place =
            ServiceClient.address(
                answer.path("signedUploadUrl").asText(), "the answer of CreateArtifact");
        known = Optional.of(place);
        return place;
      } catch (ServiceFailure e) {
        if (e.status() != 409) {
          lost = Optional.of(e);
          throw e;
        }
        // GitHub's keeps the name for the attempt before, whose place takes other blocks as well.
        return known.orElseThrow(() -> taken(e));
      }
    }

    private ShardException taken(ServiceFailure refusal) {
      String sentence = "there is an artifact " + name + " of this run already";
      String advice = "; name another one with artifact-name";
      return new ShardException(
          ExitCode.SERVICE_FAILED,
          lost.map(e -> e.getMessage() + "; when asked again: " + sentence + ", perhaps by that")
                  .orElse(sentence)
              + advice,
          refusal);
    }
  }

  /** An upload counts when the artifact is listed, and can be fetched in its full size. */
  private void check(String name, long size) throws ServiceFailure {
    ObjectNode filter = request().put("name_filter", name);
    boolean listed = false;
    for (JsonNode row : call("ListArtifacts", filter).path("artifacts")) {
      // Its size is no proof: act tells that of a folder, Forgejo none while there is nothing.
      listed |= row.path("name").asText().equals(name);
    }
    if (!listed) {
      throw ServiceFailure.untrue("ListArtifacts", name + " is not listed");
    }
    String method = "GetSignedArtifactURL";
    JsonNode signed = call(method, request().put("name", name));
    OptionalLong there =
        client.sizeOf(
            ServiceClient.address(signed.path("signedUrl").asText(), "the answer of " + method));
    if (there.isPresent() && there.getAsLong() != size) {
      throw ServiceFailure.untrue(
          method, there.getAsLong() + " bytes are there in the place of " + size);
    }
  }

  /** Only fields that every server knows: Forgejo's answers any other with 500. */
  private ObjectNode request() {
    return JSON.createObjectNode()
        .put("workflow_run_backend_id", identity.run())
        .put("workflow_job_run_backend_id", identity.job());
  }

  private JsonNode call(String method, JsonNode request) throws ServiceFailure {
    return client.post(
        ServiceClient.address(base + METHODS + method, "ACTIONS_RESULTS_URL"),
        new TreeMap<>(Map.of("Authorization", "Bearer " + token)),
        request);
  }

  private static URI with(URI place, String query) {
    return URI.create(place + (place.getRawQuery() == null ? "?" : "&") + query);
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  /** GitHub keeps artifacts at Azure, which wants these. */
  private static SortedMap<String, String> azure() {
    return new TreeMap<>(Map.of("x-ms-blob-type", "BlockBlob", "x-ms-version", "2020-10-02"));
  }

  private static byte[] blockList(List<String> ids) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><BlockList>");
    ids.forEach(id -> xml.append("<Latest>").append(id).append("</Latest>"));
    return xml.append("</BlockList>").toString().getBytes(StandardCharsets.UTF_8);
  }
}
