package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.run.Account.Unexplained;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Failures of a process that none of its tests and hooks stands for, as sentences. A pure function.
 */
final class UnexplainedFailures {
  private UnexplainedFailures() {}

  /** In the order: causes that the process named, then what its numbers leave open. */
  static List<String> of(SuiteResult result, ChunkResult chunk) {
    if (chunk.done().isEmpty()) {
      return List.of(); // lost, which is a finding of its own
    }
    Event.Done done = chunk.done().get();
    String runner = result.runner().word();
    List<String> sentences = new ArrayList<>(done.causes());
    if (!done.failed()) {
      return sentences; // no failure that would need a reason
    }
    boolean countsNothing = done.counted().isEmpty() && done.elsewhere().isEmpty();
    int collected = 0;
    Set<String> unparsable = unparsable(result.ledger());
    for (Map.Entry<String, Integer> file : done.elsewhere().entrySet()) {
      collected += file.getValue();
      if (!unparsable.contains(file.getKey())) {
        sentences.add(runner + " could not collect " + file.getKey());
      }
    }
    for (Unexplained rest : chunk.account().unexplained()) {
      Tally counts = rest.counts();
      if (rest.unit().isEmpty()) {
        counts = counts.minus(Tally.of("failed reports", collected));
      }
      if (!counts.isEmpty()) {
        sentences.add(runner + " counts " + counts.text() + where(result, rest));
      }
    }
    if (sentences.isEmpty() && countsNothing && chunk.troubles().isEmpty()) {
      sentences.add(
          runner
              + " returned "
              + done.code()
              + ", a failure, and nothing that it counts explains that");
    }
    return sentences;
  }

  private static String where(SuiteResult result, Unexplained rest) {
    if (rest.unit().isEmpty()) {
      return " outside of any " + result.runner().tests(1);
    }
    Entry entry = result.ledger().units().get(rest.unit().getAsInt());
    if (rest.scenario().isEmpty()) {
      return " in " + entry.path() + ", but nothing in it ended as failed";
    }
    return " in "
        + Unit.locate(entry.path(), rest.scenario().get().line(), rest.scenario().get().name())
        + ", which did not end as failed in the same process";
  }

  private static Set<String> unparsable(Ledger ledger) {
    return ledger.units().stream()
        .filter(entry -> entry.end() == UnitEnd.UNPARSABLE)
        .map(Entry::path)
        .collect(Collectors.toSet());
  }
}
