package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.run.ChunkResult;
import com.cleveragents.slipcovershard.run.Clash;
import com.cleveragents.slipcovershard.run.FailOn;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a run shows beside its verdict: flaky scenarios, and chunks in each other's way. */
final class Remarks {
  private static final int MOST_LINES = 5;
  private static final int MOST_ROWS = 20;

  /** What programs say when somebody else has what they want, in lower case. */
  private static final List<String> SMELLS =
      List.of("address already in use", "database is locked", "could not obtain lock");

  private final SuiteResult result;
  private final FailOn failOn;

  /**
   * @param failOn what is told as a failure and not as a remark
   */
  Remarks(SuiteResult result, FailOn failOn) {
    this.result = result;
    this.failOn = failOn;
  }

  /** For the end of a log; the first few of each kind. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!failOn.flaky()) {
      addFirst(lines, flaky().map(text -> "flaky: " + text).toList(), "flaky scenarios");
    }
    List<Clash> clashes = failOn.clash() ? List.of() : result.clashes();
    addFirst(
        lines, clashes.stream().map(clash -> "clash: " + clash.sentence()).toList(), "clashes");
    Set<String> remedies = new LinkedHashSet<>();
    result.clashes().stream()
        .limit(MOST_LINES)
        .forEach(clash -> remedies.add("  " + clash.remedy()));
    lines.addAll(remedies);
    if (result.clashes().isEmpty() && isShared()) {
      failed(Remarks::smells)
          .limit(1)
          .map(where -> where + " failed because something was in use: another chunk may have it")
          .forEach(lines::add);
    }
    return lines;
  }

  /** Whether there was anybody to get in the way of. */
  private boolean isShared() {
    return result.chunks().stream().mapToInt(ChunkResult::original).distinct().count() > 1;
  }

  private static void addFirst(List<String> lines, List<String> all, String what) {
    lines.addAll(all.subList(0, Math.min(MOST_LINES, all.size())));
    if (all.size() > MOST_LINES) {
      lines.add(
          "... and " + (all.size() - MOST_LINES) + " more " + what + ", listed in ledger.json");
    }
  }

  /** As sections of a Markdown summary; none where there is nothing to tell. */
  List<String> markdown() {
    List<String> sections = new ArrayList<>();
    List<String> flaky = flaky().toList();
    if (!flaky.isEmpty()) {
      sections.add(list("Flaky: failed, and passed when run again", flaky));
    }
    if (!result.clashes().isEmpty()) {
      sections.add(
          list(
              "Clashes: places that several chunks touched",
              result.clashes().stream().map(Clash::sentence).toList()));
    }
    return sections;
  }

  private static String list(String title, List<String> items) {
    StringBuilder text = new StringBuilder("### " + title + "\n\n");
    items.stream()
        .limit(MOST_ROWS)
        .forEach(item -> text.append("- `").append(item.replace('`', '\'')).append("`\n"));
    if (items.size() > MOST_ROWS) {
      text.append("- … ").append(items.size() - MOST_ROWS).append(" more in ledger.json\n");
    }
    return text.toString();
  }

  private Stream<String> flaky() {
    return named(scenario -> scenario.end() == ScenarioEnd.FLAKY);
  }

  private Stream<String> failed(Predicate<String> saying) {
    return named(
        scenario ->
            scenario.end() == ScenarioEnd.FAILED
                && scenario.failure().filter(failure -> saying.test(failure.error())).isPresent());
  }

  private Stream<String> named(Predicate<Scenario> wanted) {
    return result.ledger().units().stream().flatMap(entry -> named(entry, wanted));
  }

  private static Stream<String> named(Entry entry, Predicate<Scenario> wanted) {
    return entry.scenarios().stream()
        .filter(wanted)
        .map(scenario -> entry.location(scenario) + " " + scenario.name().strip());
  }

  private static boolean smells(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return SMELLS.stream().anyMatch(lower::contains);
  }
}
