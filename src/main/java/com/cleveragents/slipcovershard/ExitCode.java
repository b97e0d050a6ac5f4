package com.cleveragents.slipcovershard;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a command ends, as its caller sees it: the documented exit codes. */
public enum ExitCode {
  PASSED(0, "passed"),
  TESTS_FAILED(1, "tests failed"),
  USAGE(2, "wrong usage or settings"),
  GATE_FAILED(3, "a gate failed"),
  NO_TESTS(4, "no tests found"),
  CHUNK_FAILED(5, "a chunk could not be run, crashed, was lost or ran out of time"),
  COVERAGE_UNUSABLE(6, "coverage data missing or unusable"),
  SERVICE_FAILED(7, "the CI service refused or failed"),
  BUG(70, "a bug in slipcover-shard"),
  INTERRUPTED(130, "interrupted");

  /** The worst first: what hides what when several apply. */
  private static final List<ExitCode> SEVERITY =
      List.of(
          INTERRUPTED,
          BUG,
          USAGE,
          CHUNK_FAILED,
          COVERAGE_UNUSABLE,
          TESTS_FAILED,
          NO_TESTS,
          GATE_FAILED,
          SERVICE_FAILED,
          PASSED);

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The number given to the operating system. */
  public int number() {
    return number;
  }

  /** What the code stands for, in words. */
  public String meaning() {
    return meaning;
  }

  /** The code with that number, if there is one. */
  public static Optional<ExitCode> numbered(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
  }

  /** The one code that stands for all that apply; {@link #PASSED} when there are none. */
  public static ExitCode worst(Collection<ExitCode> codes) {
    return codes.stream().min(Comparator.comparingInt(SEVERITY::indexOf)).orElse(PASSED);
  }

  /** As {@link #worst(Collection)}. */
  public static ExitCode worst(ExitCode... codes) {
    return worst(Arrays.asList(codes));
  }
}
