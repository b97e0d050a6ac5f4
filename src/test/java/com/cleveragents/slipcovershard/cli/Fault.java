package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A row of docs/faults.md: what goes wrong in or around a suite, and what has to come of it. Most
 * are planted into a small project by {@link FaultsIT}; the others name the test that holds them.
 */
final class Fault {
  /** Where the planted scenario is, as it is named when its process dies in it. */
  static final String DIES = "while it ran features/fault.feature:5 (goes wrong)";

  /** The same when it fails. */
  static final String FAILS = "FAILED  features/fault.feature:5 goes wrong";

  /** More than a drawing can do. */
  @FunctionalInterface
  interface Preparation {
    void in(TestProject project) throws IOException;
  }

  /** What has to be true of the ledger. */
  enum Completeness {
    WHOLE,
    TORN,
    EITHER
  }

  private final String what;
  private final String where;
  private final Optional<String> heldBy;
  private final List<String> names = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> ends = new TreeMap<>();
  private final List<Preparation> preparations = new ArrayList<>();
  private ExitCode code = ExitCode.PASSED;
  private Optional<ExitCode> codeOfOldBehave = Optional.empty();
  private Optional<Completeness> ledger = Optional.empty();
  private Optional<Boolean> coverage = Optional.empty();
  private Optional<Boolean> othersPass = Optional.empty();
  private boolean keepsWhatWasMeasured;
  private boolean needsNewBehave;
  private int chunks;

  private Fault(String what, String where, Optional<String> heldBy) {
    this.what = what;
    this.where = where;
    this.heldBy = heldBy;
  }

  private static Fault planted(String what, String where, String drawing) {
    Fault fault = new Fault(what, where, Optional.empty());
    fault.preparations.add(project -> project.with(drawing));
    return fault;
  }

  /** What a step does, in the second scenario of three. */
  static Fault inStep(String what, String code) {
    return planted(what, "step", "== fault.py\n" + code);
  }

  /**
   * What a hook does.
   *
   * @param hook with its parameters
   */
  static Fault inHook(String what, String hook, String code) {
    String drawing =
        "== features/environment.py\nimport os, signal, sys, time\ndef %s:\n%s"
            .formatted(hook, code.indent(4));
    return planted(what, hook.replaceFirst("\\(.*", ""), drawing);
  }

  /** What a file does when behave loads it. */
  static Fault inFile(String what, String file, String code) {
    return planted(what, file, "== features/%s\n%s\n".formatted(file, code));
  }

  /** What is in the project. */
  static Fault inProject(String what, String where, String drawing) {
    return planted(what, where, drawing);
  }

  /**
   * What another test holds.
   *
   * @param test as {@code ExitCodesIT.wrongUsage}, with its package where that is not cli
   */
  static Fault heldBy(
      String test, String what, String where, ExitCode code, String... messageNames) {
    return new Fault(what, where, Optional.of(test)).gives(code, messageNames);
  }

  /** The code, and what has to be in the message; {@code {chunk}} is the number of its chunk. */
  Fault gives(ExitCode expected, String... messageNames) {
    code = expected;
    names.addAll(List.of(messageNames));
    return this;
  }

  /** With behave 1.2.6, the code is another one. */
  Fault withOldBehave(ExitCode expected) {
    codeOfOldBehave = Optional.of(expected);
    return this;
  }

  Fault with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  Fault variable(String name, String value) {
    preparations.add(project -> project.variable(name, value));
    return this;
  }

  Fault prepared(Preparation preparation) {
    preparations.add(preparation);
    return this;
  }

  /** Once the suite has made a file named {@code hangs}, the clock shows another time. */
  Fault clockLeaps(Duration leap) {
    preparations.add(
        project ->
            project.clock(
                new SuppliedClock(
                    () ->
                        project.path("hangs").toFile().exists()
                            ? Instant.now().plus(leap)
                            : Instant.now())));
    return this;
  }

  /** Once the suite has made a file named {@code hangs}, each look at the clock takes 0.1 s. */
  Fault clockHurries(Duration most) {
    AtomicInteger looks = new AtomicInteger();
    preparations.add(
        project ->
            project.clock(
                new SuppliedClock(
                    () -> {
                      if (project.path("hangs").toFile().exists()
                          && looks.get() * 100L < most.toMillis()) {
                        looks.incrementAndGet();
                      }
                      return Instant.now().plusMillis(looks.get() * 100L);
                    })));
    return this;
  }

  /** The end of a scenario, or of a feature, in the ledger. */
  Fault ends(String location, String end) {
    ends.put(location, end);
    return this;
  }

  Fault ledger(Completeness expected) {
    ledger = Optional.of(expected);
    return this;
  }

  Fault coverage(boolean expected) {
    coverage = Optional.of(expected);
    return this;
  }

  /** All scenarios of the other features pass; else they do not. */
  Fault othersPass(boolean expected) {
    othersPass = Optional.of(expected);
    return this;
  }

  /** What was measured before is in coverage-partial.json. */
  Fault keepsWhatWasMeasured() {
    keepsWhatWasMeasured = true;
    return this;
  }

  /** behave 1.2.6, or the Python beside it, does not have what it takes. */
  Fault needsNewBehave() {
    needsNewBehave = true;
    return this;
  }

  /** It makes sense with that many chunks only. */
  Fault needsChunks(int number) {
    chunks = number;
    return this;
  }

  boolean isHeldElsewhere() {
    return heldBy.isPresent();
  }

  Optional<String> heldBy() {
    return heldBy;
  }

  void plantIn(TestProject project) throws IOException {
    for (Preparation preparation : preparations) {
      preparation.in(project);
    }
  }

  List<String> arguments() {
    return List.copyOf(arguments);
  }

  boolean isFor(int numberOfChunks) {
    return chunks == 0 || chunks == numberOfChunks;
  }

  boolean wantsNewBehave() {
    return needsNewBehave;
  }

  ExitCode code(boolean oldBehave) {
    return oldBehave ? codeOfOldBehave.orElse(code) : code;
  }

  List<String> names(String chunk) {
    return names.stream().map(name -> name.replace("{chunk}", chunk)).toList();
  }

  Map<String, String> ends() {
    return new TreeMap<>(ends);
  }

  /** Whether the ledger is to be whole: where nothing else is said, that follows from the code. */
  Completeness ledger(ExitCode given) {
    return ledger.orElse(
        switch (given) {
          case PASSED, TESTS_FAILED -> Completeness.WHOLE;
          case CHUNK_FAILED -> Completeness.TORN;
          default -> Completeness.EITHER;
        });
  }

  /** Whether coverage.json is to be there; empty where the code does not decide. */
  Optional<Boolean> coverage(ExitCode given) {
    return coverage.or(
        () ->
            switch (given) {
              case PASSED, TESTS_FAILED ->
                  Optional.of(ledger(given))
                      .filter(it -> it != Completeness.EITHER)
                      .map(it -> it == Completeness.WHOLE);
              case CHUNK_FAILED, USAGE -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  boolean othersPass(ExitCode given) {
    return othersPass.orElse(given == ExitCode.PASSED || given == ExitCode.TESTS_FAILED);
  }

  boolean isToKeepWhatWasMeasured() {
    return keepsWhatWasMeasured;
  }

  /** The row, as a line of Markdown. */
  String row() {
    String number = String.valueOf(code.number());
    String codes =
        codeOfOldBehave
            .filter(old -> old != code)
            .map(old -> number + "; behave 1.2.6: " + old.number())
            .orElse(needsNewBehave ? number + "; behave 1.3" : number);
    String cells =
        String.join(
            " | ",
            what,
            where,
            codes,
            String.join(", ", names.stream().map(name -> "`" + name + "`").toList()),
            heldBy.orElse(""));
    return "| " + cells.replace(" |  |", " | |").stripTrailing() + " |";
  }

  /** As a test's display name shows it. */
  @Override
  public String toString() {
    return what + " in " + where;
  }
}
