package com.cleveragents.slipcovershard;

/**
 * The one expected failure: says what happened, to what, and what to do about it; shown without a
 * stack trace and turned into its exit code.
 */
public final class ShardException extends RuntimeException {
  private final ExitCode code;
  private final String sentence;

  public ShardException(ExitCode code, String message) {
    super(message);
    this.code = code;
    this.sentence = message;
  }

  public ShardException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.sentence = message;
  }

  /** What happened, to what, and what to do. */
  public String sentence() {
    return sentence;
  }

  /** The exit code that this failure stands for. */
  public ExitCode code() {
    return code;
  }
}
