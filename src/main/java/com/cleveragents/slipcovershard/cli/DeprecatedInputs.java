package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Inputs of the action that have another name by now. For one minor version the old one is taken
 * for the new one, and whoever uses it is told; then it is gone from action.yml, too.
 */
record DeprecatedInputs(List<Renamed> all) {
  /** What is deprecated in this version. */
  static final DeprecatedInputs OURS = new DeprecatedInputs(List.of());

  /**
   * One of them.
   *
   * @param since the minor version that deprecated it, such as 1.3
   * @param until the one that does not know it any more
   */
  record Renamed(String name, String replacement, String since, String until) {
    private String sentence() {
      return "the input %s is deprecated since %s and will be gone in %s: write %s in its place"
          .formatted(name, since, until, replacement);
    }
  }

  DeprecatedInputs {
    all = List.copyOf(all);
  }

  /**
   * What was called, as if it had been by the new names; the old ones are told.
   *
   * @throws ShardException if both names of one are given
   */
  Invocation replacedIn(Invocation invocation) {
    SortedMap<String, String> environment = new TreeMap<>(invocation.environment());
    for (Renamed renamed : all) {
      String old = Values.inputName(renamed.name());
      Optional<String> value =
          Optional.ofNullable(environment.remove(old)).filter(text -> !text.isBlank());
      if (value.isEmpty()) {
        continue;
      }
      new Console(invocation, Console.Level.NORMAL).problem(renamed.sentence());
      Values values = new Values(environment);
      if (values.of(null, renamed.replacement()).isPresent()) {
        throw new ShardException(
            ExitCode.USAGE,
            "the inputs %s and %s are the same: leave %s out"
                .formatted(renamed.name(), renamed.replacement(), renamed.name()));
      }
      environment.put(Values.inputName(renamed.replacement()), value.get());
    }
    return invocation.withEnvironment(environment);
  }
}
