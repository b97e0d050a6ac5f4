package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ci.ArtifactServer.Kind;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Mishap;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTasksTest {
  private static final Optional<Boolean> AGAIN = Optional.of(true);
  private static final Optional<Boolean> NOT_AGAIN = Optional.of(false);
  private static final Optional<Boolean> UNKNOWN = Optional.empty();

  private static JobTasks since(Map<String, String> environment, Long... tasks) {
    return JobTasks.since(List.of(tasks), environment, Clock.systemUTC(), pause -> {});
  }

  private static Mishap answering(int status, String text) {
    return (exchange, method) -> {
      ArtifactServer.fail(exchange, status, text);
      return true;
    };
  }

  @Test
  void tellThatAJobWasRunAgainAndWhichWasItsLastAttempt() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.environment("tests (1)", 1, 101);
      server.environment("tests (2)", 1, 102);
      server.environment("tests (1)", 2, 103);
      JobTasks tasks = since(server.environment("merge", 1, 104), 102L, 101L);
      assertEquals(AGAIN, tasks.wasRunAgain(101));
      assertEquals(NOT_AGAIN, tasks.wasRunAgain(102), "another one of the matrix was");
      assertEquals(NOT_AGAIN, tasks.wasRunAgain(103), "it is the later one");
      assertEquals(UNKNOWN, tasks.wasRunAgain(105));
      assertEquals(List.of("fetch"), server.requests());
    }
  }

  /**
   * Jobs that share a name: any of them may have been run again, but for those that left a part.
   */
  @Test
  void doNotTellJobsOfOneNameApart() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.environment("tests", 1, 101);
      JobTasks tasks = since(server.environment("tests", 1, 102), 101L, 102L);
      assertEquals(NOT_AGAIN, tasks.wasRunAgain(101), "the later one is another part");
      assertEquals(NOT_AGAIN, tasks.wasRunAgain(102));
      tasks = since(server.environment("tests", 2, 103), 101L, 102L);
      assertEquals(AGAIN, tasks.wasRunAgain(101), "it may have been either");
      assertEquals(AGAIN, tasks.wasRunAgain(102));
    }
  }

  @Test
  void ofAnotherRunAreNoAttemptsOfThisOne() throws IOException {
    String rows =
        """
        {"workflow_runs": [
          {"id": 103, "name": "tests (1)", "run_number": 6},
          {"id": 102, "name": "tests (2)", "run_number": 5},
          {"id": 101, "name": "tests (2)", "run_number": 5},
          {"id": 100, "name": "tests (1)", "run_number": 5}]}
        """;
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, answering(200, rows))) {
      JobTasks tasks = since(server.environment("merge", 1, 104), 100L, 101L);
      assertEquals(NOT_AGAIN, tasks.wasRunAgain(100));
      assertEquals(AGAIN, tasks.wasRunAgain(101));
    }
  }

  /** Fifty are a page, the latest first. */
  @ParameterizedTest
  @CsvSource({"220, 1", "172, 1", "171, 2", "122, 2", "121, 3", "101, 3"})
  void areReadBackToTheEarliestThatIsAskedFor(long earliest, int pages) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      for (int task = 101; task < 220; task++) {
        server.environment("job " + task, 1, task);
      }
      server.environment("job " + earliest, 2, 220);
      JobTasks tasks = since(server.environment("merge", 1, 221), earliest);
      assertEquals(earliest == 220 ? NOT_AGAIN : AGAIN, tasks.wasRunAgain(earliest));
      assertEquals(Collections.nCopies(pages, "fetch"), server.requests());
    }
  }

  @Test
  void areNotReadForEver() throws IOException {
    AtomicInteger next = new AtomicInteger(1_000_000);
    Mishap endless =
        (exchange, method) -> {
          List<String> rows = new ArrayList<>();
          for (int row = 0; row < 50; row++) {
            rows.add(
                "{\"id\":%d,\"name\":\"x\",\"run_number\":5}".formatted(next.decrementAndGet()));
          }
          String text = "{\"workflow_runs\":[" + String.join(",", rows) + "]}";
          ArtifactServer.fail(exchange, 200, text);
          return true;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, endless)) {
      assertEquals(UNKNOWN, since(server.environment("merge", 1, 9), 7L).wasRunAgain(7));
      assertEquals(40, server.requests().size());
    }
  }

  /** The same page over and over is the end. */
  @Test
  void areNotReadTwice() throws IOException {
    String rows = "{\"workflow_runs\":[{\"id\":9,\"name\":\"a\",\"run_number\":5}]}";
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, answering(200, rows))) {
      assertEquals(UNKNOWN, since(server.environment("merge", 1, 9), 7L).wasRunAgain(7));
      assertEquals(2, server.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ACT", "GITHUB"})
  void areUnknownToOtherForges(Kind kind) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(kind)) {
      JobTasks tasks = since(server.environment("tests", 1, 101), 101L);
      assertEquals(UNKNOWN, tasks.wasRunAgain(101));
      assertEquals(List.of("fetch"), server.requests());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | {\"message\":\"no\"}",
        "500 | oops",
        "204 | ''",
        "302 | ''",
        "200 | <html>",
        "200 | {}",
        "200 | []",
        "200 | {\"workflow_runs\":null}",
        "200 | {\"workflow_runs\":7}",
        "200 | {\"workflow_runs\":[]}",
        "200 | {\"workflow_runs\":[1,null,{}]}",
        "200 | {\"tasks\":[{\"id\":101,\"name\":\"tests\",\"run_number\":5}]}",
      })
  void areUnknownWhereTheForgeDoesNotTell(int status, String text) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, answering(status, text))) {
      JobTasks tasks = since(server.environment("tests", 1, 101), 101L);
      assertEquals(UNKNOWN, tasks.wasRunAgain(101));
    }
  }

  @Test
  void areAskedForAgainWhereTheForgeFailsForAMoment() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Mishap once =
        (exchange, method) -> {
          if (asked.getAndIncrement() == 0) {
            ArtifactServer.fail(exchange, 502, "restarting");
            return true;
          }
          return false;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, once)) {
      server.environment("tests (1)", 1, 101);
      assertEquals(AGAIN, since(server.environment("tests (1)", 2, 103), 101L).wasRunAgain(101));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"})
  void areNotAskedForWithoutAllThatItTakes(String absent) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      SortedMap<String, String> environment = server.environment("tests", 1, 101);
      assertEquals(UNKNOWN, since(environment).wasRunAgain(101), "for none");
      environment.remove(absent);
      assertEquals(UNKNOWN, since(environment, 101L).wasRunAgain(101));
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void areAskedForWithTheTokenOfTheJob() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    Mishap noting =
        (exchange, method) -> {
          asked.add(exchange.getRequestURI().toString());
          asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
          return false;
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, noting)) {
      SortedMap<String, String> environment = server.environment("tests", 1, 101);
      environment.put("GITHUB_API_URL", server.url() + "/api/v1/");
      assertEquals(NOT_AGAIN, since(environment, 101L).wasRunAgain(101));
      assertEquals(
          List.of(
              "/api/v1/repos/team/project/actions/tasks?page=1&limit=50", "token repository-token"),
          asked);
    }
  }
}
