package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.plan.BalancedPlanning;
import com.cleveragents.slipcovershard.plan.Bundle;
import com.cleveragents.slipcovershard.plan.Feature;
import com.cleveragents.slipcovershard.plan.Fingerprint;
import com.cleveragents.slipcovershard.plan.ListDifference;
import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.plan.Planning;
import com.cleveragents.slipcovershard.plan.Unit;
import com.cleveragents.slipcovershard.plan.WeightedUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What there is to run, on its way from the runner's list over the plan to the chunks. It knows no
 * process.
 */
final class Agenda {
  private final Path directory;
  private final Runner runner;
  private final BiFunction<List<Feature>, Event.Hello, Planning> planning;
  private Optional<Event.Listed> listed = Optional.empty();
  private List<Feature> features = List.of();
  private final SortedMap<Integer, ParsedFeature> parsed = new TreeMap<>();
  private Optional<Planning> chosen = Optional.empty();
  private SortedSet<Integer> unknown = new TreeSet<>();
  private Optional<Plan> plan = Optional.empty();
  private final Map<Integer, Integer> featureOfUnit = new HashMap<>();

  /** What is left of a queue. */
  private final Deque<Bundle> queue = new ArrayDeque<>();

  /** What is left of what only this chunk may run: its share, the bundle that it has begun. */
  private final SortedMap<Integer, Deque<WeightedUnit>> shares = new TreeMap<>();

  /** Files in which two processes have found the same tests. */
  private final SortedSet<Integer> confirmed = new TreeSet<>();

  /** Why files are not split that the plan would have split. */
  private final SortedMap<String, String> keptWhole = new TreeMap<>();

  private boolean isOnlyPlanned;
  private boolean stopped;

  Agenda(Path directory, Runner runner, BiFunction<List<Feature>, Event.Hello, Planning> planning) {
    this.directory = directory;
    this.runner = runner;
    this.planning = planning;
  }

  /** Nothing is going to run: no list has to be confirmed. */
  void planOnly() {
    isOnlyPlanned = true;
  }

  boolean isListed() {
    return listed.isPresent();
  }

  /** Whether that is what the first list says. */
  boolean isSame(Event.Listed other) {
    return listed.orElseThrow().features().equals(other.features());
  }

  /** Takes the first list; {@link #begin} goes on from there. */
  void list(Event.Listed list) {
    listed = Optional.of(list);
    List<Feature> found = new ArrayList<>();
    for (Event.ListedFeature feature : list.features()) {
      String text = textOf(feature.path());
      found.add(
          new Feature(
              found.size(),
              feature.path(),
              feature.lines(),
              text.length(),
              text.isEmpty() ? "" : Fingerprint.of(text.getBytes(StandardCharsets.ISO_8859_1)),
              text.contains(runner.groupText())));
    }
    features = List.copyOf(found);
  }

  /** A character for each byte; empty where it is gone meanwhile, which the runner will say. */
  private String textOf(String path) {
    try (InputStream in = RegularFile.openNamed(directory.resolve(SurrogateEscape.path(path)))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Chooses how to plan; whether the plan can be made at once.
   *
   * @param versions what the tests run with
   */
  boolean begin(Event.Hello versions) {
    chosen = Optional.of(planning.apply(features, versions));
    unknown = chosen.get().toParse(features);
    return unknown.isEmpty();
  }

  /** Features whose scenarios the plan has to know; asked for once. */
  SortedSet<Integer> takeQuestion() {
    SortedSet<Integer> asked = unknown;
    unknown = new TreeSet<>();
    return asked;
  }

  /** Takes in the answer. */
  void know(Event.Parsed told) {
    parsed.putAll(told.features());
  }

  /**
   * Files that the plan would split, though only one process has said which tests are in them.
   * Where a plan of an earlier run is followed, that says itself what has to be found.
   */
  SortedSet<Integer> toConfirm() {
    SortedSet<Integer> doubtful = new TreeSet<>();
    Planning made = chosen.orElseThrow();
    if (made instanceof BalancedPlanning && !isOnlyPlanned) {
      made.plan(features, parsed).units().stream()
          .filter(unit -> unit.unit().isPiece())
          .forEach(unit -> doubtful.add(unit.unit().feature()));
      doubtful.removeAll(confirmed);
    }
    return doubtful;
  }

  /** Takes in what a second process found in these files: those that differ stay whole. */
  void confirm(SortedSet<Integer> doubtful, Event.Parsed second) {
    for (int feature : doubtful) {
      ParsedFeature known = Objects.requireNonNull(parsed.get(feature));
      Optional<ParsedFeature> other = Optional.ofNullable(second.features().get(feature));
      if (other.isPresent() && other.get().list().isThatOf(known.list())) {
        confirmed.add(feature);
      } else {
        String path = features.get(feature).path();
        keepWhole(
            feature,
            other
                .map(found -> ListDifference.reason(path, known, found))
                .orElse("a second process cannot collect it"));
      }
    }
  }

  /** There is no second process: these stay whole where no earlier run found the same tests. */
  void leaveUnconfirmed(SortedSet<Integer> doubtful) {
    for (int feature : doubtful) {
      ParsedFeature known = Objects.requireNonNull(parsed.get(feature));
      if (chosen.orElseThrow() instanceof BalancedPlanning made
          && made.remembers(features.get(feature), known)) {
        confirmed.add(feature);
      } else {
        keepWhole(feature, "there is no second process to compare its list of tests with");
      }
    }
  }

  private void keepWhole(int feature, String reason) {
    parsed.computeIfPresent(feature, (number, known) -> known.keptWhole());
    keptWhole.put(features.get(feature).path(), reason);
  }

  /** A sentence for each file that is not split though the plan would have split it. */
  List<String> keptWhole() {
    List<String> sentences = new ArrayList<>();
    keptWhole.forEach((path, why) -> sentences.add(path + " is not split: " + why));
    return sentences;
  }

  /** Takes in what a unit turned out to hold, if it is a whole feature. */
  void know(Event.UnitParsed told) {
    parsed.putIfAbsent(Objects.requireNonNull(featureOfUnit.get(told.unit())), told.feature());
  }

  /** The file of a unit. */
  String pathOf(int unit) {
    return features.get(Objects.requireNonNull(featureOfUnit.get(unit))).path();
  }

  boolean isPlanned() {
    return plan.isPresent();
  }

  /** Makes the plan out of what is known. */
  Plan makePlan() {
    Plan made = chosen.orElseThrow().plan(features, parsed);
    plan = Optional.of(made);
    made.units().forEach(unit -> featureOfUnit.put(unit.unit().number(), unit.unit().feature()));
    if (made.queued()) {
      queue.addAll(made.longestFirst());
    } else {
      made.chunks().forEach(share -> shares.put(share.chunk(), new ArrayDeque<>(share.units())));
    }
    return made;
  }

  /**
   * Chunks that do not come so far as to ask for work would leave nothing to say that there was
   * any.
   *
   * @return the plan that was missing
   */
  Optional<Plan> planWhatNeverBegan() {
    boolean missing = plan.isEmpty() && chosen.isPresent();
    return missing ? Optional.of(makePlan()) : Optional.empty();
  }

  /** The next unit for a chunk that is free; empty if there is none left for it. */
  Optional<WeightedUnit> next(int chunk) {
    Deque<WeightedUnit> own = shares.computeIfAbsent(chunk, number -> new ArrayDeque<>());
    boolean hasBegunBundle = !own.isEmpty() && !own.peek().groups().isEmpty();
    if (!queue.isEmpty() && !hasBegunBundle) {
      List<WeightedUnit> bundle = new ArrayList<>(queue.remove().units());
      Collections.reverse(bundle);
      bundle.forEach(own::addFirst);
    }
    return Optional.ofNullable(own.poll());
  }

  /**
   * What a lost process has not run goes to another one: the suspect last, so that it takes nothing
   * else along.
   *
   * @param waiting units that it had been handed as well
   */
  void handOver(int lost, int other, Optional<Interrupted> interrupted, List<Unit> waiting) {
    Deque<WeightedUnit> rest = Optional.ofNullable(shares.remove(lost)).orElse(new ArrayDeque<>());
    waiting.forEach(unit -> rest.addLast(again(unit)));
    if (runner.hasSeveralInHand()) {
      interrupted.flatMap(Interrupted::suspectLast).map(Agenda::again).ifPresent(rest::addLast);
    } else {
      interrupted.flatMap(Interrupted::rest).map(Agenda::again).ifPresent(rest::addFirst);
      interrupted.flatMap(Interrupted::suspect).map(Agenda::again).ifPresent(rest::addLast);
    }
    shares.put(other, rest);
  }

  /** Gives a fresh process what has failed. */
  void tryAgain(List<Unit> failed, int process) {
    shares.put(
        process,
        failed.stream().map(Agenda::again).collect(Collectors.toCollection(ArrayDeque::new)));
  }

  /** How long it takes is known of the whole unit only, and nobody plans any more. */
  private static WeightedUnit again(Unit part) {
    return new WeightedUnit(part, 0);
  }

  /** Whether a lost process leaves anything that it would have run. */
  boolean leaves(int lost, Optional<Interrupted> interrupted) {
    return !queue.isEmpty()
        || !shares.getOrDefault(lost, new ArrayDeque<>()).isEmpty()
        || interrupted.flatMap(Interrupted::suspect).isPresent();
  }

  /** Nothing more is handed out. */
  void stop() {
    stopped = true;
    queue.clear();
    shares.clear();
  }

  boolean isStopped() {
    return stopped;
  }

  List<Feature> features() {
    return features;
  }

  SortedMap<Integer, ParsedFeature> parsed() {
    return parsed;
  }

  /** A queue's after the run is what each chunk took, in the order in which it did. */
  Optional<Plan> plan(List<ChunkResult> results) {
    return plan.map(
        made ->
            made.queued()
                ? new Plan(
                    made.measured(),
                    true,
                    made.fixedSeconds(),
                    results.stream().flatMap(chunk -> chunk.share().stream()).toList(),
                    made.division())
                : made);
  }
}
