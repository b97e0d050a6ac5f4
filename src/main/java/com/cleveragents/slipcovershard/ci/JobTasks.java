package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The attempts at jobs, as Forgejo's REST API lists them: each is a task, and that of a later
 * attempt has a larger number.
 */
public final class JobTasks {
  /** Nothing is known, as on a forge of another kind. */
  public static final JobTasks UNKNOWN = new JobTasks(new TreeMap<>(), Set.of());

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PAGE = 50; // more are not given
  private static final int MOST_PAGES = 40;
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private final SortedMap<Long, Task> tasks;
  private final Set<Long> those;

  /** One attempt at a job. */
  private record Task(long run, String job) {}

  private JobTasks(SortedMap<Long, Task> tasks, Collection<Long> those) {
    this.tasks = tasks;
    this.those = Set.copyOf(those);
  }

  /**
   * Asks for all tasks of the repository back to the earliest of these. A forge that does not
   * answer, or not like Forgejo, tells nothing.
   */
  public static JobTasks since(
      Collection<Long> these, Map<String, String> environment, Clock clock) {
    return since(these, environment, clock, duration -> Thread.sleep(duration.toMillis()));
  }

  static JobTasks since(
      Collection<Long> these, Map<String, String> environment, Clock clock, Retries.Pause pause) {
    String api = environment.getOrDefault("GITHUB_API_URL", "").replaceFirst("/+$", "");
    String repository = environment.getOrDefault("GITHUB_REPOSITORY", "");
    String token = environment.getOrDefault("GITHUB_TOKEN", "");
    Optional<Long> earliest = these.stream().min(Long::compare);
    if (api.isEmpty() || repository.isEmpty() || token.isEmpty() || earliest.isEmpty()) {
      return UNKNOWN;
    }
    ServiceClient client = new ServiceClient(environment, clock, LIMIT);
    Retries retries = new Retries(pause);
    SortedMap<Long, Task> found = new TreeMap<>();
    try {
      for (int page = 1; page <= MOST_PAGES; page++) {
        String address = "%s/repos/%s/actions/tasks?page=%d&limit=%d";
        URI uri =
            ServiceClient.address(address.formatted(api, repository, page, PAGE), "GITHUB_API_URL");
        Optional<JsonNode> answer =
            retries.of(
                () -> client.get(uri, new TreeMap<>(Map.of("Authorization", "token " + token))));
        int before = found.size();
        for (JsonNode task : answer.map(it -> it.path("workflow_runs")).orElse(NOTHING)) {
          found.put(
              task.path("id").asLong(),
              new Task(task.path("run_number").asLong(), task.path("name").asText()));
        }
        if (found.size() == before || found.firstKey() <= earliest.get()) {
          break;
        }
      }
    } catch (ServiceFailure | ShardException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(
          ExitCode.INTERRUPTED, "interrupted while the forge was asked for its tasks", e);
    }
    return new JobTasks(found, these);
  }

  /**
   * Whether the job that this was an attempt at was run again; empty where nobody knows. Jobs of
   * one run that share a name cannot be told apart: another of them counts as a later attempt,
   * unless it is one of those that were asked for.
   */
  public Optional<Boolean> wasRunAgain(long task) {
    return Optional.ofNullable(tasks.get(task))
        .map(
            known ->
                tasks.tailMap(task + 1).entrySet().stream()
                    .filter(later -> !those.contains(later.getKey()))
                    .anyMatch(later -> later.getValue().equals(known)));
  }
}
