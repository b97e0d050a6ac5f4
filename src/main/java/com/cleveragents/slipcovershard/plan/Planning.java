package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** How a plan comes about once the features are listed. */
public sealed interface Planning permits BalancedPlanning, ExploringPlanning, SavedPlanning {
  /**
   * Features whose scenarios have to be known before the plan is made, by their numbers. Parsing
   * costs time in which nothing runs, so they are few.
   */
  SortedSet<Integer> toParse(List<Feature> features);

  /**
   * The plan.
   *
   * @param parsed of those asked for, the ones that could be parsed
   */
  Plan plan(List<Feature> features, SortedMap<Integer, ParsedFeature> parsed);
}
