package com.cleveragents.slipcovershard.machines;

import java.util.regex.Pattern;

/**
 * The name of the artifact with what machines plan by: {@code
 * <prefix>-basis-of-<n>-<hash>-<proposer>-<job>-<run>.<attempt>}.
 *
 * @param prefix the name that the artifact of the whole has
 * @param machines how many share the suite
 * @param selection a hash of what decides which tests there are
 * @param proposer which of the job's machines it is of; 0 for a job that only plans
 * @param from its attempt at the job
 */
public record BasisName(
    String prefix, int machines, String selection, int proposer, JobAttempt from) {

  private static final Pattern ANY =
      Pattern.compile(".+-basis-of-\\d{1,3}-[0-9a-f]+-\\d{1,3}-[A-Za-z0-9_-]+\\.\\d{1,9}");

  /** Whether an artifact of that name is a proposal, of whatever run. */
  public static boolean isOne(String name) {
    return ANY.matcher(name).matches();
  }

  /** Whether that name is of a proposal of the same run for the same tests, whoever made it. */
  boolean isAnswerTo(String name) {
    return name.matches(
        Pattern.quote(start()) + "\\d+-[A-Za-z0-9_-]+-" + Pattern.quote(from.run()) + "\\.\\d+");
  }

  private String start() {
    return "%s-basis-of-%d-%s-".formatted(prefix, machines, selection);
  }

  @Override
  public String toString() {
    return start() + proposer + "-" + from.ending();
  }
}
