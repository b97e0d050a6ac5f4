package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.cli.Console.Style;
import com.cleveragents.slipcovershard.plan.PlanFile;
import com.cleveragents.slipcovershard.plan.SavedPlanning;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import com.cleveragents.slipcovershard.run.Finding;
import com.cleveragents.slipcovershard.run.Findings;
import com.cleveragents.slipcovershard.run.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One chunk of an earlier run, run again alone. It explains a failure and proves nothing: no gate
 * is applied, nothing is published, and what the earlier run left stays as it is.
 */
final class Replay {
  private final PlanFile file;
  private final SavedPlanning planning;
  private final Invocation invocation;

  private Replay(PlanFile file, SavedPlanning planning, Invocation invocation) {
    this.file = file;
    this.planning = planning;
    this.invocation = invocation;
  }

  /** As the flags say; the settings of the plan hold where no flag or input says otherwise. */
  static Replay of(ReplayOptions options, Invocation invocation) {
    if (options.plan == null || options.onlyChunk == null) {
      throw new ShardException(
          ExitCode.USAGE,
          "--plan and --only-chunk belong together: --plan build/slipcover-shard/plan.json"
              + " --only-chunk 2");
    }
    PlanFile file = read(invocation.directory().resolve(options.plan));
    SortedMap<String, String> environment = new TreeMap<>(invocation.environment());
    for (Map.Entry<String, String> setting : file.settings().entrySet()) {
      environment.merge(
          Values.inputName(setting.getKey()),
          setting.getValue(),
          (given, saved) -> given.isBlank() ? saved : given);
    }
    return new Replay(
        file,
        new SavedPlanning(file.plan(), options.onlyChunk),
        invocation.withEnvironment(environment));
  }

  private static PlanFile read(Path file) {
    try {
      RegularFile.check(file);
      return PlanFile.read(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ShardException(ExitCode.USAGE, "--plan: " + file + " cannot be read: " + e, e);
    }
  }

  ExitCode run(Console console, SuiteOptions suite, CommandSpec command, Instant started)
      throws IOException {
    Settings settings =
        Settings.read(
            invocation, suite, new GateOptions(), new ReportFlags(), new PublishOptions());
    refuseWhatIsMissing(new GivenSettings(command, invocation.environment(), settings.run()));
    RedLog log = new RedLog(invocation, console, settings);
    try (BuildDirectory build = BuildDirectory.lock(settings.run().buildDirectory(), started)) {
      BuildDirectory part = build.clearForReplay(planning.chunk());
      SuiteResult result =
          log.of(new Suite(invocation, console, settings.run(), part)).replay(planning);
      List<Finding> findings = Findings.of(result, settings.run().failOn());
      ExitCode code = ExitCode.worst(findings.stream().map(Finding::code).toList());
      log.open(code, result);
      FailureList.lines(findings).forEach(console::problem);
      console.detail("");
      new ChunkTable(result).lines().forEach(console::detail);
      console.detail("");
      result
          .chunks()
          .forEach(
              chunk -> console.detail("log: " + chunk.log() + ", coverage and events beside it"));
      console.result(
          console.styled(
              code == ExitCode.PASSED ? Style.GOOD : Style.BAD,
              String.format(
                  Locale.ROOT,
                  "chunk %d of %d alone %s (exit code %d); its coverage is a part, no gate is"
                      + " applied",
                  planning.chunk(),
                  file.plan().chunks().size(),
                  code == ExitCode.PASSED ? "passed" : "FAILED: " + code.meaning(),
                  code.number())));
      return code;
    } catch (ShardException e) {
      log.open(e.code());
      throw e;
    }
  }

  /** Values that may be secrets are not in a plan; without them the chunk would not be the same. */
  private void refuseWhatIsMissing(GivenSettings given) {
    SortedSet<String> missing = new TreeSet<>(file.withheld());
    missing.removeAll(given.withheld());
    if (!missing.isEmpty()) {
      throw new ShardException(
          ExitCode.USAGE,
          "the run was given --"
              + String.join(" and --", missing)
              + ", whose values are not kept in a plan: give them again");
    }
  }
}
