package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.SurrogateEscape;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A place that units of several chunks touched, or the template of all of them that one did: what
 * happens there may depend on who comes first.
 *
 * @param sides who touched it, one for each chunk, in their order
 * @param overlapping whether any two of them did at the same time, as far as is known
 */
public record Clash(Place place, List<Side> sides, boolean overlapping) {
  public Clash {
    sides = List.copyOf(sides);
  }

  /**
   * Who touched it.
   *
   * @param chunk its number
   * @param unit the first that did, as one would type it; empty outside of all
   * @param from seconds from the start of the run
   * @param until the same
   */
  public record Side(int chunk, Optional<String> unit, double from, double until) {
    @Override
    public String toString() {
      return unit.map(name -> name + " (chunk " + chunk + ")")
          .orElse("chunk " + chunk + " outside of its tests");
    }
  }

  /** Whether the unit is one of those that are named. */
  boolean involves(Ledger.Entry entry) {
    return sides.stream().anyMatch(side -> side.unit().equals(Optional.of(entry.typed())));
  }

  /** {@code cart.db was touched by features/a.feature (chunk 1) and …, at the same time}. */
  public String sentence() {
    String who = sides.stream().map(Side::toString).collect(Collectors.joining(" and "));
    if (sides.size() == 1) {
      return place + ", of which each chunk has a copy, was opened for writing by " + who;
    }
    return place + " was touched by " + who + (overlapping ? ", at the same time" : ", in turns");
  }

  /** What helps against it. */
  public String remedy() {
    if (sides.size() == 1) {
      return "use $SLIPCOVER_SHARD_TEMPLATE_DB, the chunk's own copy";
    }
    return switch (place.kind()) {
      case PORT -> "take port 0, or one from $SLIPCOVER_SHARD_PORT_BASE on; or keep " + together();
      case FILE, DATABASE ->
          place.name().startsWith("/")
              ? "write below $TMPDIR, or keep " + together()
              : "write below $TMPDIR, give each chunk a copy of the project with --isolate copy, or keep "
                  + together();
    };
  }

  private String together() {
    boolean tests =
        sides.stream().flatMap(side -> side.unit().stream()).anyMatch(unit -> unit.contains(".py"));
    return tests
        ? "the tests together with a mark xdist_group(name)"
        : "the features together with a tag @slipcover_shard.group(name)";
  }

  /**
   * All of a run, sorted by place.
   *
   * @param settings with the database that each chunk has a copy of, and the directory that the
   *     names of places are relative to
   */
  static List<Clash> of(SuiteSettings settings, Ledger ledger, List<ChunkResult> chunks) {
    Optional<Path> original = settings.template().map(Path::normalize);
    SortedMap<Place, SortedMap<Integer, List<Side>>> touched = new TreeMap<>();
    for (ChunkResult chunk : chunks) {
      for (Touch touch : chunk.touches()) {
        touched
            .computeIfAbsent(touch.place(), place -> new TreeMap<>())
            // A process that went on for a lost one began when that had ended.
            .computeIfAbsent(chunk.original(), number -> new ArrayList<>())
            .add(side(ledger, chunk, touch));
      }
    }
    List<Clash> clashes = new ArrayList<>();
    touched.forEach(
        (place, sides) -> {
          if (sides.size() > 1
              || original.filter(file -> isFile(place, file, settings.directory())).isPresent()) {
            clashes.add(of(place, sides));
          }
        });
    return clashes;
  }

  /** Numbers of all units that touched any of these places. */
  static Set<Integer> units(List<Clash> clashes, List<ChunkResult> chunks) {
    Set<Place> places = clashes.stream().map(Clash::place).collect(Collectors.toSet());
    return chunks.stream()
        .flatMap(chunk -> chunk.touches().stream())
        .filter(touch -> places.contains(touch.place()))
        .flatMap(touch -> touch.unit().stream().boxed())
        .collect(Collectors.toSet());
  }

  private static boolean isFile(Place place, Path file, Path directory) {
    return place.kind() != Place.Kind.PORT
        && directory.resolve(SurrogateEscape.path(place.name())).equals(file);
  }

  private static Clash of(Place place, SortedMap<Integer, List<Side>> chunks) {
    Map<Integer, Side> shown = new TreeMap<>();
    chunks.forEach((chunk, sides) -> shown.put(chunk, sides.get(0)));
    Map<Integer, Side> latest = new TreeMap<>();
    for (Map.Entry<Integer, Side> next : inOrderOfTime(chunks)) {
      for (Map.Entry<Integer, Side> earlier : latest.entrySet()) {
        if (!earlier.getKey().equals(next.getKey())
            && next.getValue().from() < earlier.getValue().until()) {
          shown.put(earlier.getKey(), earlier.getValue());
          shown.put(next.getKey(), next.getValue());
          return new Clash(place, List.copyOf(shown.values()), true);
        }
      }
      latest.merge(
          next.getKey(),
          next.getValue(),
          (one, other) -> one.until() > other.until() ? one : other);
    }
    return new Clash(place, List.copyOf(shown.values()), false);
  }

  private static List<Map.Entry<Integer, Side>> inOrderOfTime(
      SortedMap<Integer, List<Side>> chunks) {
    return chunks.entrySet().stream()
        .flatMap(chunk -> chunk.getValue().stream().map(side -> Map.entry(chunk.getKey(), side)))
        .sorted(Comparator.comparingDouble(side -> side.getValue().from()))
        .toList();
  }

  private static Side side(Ledger ledger, ChunkResult chunk, Touch touch) {
    if (touch.unit().isEmpty()) {
      return new Side(chunk.number(), Optional.empty(), 0, touch.at());
    }
    Entry entry = ledger.units().get(touch.unit().getAsInt());
    return new Side(chunk.number(), Optional.of(entry.typed()), entry.started(), touch.at());
  }
}
