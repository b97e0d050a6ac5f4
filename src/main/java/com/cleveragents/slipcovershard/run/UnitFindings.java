package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What makes a run red of what its ledger says. */
final class UnitFindings {
  private final Runner runner;
  private final Ledger ledger;
  private final List<Clash> clashes;
  private final List<Finding> findings = new ArrayList<>();

  private UnitFindings(Runner runner, Ledger ledger, List<Clash> clashes) {
    this.runner = runner;
    this.ledger = ledger;
    this.clashes = clashes;
  }

  /**
   * In the order of the units, gaps at the end.
   *
   * @param flakyToo whether a scenario that passed when it ran again is one
   */
  static List<Finding> of(Runner runner, Ledger ledger, List<Clash> clashes, boolean flakyToo) {
    UnitFindings judge = new UnitFindings(runner, ledger, clashes);
    judge.units();
    if (flakyToo) {
      judge.flaky();
    }
    judge.gaps();
    return judge.findings;
  }

  private void add(ExitCode code, String message) {
    findings.add(new Finding(code, message));
  }

  private void add(ExitCode code, String message, List<String> details) {
    findings.add(new Finding(code, message, details));
  }

  private void units() {
    for (Entry entry : ledger.units()) {
      if (entry.end() == UnitEnd.UNPARSABLE) {
        add(
            ExitCode.CHUNK_FAILED,
            runner.word()
                + (runner == Runner.BEHAVE ? " cannot parse " : " cannot collect ")
                + entry.unit().path(),
            entry.error().orElse("").lines().toList());
      } else if (entry.end() == UnitEnd.CHANGED) {
        add(
            ExitCode.CHUNK_FAILED,
            entry.path()
                + (entry.isPiece()
                    ? " has changed since it was split: its pieces may not be all of it; run again"
                    : " has changed since another process began it; run again"));
      } else if (entry.end() == UnitEnd.DIFFERENT) {
        add(
            ExitCode.CHUNK_FAILED,
            "the list of tests of "
                + entry.path()
                + " differs between processes, so "
                + (entry.isPiece()
                    ? "its pieces do not prove that all of it ran; set granularity: feature"
                    : "what is left of it after a crash cannot be named"));
      } else if (entry.error().isPresent()) {
        add(
            ExitCode.TESTS_FAILED,
            entry.unit().name() + ": a hook or clean-up of the feature failed",
            entry.error().get().lines().toList());
      }
      for (Scenario scenario : entry.scenarios()) {
        if (scenario.end() == ScenarioEnd.FAILED) {
          failed(entry, scenario);
        }
      }
    }
    long untested = ledger.count(ScenarioEnd.UNTESTED);
    List<String> stopped =
        ledger.units().stream()
            .filter(entry -> entry.end() == UnitEnd.STOPPED)
            .map(entry -> entry.unit().name())
            .toList();
    if (untested > 0) {
      add(
          ExitCode.TESTS_FAILED,
          untested
              + " "
              + runner.tests(untested)
              + (untested == 1 ? " was" : " were")
              + " left out by "
              + runner.word()
              + " after a failure");
    }
    if (!stopped.isEmpty()) {
      add(
          ExitCode.TESTS_FAILED,
          stopped.size()
              + " "
              + runner.files(stopped.size())
              + (stopped.size() == 1 ? " was" : " were")
              + " not run because the suite stops at the first failure",
          Finding.bounded(stopped));
    }
  }

  private void failed(Entry entry, Scenario scenario) {
    add(
        ExitCode.TESTS_FAILED,
        named(entry, scenario, " %s")
            + ": "
            + outcome(entry, scenario)
            + " (chunk "
            + entry.chunk()
            + ")",
        failureLines(entry, scenario));
  }

  /**
   * Where it is and what it is called; a name that is a part of the location is not told twice.
   *
   * @param format of the name behind the location
   */
  static String named(Entry entry, Scenario scenario, String format) {
    String location = entry.location(scenario);
    String name = scenario.name().strip();
    return location.endsWith(name) ? location : location + format.formatted(name);
  }

  private String outcome(Entry entry, Scenario scenario) {
    Optional<Clash> clash = clashes.stream().filter(one -> one.involves(entry)).findFirst();
    if (scenario.status().equals("passed") && scenario.attempts() > 1 && clash.isPresent()) {
      return "failed, and passed when it ran again, but " + clash.get().sentence();
    }
    return scenario.status().isEmpty() ? "failed" : scenario.status();
  }

  private static List<String> failureLines(Entry entry, Scenario scenario) {
    List<String> lines = new ArrayList<>();
    scenario
        .failure()
        .ifPresent(
            failure -> {
              if (!failure.step().isEmpty()) {
                lines.add(
                    failure.step()
                        + "  # "
                        + (failure.line() > 0 ? entry.path() + ":" + failure.line() + ", " : "")
                        + failure.status());
              }
              failure.error().lines().forEach(lines::add);
            });
    return lines;
  }

  /** What should have run and did not, and is not explained by a stop. */
  private void gaps() {
    SortedMap<Integer, List<String>> gaps = new TreeMap<>();
    for (Entry entry : ledger.units()) {
      List<String> missing = new ArrayList<>();
      if (entry.end() == UnitEnd.NEVER_STARTED) {
        missing.add(entry.unit().name() + " (all of it)");
      }
      for (Scenario scenario : entry.scenarios()) {
        if (scenario.end() == ScenarioEnd.NEVER_STARTED && scenario.selected()) {
          missing.add(entry.location(scenario));
        } else if (scenario.end() == ScenarioEnd.IN_FLIGHT) {
          missing.add(entry.location(scenario) + " (not finished)");
        }
      }
      if (missing.isEmpty() && entry.end() == UnitEnd.IN_FLIGHT) {
        missing.add(entry.unit().name() + " (not finished)");
      }
      gaps.computeIfAbsent(entry.chunk(), key -> new ArrayList<>()).addAll(missing);
    }
    gaps.forEach(
        (chunk, missing) -> {
          if (!missing.isEmpty()) {
            add(
                ExitCode.CHUNK_FAILED,
                chunk == Ledger.NO_CHUNK
                    ? "nothing more was handed out, as all chunks were lost"
                    : "chunk " + chunk + " has not run everything it should have",
                Finding.bounded(missing));
          }
        });
  }

  private void flaky() {
    for (Entry entry : ledger.units()) {
      for (Scenario scenario : entry.scenarios()) {
        if (scenario.end() == ScenarioEnd.FLAKY) {
          add(
              ExitCode.TESTS_FAILED,
              named(entry, scenario, " %s")
                  + " is flaky: it failed, and passed when it ran again (--fail-on-flaky)",
              failureLines(entry, scenario));
        }
      }
    }
  }

  static String whyNothingRan(Runner runner, Ledger ledger) {
    if (ledger.units().isEmpty()) {
      return "no " + runner.files(1) + " was found, or all of them are excluded";
    }
    Optional<Scenario> selected =
        ledger.units().stream()
            .flatMap(entry -> entry.scenarios().stream())
            .filter(Scenario::selected)
            .findFirst();
    return selected.isEmpty()
        ? "no " + runner.tests(1) + " is selected: tags, names or lines exclude all"
        : runner == Runner.BEHAVE
            ? "no step was executed: every selected scenario is empty or was skipped"
            : "no test was executed: all that are selected were skipped";
  }
}
