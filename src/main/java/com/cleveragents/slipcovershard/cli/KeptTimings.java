package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.ci.CacheKeys;
import com.cleveragents.slipcovershard.ci.CacheService;
import com.cleveragents.slipcovershard.machines.Agreement;
import com.cleveragents.slipcovershard.machines.Basis;
import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.Timings;
import com.cleveragents.slipcovershard.plan.TimingsFile;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.MeasuredTimes;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The timings of earlier runs: found before the plan is made, and kept with those of this run. They
 * only decide how evenly the chunks end, so nothing about them ever fails a run.
 */
final class KeptTimings {
  private final Invocation invocation;
  private final Console console;
  private final RunSettings settings;
  private final BuildDirectory build;
  private final Path kept;
  private final Optional<CacheService> cache;
  private final Optional<Agreement> agreement;
  private final CompletableFuture<Found> found;

  /**
   * @param place where they were found, in words
   * @param problem why what is there cannot be used
   * @param chunks on each machine that shares the suite, where they agreed on that
   */
  private record Found(
      Timings timings, String place, Optional<String> problem, OptionalInt chunks) {
    static final Found NOTHING = new Found(Timings.NONE, "", Optional.empty());

    Found(Timings timings, String place, Optional<String> problem) {
      this(timings, place, problem, OptionalInt.empty());
    }
  }

  /**
   * Begins to look for them: a cache may take its time, and the chunks start meanwhile.
   *
   * @param agreement by which machines that share the suite take the same; without it they take
   *     none that only one of them may have
   */
  KeptTimings(
      Invocation invocation,
      Console console,
      RunSettings settings,
      BuildDirectory build,
      Optional<Agreement> agreement) {
    this.agreement = agreement;
    this.invocation = invocation;
    this.console = console;
    this.settings = settings;
    this.build = build;
    this.kept = build.ours().resolve("timings.json");
    boolean ours = settings.timings() instanceof TimingsSetting.Kept;
    this.cache =
        ours
            ? CacheService.of(invocation.environment(), invocation.clock(), console::explain)
            : Optional.empty();
    this.found = CompletableFuture.supplyAsync(this::agreed);
  }

  /** Apart for what decides which scenarios run: with other tags, features take other times. */
  static String selection(Invocation invocation, RunSettings settings) {
    return String.join(
        "\0",
        settings.runner().word(),
        invocation.directory().relativize(settings.directory()).toString(),
        Words.join(settings.paths()),
        Words.join(settings.runnerArguments()));
  }

  /** Where those of all runs with that selection of tests are kept. */
  static CacheKeys keys(Invocation invocation, String selection) {
    return CacheKeys.of("timings", selection, invocation.environment());
  }

  private CacheKeys keys() {
    return keys(invocation, selection(invocation, settings));
  }

  /** What this machine knows alone is of no use where others plan by something else. */
  private Found agreed() {
    if (agreement.isEmpty()) {
      boolean alone = settings.shard().isEmpty();
      return alone || !(settings.timings() instanceof TimingsSetting.Kept) ? find() : Found.NOTHING;
    }
    List<Found> own = new ArrayList<>();
    Basis basis =
        agreement
            .get()
            .reach(
                () -> {
                  own.add(find());
                  return new Basis(own.get(0).timings(), settings.chunks());
                });
    build.adopt("slipcover-shard/basis.json");
    // Where several propose at once, what is taken may be another's.
    Optional<Found> ours =
        own.stream()
            .filter(
                found ->
                    new Basis(found.timings(), settings.chunks()).toJson().equals(basis.toJson()))
            .findFirst();
    return new Found(
        basis.timings(),
        ours.map(Found::place).orElse(basis.timings().isEmpty() ? "" : "another shard's"),
        ours.flatMap(Found::problem),
        OptionalInt.of(basis.chunks()));
  }

  private Found find() {
    if (settings.timings() instanceof TimingsSetting.None) {
      return Found.NOTHING;
    } else if (settings.timings() instanceof TimingsSetting.Named named) {
      return read(named.file());
    }
    if (RegularFile.exists(kept)) {
      return read(kept);
    }
    return cache
        .flatMap(service -> service.find(keys()))
        .map(bytes -> parsed(new String(bytes, StandardCharsets.UTF_8), "the runner's cache"))
        .orElse(Found.NOTHING);
  }

  private Found read(Path file) {
    String place = shown(file);
    try {
      RegularFile.check(file);
      return parsed(Files.readString(file), place);
    } catch (CharacterCodingException e) {
      return new Found(Timings.NONE, place, Optional.of("is no text"));
    } catch (IOException e) {
      return new Found(Timings.NONE, place, Optional.of("cannot be read: " + e));
    }
  }

  private static Found parsed(String json, String place) {
    return TimingsFile.read(json)
        .map(timings -> new Found(timings, place, Optional.empty()))
        .orElseGet(
            () -> new Found(Timings.NONE, place, Optional.of("is damaged, or of another release")));
  }

  private String shown(Path file) {
    Path directory = settings.directory();
    return (file.startsWith(directory) ? directory.relativize(file) : file).toString();
  }

  /** Those to plan these features by; says in a line what was found. */
  Timings of(List<Feature> features) {
    Found all = found();
    if (settings.timings() instanceof TimingsSetting.None) {
      return Timings.NONE;
    } else if (settings.shard().isPresent()
        && agreement.isEmpty()
        && settings.timings() instanceof TimingsSetting.Kept) {
      console.say(
          "planned by the sizes of files, since there is no artifact service by which the shards"
              + " could agree on times; --timings FILE names such as all of them have");
      return Timings.NONE;
    }
    int known = all.timings().countKnown(features);
    if (all.problem().isPresent()) {
      warn(all.place() + " " + all.problem().get());
    } else if (all.place().isEmpty()) {
      warn("none of an earlier run were found");
    } else if (known == 0) {
      warn(
          all.place()
              + " knows none of these "
              + settings.runner().files(2)
              + ": is it another project's?");
    } else {
      console.say(
          String.format(
              Locale.ROOT,
              "timings: %s, %s old, know %d %s, and %d of these %d %s",
              all.place(),
              age(all.timings()),
              all.timings().scenarioCount(),
              settings.runner().tests(2),
              known,
              features.size(),
              settings.runner().files(2)));
    }
    return known == 0 ? Timings.NONE : all.timings();
  }

  /** What was found, in a line. */
  String described() {
    Found all = found();
    return all.timings().isEmpty()
        ? "no timings of an earlier run were found: all shards plan by the sizes of files"
        : "timings: %s, %s old, know %d %s"
            .formatted(
                all.place(),
                age(all.timings()),
                all.timings().scenarioCount(),
                settings.runner().tests(2));
  }

  /** On each machine, as far as the division of the suite goes. */
  int chunks() {
    return found().chunks().orElse(settings.chunks());
  }

  private void warn(String what) {
    console.say(
        console.styled(Console.Style.STRONG, "timings: " + what)
            + "; planned by the sizes of files, so chunks may end apart");
  }

  private String age(Timings timings) {
    Instant now = invocation.clock().instant();
    long minutes = Duration.between(timings.updated().orElse(now), now).toMinutes();
    if (minutes < 120) {
      return Math.max(0, minutes) + " min";
    }
    return minutes < 48 * 60 ? minutes / 60 + " h" : minutes / (24 * 60) + " days";
  }

  /** What was known before this run, whether or not it was to be used for the plan. */
  Timings earlier() {
    Timings known = found().timings();
    boolean named = settings.timings() instanceof TimingsSetting.Named;
    return known.isEmpty() && !named && RegularFile.exists(kept) ? read(kept).timings() : known;
  }

  /** A cache may say nothing for seconds; whoever ends the run meanwhile does not wait for it. */
  private Found found() {
    try {
      return found.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Found.NOTHING;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ShardException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  /**
   * With what this run measured: to build-dir, and to the cache for the next run elsewhere. A run
   * that was interrupted has no time for that.
   *
   * @param trial what it showed of taking test files apart
   * @param began when the command did
   */
  Timings keep(Conclusion conclusion, SplitTrial trial, Instant began) {
    SuiteResult result = conclusion.result();
    Timings all =
        trial.kept(
            earlier()
                .after(
                    invocation.clock().instant(),
                    MeasuredTimes.chunkSeconds(result),
                    MeasuredTimes.of(result),
                    path ->
                        Files.isRegularFile(
                            settings.directory().resolve(SurrogateEscape.path(path))))
                .withMachine(machineSeconds(result, began)));
    if (!all.isEmpty()) {
      String json = TimingsFile.toJson(all);
      try {
        build.write("slipcover-shard/timings.json", json);
      } catch (ShardException e) {
        console.say("timings: not kept: " + e.sentence());
      }
      cache
          // Machines that start later have to plan by the same times as those that are done.
          .filter(service -> !conclusion.isInterrupted() && settings.shard().isEmpty())
          .ifPresent(service -> service.save(keys(), json.getBytes(StandardCharsets.UTF_8)));
    }
    return all;
  }

  /** One process more for all of the suite is a cost of verifying, and not of a machine. */
  private OptionalDouble machineSeconds(SuiteResult result, Instant began) {
    return settings.verifies() || result.interrupted()
        ? OptionalDouble.empty()
        : MeasuredTimes.machineSeconds(result, began, invocation.clock().instant());
  }
}
