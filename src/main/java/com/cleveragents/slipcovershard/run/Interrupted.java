package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a lost process was at.
 *
 * @param unit of which it had begun a part, or all
 * @param scenario the line of the scenario in flight; empty between scenarios and in hooks
 * @param notBegun lines of the scenarios that it had not come to
 * @param inFile how many scenarios the file has
 * @param found what was found in the unit
 * @param divisible whether a part of the unit can be run by itself
 */
public record Interrupted(
    Unit unit,
    OptionalInt scenario,
    List<Integer> notBegun,
    int inFile,
    ParsedFeature found,
    boolean divisible) {
  public Interrupted {
    notBegun = List.copyOf(notBegun);
  }

  /** What is above suspicion, and can be run at once; empty if there is nothing. */
  Optional<Unit> rest() {
    return divisible && scenario.isPresent() && !notBegun.isEmpty()
        ? Optional.of(unit.only(notBegun, found, inFile))
        : Optional.empty();
  }

  /** What may take the next process along as well, and is to be run last; empty if all is over. */
  Optional<Unit> suspect() {
    if (!divisible) {
      return Optional.of(unit);
    } else if (scenario.isPresent()) {
      return Optional.of(unit.only(List.of(scenario.getAsInt()), found, inFile));
    }
    return notBegun.isEmpty() ? Optional.empty() : Optional.of(unit.only(notBegun, found, inFile));
  }

  /** Both as one part, in that order. */
  Optional<Unit> suspectLast() {
    if (rest().isEmpty()) {
      return suspect();
    }
    List<Integer> lines = new ArrayList<>(notBegun);
    lines.add(scenario.orElseThrow());
    return Optional.of(unit.only(lines, found, inFile));
  }
}
