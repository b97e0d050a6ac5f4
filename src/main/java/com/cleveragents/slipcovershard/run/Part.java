package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Division;
import java.util.Optional;
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
 * @param sha256 of the file with what its chunks measured together; empty where that is not whole
 */
public record Part(
    Division division,
    OptionalLong task,
    Runner runner,
    String selection,
    SortedMap<String, String> alike,
    Optional<String> sha256) {
  /** The name of that file. */
  public static final String COVERAGE = "coverage-shard.json";

  public Part {
    alike = new TreeMap<>(alike);
  }

  /** The same with what was measured. */
  public Part measured(String digest) {
    return new Part(division, task, runner, selection, alike, Optional.of(digest));
  }
}
