package com.cleveragents.slipcovershard;

/**
 * The one expected failure: says what happened, to what, and what to do about it; shown without a
 * stack trace and turned into its exit code.
 */
public final class ShardException extends RuntimeException {
  private final ExitCode code;

  public ShardException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  public ShardException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The exit code that this failure stands for. */
  public ExitCode code() {
    return code;
  }
}
