package com.cleveragents.slipcovershard.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What two processes found in one test file, where that is not the same. */
public final class ListDifference {
  private ListDifference() {}

  /**
   * Why the file cannot be split, as the end of a sentence about it.
   *
   * @param path of the file
   */
  public static String reason(String path, ParsedFeature one, ParsedFeature other) {
    if (!one.list().content().equals(other.list().content())) {
      return "it changes while it is collected";
    }
    return "its list of tests differs between processes (e.g. " + example(path, one, other) + ")";
  }

  /** A test that only one of them has or, where both have the same, one that has moved. */
  private static String example(String path, ParsedFeature one, ParsedFeature other) {
    int alone = firstNotIn(new HashSet<>(other.list().ids()), one.list().ids());
    if (alone < one.scenarios().size()) {
      return name(path, one.scenarios().get(alone));
    }
    int added = firstNotIn(new HashSet<>(one.list().ids()), other.list().ids());
    if (added < other.scenarios().size()) {
      return name(path, other.scenarios().get(added));
    }
    int moved = 0;
    while (moved < one.scenarios().size() - 1
        && one.list().ids().get(moved).equals(other.list().ids().get(moved))) {
      moved++;
    }
    return name(path, one.scenarios().get(moved));
  }

  private static int firstNotIn(Set<String> known, List<String> ids) {
    int index = 0;
    while (index < ids.size() && known.contains(ids.get(index))) {
      index++;
    }
    return index;
  }

  private static String name(String path, ParsedScenario scenario) {
    return Unit.isFeature(path)
        ? path + ":" + scenario.line() + " " + scenario.name()
        : scenario.name();
  }
}
