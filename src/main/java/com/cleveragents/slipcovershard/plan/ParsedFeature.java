package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the runner finds in a feature file.
 *
 * @param whole whether it may not be split: the suite says so, or scenarios in it belong to all
 *     others
 * @param groups names by which the suite keeps features together in one chunk
 * @param scenarios in the runner's order, outline rows among them
 */
public record ParsedFeature(
    boolean whole, SortedSet<String> groups, List<ParsedScenario> scenarios) {
  public ParsedFeature {
    groups = new TreeSet<>(groups);
    scenarios = List.copyOf(scenarios);
  }
}
