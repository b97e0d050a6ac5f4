package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Division;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells of a run that it was one machine's part of a larger one.
 *
 * @param division what all machines run, as this one planned it
 * @param task the attempt at the job, as the forge counts; empty where it does not tell
 * @param runner what ran the tests
 * @param selection what decides which tests there are, to keep timings under
 * @param alike whatever has to be the same on all machines, by what people call it
 */
public record Part(
    Division division,
    OptionalLong task,
    Runner runner,
    String selection,
    SortedMap<String, String> alike) {
  public Part {
    alike = new TreeMap<>(alike);
  }
}
