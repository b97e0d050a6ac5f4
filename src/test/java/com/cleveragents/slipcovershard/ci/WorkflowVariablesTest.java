package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowVariablesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GITHUB_TOKEN", "FORGEJO_TOKEN", "GITEA_TOKEN",
        "ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL", "ACTIONS_CACHE_URL",
        "INPUT_PATHS", "INPUT_BUILD-DIR",
      })
  void keepsTheRightsOfTheJob(String name) {
    assertEquals(Map.of(), WorkflowVariables.forChildren(Map.of(name, "x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"API_TOKEN", "HOME", "PATH", "PYTHONPATH", "GITHUB_SHA", "CI", "MY_INPUT_X"})
  void handsOnWhatBelongsToTheProject(String name) {
    assertEquals(Map.of(name, "x"), WorkflowVariables.forChildren(Map.of(name, "x")));
  }

  @Test
  void dropsTheSecondAppearanceOfAnInput() {
    Map<String, String> environment =
        Map.of(
            "INPUT_ENV",
            "KEY=1",
            "env",
            "KEY=1",
            "INPUT_BUILD-DIR",
            "out",
            "build-dir",
            "out",
            "INPUT_SOURCE",
            "src",
            "source",
            "something of the project's");

    assertEquals(
        Map.of("source", "something of the project's"), WorkflowVariables.forChildren(environment));
  }

  @Test
  void knowsSecretsByTheNamesOfTheirVariables() {
    Map<String, String> environment =
        Map.of(
            "GITHUB_TOKEN", "token-of-the-job",
            "ACTIONS_RUNTIME_TOKEN", "token-of-the-service",
            "MY_SECRET_KEY", "secret-key",
            "db_password", "password-of-db",
            "API_TOKEN", "left-alone",
            "SECRET_SHORT", "abc",
            "SECRET_NUMBER", "12345678");

    assertEquals(
        Set.of("token-of-the-job", "token-of-the-service", "secret-key", "password-of-db"),
        WorkflowVariables.secrets(environment));
  }
}
