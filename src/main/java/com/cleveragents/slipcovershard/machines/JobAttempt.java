package com.cleveragents.slipcovershard.machines;

import java.util.Map;

/**
 * The attempt at a job of a workflow that a machine works for.
 *
 * @param run of the workflow, as the forge counts
 * @param job as the workflow calls it; all jobs of a matrix share it
 * @param attempt at the run or at the job, as the forge counts, from 1
 */
public record JobAttempt(String run, String job, int attempt) {
  /** That of the workflow that we run in; outside of one, of none. */
  public static JobAttempt of(Map<String, String> environment) {
    String attempt = environment.getOrDefault("GITHUB_RUN_ATTEMPT", "").strip();
    return new JobAttempt(
        word(environment.getOrDefault("GITHUB_RUN_ID", ""), "local"),
        word(environment.getOrDefault("GITHUB_JOB", ""), "job"),
        attempt.matches("0*[1-9]\\d{0,8}") ? Integer.parseInt(attempt) : 1);
  }

  private static String word(String value, String absent) {
    String word = value.replaceAll("[^A-Za-z0-9_-]", "");
    return word.isEmpty() ? absent : word;
  }

  /** By which ledgers name it, the same for all jobs of the run. */
  public String word() {
    return run.equals("local") ? run : run + "." + attempt;
  }

  /** At the end of an artifact's name. */
  String ending() {
    return job + "-" + run + "." + attempt;
  }
}
