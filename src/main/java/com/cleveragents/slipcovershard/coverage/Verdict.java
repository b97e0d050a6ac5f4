package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;

/** What a gate says of a measurement. */
public sealed interface Verdict {
  /** The rule that was applied, such as {@code threshold 97 %}. */
  String gate();

  /** What was demanded and what was found, in one sentence. */
  String words();

  /** The one word for the outcome. */
  String outcome();

  /** The exit code that this verdict stands for. */
  ExitCode code();

  /** The rule holds. */
  record Passed(String gate, String words) implements Verdict {
    @Override
    public String outcome() {
      return "passed";
    }

    @Override
    public ExitCode code() {
      return ExitCode.PASSED;
    }
  }

  /** The rule was computed and does not hold. */
  record Failed(String gate, String words) implements Verdict {
    @Override
    public String outcome() {
      return "failed";
    }

    @Override
    public ExitCode code() {
      return ExitCode.GATE_FAILED;
    }
  }

  /** Nothing was measured that the rule could be held against: never a pass. */
  record NotComputable(String gate, String words) implements Verdict {
    @Override
    public String outcome() {
      return "not computable";
    }

    @Override
    public ExitCode code() {
      return ExitCode.COVERAGE_UNUSABLE;
    }
  }
}
