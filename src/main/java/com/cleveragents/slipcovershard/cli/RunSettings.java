package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.FailOn;
import com.cleveragents.slipcovershard.run.KeepGlobs;
import com.cleveragents.slipcovershard.run.Runner;
import com.cleveragents.slipcovershard.run.SuiteSettings;
import com.cleveragents.slipcovershard.run.SuiteSettings.Isolation;
import com.cleveragents.slipcovershard.run.SuiteSettings.SlipCoverOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a run, checked.
 *
 * @param directory the project's root
 * @param buildDirectory where everything is written
 * @param runner what runs the tests
 * @param paths as they were typed: {@link Targets} says what they stand for
 * @param source what SlipCover measures, as it was typed
 * @param isolation each chunk works in a private copy; empty: all in the checkout
 * @param queued whether chunks take the next unit when they are free
 * @param measuresChildren whether Pythons that the suite starts are measured, too
 * @param splits whether features that take too long for a chunk are split
 * @param accelerated whether slow functions of SlipCover are replaced by equal, faster ones
 * @param retryFailed how often what failed runs once more in a clean process
 * @param failOn what makes a run red that would only be told otherwise
 * @param scenarioTimeout for a single scenario
 * @param retryCrashed how many fresh processes may go on for a chunk's lost ones
 * @param shard which machine this is, where several share the suite
 * @param verifies whether all is run once more in one process, and compared
 */
record RunSettings(
    Path directory,
    Path buildDirectory,
    Runner runner,
    int chunks,
    List<String> paths,
    List<String> runnerArguments,
    SlipCoverOptions slipcover,
    SourceSetting source,
    PythonSettings python,
    TemplateSetting template,
    SortedMap<String, String> variables,
    Optional<Isolation> isolation,
    boolean queued,
    boolean measuresChildren,
    boolean splits,
    boolean accelerated,
    int retryCrashed,
    int retryFailed,
    FailOn failOn,
    Optional<Duration> scenarioTimeout,
    TimingsSetting timings,
    Duration timeout,
    Optional<Shard> shard,
    boolean verifies) {

  private static final int MOST_CHUNKS = 256;
  private static final int MOST_RETRIES = 10;
  private static final int MOST_MINUTES = 7 * 24 * 60;
  private static final long BYTES_A_CHUNK = 512L << 20; // a Python with a project's modules loaded
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

  /** The directory that all other settings are relative to. */
  static Path directory(Invocation invocation, SuiteOptions options, Mistakes mistakes) {
    Optional<String> given =
        new Values(invocation.environment()).of(options.workingDirectory, "working-directory");
    Path directory = invocation.directory().resolve(given.orElse(""));
    try {
      if (Files.isDirectory(directory)) {
        return directory.toRealPath();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mistakes.add("working-directory", directory.toString(), "a directory that exists");
    return invocation.directory();
  }

  /** Where everything is written. */
  static Path buildDirectory(
      SuiteOptions options, Values values, Path directory, Mistakes mistakes) {
    Path build = directory.resolve(values.of(options.buildDir, "build-dir").orElse("build"));
    if (directory.startsWith(build.normalize())) {
      // A run removes what an earlier one left there, by names that a project may use as well.
      mistakes.add("build-dir", build.toString(), "a directory of its own");
    }
    return build.normalize();
  }

  /** The paths, as typed. */
  static List<String> pathWords(SuiteOptions options, Values values, Mistakes mistakes) {
    return options.paths.isEmpty()
        ? Words.split(values.of(null, "paths").orElse(""), "paths", mistakes)
        : options.paths;
  }

  static RunSettings read(
      Invocation invocation,
      SuiteOptions options,
      Path directory,
      SlipCoverTable table,
      Mistakes mistakes) {
    return new Reader(invocation, options, directory, table, mistakes).read();
  }

  /**
   * What the run itself needs of it, once all is prepared.
   *
   * @param targets what is run and measured
   * @param onlyChunk the one chunk to run of a plan that was made before
   * @param cache where what was computed of sources is kept between runs
   */
  SuiteSettings toSuite(
      Path interpreter,
      SortedMap<String, String> environment,
      Targets targets,
      OptionalInt onlyChunk,
      Optional<Path> cache,
      boolean gated) {
    return new SuiteSettings(
        directory,
        interpreter,
        runner,
        chunks,
        targets.paths(),
        runnerArguments,
        environment,
        variables,
        template.find(),
        new SlipCoverOptions(slipcover.branch(), source.told(targets.source()), slipcover.omit()),
        splits,
        queued,
        measuresChildren,
        onlyChunk,
        accelerated,
        cache,
        isolation.map(copy -> new Isolation(targets.source(), copy.omit(), copy.keep())),
        retryCrashed,
        retryFailed,
        scenarioTimeout,
        timeout,
        gated);
  }

  /** Those of the user's variables that are the same for every chunk, placeholders filled in. */
  SortedMap<String, String> fixedVariables() {
    SortedMap<String, String> fixed = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          String filled = value.replace("{build_dir}", buildDirectory.toString());
          if (SuiteSettings.PLACEHOLDERS.stream().noneMatch(filled::contains)) {
            fixed.put(name, filled);
          }
        });
    return fixed;
  }

  private static final class Reader {
    private final SuiteOptions options;
    private final Path directory;
    private final SlipCoverTable table;
    private final Mistakes mistakes;
    private final Values values;
    private final boolean isInImage;

    Reader(
        Invocation invocation,
        SuiteOptions options,
        Path directory,
        SlipCoverTable table,
        Mistakes mistakes) {
      this.options = options;
      this.directory = directory;
      this.table = table;
      this.mistakes = mistakes;
      this.values = new Values(invocation.environment());
      this.isInImage = invocation.image().isPresent();
    }

    RunSettings read() {
      RunSettings settings = readAll();
      if (settings.python().before().isEmpty()) {
        Targets.find(settings, mistakes); // else its script may be what makes them
      }
      return settings;
    }

    private SourceSetting source() {
      return new SourceSetting(values.of(options.source, "source"), table.list("source"));
    }

    private RunSettings readAll() {
      for (String name : List.of("quiet", "verbose")) {
        values
            .of(null, name)
            .filter(
                text -> !List.of("true", "false").contains(text.strip().toLowerCase(Locale.ROOT)))
            .ifPresent(text -> mistakes.add(name, text, "true or false"));
      }
      Path build = buildDirectory(options, values, directory, mistakes);
      Runner runner = runner();
      return new RunSettings(
          directory,
          build,
          runner,
          chunks(),
          pathWords(options, values, mistakes),
          words(options.runnerArgs, "runner-args"),
          slipcover(build),
          source(),
          PythonSettings.read(options, values, isInImage, mistakes),
          template(build),
          variables(),
          isolation(),
          choice(options.split, "split", "static", "queue").equals("queue"),
          isTrue(options.childProcesses, "child-processes"),
          choice(options.granularity, "granularity", "feature", "auto").equals("auto"),
          choice(options.accelerate, "accelerate", "auto", "off").equals("auto"),
          retries(options.retryCrashed, "retry-crashed", 1),
          retries(options.retryFailed, "retry-failed", 0),
          new FailOn(
              isTrue(options.failOnFlaky, "fail-on-flaky"),
              isTrue(options.failOnClash, "fail-on-clash"),
              isTrue(options.failOnNewSkip, "fail-on-new-skip")),
          scenarioTimeout(),
          timings(),
          Duration.ofMinutes(number(options.timeoutMinutes, "timeout-minutes", 60, MOST_MINUTES)),
          shard(),
          choice(options.verify, "verify", "none", "serial").equals("serial"));
    }

    private Runner runner() {
      String given = values.of(options.runner, "runner").orElse(Runner.BEHAVE.word());
      Optional<Runner> runner = Runner.of(given);
      if (runner.isEmpty()) {
        mistakes.add("runner", given, String.join(" or ", Runner.names()));
      }
      return runner.orElse(Runner.BEHAVE);
    }

    private Optional<Shard> shard() {
      Optional<String> given = values.of(options.shard, "shard");
      Optional<Shard> shard = given.flatMap(Shard::parse);
      if (given.isPresent() && shard.isEmpty()) {
        mistakes.add("shard", given.get(), Shard.ALLOWED);
      }
      if (given.isPresent() && !choice(options.verify, "verify", "none", "serial").equals("none")) {
        mistakes.add("verify", "one process would run the whole suite: leave it out with shard");
      }
      return shard;
    }

    private Optional<Duration> scenarioTimeout() {
      String name = "scenario-timeout";
      Optional<String> given = values.of(options.scenarioTimeout, name);
      return given.isEmpty()
          ? Optional.empty()
          : Optional.of(Duration.ofSeconds(number(given.get(), name, 0, MOST_MINUTES * 60)));
    }

    private Optional<Isolation> isolation() {
      boolean copy = choice(options.isolate, "isolate", "none", "copy").equals("copy");
      List<String> globs = lines(options.keep, "keep");
      KeepGlobs keep = KeepGlobs.of(List.of());
      try {
        keep = KeepGlobs.of(globs);
      } catch (ShardException e) {
        mistakes.add("keep", e.sentence());
      }
      if (!copy && !globs.isEmpty()) {
        mistakes.add("keep", "there are copies to keep files of only with isolate: copy");
      }
      return copy
          ? Optional.of(
              new Isolation(
                  source().any(),
                  values.of(options.omit, "omit").or(() -> table.list("omit")),
                  keep))
          : Optional.empty();
    }

    private TimingsSetting timings() {
      String given = values.of(options.timings, "timings").orElse("auto");
      if (given.equals("auto")) {
        return new TimingsSetting.Kept();
      } else if (given.equals("none")) {
        return new TimingsSetting.None();
      }
      Path file = directory.resolve(given);
      if (!Files.isRegularFile(file)) {
        mistakes.add("timings", given, "a file that exists, auto or none");
      }
      return new TimingsSetting.Named(file);
    }

    private int chunks() {
      Optional<String> given = values.of(options.chunks, "chunks", "BEHAVE_COVERAGE_CHUNKS");
      if (given.filter(text -> text.equals("auto")).isPresent()) {
        long memory = Memory.ofThisMachine().usable().orElse(Long.MAX_VALUE) / BYTES_A_CHUNK;
        int processors = TimeAdvice.processors();
        return (int) Math.max(1, Math.min(Math.min(processors, memory), MOST_CHUNKS));
      }
      return given
          .map(text -> whole(text, "chunks", MOST_CHUNKS, "a whole number from 1 to 256, or auto"))
          .orElse(1);
    }

    private int number(@Nullable String flag, String name, int absent, int most) {
      return values
          .of(flag, name)
          .map(text -> whole(text, name, most, "a whole number from 1 to " + most))
          .orElse(absent);
    }

    /** In the place of a count that may be 0. */
    private int retries(@Nullable String flag, String name, int absent) {
      Optional<String> given = values.of(flag, name);
      if (given.filter(text -> text.strip().matches("0+")).isPresent()) {
        return 0;
      }
      return given
          .map(text -> whole(text, name, MOST_RETRIES, "a whole number from 0 to " + MOST_RETRIES))
          .orElse(absent);
    }

    private int whole(String text, String name, int most, String allowed) {
      if (text.strip().matches("0*[1-9]\\d{0,8}")) {
        int number = Integer.parseInt(text.strip());
        if (number <= most) {
          return number;
        }
      }
      mistakes.add(name, text, allowed);
      return 1;
    }

    private String choice(@Nullable String flag, String name, String absent, String... others) {
      String text = values.of(flag, name).orElse(absent);
      if (!text.equals(absent) && !Arrays.asList(others).contains(text)) {
        mistakes.add(name, text, absent + " or " + String.join(", ", others));
      }
      return text;
    }

    private boolean isTrue(@Nullable String flag, String name) {
      String text = values.of(flag, name).orElse("false").strip().toLowerCase(Locale.ROOT);
      if (!List.of("true", "false").contains(text)) {
        mistakes.add(name, text, "true or false");
      }
      return text.equals("true");
    }

    private List<String> words(@Nullable String flag, String name) {
      return Words.split(values.of(flag, name).orElse(""), name, mistakes);
    }

    private List<String> lines(List<String> flags, String name) {
      if (!flags.isEmpty()) {
        return flags;
      }
      return values
          .of(null, name)
          .orElse("")
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }

    private SortedMap<String, String> variables() {
      SortedMap<String, String> variables = new TreeMap<>();
      int number = 0;
      for (String line : lines(options.env, "env")) {
        number++;
        Matcher matcher = VARIABLE.matcher(line);
        if (matcher.matches()) {
          variables.put(matcher.group(1), matcher.group(2));
        } else {
          // Not the line itself: it may hold a secret.
          mistakes.add("env", "variable " + number + " is not of the form NAME=value");
        }
      }
      return variables;
    }

    private SlipCoverOptions slipcover(Path build) {
      Optional<String> branch =
          values.of(options.branch, "branch").map(t -> t.toLowerCase(Locale.ROOT));
      if (branch.isPresent() && !List.of("true", "false").contains(branch.get())) {
        mistakes.add("branch", branch.get(), "true or false");
      }
      if (branch.filter(text -> text.equals("false")).isPresent() && table.branch()) {
        mistakes.add(
            "branch",
            "is false, but [tool.slipcover] in "
                + table.file().orElseThrow()
                + " says branch = true, and SlipCover has no flag against that: change one of them");
      }
      Optional<String> source = values.of(options.source, "source");
      Optional<String> omit = values.of(options.omit, "omit");
      if (source().any().isPresent()) {
        // With a source SlipCover lists all files in it, ours among them, and those of a run before
        // with another build-dir; the flag replaces the table.
        SortedSet<Path> ours = BuildDirectory.foldersOfOurs(directory);
        ours.add(build.resolve("slipcover-shard"));
        List<String> patterns = new ArrayList<>();
        omit.or(() -> table.list("omit")).ifPresent(patterns::add);
        ours.stream()
            .filter(folder -> folder.startsWith(directory))
            .forEach(folder -> patterns.add(directory.relativize(folder) + "/*"));
        omit = patterns.isEmpty() ? omit : Optional.of(String.join(",", patterns));
      }
      return new SlipCoverOptions(
          branch.filter(text -> text.equals("true")).isPresent(), source, omit);
    }

    private TemplateSetting template(Path build) {
      TemplateSetting template =
          new TemplateSetting(
              values.of(options.templateDb, "template-db").map(directory::resolve),
              build.resolve(".template-migrated.db"));
      if (values.of(options.before, "before").isEmpty()) {
        template.mistake().ifPresent(what -> mistakes.add("template-db", what));
      }
      return template;
    }
  }
}
