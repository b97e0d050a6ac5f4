package com.cleveragents.slipcovershard.plan;

import java.util.List;

/**
 * What the runner finds in a feature file.
 *
 * @param whole whether it may not be split: the suite says so, or scenarios in it belong to all
 *     others
 * @param scenarios in the runner's order, outline rows among them
 */
public record ParsedFeature(boolean whole, List<ParsedScenario> scenarios) {
  public ParsedFeature {
    scenarios = List.copyOf(scenarios);
  }
}
