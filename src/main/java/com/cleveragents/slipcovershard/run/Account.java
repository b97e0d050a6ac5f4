package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedScenario;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The failures that the runner of one process counts, compared with those that its events report.
 *
 * @param toldFailure whether anything that it ran failed at first
 * @param unexplained what the runner counts and no reported failure stands for
 */
public record Account(boolean toldFailure, List<Unexplained> unexplained) {
  public Account {
    unexplained = List.copyOf(unexplained);
  }

  /**
   * Failures that the runner counts at a place where nothing ended as failed.
   *
   * @param unit where it counts them; empty outside of all units
   * @param scenario in the unit; empty outside of its scenarios
   */
  public record Unexplained(OptionalInt unit, Optional<ParsedScenario> scenario, Tally counts) {}
}
