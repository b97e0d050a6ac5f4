package com.cleveragents.slipcovershard.machines;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.WholeFile;
import com.cleveragents.slipcovershard.ci.ArtifactContents;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.ci.ArtifactService.Gone;
import com.cleveragents.slipcovershard.ci.ArtifactService.Listed;
import com.cleveragents.slipcovershard.ci.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * How machines that start at different times, and may know different timings, come to plan by the
 * same: who finds nothing proposes what it knows, as an artifact of the run, and all take the
 * proposal that was begun first. It is listed while it is still being uploaded, so one that begins
 * later sees it. Services that list only what is whole (GitHub's) let two through that begin within
 * the same moment; then the parts do not fit together, which the merge finds.
 */
public final class Agreement {
  private static final String FILE = "basis.json";
  private static final long MOST_BYTES = 16L << 20;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_PAUSES = 30;

  private final ArtifactService service;
  private final BasisName name;
  private final OptionalInt retentionDays;
  private final Redaction redaction;
  private final Path folder;
  private final Consumer<String> log;
  private final Pause pause;
  private final Set<String> gone = new HashSet<>();

  /** Waits until what another machine uploads may be whole. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /**
   * @param name of our own proposal
   * @param redaction what is taken out of it
   * @param folder where what comes and goes is kept
   * @param log takes a line about what was agreed on
   */
  public Agreement(
      ArtifactService service,
      BasisName name,
      OptionalInt retentionDays,
      Redaction redaction,
      Path folder,
      Consumer<String> log) {
    this(
        service,
        name,
        retentionDays,
        redaction,
        folder,
        log,
        duration -> Thread.sleep(duration.toMillis()));
  }

  Agreement(
      ArtifactService service,
      BasisName name,
      OptionalInt retentionDays,
      Redaction redaction,
      Path folder,
      Consumer<String> log,
      Pause pause) {
    this.service = service;
    this.name = name;
    this.retentionDays = retentionDays;
    this.redaction = redaction;
    this.folder = folder;
    this.log = log;
    this.pause = pause;
  }

  /**
   * What all of them plan by.
   *
   * @param own what is proposed where nobody else has; asked for only then
   * @throws ShardException if the service fails (code 7), or the proposal is unusable (code 6)
   */
  public Basis reach(Supplier<Basis> own) {
    try {
      Files.createDirectories(folder);
      Optional<Basis> first = first(service::glance);
      if (first.isPresent()) {
        return first.get();
      }
      propose(own.get());
      return first(service::list)
          .orElseThrow(
              () ->
                  new ShardException(
                      ExitCode.SERVICE_FAILED,
                      "what this shard proposed to plan by, "
                          + name
                          + ", is not listed among the run's artifacts: look at the service"));
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, folder + " cannot be written: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShardException(
          ExitCode.INTERRUPTED, "interrupted while the shards agreed on a plan", e);
    }
  }

  private void propose(Basis own) throws IOException {
    Path file = folder.resolve(FILE);
    WholeFile.write(file, own.toJson());
    SortedMap<String, ArtifactContents.Item> files = new TreeMap<>();
    files.put(FILE, new ArtifactContents.Item(file, redaction));
    service.upload(name.toString(), new ArtifactContents(files), retentionDays);
  }

  /**
   * Read as all others read it, our own, too. The proposal that was begun first; those whose
   * machines died meanwhile do not count. A service may call one whole that is still coming (act's
   * does): one that is damaged is waited for as well.
   */
  private Optional<Basis> first(Supplier<List<Listed>> look)
      throws IOException, InterruptedException {
    for (int pauses = 0; ; pauses++) {
      boolean mayWait = pauses < MOST_PAUSES;
      Optional<Listed> chosen =
          look.get().stream()
              .filter(listed -> name.isAnswerTo(listed.name()))
              .filter(listed -> mayWait || listed.isWhole())
              .filter(listed -> !gone.contains(listed.name()))
              .findFirst();
      if (chosen.isEmpty()) {
        return Optional.empty();
      }
      String proposal = chosen.get().name();
      if (chosen.get().isWhole() && isFetched(proposal, mayWait)) {
        return Optional.of(read(proposal));
      } else if (!gone.contains(proposal)) {
        pause.of(PAUSE);
      }
    }
  }

  /**
   * Whether it has come.
   *
   * @param mayWait whether it does not matter yet that it is damaged
   */
  private boolean isFetched(String proposal, boolean mayWait) throws IOException {
    Path zip = folder.resolve(proposal + ".zip");
    try {
      service.download(proposal, zip, MOST_BYTES);
      Files.deleteIfExists(folder.resolve(FILE)); // ours, or an earlier one's, is not to be taken
      PartZip.unpack(zip, Pattern.compile(Pattern.quote(FILE)), folder);
      return true;
    } catch (Gone e) {
      gone.add(proposal); // servers drop what an earlier attempt left, the row last
      return false;
    } catch (ShardException e) {
      if (mayWait && e.code() == ExitCode.COVERAGE_UNUSABLE) {
        return false;
      }
      throw e;
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  private Basis read(String proposal) throws IOException {
    log.accept(
        proposal.equals(name.toString())
            ? "all shards plan by what this one knows (" + proposal + ")"
            : "planned by what another shard knew first (" + proposal + ")");
    Path file = folder.resolve(FILE);
    String json = RegularFile.exists(file) ? RegularFile.text(file) : "";
    return Basis.read(json)
        .orElseThrow(
            () ->
                new ShardException(
                    ExitCode.COVERAGE_UNUSABLE,
                    proposal
                        + ", which all shards plan by, is damaged or of another release: give all"
                        + " jobs the same version of this action"));
  }
}
