package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.time.Duration;
import java.util.Optional;

/** A request to a service of the forge's that did not come to what it should have. */
final class ServiceFailure extends Exception {
  private static final int LONGEST_BODY = 500;

  private final int status;
  private final boolean temporary;
  private final Optional<Duration> retryAfter;

  private ServiceFailure(
      String message,
      int status,
      boolean temporary,
      Optional<Duration> retryAfter,
      Throwable cause) {
    super(message, cause);
    this.status = status;
    this.temporary = temporary;
    this.retryAfter = retryAfter;
  }

  /** The service answered, but not with what was asked for. */
  static ServiceFailure answered(
      String request, int status, String body, Optional<Duration> retryAfter) {
    String shown = body.replaceAll("\\s+", " ").strip();
    if (shown.length() > LONGEST_BODY) {
      shown = shown.substring(0, LONGEST_BODY) + " ...";
    }
    return new ServiceFailure(
        request + " was answered with " + status + (shown.isEmpty() ? "" : ": " + shown),
        status,
        status == 408 || status == 429 || status >= 500,
        retryAfter,
        new IllegalStateException("status " + status));
  }

  /** There was no answer, or half of one. */
  static ServiceFailure unanswered(String request, String why, Throwable cause) {
    return new ServiceFailure(
        request + " was not answered " + why, 0, true, Optional.empty(), cause);
  }

  /** The answer says yes, but what was asked for is not there. */
  static ServiceFailure untrue(String request, String what) {
    return new ServiceFailure(
        request + ": " + what, 0, true, Optional.empty(), new IllegalStateException(what));
  }

  /** What the service answered with; 0 if there was no answer. */
  int status() {
    return status;
  }

  /** Whether the same may come out otherwise when it is tried again. */
  boolean isTemporary() {
    return temporary;
  }

  /** When the service wants to be asked again, if it says so. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  ShardException toShardException(String what, String advice) {
    return new ShardException(
        ExitCode.SERVICE_FAILED, what + ": " + getMessage() + "; " + advice, this);
  }
}
