package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What became of a run, before anything is judged.
 *
 * @param plan absent when no chunk came so far as to tell what there is to run
 * @param ledger empty without a plan
 * @param chunks in the order of their numbers
 * @param versions of what the chunks ran with
 * @param unlisted feature files on disk that the runner neither lists nor excludes
 * @param started when the first process was about to start
 * @param ended when the last one had ended
 */
public record SuiteResult(
    Optional<Plan> plan,
    Ledger ledger,
    List<ChunkResult> chunks,
    Optional<Event.Hello> versions,
    SortedSet<String> unlisted,
    boolean interrupted,
    Instant started,
    Instant ended) {
  public SuiteResult {
    chunks = List.copyOf(chunks);
    unlisted = new TreeSet<>(unlisted);
  }
}
