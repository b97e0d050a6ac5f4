package com.cleveragents.slipcovershard.ci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the token that a runner gives a job says of it.
 *
 * @param run as the services count
 * @param job as the services count
 * @param task this attempt at the job, as Forgejo counts; other forges do not tell
 */
public record WorkflowToken(String run, String job, OptionalLong task) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * That of the job that we run in; without a token of the usual kind, the run's number has to do.
   */
  public static WorkflowToken of(Map<String, String> environment) {
    String run = environment.getOrDefault("GITHUB_RUN_ID", "");
    List<String> parts =
        List.of(environment.getOrDefault("ACTIONS_RUNTIME_TOKEN", "").strip().split("\\.", -1));
    if (parts.size() > 1) {
      try {
        return of(JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1))), run);
      } catch (IOException | IllegalArgumentException e) {
        // Of another kind.
      }
    }
    return new WorkflowToken(run, run, OptionalLong.empty());
  }

  /** The claim {@code scp} has {@code ... Actions.Results:<run>:<job> ...}. */
  private static WorkflowToken of(JsonNode claims, String run) {
    JsonNode number = claims.path("TaskID");
    OptionalLong task =
        number.isIntegralNumber() ? OptionalLong.of(number.asLong()) : OptionalLong.empty();
    for (String scope : claims.path("scp").asText().split(" ", -1)) {
      List<String> words = List.of(scope.split(":", -1));
      if (words.size() == 3 && words.get(0).equals("Actions.Results")) {
        return new WorkflowToken(words.get(1), words.get(2), task);
      }
    }
    return new WorkflowToken(run, run, task);
  }
}
