package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.run.Event;
import com.cleveragents.slipcovershard.run.JUnitName;
import com.cleveragents.slipcovershard.run.Ledger;
import com.cleveragents.slipcovershard.run.Ledger.ScenarioEnd;
import com.cleveragents.slipcovershard.run.Ledger.UnitEnd;
import com.cleveragents.slipcovershard.run.RunRecord.ChunkRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One test case: a scenario, or a feature file with which something was wrong outside of them.
 *
 * @param line where it stands in its file; after all others for the file itself
 * @param status the runner's word, or the ledger's where the runner said none
 * @param type of what went wrong: the runner's word for the step
 * @param message a line
 * @param text all that is known
 */
record JUnitCase(
    int line,
    String className,
    String name,
    String status,
    double seconds,
    Kind kind,
    String type,
    String message,
    String text) {

  /** What JUnit knows of ends. */
  enum Kind {
    PASSED,
    SKIPPED,
    /** Something was not as the test expects. */
    FAILURE,
    /** Anything else that went wrong. */
    ERROR,
    /** It went wrong, and passed when it ran again. */
    FLAKY
  }

  private static final String TRACEBACK = "Traceback ";

  /** Those of one unit: its selected scenarios, and itself if something is wrong with it. */
  static List<JUnitCase> of(Ledger.Entry entry, String className, List<ChunkRecord> chunks) {
    String lost =
        chunks.stream()
            .filter(chunk -> chunk.number() == entry.chunk())
            .map(chunk -> " The end of chunk " + chunk.number() + ": " + chunk.end() + ".")
            .findFirst()
            .orElse("");
    List<JUnitCase> cases = new ArrayList<>();
    for (Ledger.Scenario scenario : entry.scenarios()) {
      if (scenario.selected()) {
        JUnitCase testCase = of(entry, scenario, className, lost);
        cases.add(entry.isFeature() ? testCase : testCase.named(entry));
      }
    }
    problem(entry, lost).ifPresent(text -> cases.add(ofUnit(entry, className, text)));
    return cases;
  }

  /** The same in the words of pytest, whose names of tests begin with those of their classes. */
  private JUnitCase named(Ledger.Entry entry) {
    JUnitName own = JUnitName.ofTest(entry, name);
    Kind ofPytest = status.equals("xfailed") ? Kind.SKIPPED : kind;
    return new JUnitCase(
        line, own.className(), own.name(), status, seconds, ofPytest, type, message, text);
  }

  private static JUnitCase of(
      Ledger.Entry entry, Ledger.Scenario scenario, String className, String lost) {
    return switch (scenario.end()) {
      case PASSED -> good(scenario, className, Kind.PASSED);
      case FLAKY -> failed(entry, scenario, className).passedLater(scenario);
      case SKIPPED, UNTESTED -> good(scenario, className, Kind.SKIPPED);
      case FAILED -> failed(entry, scenario, className);
      case IN_FLIGHT -> lost(scenario, className, "It had begun when its chunk was lost." + lost);
      case NEVER_STARTED ->
          lost(
              scenario,
              className,
              entry.end() == UnitEnd.ENDED
                  ? "It was not run, and the runner does not say why."
                  : "It was never started." + lost);
    };
  }

  private JUnitCase passedLater(Ledger.Scenario scenario) {
    return new JUnitCase(
        line, className, name, scenario.status(), seconds, Kind.FLAKY, type, message, text);
  }

  private static JUnitCase good(Ledger.Scenario scenario, String className, Kind kind) {
    return new JUnitCase(
        scenario.line(),
        className,
        scenario.name(),
        scenario.status(),
        scenario.seconds(),
        kind,
        "",
        "",
        "");
  }

  private static JUnitCase lost(Ledger.Scenario scenario, String className, String sentence) {
    String end = scenario.end().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new JUnitCase(
        scenario.line(),
        className,
        scenario.name(),
        end,
        scenario.seconds(),
        Kind.ERROR,
        end,
        sentence,
        sentence);
  }

  /** A failure of a test of pytest, in the words of pytest's own JUnit files. */
  private static JUnitCase failedTest(
      Ledger.Scenario scenario, String className, Event.Failure failure) {
    boolean inTest = failure.step().equals("call");
    String said = failure.message().isEmpty() ? tellingLine(failure.error()) : failure.message();
    boolean outside = failure.step().equals("setup") || failure.step().equals("teardown");
    return new JUnitCase(
        scenario.line(),
        className,
        scenario.name(),
        scenario.status(),
        scenario.seconds(),
        inTest ? Kind.FAILURE : Kind.ERROR,
        scenario.status(),
        outside ? "failed on %s with \"%s\"".formatted(failure.step(), said) : said,
        failure.error());
  }

  private static JUnitCase failed(Ledger.Entry entry, Ledger.Scenario scenario, String className) {
    Event.Failure failure =
        scenario.failure().orElse(new Event.Failure("", 0, scenario.status(), ""));
    if (!entry.isFeature()) {
      return failedTest(scenario, className, failure);
    }
    // behave 1.2.6 has no word for a scenario that passed and then could not clean up.
    String status = scenario.status().equals("passed") ? "failed" : scenario.status();
    String type = failure.status().isEmpty() ? status : failure.status();
    String line = tellingLine(failure.error());
    boolean atStep = !failure.step().isEmpty();
    // Nor has it two for what an assertion found and for what it did not expect.
    boolean unexpected =
        failure.error().startsWith(TRACEBACK) && !line.startsWith("AssertionError");
    boolean asExpected = scenario.status().startsWith("failed") && atStep && !unexpected;
    String what = atStep ? failure.step() : "outside of its steps";
    String where =
        failure.line() > 0 ? entry.path() + ":" + failure.line() : entry.location(scenario);
    return new JUnitCase(
        scenario.line(),
        className,
        scenario.name(),
        status,
        scenario.seconds(),
        asExpected ? Kind.FAILURE : Kind.ERROR,
        type,
        what + ": " + (line.isEmpty() ? type : line),
        "Failed: " + what + "\nLocation: " + where + "\n" + failure.error());
  }

  /** The message of a traceback, the first line of anything else. */
  private static String tellingLine(String error) {
    List<String> lines = error.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .skip(error.startsWith(TRACEBACK) ? 1 : 0)
        .filter(line -> !Character.isWhitespace(line.charAt(0)))
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.get(0).strip());
  }

  /** What is wrong with the unit itself and shows at none of its scenarios. */
  private static Optional<String> problem(Ledger.Entry entry, String lost) {
    return switch (entry.end()) {
      case ENDED -> entry.error();
      case UNPARSABLE ->
          Optional.of("The file cannot be parsed: " + entry.error().orElse("no reason told"));
      case NEVER_STARTED -> Optional.of("The file was never started." + lost);
      case IN_FLIGHT ->
          entry.scenarios().stream().anyMatch(JUnitCase::isGap)
              ? Optional.empty()
              : Optional.of("The file had begun when its chunk was lost." + lost);
      case CHANGED -> Optional.of("The file has changed since it was split or begun.");
      case DIFFERENT -> Optional.of("The list of its tests differs between processes.");
      case STOPPED -> Optional.empty(); // the suite's own wish, and nothing is known of it
    };
  }

  private static boolean isGap(Ledger.Scenario scenario) {
    return scenario.selected()
        && (scenario.end() == ScenarioEnd.IN_FLIGHT || scenario.end() == ScenarioEnd.NEVER_STARTED);
  }

  private static JUnitCase ofUnit(Ledger.Entry entry, String className, String text) {
    String end =
        entry.end() == UnitEnd.ENDED
            ? "failed"
            : entry.end().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    boolean notCollected = !entry.isFeature() && entry.end() == UnitEnd.UNPARSABLE;
    JUnitName name =
        notCollected ? JUnitName.ofFile(entry) : new JUnitName(className, entry.path());
    return new JUnitCase(
        Integer.MAX_VALUE,
        name.className(),
        name.name(),
        end,
        0,
        Kind.ERROR,
        end,
        notCollected ? "collection failure" : tellingLine(text),
        notCollected ? entry.error().orElse(text) : text);
  }
}
