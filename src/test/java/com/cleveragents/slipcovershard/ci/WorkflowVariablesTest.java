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
            "SECRET_SHORT", "abc",
            "TOKEN_TYPE", "Bearer",
            "SECRET_NUMBER", "12345678");

    assertEquals(
        Set.of("token-of-the-job", "token-of-the-service", "secret-key", "password-of-db"),
        WorkflowVariables.secrets(environment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NPM_TOKEN",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "npm_config__authToken",
        "PGPASSWORD",
        "DB_PASS",
        "passphrase",
        "GOOGLE_CREDENTIALS",
        "client_secret",
        "API_KEY"
      })
  void takesTheseNamesForThoseOfSecrets(String name) {
    assertEquals(Set.of("some value"), WorkflowVariables.secrets(Map.of(name, "some value")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOME", "KEYBOARD", "PATH", "MONKEY", "BUILD_NUMBER"})
  void takesNoOtherNamesForThoseOfSecrets(String name) {
    assertEquals(Set.of(), WorkflowVariables.secrets(Map.of(name, "some value")));
  }

  @Test
  void takesMoreNamesFromTheUser() {
    Map<String, String> environment =
        Map.of(
            "INPUT_REDACT", "DSN, my_*\nLICENCE",
            "DSN", "of the database",
            "MY_PRIVATE", "of the user",
            "LICENCE", "of the product",
            "OTHER", "of nobody");
    assertEquals(
        Set.of("of the database", "of the user", "of the product"),
        WorkflowVariables.secrets(environment));
  }
}
