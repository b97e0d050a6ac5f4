package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of a run, before anything is judged.
 *
 * @param runner what ran the tests
 * @param features all that the runner listed
 * @param parsed those of them that were parsed, by their numbers
 * @param plan absent when no chunk came so far as to tell what there is to run
 * @param ledger empty without a plan
 * @param chunks in the order of their numbers
 * @param clashes places at which chunks may have got in each other's way
 * @param versions of what the chunks ran with
 * @param unlisted feature files on disk that the runner neither lists nor excludes
 * @param started when the first process was about to start
 * @param ended when the last one had ended
 */
public record SuiteResult(
    Runner runner,
    List<Feature> features,
    SortedMap<Integer, ParsedFeature> parsed,
    Optional<Plan> plan,
    Ledger ledger,
    List<ChunkResult> chunks,
    List<Clash> clashes,
    Optional<Event.Hello> versions,
    SortedSet<String> unlisted,
    boolean interrupted,
    Instant started,
    Instant ended) {
  public SuiteResult {
    features = List.copyOf(features);
    parsed = new TreeMap<>(parsed);
    chunks = List.copyOf(chunks);
    clashes = List.copyOf(clashes);
    unlisted = new TreeSet<>(unlisted);
  }

  /** What the plan gave a chunk to do, in seconds; empty where no times are known. */
  public OptionalDouble expectedSeconds(ChunkResult chunk) {
    if (plan.isEmpty() || chunk.share().isEmpty()) {
      return OptionalDouble.empty();
    }
    return plan.get().expectedSeconds(chunk.share().get());
  }
}
