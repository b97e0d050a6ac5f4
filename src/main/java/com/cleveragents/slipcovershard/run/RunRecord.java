package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.plan.Division;
import com.cleveragents.slipcovershard.plan.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is kept of a run when it is over, in ledger.json and for reports.
 *
 * @param run names the run; its first word is the job of the workflow that it belongs to
 * @param directory where the suite was run, as seen from the workspace; empty for that itself
 * @param exitCode what the run came to; empty in a ledger of an earlier release
 * @param started when its first process was about to start
 * @param ledger what ran where, and how it ended
 * @param chunks in the order of their numbers
 * @param clashes places at which they may have got in each other's way
 * @param part where it was one machine's part of a run
 */
public record RunRecord(
    String run,
    String directory,
    Optional<ExitCode> exitCode,
    Instant started,
    Ledger ledger,
    List<ChunkRecord> chunks,
    List<Clash> clashes,
    Optional<Part> part) {
  public RunRecord {
    chunks = List.copyOf(chunks);
    clashes = List.copyOf(clashes);
  }

  /** Of a run on one machine. */
  public RunRecord(
      String run,
      String directory,
      Optional<ExitCode> exitCode,
      Instant started,
      Ledger ledger,
      List<ChunkRecord> chunks,
      List<Clash> clashes) {
    this(run, directory, exitCode, started, ledger, chunks, clashes, Optional.empty());
  }

  /**
   * One chunk.
   *
   * @param number from 1
   * @param goesOnFor the lost process in whose place it was started
   * @param end how its process ended, in words
   * @param inOrder whether that is how it should
   * @param started seconds from the start of the run
   * @param seconds how long its process was there
   * @param planned seconds that the plan gave it; empty where nothing was known of times
   * @param coverage name of the file with what it measured, if that is whole
   * @param sha256 of that file
   */
  public record ChunkRecord(
      int number,
      OptionalInt goesOnFor,
      String end,
      boolean inOrder,
      double started,
      double seconds,
      OptionalDouble planned,
      Optional<String> coverage,
      Optional<String> sha256) {}

  /** That of a run which has just ended. */
  public static RunRecord of(
      String run, String directory, ExitCode code, SuiteResult result, Optional<Part> part)
      throws IOException {
    List<ChunkRecord> chunks = new ArrayList<>();
    for (ChunkResult chunk : result.chunks()) {
      // A suite may have taken it away since; that it is missing is found where it is read.
      Optional<Path> file = chunk.coverage().filter(RegularFile::exists);
      chunks.add(
          new ChunkRecord(
              chunk.number(),
              chunk.goesOnFor(),
              describe(chunk.end()),
              chunk.endedInOrder(),
              seconds(Duration.between(result.started(), chunk.started())),
              seconds(chunk.elapsed()),
              result.expectedSeconds(chunk),
              file.map(path -> path.getFileName().toString()),
              file.isPresent() ? Optional.of(sha256(file.get())) : Optional.empty()));
    }
    return new RunRecord(
        run,
        directory,
        Optional.of(code),
        result.started(),
        result.ledger(),
        chunks,
        result.clashes(),
        part);
  }

  /** The same of a run that came to something else. */
  public RunRecord with(ExitCode code) {
    return new RunRecord(run, directory, Optional.of(code), started, ledger, chunks, clashes, part);
  }

  /** The same with what it measured as one machine's part. */
  public RunRecord with(Part measured) {
    return new RunRecord(
        run, directory, exitCode, started, ledger, chunks, clashes, Optional.of(measured));
  }

  /** How the suite was dealt to machines, where this is the part of one. */
  public Optional<Division> division() {
    return part.map(Part::division);
  }

  /** Which machine's part it is; the first of one where the whole suite ran. */
  public Shard shard() {
    return division().map(Division::shard).orElse(new Shard(1, 1));
  }

  /** Whether everything ran, and each process measured to its end. */
  public boolean isMeasured() {
    return ledger.isWhole()
        // There may be nothing for a machine.
        && (!chunks.isEmpty() || (part.isPresent() && ledger.units().isEmpty()))
        && chunks.stream().allMatch(chunk -> chunk.coverage().isPresent());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String describe(ChunkEnd end) {
    if (end instanceof ChunkEnd.InOrder) {
      return "in order";
    } else if (end instanceof ChunkEnd.Died died) {
      return died.description();
    } else if (end instanceof ChunkEnd.Ended ended) {
      return "ended: " + ended.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
    return "refused";
  }

  /** Of the bytes of a file, in lower-case hexadecimal digits. */
  public static String sha256(Path file) throws IOException {
    return RegularFile.sha256(file);
  }
}
