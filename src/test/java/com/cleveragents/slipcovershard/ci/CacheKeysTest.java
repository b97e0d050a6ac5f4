package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeysTest {
  private static CacheKeys keys(String repository, String ref, String run) {
    return CacheKeys.of(
        "timings",
        "behave",
        Map.of("GITHUB_REPOSITORY", repository, "GITHUB_REF", ref, "GITHUB_RUN_ID", run));
  }

  private static CacheKeys keys(String ref) {
    return keys("team/project", ref, "42");
  }

  /** The hashes are those of sha256sum, so that a change of the names is seen. */
  @Test
  void nameSubjectRepositoryClassSettingsAndRun() {
    String start = "slipcover-shard-timings-v1-424ca8dc0aee203c-";
    CacheKeys keys = keys("refs/heads/main");
    assertEquals(start + "base-e6ac32cfa83f2053-42", keys.toSave());
    assertEquals(List.of(start + "base-e6ac32cfa83f2053-"), keys.prefixes());
  }

  @ParameterizedTest
  @CsvSource({
    "refs/pull/12/head, pr-12",
    "refs/pull/12/merge, pr-12",
    "refs/heads/main, base",
    "refs/heads/refs/pull/12/head, base",
    "refs/tags/v1, base",
    "refs/pull/x/head, base",
    "refs/pull/12, base",
    "'', base",
  })
  void knowPullRequestsByTheReference(String ref, String kind) {
    assertTrue(keys(ref).toSave().contains("-" + kind + "-"), keys(ref)::toString);
  }

  @Test
  void aPullRequestTakesItsOwnFirstAndThenTheBranches() {
    CacheKeys base = keys("refs/heads/main");
    CacheKeys pull = keys("refs/pull/12/head");
    assertEquals(2, pull.prefixes().size());
    assertTrue(pull.toSave().startsWith(pull.prefixes().get(0)), pull::toString);
    assertEquals(base.prefixes(), pull.prefixes().subList(1, 2));
    assertFalse(base.prefixes().contains(pull.prefixes().get(0)));
  }

  @Test
  void areThoseOfOneClassOnly() {
    CacheKeys first = keys("team/project", "refs/pull/1/head", "4");
    CacheKeys twelfth = keys("team/project", "refs/pull/12/head", "4");
    CacheKeys longer = keys("team/project2", "refs/pull/1/head", "4");
    for (CacheKeys other : List.of(twelfth, longer)) {
      for (String prefix : first.prefixes().subList(0, 1)) {
        assertFalse(other.toSave().startsWith(prefix), other::toString);
      }
      assertTrue(other.prefixes().stream().noneMatch(first.toSave()::startsWith));
    }
    first.prefixes().forEach(prefix -> assertTrue(prefix.endsWith("-"), prefix));
  }

  @Test
  void areOthersForOtherSettings() {
    Map<String, String> environment = Map.of("GITHUB_REPOSITORY", "team/project");
    CacheKeys one = CacheKeys.of("timings", "behave --tags=a", environment);
    CacheKeys other = CacheKeys.of("timings", "behave --tags=b", environment);
    assertNotEquals(one.prefixes(), other.prefixes());
  }

  @Test
  void doNotTellUpperFromLowerCase() {
    assertEquals(
        keys("team/project", "refs/heads/main", "42"),
        keys("Team/Project", "refs/heads/Main", "42"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4,2", "../42", "A", "\n"})
  void haveOnlyWhatAServiceTakesWhateverTheRunnerSays(String odd) {
    CacheKeys keys = keys(odd, "refs/pull/" + odd + "/head", odd);
    assertTrue(keys.toSave().matches("[a-z0-9-]+-\\d+"), keys::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b", "A", "a b"})
  void areNotMadeOfAnyText(String name) {
    assertThrows(IllegalArgumentException.class, () -> new CacheKeys(name, List.of("a")));
    assertThrows(IllegalArgumentException.class, () -> new CacheKeys("a", List.of(name)));
    assertThrows(IllegalArgumentException.class, () -> CacheKeys.of(name, "", Map.of()));
  }
}
