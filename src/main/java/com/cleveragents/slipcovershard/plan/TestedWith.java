package com.cleveragents.slipcovershard.plan;

/**
 * Circumstances of a run that a proof depends on.
 *
 * @param runner its name and version, such as {@code pytest 8.4.2}
 * @param python its minor version, such as {@code 3.12}
 * @param selection a hash of what decides which tests run
 * @param scope whom the proof is for: {@link #BASE}, or a pull request such as {@code pr-7}
 */
public record TestedWith(String runner, String python, String selection, String scope) {
  /** Scope of all branches: what they prove holds for pull requests, too. */
  public static final String BASE = "base";

  /** Whether a proof that was made there holds in this run. */
  boolean accepts(TestedWith there) {
    return runner.equals(there.runner)
        && python.equals(there.python)
        && selection.equals(there.selection)
        && (there.scope.equals(BASE) || there.scope.equals(scope));
  }
}
