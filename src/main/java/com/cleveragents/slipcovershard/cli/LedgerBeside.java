package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.run.LedgerFile;
import com.cleveragents.slipcovershard.run.RunRecord;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ledger that lies beside coverage files of a run, as in its build-dir or artifact.
 *
 * @param record what the ledger tells
 * @param proof the sentence that the given files are all that the run measured; empty if they are
 *     not files of chunks, or of one machine of several
 */
record LedgerBeside(RunRecord record, Optional<String> proof) {
  /**
   * That of these files, if all of them lie beside the same one.
   *
   * @throws ShardException if files of chunks are not those that the ledger names, or not all
   */
  static Optional<LedgerBeside> of(List<Path> files) throws IOException {
    List<Path> folders =
        files.stream().map(file -> file.toAbsolutePath().getParent()).distinct().toList();
    Path ledger = folders.get(0).resolve("slipcover-shard").resolve("ledger.json");
    if (folders.size() > 1 || !Files.isRegularFile(ledger)) {
      return Optional.empty();
    }
    RunRecord record = LedgerFile.read(ledger);
    List<String> given = files.stream().map(file -> file.getFileName().toString()).toList();
    List<ChunkRecord> measured =
        record.chunks().stream().filter(chunk -> chunk.coverage().isPresent()).toList();
    if (measured.stream().noneMatch(chunk -> given.contains(chunk.coverage().orElseThrow()))) {
      return Optional.of(new LedgerBeside(record, Optional.empty()));
    }
    if (!record.isMeasured()) {
      throw unusable(ledger + " says that the run was not whole: its total would be too low");
    }
    List<String> names = new ArrayList<>();
    for (ChunkRecord chunk : measured) {
      String name = chunk.coverage().orElseThrow();
      names.add(name);
      if (!given.contains(name)) {
        throw unusable(ledger + " names " + name + ", too: give the files of all chunks");
      }
      String digest = RunRecord.sha256(folders.get(0).resolve(name));
      if (!chunk.sha256().filter(digest::equals).isPresent()) {
        throw unusable(
            folders.get(0).resolve(name)
                + " is not the file that the ledger beside it names: it was changed, or is of"
                + " another run");
      }
    }
    Optional<String> stranger = given.stream().filter(name -> !names.contains(name)).findFirst();
    return Optional.of(
        new LedgerBeside(
            record,
            stranger.isPresent() || record.division().isPresent()
                ? Optional.empty()
                : Optional.of("complete, says the ledger of the run " + record.run())));
  }

  private static ShardException unusable(String sentence) {
    return new ShardException(ExitCode.COVERAGE_UNUSABLE, sentence);
  }
}
