package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.plan.Plan;
import com.cleveragents.slipcovershard.run.Ledger.Entry;
import com.cleveragents.slipcovershard.run.Ledger.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/** Judges a run: everything that makes it red, tests and chunks alike. A pure function. */
public final class Findings {
  private final SuiteResult result;
  private final List<Finding> findings = new ArrayList<>();

  private Findings(SuiteResult result) {
    this.result = result;
  }

  /** The reasons, in the order of chunks and units; none means that the run itself is green. */
  public static List<Finding> of(SuiteResult result, FailOn failOn) {
    Findings judge = new Findings(result);
    if (result.interrupted()) {
      judge.add(ExitCode.INTERRUPTED, "the run was interrupted");
    }
    judge.lists();
    result.chunks().forEach(judge::chunkEnd);
    judge.troubles();
    judge.findings.addAll(
        UnitFindings.of(result.runner(), result.ledger(), result.clashes(), failOn.flaky()));
    judge.unexplainedFailures();
    result.chunks().forEach(judge::measurement);
    if (failOn.clash()) {
      judge.clashes();
    }
    // Of one machine of several, that is for the merge to say.
    boolean all = result.plan().flatMap(Plan::division).isEmpty();
    if (all && judge.findings.isEmpty() && result.ledger().executedScenarios() == 0) {
      judge.add(ExitCode.NO_TESTS, UnitFindings.whyNothingRan(result.runner(), result.ledger()));
    }
    return List.copyOf(judge.findings);
  }

  /** The same of all of a suite, with what is not proved of files that were split. */
  public static List<Finding> ofAll(SuiteResult result, FailOn failOn) {
    List<Finding> all = new ArrayList<>(of(result, failOn));
    if (result.plan().flatMap(Plan::division).isEmpty()) { // the pieces of shards are merged later
      all.addAll(SplitProof.of(result.ledger()));
    }
    return all;
  }

  /** Those of its tests alone, of a run that is over; its chunks have told of themselves. */
  public static List<Finding> of(RunRecord run, Runner runner) {
    return UnitFindings.of(runner, run.ledger(), run.clashes(), false);
  }

  private void add(ExitCode code, String message) {
    findings.add(new Finding(code, message));
  }

  private void add(ExitCode code, String message, List<String> details) {
    findings.add(new Finding(code, message, details));
  }

  private void lists() {
    if (!result.unlisted().isEmpty()) {
      add(
          ExitCode.CHUNK_FAILED,
          "the runner's list lacks feature files that are on disk where it looks",
          Finding.bounded(List.copyOf(result.unlisted())));
    }
  }

  private void chunkEnd(ChunkResult chunk) {
    String name = "chunk " + chunk.number();
    if (chunk.end() instanceof ChunkEnd.Refused refused) {
      // All chunks have the same settings: the first to say so speaks for them.
      add(ExitCode.USAGE, refused.message(), chunk.lastLines());
    } else if (chunk.end() instanceof ChunkEnd.Died died) {
      if (chunk.troubles().isEmpty()) {
        add(
            ExitCode.CHUNK_FAILED,
            name + " " + died.description() + " " + place(chunk) + afterwards(chunk),
            chunk.lastLines());
      }
    } else if (chunk.end() instanceof ChunkEnd.Ended ended) {
      String where = place(chunk);
      switch (ended.reason()) {
        case DEADLINE ->
            add(
                ExitCode.CHUNK_FAILED,
                name + " was ended " + where + ": --timeout-minutes is over");
        case SCENARIO_TIMEOUT ->
            add(
                ExitCode.CHUNK_FAILED,
                name
                    + " was killed "
                    + where
                    + ": that took longer than --scenario-timeout"
                    + afterwards(chunk),
                chunk.lastLines());
        case INTERRUPTED -> add(ExitCode.INTERRUPTED, name + " was ended " + where);
        case DID_NOT_EXIT ->
            add(
                ExitCode.CHUNK_FAILED,
                name
                    + " did not exit after its last "
                    + file()
                    + " and was killed (a thread or an exit"
                    + " handler of the suite keeps it)");
        case DID_NOT_SAVE ->
            add(
                ExitCode.CHUNK_FAILED,
                name
                    + " did not finish saving its coverage and was killed: it used a minute of CPU"
                    + " time, and 10 times what saving usually takes, and wrote nothing",
                chunk.lastLines());
        case DAMAGED_EVENTS ->
            add(
                ExitCode.CHUNK_FAILED,
                name
                    + " was killed "
                    + where
                    + ": its events were damaged (a full TMPDIR, or a suite that writes to descriptors"
                    + " that it did not open)"
                    + afterwards(chunk),
                chunk.lastLines());
        case WRONG_LIST -> {
          if (result.unlisted().isEmpty()) {
            add(
                ExitCode.CHUNK_FAILED,
                name + " found other " + result.runner().files(2) + " than chunk 1");
          }
        }
        case NOT_NEEDED, RUN_ENDED -> {}
      }
    }
  }

  private boolean isBehave() {
    return result.runner() == Runner.BEHAVE;
  }

  private String file() {
    return result.runner().files(1);
  }

  /** Where a chunk was when it was last heard of. */
  private String place(ChunkResult chunk) {
    if (chunk.interrupted().isPresent()) {
      Interrupted interrupted = chunk.interrupted().get();
      Entry entry = result.ledger().units().get(interrupted.unit().number());
      return suspect(interrupted)
          .map(culprit -> "while it ran " + UnitFindings.named(entry, culprit, " (%s)"))
          .orElse(
              "in "
                  + interrupted.unit().name()
                  + (isBehave()
                      ? ", between its scenarios or in a hook"
                      : ", between its tests or while it was imported"));
    }
    if (chunk.last().isEmpty()) {
      return "before it told anything";
    }
    Event last = chunk.last().get();
    if (last instanceof Event.Hello) {
      return "while it looked for " + result.runner().files(2);
    } else if (last instanceof Event.Done) {
      return "after its last " + file();
    } else if (!isBehave()) {
      return "between tests, or while it imported some";
    } else if (last instanceof Event.Listed) {
      return "while it loaded steps and environment";
    } else if (last instanceof Event.Loaded) {
      return "in before_all";
    }
    return "between features or in after_all";
  }

  private Optional<Scenario> suspect(Interrupted interrupted) {
    return result.ledger().units().get(interrupted.unit().number()).scenarios().stream()
        .filter(scenario -> interrupted.scenario().equals(OptionalInt.of(scenario.line())))
        .findFirst();
  }

  /** What became of the rest of a lost chunk, and whether its last scenario did the same again. */
  private String afterwards(ChunkResult lost) {
    Optional<ChunkResult> next =
        result.chunks().stream()
            .filter(chunk -> chunk.goesOnFor().equals(OptionalInt.of(lost.number())))
            .findFirst();
    if (next.isEmpty()) {
      return "";
    }
    String test = result.runner().tests(1);
    String text = "; chunk " + next.get().number() + " went on";
    Optional<Scenario> suspect = lost.interrupted().flatMap(this::suspect);
    if (suspect.isEmpty()) {
      return text;
    } else if (next.get().interrupted().flatMap(this::suspect).equals(suspect)) {
      return text + ", and that " + test + " did the same again";
    }
    return switch (suspect.get().end()) {
      case PASSED -> text + ", and that " + test + " passed when it ran again by itself";
      case IN_FLIGHT -> text + ", but did not come to that " + test;
      default -> text + ", and that " + test + " failed when it ran again by itself";
    };
  }

  /** What chunks told of themselves; the same error in all of them is one finding. */
  private void troubles() {
    Map<Finding, SortedSet<Integer>> chunksOf = new LinkedHashMap<>();
    for (ChunkResult chunk : result.chunks()) {
      for (Event event : chunk.troubles()) {
        chunksOf.computeIfAbsent(trouble(chunk, event), key -> new TreeSet<>()).add(chunk.number());
      }
    }
    chunksOf.forEach(
        (finding, chunks) ->
            add(finding.code(), finding.message() + " (" + named(chunks) + ")", finding.details()));
  }

  private static String named(SortedSet<Integer> chunks) {
    String numbers = String.join(", ", chunks.stream().map(String::valueOf).toList());
    return (chunks.size() == 1 ? "chunk " : "chunks ") + numbers;
  }

  private Finding trouble(ChunkResult chunk, Event event) {
    if (event instanceof Event.NotLoaded notLoaded) {
      return new Finding(
          ExitCode.CHUNK_FAILED,
          notLoaded.what() + " could not be loaded",
          notLoaded.error().lines().toList());
    } else if (event instanceof Event.HookFailed failed) {
      boolean before = failed.hook().equals("before_all");
      return new Finding(
          before ? ExitCode.CHUNK_FAILED : ExitCode.TESTS_FAILED,
          failed.hook() + " failed",
          failed.error().lines().toList());
    } else if (event instanceof Event.Strayed strayed) {
      return new Finding(
          ExitCode.CHUNK_FAILED,
          location(strayed)
              + (strayed.place().isEmpty() ? "the suite" : strayed.place())
              + " forked a child process that continued the test run; the child was ended");
    } else if (event instanceof Event.Broken broken) {
      return new Finding(
          ExitCode.CHUNK_FAILED,
          result.runner().word()
              + " was left by "
              + broken.error()
              + " "
              + place(chunk)
              + afterwards(chunk));
    } else if (event instanceof Event.Unsaved unsaved) {
      return new Finding(
          ExitCode.COVERAGE_UNUSABLE,
          "SlipCover could not save what it measured: " + unsaved.error());
    }
    throw new IllegalArgumentException("no trouble: " + event);
  }

  private String location(Event.Strayed strayed) {
    if (strayed.unit().isEmpty()) {
      return "";
    }
    Entry entry = result.ledger().units().get(strayed.unit().getAsInt());
    return strayed.scenario().isEmpty()
        ? entry.unit().name() + ": "
        : entry.location(entry.scenarios().get(strayed.scenario().getAsInt())) + ": ";
  }

  /**
   * What runners returned, and the failures that they count, as far as nothing told explains it.
   */
  private void unexplainedFailures() {
    Map<String, SortedSet<Integer>> chunksOf = new LinkedHashMap<>();
    Map<String, ChunkResult> first = new LinkedHashMap<>();
    for (ChunkResult chunk : result.chunks()) {
      for (String sentence : UnexplainedFailures.of(result, chunk)) {
        chunksOf.computeIfAbsent(sentence, key -> new TreeSet<>()).add(chunk.number());
        first.putIfAbsent(sentence, chunk);
      }
    }
    chunksOf.forEach(
        (sentence, chunks) ->
            add(
                ExitCode.TESTS_FAILED,
                sentence
                    + " ("
                    + named(chunks)
                    + "): see "
                    + Objects.requireNonNull(first.get(sentence)).log()));
  }

  private void measurement(ChunkResult chunk) {
    if (chunk.blindness().isPresent()) {
      Blindness blindness = chunk.blindness().get();
      String from =
          blindness.unit().isPresent()
              ? "from " + result.ledger().units().get(blindness.unit().getAsInt()).typed() + " on"
              : "after its last " + file();
      add(
          ExitCode.COVERAGE_UNUSABLE,
          "chunk "
              + chunk.number()
              + " did not measure all that it ran "
              + from
              + ": "
              + blindness.why());
    } else if (chunk.endedInOrder() && chunk.coverage().isEmpty() && !isExplained(chunk)) {
      add(
          ExitCode.COVERAGE_UNUSABLE,
          "chunk "
              + chunk.number()
              + " ended in order, but SlipCover wrote no whole file: see "
              + chunk.log());
    }
  }

  private static boolean isExplained(ChunkResult chunk) {
    return chunk.troubles().stream().anyMatch(Event.Unsaved.class::isInstance);
  }

  private void clashes() {
    List<String> places = result.clashes().stream().map(Clash::sentence).toList();
    if (!places.isEmpty()) {
      add(
          ExitCode.TESTS_FAILED,
          "chunks may have got in each other's way (--fail-on-clash)",
          Finding.bounded(places));
    }
  }
}
