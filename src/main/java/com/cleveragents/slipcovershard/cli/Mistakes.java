package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Wrong settings, collected so that all are told at once. */
final class Mistakes {
  private final SortedSet<String> sentences = new TreeSet<>();

  /** A value that is not allowed. */
  void add(String setting, String found, String allowed) {
    sentences.add(setting + ": '" + found + "' is not allowed; it takes " + allowed);
  }

  /** A mistake in words of its own. */
  void add(String setting, String sentence) {
    sentences.add(setting + ": " + sentence);
  }

  boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** Each of them, in words. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }

  /** Ends the command with code 2 if there are any. */
  void throwIfAny() {
    if (!sentences.isEmpty()) {
      throw new ShardException(
          ExitCode.USAGE,
          sentences.size() == 1
              ? "wrong setting: " + sentences.first()
              : "wrong settings:\n  " + String.join("\n  ", sentences));
    }
  }
}
