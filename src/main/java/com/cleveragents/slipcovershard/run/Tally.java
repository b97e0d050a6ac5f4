package com.cleveragents.slipcovershard.run;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Numbers of failures as the runner itself counts them.
 *
 * @param byKind by what is counted, in the plural: {@code failed reports}, {@code hook failures}
 */
public record Tally(SortedMap<String, Integer> byKind) {
  /** No failure of any kind. */
  public static final Tally NONE = new Tally(new TreeMap<>());

  public Tally {
    TreeMap<String, Integer> positive = new TreeMap<>(byKind);
    positive.values().removeIf(count -> count <= 0);
    byKind = Collections.unmodifiableSortedMap(positive);
  }

  /** A tally of one kind. */
  static Tally of(String kind, int count) {
    return new Tally(new TreeMap<>(Map.of(kind, count)));
  }

  boolean isEmpty() {
    return byKind.isEmpty();
  }

  Tally plus(Tally other) {
    TreeMap<String, Integer> sum = new TreeMap<>(byKind);
    other.byKind.forEach((kind, count) -> sum.merge(kind, count, Integer::sum));
    return new Tally(sum);
  }

  /** What is left of each kind; a kind of which the other has more is not in it. */
  Tally minus(Tally other) {
    TreeMap<String, Integer> rest = new TreeMap<>(byKind);
    other.byKind.forEach((kind, count) -> rest.merge(kind, -count, Integer::sum));
    return new Tally(rest);
  }

  /** The same without one kind. */
  Tally without(String kind) {
    TreeMap<String, Integer> others = new TreeMap<>(byKind);
    others.remove(kind);
    return new Tally(others);
  }

  /** As text: {@code 2 failed reports, 1 hook failure}. */
  String text() {
    return byKind.entrySet().stream()
        .map(
            entry ->
                entry.getValue()
                    + " "
                    + (entry.getValue() == 1
                        ? entry.getKey().replaceAll("s$", "")
                        : entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
