package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.ci.ArtifactService.Gone;
import com.cleveragents.slipcovershard.ci.ArtifactService.Listed;
import com.cleveragents.slipcovershard.ci.JobTasks;
import com.cleveragents.slipcovershard.machines.BasisName;
import com.cleveragents.slipcovershard.machines.JobAttempt;
import com.cleveragents.slipcovershard.machines.PartName;
import com.cleveragents.slipcovershard.machines.PartZip;
import com.cleveragents.slipcovershard.run.Part;
import com.cleveragents.slipcovershard.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts that shards left, of each the newest; one whose job was run again since, and left
 * nothing newer, does not count.
 */
final class ShardParts {
  /** All that a merge needs of a part; logs stay where they are. */
  private static final Pattern NEEDED =
      Pattern.compile("slipcover-shard/(ledger|basis)\\.json|coverage-shard\\.json");

  private static final long MOST_BYTES = 4L << 30;
  private static final int AT_ONCE = 6;

  private final Invocation invocation;
  private final String suite;
  private final Path folder;
  private final JobAttempt own;
  private final List<FinishedRun> runs = new ArrayList<>();
  private final SortedMap<Integer, String> lost = new TreeMap<>();

  /**
   * @param suite where the suite ran, as ledgers name it
   * @param folder where parts are put
   */
  ShardParts(Invocation invocation, String suite, Path folder) {
    this.invocation = invocation;
    this.suite = suite;
    this.folder = folder;
    this.own = JobAttempt.of(invocation.environment());
  }

  /** Those that count, in the order of their machines. */
  List<FinishedRun> runs() {
    return List.copyOf(runs);
  }

  /** Why the part of a machine does not count, by its number. */
  SortedMap<Integer, String> lost() {
    return lost;
  }

  /**
   * Fetches those among the artifacts of this run, several at once, each read while others come.
   *
   * @param prefix the name of the whole artifact
   * @throws ShardException if the service fails (7), or they are of several jobs (2)
   */
  void fetch(ArtifactService service, String prefix) throws IOException {
    SortedMap<Integer, PartName> newest = new TreeMap<>();
    TreeSet<String> origins = new TreeSet<>();
    for (Listed listed : service.list()) {
      Optional<PartName> name = PartName.parse(listed.name(), prefix, own.run());
      if (name.isPresent()) {
        origins.add(
            "%d of the job %s".formatted(name.get().shard().count(), name.get().from().job()));
        int number = name.get().shard().number();
        PartName known = newest.get(number);
        if (known == null || known.from().attempt() < name.get().from().attempt()) {
          newest.put(number, name.get());
          lost.remove(number);
          if (!listed.isWhole()) {
            lost.put(number, name.get() + " was not uploaded to its end");
          }
        }
      }
    }
    if (origins.size() > 1) {
      throw new ShardException(
          ExitCode.USAGE,
          "the artifacts of this run are parts of different runs of shards ("
              + String.join(", ", origins)
              + "): give the shards of each job an artifact-name of its own, and the merge of them"
              + " the same");
    }
    newest.keySet().removeAll(lost.keySet());
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      SortedMap<Integer, Future<FinishedRun>> coming = new TreeMap<>();
      newest.forEach(
          (number, name) -> coming.put(number, pool.submit(() -> fetched(service, name))));
      for (Map.Entry<Integer, Future<FinishedRun>> part : coming.entrySet()) {
        take(part.getKey(), part.getValue());
      }
    } finally {
      pool.shutdownNow();
    }
    dropStale();
  }

  private FinishedRun fetched(ArtifactService service, PartName name) throws IOException, Gone {
    Files.createDirectories(folder);
    Path zip = folder.resolve(name + ".zip");
    service.download(name.toString(), zip, MOST_BYTES);
    Path unpacked = folder.resolve(name.toString());
    PartZip.unpack(zip, NEEDED, unpacked);
    Files.delete(zip);
    FinishedRun run =
        FinishedRun.in(unpacked, name.toString(), Optional.of(name.from().word()), suite);
    boolean isOfAnother =
        part(run)
            .map(part -> !part.division().shard().equals(name.shard()))
            .orElse(run.findings().isEmpty());
    if (isOfAnother) {
      throw new ShardException(
          ExitCode.COVERAGE_UNUSABLE, name + " holds something else than " + name.shard());
    }
    return run;
  }

  private void take(int number, Future<FinishedRun> part) throws IOException {
    try {
      runs.add(part.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(
          ExitCode.INTERRUPTED, "interrupted while the parts of shards were fetched", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Gone gone) {
        lost.put(number, "its part is listed and is not there: " + gone.getMessage());
      } else if (e.getCause() instanceof ShardException failure
          && failure.code() == ExitCode.COVERAGE_UNUSABLE) {
        lost.put(number, failure.sentence());
      } else if (e.getCause() instanceof ShardException failure) {
        throw failure;
      } else if (e.getCause() instanceof IOException failure) {
        throw failure;
      } else {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Reads those in a folder: each a folder or a zip, as artifacts come when they are downloaded.
   *
   * @throws ShardException if one of them cannot be read (6), or they are of different runs (2)
   */
  void read(Path parts) throws IOException {
    List<Path> found;
    try (Stream<Path> children = Files.list(parts)) {
      found = children.sorted().toList();
    }
    List<FinishedRun> all = new ArrayList<>();
    for (Path child : found) {
      String name = String.valueOf(child.getFileName());
      if (Files.isRegularFile(child.resolve("slipcover-shard/ledger.json"))) {
        all.add(FinishedRun.in(child, name, Optional.empty(), suite));
      } else if (name.endsWith(".zip") && !BasisName.isOne(name.replaceFirst("\\.zip$", ""))) {
        Path unpacked = folder.resolve(name.replaceFirst("\\.zip$", ""));
        PartZip.unpack(child, NEEDED, unpacked);
        all.add(FinishedRun.in(unpacked, name, Optional.empty(), suite));
      } else if (PartName.isOne(name)) {
        // It must not be an older one that counts in its place.
        all.add(FinishedRun.in(child, name, Optional.empty(), suite));
      }
    }
    TreeSet<String> origins = new TreeSet<>();
    all.forEach(run -> run.record().ifPresent(record -> origins.add(origin(record))));
    if (origins.size() > 1) {
      throw new ShardException(
          ExitCode.USAGE,
          "the parts in %s are of different runs of a workflow (%s): give those of one"
              .formatted(parts, String.join(", ", origins)));
    }
    SortedMap<String, List<FinishedRun>> machines =
        all.stream()
            .collect(Collectors.groupingBy(this::machine, TreeMap::new, Collectors.toList()));
    for (List<FinishedRun> same : machines.values()) {
      int newest = same.stream().mapToInt(ShardParts::attempt).max().orElseThrow();
      same.stream().filter(run -> attempt(run) == newest).forEach(runs::add);
    }
    if (origins.contains(own.run())) {
      dropStale();
    }
  }

  private String machine(FinishedRun run) {
    return part(run).map(part -> part.division().shard().toString()).orElse(run.name());
  }

  /** The run of the workflow. */
  private static String origin(RunRecord record) {
    return record.run().replaceFirst("[. ].*", "");
  }

  /** 1 outside of a workflow. */
  private static int attempt(FinishedRun run) {
    String word = run.record().map(RunRecord::run).orElse("").replaceFirst(" .*", "");
    String number = word.replaceFirst("^[^.]*\\.?", "");
    return number.matches("\\d{1,9}") ? Integer.parseInt(number) : 1;
  }

  private static Optional<Part> part(FinishedRun run) {
    return run.record().flatMap(RunRecord::part);
  }

  /**
   * The forge keeps what an earlier attempt left. Where it does not tell whether a job was run
   * again, its part has to be of our own attempt.
   */
  private void dropStale() {
    List<Long> tasks =
        runs.stream()
            .flatMap(run -> part(run).stream())
            .flatMap(part -> part.task().stream().boxed())
            .toList();
    JobTasks jobs = JobTasks.since(tasks, invocation.environment(), invocation.clock());
    for (FinishedRun run : List.copyOf(runs)) {
      part(run)
          .ifPresent(
              part ->
                  staleness(run, part, jobs)
                      .ifPresent(
                          reason -> {
                            runs.remove(run);
                            lost.put(part.division().shard().number(), reason);
                          }));
    }
  }

  private Optional<String> staleness(FinishedRun run, Part part, JobTasks jobs) {
    Optional<Boolean> again =
        part.task().isPresent() ? jobs.wasRunAgain(part.task().getAsLong()) : Optional.empty();
    String stale = "%s is stale: ".formatted(run.name());
    if (again.isPresent()) {
      return again.get()
          ? Optional.of(stale + "its job, or one of the same name, was run again and left no part")
          : Optional.empty();
    }
    return attempt(run) < own.attempt()
        ? Optional.of(
            stale
                + "it is of attempt %d, this is attempt %d, and the forge does not tell whether its"
                    .formatted(attempt(run), own.attempt())
                + " job was run again; run all jobs again")
        : Optional.empty();
  }
}
