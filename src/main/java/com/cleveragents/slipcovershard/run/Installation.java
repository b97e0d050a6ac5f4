package com.cleveragents.slipcovershard.run;

import java.util.List;

/** What is to be installed before the suite runs: the setting {@code install}. */
public sealed interface Installation {

  /** Nothing: the project's own environment has all that is needed. */
  record None() implements Installation {}

  /** What the project's files ask for. */
  record Auto() implements Installation {}

  /**
   * What the user says.
   *
   * @param words as they would follow {@code uv pip install} on a command line; they may hold
   *     secrets and are never shown
   */
  record Arguments(List<String> words) implements Installation {
    public Arguments {
      words = List.copyOf(words);
    }

    @Override
    public String toString() {
      return "Arguments[" + words.size() + " words]";
    }
  }
}
