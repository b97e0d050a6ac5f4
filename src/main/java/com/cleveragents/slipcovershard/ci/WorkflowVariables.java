package com.cleveragents.slipcovershard.ci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** Names of variables whose values are secret; {@code *} stands for any letters. */
  private static final List<String> SECRET =
      List.of("*SECRET*", "*TOKEN*", "*PASS*", "*CREDENTIAL*", "*_KEY*");

  /** Words that such variables hold as well, and that are part of many other texts. */
  private static final Set<String> COMMON =
      Set.of(
          "bearer",
          "default",
          "development",
          "disabled",
          "enabled",
          "forgejo",
          "github",
          "github-actions",
          "gitlab",
          "localhost",
          "oauth2",
          "production",
          "testing");

  /** Names more of them, or globs of names, apart by blanks, commas or line breaks. */
  public static final String REDACT = INPUT + "REDACT";

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
    List<String> globs = new ArrayList<>(SECRET);
    globs.addAll(names(environment.getOrDefault(REDACT, "")));
    Pattern secret =
        Pattern.compile(
            globs.stream().map(WorkflowVariables::pattern).collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE);
    SortedSet<String> secrets = new TreeSet<>();
    environment.forEach(
        (name, value) -> {
          if (!name.equals(REDACT) && secret.matcher(name).matches()) {
            secrets.add(value);
          }
        });
    secrets.removeIf(value -> COMMON.contains(value.strip().toLowerCase(Locale.ROOT)));
    return onlyTelling(secrets);
  }

  /** The names and globs in a list of them. */
  public static List<String> names(String list) {
    return Stream.of(list.split("[\\s,]+", -1)).filter(name -> !name.isEmpty()).toList();
  }

  private static String pattern(String glob) {
    return Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
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
