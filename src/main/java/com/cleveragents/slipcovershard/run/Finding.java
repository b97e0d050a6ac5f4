package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import java.util.List;

/**
 * One reason why a run is not green.
 *
 * @param code the exit code that it stands for
 * @param message what happened, to what, in one sentence
 * @param details more lines, such as the text of an error
 */
public record Finding(ExitCode code, String message, List<String> details) {
  public Finding {
    details = List.copyOf(details);
  }

  Finding(ExitCode code, String message) {
    this(code, message, List.of());
  }
}
