package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import java.util.ArrayList;
import java.util.List;

/**
 * One reason why a run is not green.
 *
 * @param code the exit code that it stands for
 * @param message what happened, to what, in one sentence
 * @param details more lines, such as the text of an error
 */
public record Finding(ExitCode code, String message, List<String> details) {
  /** Lines of one list that are shown; the ledger on disk has all of them. */
  private static final int LONGEST_LIST = 20;

  public Finding {
    details = List.copyOf(details);
  }

  Finding(ExitCode code, String message) {
    this(code, message, List.of());
  }

  public static List<String> bounded(List<String> lines) {
    if (lines.size() <= LONGEST_LIST) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, LONGEST_LIST));
    shown.add("... and " + (lines.size() - LONGEST_LIST) + " more, listed in ledger.json");
    return shown;
  }
}
