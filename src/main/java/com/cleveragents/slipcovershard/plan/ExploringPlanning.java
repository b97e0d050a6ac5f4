package com.cleveragents.slipcovershard.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The plan of one machine, for which all is parsed that many more chunks would need: they are to be
 * looked at, too, but nobody wants to hear what they would split.
 *
 * @param timings of earlier runs
 * @param chunks of the plan
 * @param most how many chunks are looked at
 * @param splitting which features that alone take longer than a chunk should may be split
 */
public record ExploringPlanning(Timings timings, int chunks, int most, Splitting splitting)
    implements Planning {
  @Override
  public SortedSet<Integer> toParse(List<Feature> features) {
    return new BalancedPlanning(timings, most, splitting, false).toParse(features);
  }

  @Override
  public Plan plan(List<Feature> features, SortedMap<Integer, ParsedFeature> parsed) {
    return new BalancedPlanning(timings, chunks, splitting, false).plan(features, parsed);
  }
}
