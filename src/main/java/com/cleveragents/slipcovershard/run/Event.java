package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.plan.ParsedFeature;
import com.cleveragents.slipcovershard.plan.ParsedScenario;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a worker tells about itself and the tests it runs: one JSON object a line on its pipe. */
public sealed interface Event {

  /**
   * The worker is up; versions of what it runs with.
   *
   * @param untouched why SlipCover, or a part of it, runs as slowly as it is; empty if nothing does
   */
  record Hello(String python, String slipcover, String runner, String untouched) implements Event {}

  /** The worker cannot run with these settings. */
  record Refused(String message) implements Event {}

  /**
   * What the runner would run, in its order.
   *
   * @param paths where the runner looked
   * @param excluded what it found and leaves out because of its own include and exclude patterns
   */
  record Listed(
      List<String> paths,
      List<ListedFeature> features,
      List<String> excluded,
      List<Output> outputs,
      Optional<Output> junit)
      implements Event {
    public Listed {
      paths = List.copyOf(paths);
      features = List.copyOf(features);
      excluded = List.copyOf(excluded);
      outputs = List.copyOf(outputs);
    }
  }

  /** A feature file, and the selected lines or none for all of it. */
  record ListedFeature(String path, List<Integer> lines) {
    public ListedFeature {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A file or directory that the user told the runner to write.
   *
   * @param path where the user wants it
   * @param own where this chunk writes it
   * @param clears whether the user told the runner to empty that directory before it writes
   */
  record Output(String format, String path, String own, boolean clears) {}

  /**
   * What is in the features that we asked about.
   *
   * @param features by their numbers; one that cannot be parsed is missing
   */
  record Parsed(SortedMap<Integer, ParsedFeature> features) implements Event {}

  /** Something that the user should know, which is the same for all chunks. */
  record Remark(String text) implements Event {}

  /**
   * The worker switched off a plugin.
   *
   * @param arguments what makes the runner do the same, where it runs without our help
   */
  record SwitchedOff(List<String> arguments) implements Event {
    public SwitchedOff {
      arguments = List.copyOf(arguments);
    }
  }

  /** The file of a unit is about to be imported, by which its tests become known. */
  record Importing(int unit) implements Event {}

  /** Steps and hooks are loaded. */
  record Loaded() implements Event {}

  /** Steps or hooks could not be loaded. */
  record NotLoaded(String what, String error) implements Event {}

  /** before_all or after_all failed. */
  record HookFailed(String hook, String error) implements Event {}

  /** The worker waits for what to do next; the unit before has ended. */
  record Next() implements Event {}

  /**
   * A unit was parsed; nothing of it has run yet.
   *
   * @param dotted its path as the runner's JUnit files have it
   * @param inFile how many scenarios the file has, those of other pieces among them
   */
  record UnitParsed(int unit, String name, String dotted, int inFile, ParsedFeature feature)
      implements Event {
    /** Those of the unit: of a piece, its own. */
    public List<ParsedScenario> scenarios() {
      return feature.scenarios();
    }
  }

  /**
   * The feature file of a unit could not be parsed.
   *
   * @param counts what the runner counts for it
   */
  record Unparsable(int unit, String error, Tally counts) implements Event {}

  /** A scenario begins. */
  record ScenarioStarted(int unit, int scenario) implements Event {}

  /**
   * A scenario has ended, hooks and clean-ups included.
   *
   * @param status the runner's own word
   * @param failed whether the runner counts it as failed, whatever its status says
   * @param executed steps that were run
   * @param counts failures that the runner counted while it ran
   */
  record ScenarioEnded(
      int unit,
      int scenario,
      String status,
      boolean failed,
      double seconds,
      int executed,
      Optional<Failure> failure,
      Tally counts)
      implements Event {}

  /**
   * Why a scenario failed.
   *
   * @param step the text of the step; empty when it was a hook
   * @param line of the step, 0 when it was a hook
   * @param status the runner's word for the step
   * @param error all that is known of it
   * @param message the exception in its own words; empty where the runner has none apart from error
   */
  record Failure(String step, int line, String status, String error, String message) {
    public Failure(String step, int line, String status, String error) {
      this(step, line, status, error, "");
    }
  }

  /**
   * A feature has ended, hooks included.
   *
   * @param rest scenarios that never began, with the runner's word for them
   * @param stopped the runner runs nothing more, because of its stop option or an abort
   * @param lost what keeps SlipCover from seeing all that runs from here on
   * @param counts failures that the runner counted in it, outside of its scenarios
   */
  record UnitEnded(
      int unit,
      String status,
      double seconds,
      SortedMap<Integer, String> rest,
      Optional<String> error,
      boolean stopped,
      Optional<String> lost,
      Tally counts)
      implements Event {}

  /**
   * What was touched since the last such event.
   *
   * @param unit in which it was; empty outside of all
   */
  record Touched(OptionalInt unit, SortedSet<Place> places) implements Event {
    public Touched {
      places = new TreeSet<>(places);
    }
  }

  /**
   * A child process that the suite forked did not exit but continued as if it were the worker.
   *
   * @param unit what was in progress when it was forked
   * @param scenario the same
   * @param place the suite's function that forked, with its file and line; may be empty
   */
  record Strayed(OptionalInt unit, OptionalInt scenario, String place) implements Event {}

  /** Something left the runner from inside: an exit, or an error that is the runner's own. */
  record Broken(String error) implements Event {}

  /** SlipCover could not collect what it measured, when all else was over. */
  record Unsaved(String error) implements Event {}

  /**
   * All is run and reported; SlipCover saves next.
   *
   * @param failed whether what the runner returned means a failure
   * @param code what the runner returned
   * @param counted all failures that the runner counted
   * @param causes sentences on what went wrong outside of all units
   * @param elsewhere files of other units that the process could not collect, with the failures
   *     that the runner counted for each
   * @param lost what keeps SlipCover from seeing all that runs
   * @param measuredModule a module that SlipCover has to measure, if one was imported
   */
  record Done(
      boolean failed,
      int code,
      Tally counted,
      List<String> causes,
      SortedMap<String, Integer> elsewhere,
      Optional<String> lost,
      Optional<String> measuredModule)
      implements Event {
    public Done {
      causes = List.copyOf(causes);
      elsewhere = new TreeMap<>(elsewhere);
    }
  }
}
