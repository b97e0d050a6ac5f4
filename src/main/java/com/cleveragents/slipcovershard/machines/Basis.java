package com.cleveragents.slipcovershard.machines;

import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.TimingsFile;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What two machines that have it plan alike by, given the same sources and settings.
 *
 * @param timings of earlier runs; may be none
 * @param chunks on each machine, as far as the division of the suite goes
 */
public record Basis(Timings timings, int chunks) {
  private static final int VERSION = 1;
  private static final int MOST_CHUNKS = 256;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** {@code {"version":1,"chunks","timings":{…}}}, without timings where there are none. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION).put("chunks", chunks);
    try {
      if (!timings.isEmpty()) {
        root.set("timings", JSON.readTree(TimingsFile.toJson(timings)));
      }
      return root.toPrettyString() + "\n";
    } catch (JacksonException e) {
      throw new IllegalStateException(e); // we have just written it
    }
  }

  /** Reads what {@link #toJson} wrote; empty if it is damaged or of another release. */
  public static Optional<Basis> read(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      int chunks = root.path("chunks").asInt();
      if (root.path("version").asInt() != VERSION || chunks < 1 || chunks > MOST_CHUNKS) {
        return Optional.empty();
      }
      return root.has("timings")
          ? TimingsFile.read(root.get("timings").toString())
              .map(timings -> new Basis(timings, chunks))
          : Optional.of(new Basis(Timings.NONE, chunks));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
