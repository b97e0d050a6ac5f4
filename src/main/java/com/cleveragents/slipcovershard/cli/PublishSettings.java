package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowLog;
import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of a run is uploaded.
 *
 * @param upload whether, or that nobody said
 * @param retentionDays how long the artifact is kept; empty: as long as the forge likes
 */
record PublishSettings(Upload upload, String artifactName, OptionalInt retentionDays, Logs logs) {
  private static final int MOST_DAYS = 3650;
  private static final String FORBIDDEN_IN_NAMES = ".*[\":<>|*?\\r\\n\\\\/].*";

  /** Whether there is to be an artifact. */
  enum Upload {
    /** Somebody wants it. */
    DEMANDED,
    /** Nobody said: it is made where there is a service for it. */
    WHERE_POSSIBLE,
    NONE
  }

  /** Whose logs are part of it. */
  enum Logs {
    FAILED,
    ALL,
    NONE
  }

  /** Reads and checks them. */
  static PublishSettings read(Invocation invocation, PublishOptions options, Mistakes mistakes) {
    Values values = new Values(invocation.environment());
    String given = values.of(options.artifactName, "artifact-name").orElse("coverage").strip();
    if (given.isEmpty() || given.matches("(?s)" + FORBIDDEN_IN_NAMES)) {
      mistakes.add("artifact-name", given, "a name without any of \" : < > | * ? \\ /");
    }
    for (String name : WorkflowVariables.names(values.of(options.redact, "redact").orElse(""))) {
      if (!name.matches("[\\w*.-]+")) {
        mistakes.add("redact", name, "names of variables, or globs of them with *");
      }
    }
    return new PublishSettings(
        upload(invocation, values.of(options.upload, "upload"), mistakes),
        given,
        days(values.of(options.retentionDays, "retention-days"), mistakes),
        logs(values.of(options.uploadLogs, "upload-logs").orElse("failed"), mistakes));
  }

  private static Upload upload(Invocation invocation, Optional<String> given, Mistakes mistakes) {
    String text = given.orElse("").strip().toLowerCase(Locale.ROOT);
    if (given.isPresent() && !text.equals("true") && !text.equals("false")) {
      mistakes.add("upload", given.get(), "true or false");
    }
    if (text.equals("false") || !WorkflowLog.isRead(invocation.environment())) {
      return Upload.NONE;
    }
    // The action's container always has the service; a program that a step starts may not.
    return text.equals("true") || invocation.image().isPresent()
        ? Upload.DEMANDED
        : Upload.WHERE_POSSIBLE;
  }

  private static OptionalInt days(Optional<String> given, Mistakes mistakes) {
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (given.get().strip().matches("0*[1-9]\\d{0,3}")) {
      int days = Integer.parseInt(given.get().strip());
      if (days <= MOST_DAYS) {
        return OptionalInt.of(days);
      }
    }
    mistakes.add("retention-days", given.get(), "a whole number from 1 to " + MOST_DAYS);
    return OptionalInt.empty();
  }

  private static Logs logs(String text, Mistakes mistakes) {
    for (Logs logs : Logs.values()) {
      if (logs.name().toLowerCase(Locale.ROOT).equals(text.strip())) {
        return logs;
      }
    }
    mistakes.add("upload-logs", text, "failed, all or none");
    return Logs.FAILED;
  }
}
