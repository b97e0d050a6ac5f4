package com.cleveragents.slipcovershard.ci;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The variables of a workflow's step: which of them are rights of the job, and which secrets. */
public final class WorkflowVariables {
  private static final String INPUT = "INPUT_";

  /** With these, and with all that begins with ACTIONS_, a process may act for the job. */
  private static final Set<String> TOKENS = Set.of("FORGEJO_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN");

  /**
   * Shorter values, and short numbers, are part of so many other texts that taking them out would
   * spoil those.
   */
  private static final int SHORTEST_SECRET = 6;

  private static final int SHORTEST_NUMBER = 10;

  private WorkflowVariables() {}

  /** What may be handed on to processes that run the project's code. */
  public static SortedMap<String, String> forChildren(Map<String, String> environment) {
    SortedMap<String, String> variables = new TreeMap<>(environment);
    variables.keySet().removeIf(WorkflowVariables::isRight);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(INPUT)) {
            // A runner hands over each input a second time, under its bare name.
            variables.remove(name.substring(INPUT.length()).toLowerCase(Locale.ROOT), value);
          }
        });
    return variables;
  }

  private static boolean isRight(String name) {
    return name.startsWith(INPUT) || name.startsWith("ACTIONS_") || TOKENS.contains(name);
  }

  /** Values that are secret by the names of their variables. */
  public static SortedSet<String> secrets(Map<String, String> environment) {
    SortedSet<String> secrets = new TreeSet<>();
    environment.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT);
          if (TOKENS.contains(name)
              || name.equals("ACTIONS_RUNTIME_TOKEN")
              || name.equals("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
              || upper.contains("SECRET")
              || upper.contains("PASSWORD")) {
            secrets.add(value);
          }
        });
    return onlyTelling(secrets);
  }

  /** Those of the values that can be told from ordinary text. */
  public static SortedSet<String> onlyTelling(Set<String> values) {
    SortedSet<String> telling = new TreeSet<>();
    for (String value : values) {
      String text = value.strip();
      if (text.length() >= (text.matches("\\d+") ? SHORTEST_NUMBER : SHORTEST_SECRET)) {
        telling.add(text);
      }
    }
    return telling;
  }
}
