package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one chunk.
 *
 * @param number from 1; above the number of chunks for a process that goes on for a lost one
 * @param original the chunk that its process belongs to
 * @param goesOnFor the process in whose place it was started, because that was lost or had failures
 * @param share what was planned for it; empty if there was no plan or nothing for it
 * @param scenarios how many it ran to their end
 * @param account what its runner counts as failed, compared with what it reported
 * @param started when its process was started
 * @param elapsed from then to its end
 * @param last the last that was heard of it
 * @param coverage the file with what it measured, if it is whole
 * @param partials what it saved before it was ended, or SlipCover made of its journal
 * @param log all that it printed
 * @param lastLines of its log, if it did not end in order
 * @param interrupted what it was at then
 * @param troubles what it told that belongs to no scenario: steps that do not load, failed hooks
 * @param done what it told at its end, if it came so far
 * @param touches what other chunks might have touched, too
 * @param blindness from where on SlipCover did not see all that it ran, if it ever did not
 * @param outputs files of the user's own that it wrote in a place of its own
 * @param junit directory of JUnit files, the same way
 */
public record ChunkResult(
    int number,
    int original,
    OptionalInt goesOnFor,
    Optional<Plan.Share> share,
    int scenarios,
    Account account,
    Instant started,
    Duration elapsed,
    ChunkEnd end,
    Optional<Event> last,
    Optional<Path> coverage,
    List<Path> partials,
    Path log,
    List<String> lastLines,
    Optional<Interrupted> interrupted,
    List<Event> troubles,
    Optional<Event.Done> done,
    List<Touch> touches,
    Optional<Blindness> blindness,
    List<Event.Output> outputs,
    Optional<Event.Output> junit) {
  public ChunkResult {
    partials = List.copyOf(partials);
    lastLines = List.copyOf(lastLines);
    troubles = List.copyOf(troubles);
    touches = List.copyOf(touches);
    outputs = List.copyOf(outputs);
  }

  /** Whether the process ended as it should, whatever its tests say. */
  public boolean endedInOrder() {
    return end instanceof ChunkEnd.InOrder;
  }
}
