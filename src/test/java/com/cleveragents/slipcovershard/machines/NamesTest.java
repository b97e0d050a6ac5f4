package com.cleveragents.slipcovershard.machines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.plan.Shard;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final JobAttempt FIRST = new JobAttempt("42", "tests", 1);

  private static BasisName basis(String prefix, int machines, String hash, JobAttempt from) {
    return new BasisName(prefix, machines, hash, 1, from);
  }

  @Test
  void tellWhatTheyAreOf() {
    assertEquals(
        "coverage-shard-2-of-3-tests-42.1",
        new PartName("coverage", new Shard(2, 3), FIRST).toString());
    assertEquals(
        "coverage-basis-of-3-00ff-0-tests-42.1",
        new BasisName("coverage", 3, "00ff", 0, FIRST).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "coverage, 1, 1, tests, 42, 1",
    "coverage, 2, 3, shard-1-of-2, 42, 1",
    "coverage, 256, 256, 7, 42, 999999999",
    "coverage, 2, 3, a-42, 42, 3",
    "shard-1-of-2, 2, 3, _x-, 42, 1",
    "c-shard-1-of-2-tests-42.1, 2, 3, tests, 42, 1",
    "c.+(x), 2, 3, tests, local, 1",
  })
  void ofPartsAreReadAsTheyWereWritten(
      String prefix, int number, int count, String job, String run, int attempt) {
    PartName name =
        new PartName(prefix, new Shard(number, count), new JobAttempt(run, job, attempt));
    assertEquals(Optional.of(name), PartName.parse(name.toString(), prefix, run));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coverage",
        "coverage-shard-1-of-2-tests-41.1", // of another run
        "coverage-shard-1-of-2-tests-142.1",
        "coverage-shard-1-of-2-tests-42", // without an attempt
        "coverage-shard-1-of-2-tests-42.x",
        "coverage-shard-1-of-2-tests-42.1.zip",
        "coverage-shard-1-of-2-42.1", // without a job
        "coverage-shard-0-of-2-tests-42.1",
        "coverage-shard-3-of-2-tests-42.1",
        "coverage-shard-1-of-257-tests-42.1",
        "coverage-shard-1-of-2-te/../sts-42.1",
        "coverage-shard-1-of-2-te sts-42.1",
        "fast-shard-1-of-2-tests-42.1", // of another prefix
        "coverage-fast-shard-1-of-2-tests-42.1",
        "xcoverage-shard-1-of-2-tests-42.1",
        "coverage-basis-of-2-00ff-1-tests-42.1",
        "coverage-shard-1", // of an earlier release
        "",
      })
  void ofAnythingElseAreNotThoseOfParts(String name) {
    assertEquals(Optional.empty(), PartName.parse(name, "coverage", "42"));
  }

  @Test
  void ofBasesAnswerWhoeverPlansTheSameTests() {
    BasisName own = basis("coverage", 2, "00ff", FIRST);
    for (BasisName other :
        new BasisName[] {
          own,
          new BasisName("coverage", 2, "00ff", 0, new JobAttempt("42", "plan", 1)),
          new BasisName("coverage", 2, "00ff", 256, new JobAttempt("42", "a-1-b-42", 12)),
          basis("coverage", 2, "00ff", new JobAttempt("42", "shard-1-of-2", 2)),
        }) {
      assertTrue(own.isAnswerTo(other.toString()), other.toString());
      assertTrue(BasisName.isOne(other.toString()), other.toString());
    }
  }

  @Test
  void ofBasesAnswerNobodyElse() {
    BasisName own = basis("coverage", 2, "00ff", FIRST);
    for (BasisName other :
        new BasisName[] {
          basis("fast", 2, "00ff", FIRST),
          basis("coverage-fast", 2, "00ff", FIRST),
          basis("cover", 2, "00ff", FIRST),
          basis("coverage", 3, "00ff", FIRST),
          basis("coverage", 22, "00ff", FIRST),
          basis("coverage", 2, "00fe", FIRST),
          basis("coverage", 2, "00f", FIRST),
          basis("coverage", 2, "00ff", new JobAttempt("41", "tests", 1)),
          basis("coverage", 2, "00ff", new JobAttempt("4", "tests", 1)),
        }) {
      assertFalse(own.isAnswerTo(other.toString()), other.toString());
      assertFalse(other.isAnswerTo(own.toString()), other.toString());
    }
    for (String other :
        new String[] {
          own + ".zip",
          "coverage-basis-of-2-00ff-1-te/../sts-42.1",
          "coverage-shard-1-of-2-tests-42.1",
          ""
        }) {
      assertFalse(own.isAnswerTo(other), other);
      assertFalse(BasisName.isOne(other), other);
    }
  }

  /** A prefix is taken as it is, not as an expression. */
  @Test
  void ofBasesAreTakenByTheLetter() {
    assertFalse(basis("c.v", 2, "00ff", FIRST).isAnswerTo("cov-basis-of-2-00ff-1-tests-42.1"));
    assertTrue(basis("c.v", 2, "00ff", FIRST).isAnswerTo("c.v-basis-of-2-00ff-1-tests-42.1"));
  }

  @Test
  void areOfTheAttemptThatTheRunnerTells() {
    assertEquals(
        new JobAttempt("42", "shard-1", 3),
        JobAttempt.of(
            Map.of("GITHUB_RUN_ID", "42", "GITHUB_JOB", "shard-1", "GITHUB_RUN_ATTEMPT", " 3 ")));
    assertEquals(new JobAttempt("local", "job", 1), JobAttempt.of(Map.of()));
    assertEquals("local", JobAttempt.of(Map.of()).word());
    assertEquals("42.3", new JobAttempt("42", "tests", 3).word());
    for (String attempt : new String[] {"", "0", "-1", "x", "9999999999"}) {
      assertEquals(1, JobAttempt.of(Map.of("GITHUB_RUN_ATTEMPT", attempt)).attempt(), attempt);
    }
    assertEquals("ab", JobAttempt.of(Map.of("GITHUB_JOB", "a/../b")).job());
  }
}
