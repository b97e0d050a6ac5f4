package com.cleveragents.slipcovershard.machines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactServer;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Kind;
import com.cleveragents.slipcovershard.ci.ArtifactServer.Mishap;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.plan.Timings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
  private @TempDir Path folder;
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private static BasisName name(int machine) {
    return new BasisName("coverage", 3, "00ff", machine, new JobAttempt("42", "tests", 1));
  }

  /** That of a machine, which comes to as many chunks as its number says. */
  private Agreement agreement(ArtifactServer server, int machine) {
    return agreement(server, machine, pauses::add);
  }

  private Agreement agreement(ArtifactServer server, int machine, Agreement.Pause pause) {
    return new Agreement(
        ArtifactService.of(server.environment(), Clock.systemUTC()).orElseThrow(),
        name(machine),
        OptionalInt.empty(),
        Redaction.of(List.of()),
        folder.resolve("machine-" + machine),
        said::add,
        pause);
  }

  private static Basis notAsked() {
    throw new AssertionError("another one has proposed");
  }

  private static Basis known(int chunks) {
    return new Basis(Timings.NONE, chunks);
  }

  private static byte[] zip(String file, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(file));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] proposal(int chunks) throws IOException {
    return zip("basis.json", known(chunks).toJson().getBytes(UTF_8));
  }

  private static Mishap status(String method, int status) {
    return (exchange, name) -> {
      if (name.equals(method)) {
        ArtifactServer.fail(exchange, status, "sorry");
      }
      return name.equals(method);
    };
  }

  @ParameterizedTest
  @EnumSource
  void isOnWhatTheFirstKnew(Kind kind) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(kind)) {
      assertEquals(known(2), agreement(server, 2).reach(() -> known(2)));
      assertEquals(known(2), agreement(server, 1).reach(AgreementTest::notAsked));
      assertEquals(known(2), agreement(server, 3).reach(AgreementTest::notAsked));

      assertEquals(List.of(name(2).toString()), server.names());
      assertEquals(
          List.of(
              "all shards plan by what this one knows (" + name(2) + ")",
              "planned by what another shard knew first (" + name(2) + ")",
              "planned by what another shard knew first (" + name(2) + ")"),
          said);
      assertEquals(List.of(), pauses);
      for (int machine = 1; machine <= 3; machine++) {
        Path own = folder.resolve("machine-" + machine);
        assertEquals(known(2).toJson(), Files.readString(own.resolve("basis.json")));
        assertFalse(Files.exists(own.resolve(name(2) + ".zip")));
      }
    }
  }

  @Test
  void isNotOnWhatOtherTestsOrRunsPlanBy() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      for (String other :
          List.of(
              "coverage-basis-of-2-00ff-1-tests-42.1",
              "coverage-basis-of-3-00fe-1-tests-42.1",
              "fast-basis-of-3-00ff-1-tests-42.1",
              "coverage-basis-of-3-00ff-1-tests-41.1")) {
        server.put(other, proposal(9));
      }
      assertEquals(known(1), agreement(server, 1).reach(() -> known(1)));
    }
  }

  /** The proposal of an earlier attempt stands: parts of that attempt may count as well. */
  @Test
  void outlastsAnAttempt() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.put(name(3).toString(), proposal(9));
      server.put("coverage-basis-of-3-00ff-0-plan-42.7", proposal(8));
      assertEquals(known(9), agreement(server, 1).reach(AgreementTest::notAsked));
    }
  }

  /** Neither sees a proposal when it begins; both have proposed when they look again. */
  @ParameterizedTest
  @EnumSource
  void isReachedByTwoThatBeginAtTheSameTime(Kind kind) throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Mishap lockstep =
        (exchange, method) -> {
          if (method.equals("ListArtifacts")) {
            meet(together);
          }
          return false;
        };
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (ArtifactServer server = ArtifactServer.of(kind, lockstep)) {
      List<Future<Basis>> coming = new ArrayList<>();
      for (int machine = 1; machine <= 2; machine++) {
        int own = machine;
        coming.add(pool.submit(() -> agreement(server, own).reach(() -> known(own))));
      }
      Set<Integer> chunks = new TreeSet<>();
      for (Future<Basis> basis : coming) {
        chunks.add(basis.get(1, TimeUnit.MINUTES).chunks());
      }
      assertEquals(1, chunks.size(), chunks.toString());
      assertEquals(2, server.names().size());
    } finally {
      pool.shutdownNow();
    }
  }

  private static void meet(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  @Test
  void waitsForAProposalThatIsOnItsWay() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.begin(name(2).toString());
      Agreement.Pause pause =
          duration -> {
            pauses.add(duration);
            if (pauses.size() == 29) {
              whole(server, 2);
            }
          };
      assertEquals(known(2), agreement(server, 1, pause).reach(AgreementTest::notAsked));
      assertEquals(Collections.nCopies(29, Duration.ofSeconds(1)), pauses);
    }
  }

  private static void whole(ArtifactServer server, int machine) {
    try {
      server.put(name(machine).toString(), proposal(machine));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The one that was begun first counts, though it is whole later. */
  @Test
  void isOnWhatWasBegunFirst() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.put(name(3).toString(), proposal(3));
      server.put(name(2).toString(), proposal(2));
      assertEquals(known(3), agreement(server, 1).reach(AgreementTest::notAsked));
    }
  }

  @Test
  void passesOverAMachineThatDiedWhileItProposed() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.begin(name(2).toString());
      assertEquals(known(1), agreement(server, 1).reach(() -> known(1)));
      assertEquals(60, pauses.size(), "before its own proposal, and after it");
      assertEquals(known(1), agreement(server, 3).reach(AgreementTest::notAsked));
      assertEquals(90, pauses.size());
      assertEquals(List.of(name(1).toString(), name(2).toString()), server.names());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "no zip", "another file", "no text", "another version"})
  void failsOnADamagedProposal(String how) throws IOException {
    byte[] content =
        switch (how) {
          case "nonsense" -> zip("basis.json", "{\"version\":1".getBytes(UTF_8));
          case "no zip" -> "<html>".getBytes(UTF_8);
          case "another file" -> zip("ledger.json", "{}".getBytes(UTF_8));
          case "no text" -> zip("basis.json", new byte[] {'{', (byte) 0xff});
          default -> zip("basis.json", "{\"version\":2,\"chunks\":3}".getBytes(UTF_8));
        };
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.put(name(2).toString(), content);
      // What lies there from before is nothing to plan by.
      Path own = Files.createDirectories(folder.resolve("machine-1"));
      Files.writeString(own.resolve("basis.json"), known(1).toJson());

      ShardException failure =
          assertThrows(
              ShardException.class, () -> agreement(server, 1).reach(AgreementTest::notAsked));

      assertEquals(ExitCode.COVERAGE_UNUSABLE, failure.code(), failure.sentence());
      assertTrue(failure.sentence().contains(name(2).toString()), failure.sentence());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ListArtifacts", "CreateArtifact", "block", "GetSignedArtifactURL"})
  void failsWithTheService(String method) throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO, status(method, 403))) {
      ShardException failure =
          assertThrows(ShardException.class, () -> agreement(server, 1).reach(() -> known(1)));
      assertEquals(ExitCode.SERVICE_FAILED, failure.code(), failure.sentence());
      assertTrue(failure.sentence().contains("403: sorry"), failure.sentence());
    }
  }

  /** A server lets go of what an earlier attempt left, and lists it for a while. */
  @Test
  void passesOverAProposalThatIsGone() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.put(name(2).toString(), proposal(2));
      server.delete(name(2).toString());
      assertEquals(known(1), agreement(server, 1).reach(() -> known(1)));
      assertEquals(known(1), agreement(server, 3).reach(AgreementTest::notAsked));
      assertEquals(List.of(), pauses);
    }
  }

  @Test
  void endsWhenItIsInterrupted() throws IOException {
    try (ArtifactServer server = ArtifactServer.of(Kind.FORGEJO)) {
      server.begin(name(2).toString());
      Agreement.Pause pause =
          duration -> {
            throw new InterruptedException("cancelled");
          };
      ShardException ended =
          assertThrows(
              ShardException.class,
              () -> agreement(server, 1, pause).reach(AgreementTest::notAsked));
      assertTrue(Thread.interrupted());
      assertEquals(ExitCode.INTERRUPTED, ended.code());
    }
  }
}
