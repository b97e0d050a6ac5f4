package com.cleveragents.slipcovershard.ci;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The files through which a step tells its workflow something; absent outside of a workflow. */
public final class WorkflowFiles {
  private final Map<String, String> environment;

  public WorkflowFiles(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Writes the outputs of the step, {@code name=value} a line.
   *
   * @param outputs values of one line; a runner that meets anything else loses all outputs
   */
  public void writeOutputs(SortedMap<String, String> outputs) {
    StringBuilder lines = new StringBuilder();
    outputs.forEach(
        (name, value) ->
            lines.append(name).append('=').append(value.replaceAll("\\R", " ")).append('\n'));
    append("GITHUB_OUTPUT", lines.toString());
  }

  /** Adds Markdown to the summary of the step. */
  public void writeSummary(String markdown) {
    append("GITHUB_STEP_SUMMARY", markdown);
  }

  private void append(String variable, String text) {
    Optional<Path> file =
        Optional.ofNullable(environment.get(variable))
            .filter(name -> !name.isBlank())
            .map(Path::of);
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.writeString(file.get(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ShardException(
          ExitCode.SERVICE_FAILED,
          "the workflow's file "
              + file.get()
              + " ($"
              + variable
              + ") cannot be written: "
              + e
              + "; unset the variable outside of a workflow",
          e);
    }
  }
}
