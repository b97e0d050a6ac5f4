package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.LedgerFile;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * ledger.json of a run or of a merge. Later jobs go by the exit code in it, so it is written again
 * when something that fails afterwards changes the exit code.
 */
final class PublishedLedger {
  private final BuildDirectory build;
  private final Set<String> newSkips;
  private Optional<RunRecord> written = Optional.empty();

  /**
   * @param newSkips locations of tests that were skipped and ran before
   */
  PublishedLedger(BuildDirectory build, Set<String> newSkips) {
    this.build = build;
    this.newSkips = Set.copyOf(newSkips);
  }

  /** Writes it for the first time. */
  void write(RunRecord record) {
    written = Optional.of(record);
    build.write("slipcover-shard/ledger.json", LedgerFile.toJson(record, newSkips));
  }

  /** Writes it again if it has another exit code. */
  void correct(ExitCode code) {
    if (written.isPresent() && !written.get().exitCode().equals(Optional.of(code))) {
      write(written.get().with(code));
    }
  }

  /** Publishing ends with an error that nothing was prepared for: the ledger must not say 0. */
  void breaksOff(Throwable failure) {
    ExitCode code = failure instanceof ShardException known ? known.code() : ExitCode.BUG;
    Optional<ExitCode> before = written.flatMap(RunRecord::exitCode);
    try {
      correct(ExitCode.worst(before.map(known -> List.of(known, code)).orElse(List.of(code))));
    } catch (ShardException e) {
      failure.addSuppressed(e);
    }
  }
}
