package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what of a run is uploaded, as typed. */
final class PublishOptions {
  @Option(
      names = "--upload",
      arity = "0..1",
      parameterConsumer = TrueOrFalse.class,
      paramLabel = "true|false",
      description = "upload what comes out as an artifact (in a workflow true)")
  @Nullable String upload;

  @Option(
      names = "--artifact-name",
      paramLabel = "NAME",
      description = "the artifact's name (coverage)")
  @Nullable String artifactName;

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      description = "how long it is kept (the forge's own choice)")
  @Nullable String retentionDays;

  @Option(
      names = "--upload-logs",
      paramLabel = "failed|all|none",
      description = "the logs of which chunks go with it (failed)")
  @Nullable String uploadLogs;

  @Option(
      names = "--redact",
      paramLabel = "NAMES",
      description =
          "variables, or globs of their names, whose values are taken out of what is shown and"
              + " uploaded, beside *SECRET*, *TOKEN*, *PASS*, *CREDENTIAL* and *_KEY*")
  @Nullable String redact;

  /** The command with what is to be redacted in its environment, where each redaction looks. */
  Invocation applyTo(Invocation invocation) {
    if (redact == null) {
      return invocation;
    }
    SortedMap<String, String> environment = new TreeMap<>(invocation.environment());
    environment.put(WorkflowVariables.REDACT, redact);
    return invocation.withEnvironment(environment);
  }
}
