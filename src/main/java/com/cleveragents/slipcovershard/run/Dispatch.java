package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The units that no chunk has been given yet. */
final class Dispatch {
  private final boolean queued;
  private final Deque<WeightedUnit> queue = new ArrayDeque<>();
  private final SortedMap<Integer, Deque<WeightedUnit>> shares = new TreeMap<>();

  Dispatch(Plan plan) {
    queued = plan.queued();
    if (queued) {
      queue.addAll(plan.longestFirst());
    } else {
      plan.chunks().forEach(share -> shares.put(share.chunk(), new ArrayDeque<>(share.units())));
    }
  }

  /** The next unit for a chunk that is free; empty if there is none left for it. */
  Optional<WeightedUnit> next(int chunk) {
    Deque<WeightedUnit> units = queued ? queue : shares.getOrDefault(chunk, new ArrayDeque<>());
    return Optional.ofNullable(units.poll());
  }

  /** Nothing more is handed out. */
  void stop() {
    queue.clear();
    shares.clear();
  }

  /**
   * A chunk was lost. What was planned for the others goes on; a queue has no share of theirs, and
   * would run on as if nothing had happened.
   */
  void lost() {
    queue.clear();
  }
}
