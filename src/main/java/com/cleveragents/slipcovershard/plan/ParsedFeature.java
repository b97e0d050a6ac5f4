package com.cleveragents.slipcovershard.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the runner finds in a feature file.
 *
 * @param whole whether it may not be split: the suite says so, or scenarios in it belong to all
 *     others
 * @param groups names by which the suite keeps features together in one chunk
 * @param scenarios in the runner's order, outline rows among them
 * @param list what identifies them
 */
public record ParsedFeature(
    boolean whole, SortedSet<String> groups, List<ParsedScenario> scenarios, TestList list) {
  public ParsedFeature {
    groups = new TreeSet<>(groups);
    scenarios = List.copyOf(scenarios);
  }

  /** Of which nothing identifies the tests. */
  public ParsedFeature(boolean whole, SortedSet<String> groups, List<ParsedScenario> scenarios) {
    this(whole, groups, scenarios, TestList.NONE);
  }

  /** The same, but it may not be split. */
  public ParsedFeature keptWhole() {
    return new ParsedFeature(true, groups, scenarios, list);
  }

  /** What identifies those of these lines, in their order. */
  public TestList listOf(List<Integer> lines) {
    Map<Integer, String> ids = new HashMap<>();
    for (int index = 0; index < list.ids().size(); index++) {
      ids.put(scenarios.get(index).line(), list.ids().get(index));
    }
    return list.with(lines.stream().map(line -> ids.getOrDefault(line, "")).toList());
  }

  /** A hash of the tests in their order, which is the same for each process that finds these. */
  public String identity() {
    return list.identity();
  }

  /** Hash of the list of tests: what identifies each, and where it stands. */
  public String fingerprint() {
    List<String> texts = new ArrayList<>(List.of(identity()));
    scenarios.forEach(scenario -> texts.add(scenario.line() + " " + scenario.name()));
    return Fingerprint.of(texts);
  }
}
