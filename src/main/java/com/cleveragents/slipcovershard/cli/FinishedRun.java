package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.coverage.Coverage;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.LedgerFile;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an earlier run left in its build-dir, as far as it can be believed.
 *
 * @param directory its build-dir
 * @param name of that, as one would type it, or of the artifact that it was
 * @param record what its ledger tells; empty where it did not come so far as to leave one
 * @param coverage what it measured; empty where that is not proved to be all
 * @param findings why it is not green, or not of use
 */
record FinishedRun(
    Path directory,
    String name,
    Optional<RunRecord> record,
    Optional<Coverage> coverage,
    List<Finding> findings) {
  FinishedRun {
    findings = List.copyOf(findings);
  }

  /**
   * That in a directory.
   *
   * @param job the attempt at a run of a workflow that it has to belong to, if it has to
   * @param suite where it then has to have run, as ledgers name it
   */
  static FinishedRun in(Path directory, String name, Optional<String> job, String suite)
      throws IOException {
    Path ledger = directory.resolve("slipcover-shard").resolve("ledger.json");
    Optional<String> holder = BuildDirectory.holder(directory);
    if (holder.isPresent()) {
      return useless(directory, name, ExitCode.USAGE, "is still in use by " + holder.get());
    } else if (!RegularFile.exists(ledger)) {
      return useless(
          directory,
          name,
          ExitCode.USAGE,
          "holds no slipcover-shard/ledger.json: nothing was run, or not to an end");
    }
    try {
      RunRecord record = LedgerFile.read(ledger);
      List<Finding> findings = new ArrayList<>();
      if (job.isPresent() && !record.run().startsWith(job.get() + " ")) {
        return useless(
            directory,
            name,
            ExitCode.COVERAGE_UNUSABLE,
            "is of another job (%s, this is %s): nothing was run in this one"
                .formatted(record.run(), job.get()));
      } else if (job.isPresent() && !record.directory().equals(suite)) {
        return useless(
            directory,
            name,
            ExitCode.USAGE,
            "is of a run in the working-directory '%s', this is '%s'"
                .formatted(record.directory(), suite));
      }
      ExitCode code = record.exitCode().orElse(ExitCode.COVERAGE_UNUSABLE);
      if (record.exitCode().isEmpty()) {
        findings.add(finding(name, code, "does not tell what it came to"));
      } else if (code != ExitCode.PASSED) {
        findings.add(
            finding(
                name, code, "was red: %s (exit code %d)".formatted(code.meaning(), code.number())));
      }
      return measured(directory, name, record, findings);
    } catch (ShardException e) {
      return new FinishedRun(
          directory,
          name,
          Optional.empty(),
          Optional.empty(),
          List.of(new Finding(e.code(), e.sentence(), List.of())));
    }
  }

  private static FinishedRun measured(
      Path directory, String name, RunRecord record, List<Finding> findings) throws IOException {
    Optional<Coverage> coverage = Optional.empty();
    try {
      if (record.part().isPresent() && record.isMeasured()) {
        coverage = ofPart(directory, record);
      } else if (record.isMeasured() && Files.isRegularFile(directory.resolve("coverage.json"))) {
        coverage = Optional.of(ofChunks(directory, record));
      } else if (findings.isEmpty()) {
        findings.add(finding(name, ExitCode.COVERAGE_UNUSABLE, "was not whole"));
      }
    } catch (ShardException e) {
      findings.add(new Finding(e.code(), e.sentence(), List.of()));
    }
    return new FinishedRun(directory, name, Optional.of(record), coverage, findings);
  }

  /** The chunks' files and not coverage.json, since the ledger vouches for them. */
  private static Coverage ofChunks(Path directory, RunRecord record) throws IOException {
    List<Path> files =
        record.chunks().stream()
            .flatMap(chunk -> chunk.coverage().stream())
            .map(directory::resolve)
            .toList();
    Coverage coverage = Coverage.mergeOfOneRun(CoverageFiles.parts(files));
    LedgerBeside.of(files);
    return coverage;
  }

  /** Nothing where there was nothing for that machine. */
  private static Optional<Coverage> ofPart(Path directory, RunRecord record) throws IOException {
    if (record.chunks().isEmpty()) {
      return Optional.empty();
    }
    Path file = directory.resolve(Part.COVERAGE);
    Coverage coverage = CoverageFiles.parts(List.of(file)).values().iterator().next();
    if (!record.part().flatMap(Part::sha256).equals(Optional.of(RunRecord.sha256(file)))) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE,
          file
              + " is not the file that the ledger beside it names: it was changed, or is of another run");
    }
    return Optional.of(coverage);
  }

  private static FinishedRun useless(Path directory, String name, ExitCode code, String what) {
    return new FinishedRun(
        directory, name, Optional.empty(), Optional.empty(), List.of(finding(name, code, what)));
  }

  private static Finding finding(String name, ExitCode code, String what) {
    return new Finding(code, name + " " + what, List.of());
  }

  /** Whether it was one of several machines, and there was nothing for it. */
  boolean wasIdle() {
    return record
        .filter(run -> run.isMeasured() && run.chunks().isEmpty())
        .flatMap(RunRecord::division)
        .filter(division -> division.own().isEmpty())
        .isPresent();
  }

  /** Where tests are that it skipped, and that ran before. */
  SortedSet<String> newSkips() {
    return record.isEmpty()
        ? new TreeSet<>()
        : LedgerFile.newSkips(directory.resolve("slipcover-shard").resolve("ledger.json"));
  }

  /** How much there was in it, as far as that is known. */
  Counts counts() {
    return record.map(Counts::of).orElse(Counts.NONE);
  }

  /** What it came to, in a line. */
  String line() {
    Counts counts = counts();
    return "%s: %d tests, %d failed, %d skipped; %s"
        .formatted(
            name,
            counts.tests(),
            counts.failed(),
            counts.skipped(),
            findings.isEmpty() ? "passed" : "FAILED");
  }
}
